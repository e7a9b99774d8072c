/** One run of a charm, from the event to the last write. The three ports come from outside, so a test runs this very path in memory. */
import { makeContext } from './context.ts'
import type { ActionOutcome, Charm } from './definition.ts'
import { CharmError } from './errors.ts'
import type { Event, Identity } from './event.ts'
import type { Clock, Host } from './host.ts'
import { type HookTools, log, runTool } from './juju/index.ts'
import { flush, flushOf, flushTexts } from './publish.ts'
import { reconcile, type Reconciled } from './reconcile/index.ts'
import { type Snapshot, takeSnapshot } from './snapshot.ts'
import { blocked, maintenance, type Status, worst } from './status.ts'
import { type Step, type Desired, steps } from './step.ts'

export interface Ports {
  readonly tools: HookTools
  readonly host: Host
  readonly clock: Clock
}

/** Sets a status when it is not the one that Juju shows. Message last and behind `--`: it may begin with a dash. */
function statusWriter(tools: HookTools, found: Status | undefined): (status: Status) => Promise<void> {
  let shown = found
  return async (status) => {
    if (shown?.name === status.name && shown.message === status.message) return
    shown = status
    await runTool(tools, 'status-set', [status.name, '--', status.message])
  }
}

/** A unit that goes stops what it runs; its files and the others' data are left as they are. */
const onStop = (decided: readonly Step[]): Step[] =>
  decided.flatMap((step) => (step.kind === 'service' ? [{ ...step, state: 'held' as const }] : []))

interface Run extends Ports {
  readonly charm: Charm
  readonly snapshot: Snapshot
  readonly setStatus: (status: Status) => Promise<void>
}

const run = (
  { charm, snapshot, host, clock, tools, setStatus }: Run,
  act: boolean,
  decide: (context: ReturnType<typeof makeContext>) => Desired,
) =>
  reconcile({
    host,
    clock,
    act,
    decide: (findings) => steps(decide(makeContext(charm, snapshot, host.facts, findings))),
    before: async ({ text, announce }) => {
      if (announce) await setStatus(maintenance(announce))
      await log(tools, 'INFO', text)
    },
  })

async function publish(run: Run, { steps: decided, problem, recorded }: Reconciled): Promise<void> {
  const { tools, host, clock, charm, snapshot, setStatus } = run
  const wanted = flushOf(charm, snapshot, decided, recorded)
  await log(tools, 'INFO', flushTexts(wanted).join('\n'))
  await flush(tools, host, clock, charm, snapshot, wanted)
  const parts = decided.flatMap((step) => (step.kind === 'status' ? [step.status] : []))
  await setStatus(worst(problem === undefined ? parts : [...parts, blocked(problem)]))
}

async function runAction(of: Run, name: string): Promise<void> {
  const { charm, snapshot, tools } = of
  const action = charm.actions?.[name]
  if (!action) throw new CharmError('E_ACTION', `action '${name}' is not defined by charm '${charm.name}'`)
  const decisions: ActionOutcome[] = []
  const done = await run(of, true, (context) => {
    const outcome = action.run(context, snapshot.params)
    decisions.push(outcome)
    return outcome.do
  })
  await flush(tools, of.host, of.clock, charm, snapshot, flushOf(charm, snapshot, done.steps, done.recorded))
  const outcome: ActionOutcome = done.problem === undefined ? (decisions.at(-1) ?? { results: {} }) : { fail: done.problem }
  if ('fail' in outcome) {
    await runTool(tools, 'action-fail', ['--', outcome.fail])
    return
  }
  const results = Object.entries(outcome.results).filter(([, value]) => value !== undefined)
  if (results.length > 0) await runTool(tools, 'action-set', ['--', ...results.map(([key, value]) => `${key}=${value}`)])
}

/** Runs the charm for one event. Gives the lines of the plan when the event is `plan`. */
export async function runHook(charm: Charm, event: Event, identity: Identity, ports: Ports): Promise<readonly string[]> {
  const snapshot = await takeSnapshot(ports.tools, charm, event, identity)
  const of: Run = { ...ports, charm, snapshot, setStatus: statusWriter(ports.tools, snapshot.status) }
  switch (event.type) {
    case 'remove':
      return []
    case 'stop':
      await run(of, true, (context) => onStop(steps(charm.desired(context))))
      return []
    case 'action':
      await runAction(of, event.name)
      return []
    case 'plan': {
      const done = await run(of, false, (context) => charm.desired(context))
      return [...done.changes, ...flushTexts(flushOf(charm, snapshot, done.steps, done.recorded))]
    }
    default:
      await publish(of, await run(of, true, (context) => charm.desired(context)))
      return []
  }
}
