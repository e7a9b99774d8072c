/** One run of a charm, from the event to the last write. The three ports come from outside, so a test runs this very path in memory. */
import { makeContext } from './context.ts'
import type { ActionOutcome, Charm } from './definition.ts'
import { CharmError } from './errors.ts'
import type { Event, Identity } from './event.ts'
import type { Clock, Host } from './host.ts'
import { type HookTools, log, runTool } from './juju/index.ts'
import { lookingAhead } from './looking-ahead.ts'
import { rememberedServices } from './memory.ts'
import { plainText } from './plain-text.ts'
import { flush, flushOf, flushTexts } from './publish.ts'
import { type Reconciled, reconcile } from './reconcile/index.ts'
import type { Databag } from '@charm-layers/relation'
import { type Snapshot, takeSnapshot } from './snapshot/index.ts'
import { blocked, maintenance, type Status, worst } from './status.ts'
import { type Desired, type Step, service, steps } from './step.ts'

export interface Ports {
  readonly tools: HookTools
  readonly host: Host
  readonly clock: Clock
}

const isShown = (found: Status | undefined, { name, message }: Status): boolean =>
  found?.name === name && found.message === plainText(message)

/** Sets a status when it is not the one that Juju shows. Message last and behind `--`: it may begin with a dash. */
function statusWriter(tools: HookTools, found: Status | undefined): (status: Status) => Promise<void> {
  let shown = found
  return async (status) => {
    if (isShown(shown, status)) return
    shown = { name: status.name, message: plainText(status.message) }
    await runTool(tools, 'status-set', [shown.name, '--', shown.message])
  }
}

/** A unit that goes stops what it has run; its files and the others' data are left as they are. */
const onStop = (memory: Databag): Desired => rememberedServices(memory).map((name) => service(name, 'held'))

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
      await log(tools, 'INFO', plainText(text))
    },
  })

/** The status that follows from the steps and from what could not be done. */
const statusAfter = (decided: readonly Step[], problems: readonly (string | undefined)[]): Status =>
  worst([
    ...decided.flatMap((step) => (step.kind === 'status' ? [step.status] : [])),
    ...problems.flatMap((problem) => (problem === undefined ? [] : [blocked(problem)])),
  ])

/** Tells Juju, and gives whether there was anything to tell it or to do on the machine. */
async function publish({ tools, host, clock, charm, snapshot, setStatus }: Run, done: Reconciled): Promise<boolean> {
  const wanted = flushOf(charm, snapshot, done.steps, done.recorded)
  const texts = flushTexts(wanted)
  await log(tools, 'INFO', texts.join('\n'))
  const problems = await flush(tools, host, clock, charm, snapshot, wanted)
  await setStatus(statusAfter(done.steps, [done.problem, ...problems]))
  return done.changes.length + texts.length > 0
}

/** What a hook would do, line by line. */
function planned({ charm, snapshot }: Run, { changes, steps: decided, recorded, problem }: Reconciled): readonly string[] {
  const wanted = flushOf(charm, snapshot, decided, recorded)
  const status = statusAfter(decided, [problem, ...wanted.problems])
  const shown = isShown(snapshot.status, status) ? [] : [`show ${status.name}: ${plainText(status.message)}`]
  return [...changes, ...flushTexts(wanted), ...shown]
}

type Results = Extract<ActionOutcome, { readonly results: unknown }>['results']

/** Tells Juju the results. `action-set` takes them as arguments alone, so a secret one needs the socket. */
async function tellResults(tools: HookTools, results: Results): Promise<void> {
  const told = Object.entries(results).filter(([, value]) => value !== undefined)
  const seen = tools.argumentsAreSeen ? told.find(([, value]) => typeof value === 'object') : undefined
  if (seen) {
    const why = 'and can be told only over the socket of the unit agent: without it, every user of the machine would see it'
    await runTool(tools, 'action-fail', ['--', `'${seen[0]}' is secret, ${why}`])
    return
  }
  const pairs = told.map(([key, value]) => `${key}=${typeof value === 'object' ? value.reveal() : value}`)
  if (pairs.length > 0) await runTool(tools, 'action-set', ['--', ...pairs])
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
  const [problem] = [
    ...(done.problem === undefined ? [] : [done.problem]),
    ...(await flush(tools, of.host, of.clock, charm, snapshot, flushOf(charm, snapshot, done.steps, done.recorded))),
  ]
  // What was announced is over; what the unit's status should be now, the next hook finds out.
  if (snapshot.status) await of.setStatus(snapshot.status)
  const outcome: ActionOutcome = problem === undefined ? (decisions.at(-1) ?? { results: {} }) : { fail: problem }
  if ('fail' in outcome) {
    await runTool(tools, 'action-fail', ['--', outcome.fail])
    return
  }
  await tellResults(tools, outcome.results)
}

/** What one run came to. */
export interface Ran {
  /** The lines of the plan, when the event is `plan`. */
  readonly plan: readonly string[]
  /** Whether something was not as it should be, and was changed. */
  readonly changed: boolean
}

/** Runs the charm for one event. */
export async function runHook(charm: Charm, event: Event, identity: Identity, ports: Ports): Promise<Ran> {
  // Everything that could be told to anybody is gone by now.
  if (event.type === 'remove') return { plan: [], changed: false }
  const { host, early } = lookingAhead(ports.host)
  const taken = takeSnapshot(ports.tools, charm, event, identity, early)
  // What the first question about packages reads is read while Juju thinks.
  process.nextTick(() => ports.host.facts.installed('dpkg'))
  const snapshot = await taken
  const of: Run = { ...ports, host, charm, snapshot, setStatus: statusWriter(ports.tools, snapshot.status) }
  switch (event.type) {
    case 'stop':
      await run(of, true, () => onStop(snapshot.memory))
      return { plan: [], changed: true }
    case 'action':
      await runAction(of, event.name)
      return { plan: [], changed: true }
    case 'plan':
      return { plan: planned(of, await run(of, false, (context) => charm.desired(context))), changed: false }
    default:
      return { plan: [], changed: await publish(of, await run(of, true, (context) => charm.desired(context))) }
  }
}
