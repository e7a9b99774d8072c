/** One run of a charm, from the event to the last write. The three ports are arguments, so a test runs the same path in memory. */
import type { State } from '@charm-layers/relation'
import type { Charm } from '../define/charm.ts'
import type { Context } from '../define/context.ts'
import { type Desired, heldService } from '../define/steps/index.ts'
import type { Identity } from '../juju/environment.ts'
import type { Event } from '../juju/event.ts'
import { isLeader, jujuLog } from '../juju/index.ts'
import { plainText } from '../juju/plain-text.ts'
import { maintenance, type Status } from '../juju/status.ts'
import { runAction } from './action.ts'
import { askServicesEarly } from './ask-services-early.ts'
import { askJuju, keyOf } from './asked.ts'
import { decide, doable } from './decide.ts'
import { rememberedServices } from './memory.ts'
import type { OneRun, Ports } from './one-run.ts'
import { flush, flushOf, flushTexts } from './publish/index.ts'
import { type Reconciled, reconcile } from './reconcile/index.ts'
import { takeSnapshot } from './snapshot/index.ts'
import { isShown, statusAfter, statusWriter } from './status.ts'

type SetStatus = (status: Status) => Promise<void>

/** Makes the machine as `call` says; when `act` is false, only looks at it. */
function reconciled(run: OneRun, setStatus: SetStatus, act: boolean, call: (context: Context) => Desired): Promise<Reconciled> {
  const asked = new Map<string, State<unknown>>()
  // The time is read when the charm asks for it, and is then the same throughout the hook.
  let began: number | undefined
  const now = (): number => (began ??= Math.floor(run.clock.now()))
  return reconcile({
    host: run.host,
    clock: run.clock,
    wasActive: run.snapshot.status?.name === 'active',
    act,
    decide: (findings, heldRestarts) => {
      const of = run.snapshot.event.type === 'action' ? 'action' : 'desired'
      return doable(decide({ ...run, host: run.host.facts, findings, heldRestarts, now, asked }, of, call), of)
    },
    ask: (step) =>
      asked.has(keyOf(step))
        ? undefined
        : async () => {
            asked.set(keyOf(step), await askJuju(run.tools, step))
          },
    leads: () => isLeader(run.tools),
    before: async ({ text, announce }) => {
      if (announce) await setStatus(maintenance(announce))
      await jujuLog(run.tools, 'INFO', plainText(text))
    },
  })
}

/** Writes to Juju, and gives whether anything was changed, on the machine or in Juju. */
async function publish(run: OneRun, setStatus: SetStatus, done: Reconciled): Promise<boolean> {
  const wanted = flushOf(run, done)
  const texts = flushTexts(wanted)
  await jujuLog(run.tools, 'INFO', texts.map(plainText).join('\n'))
  const problems = await flush(run, wanted)
  await setStatus(statusAfter(done.steps, done.problem, problems))
  return done.changes.length + texts.length > 0
}

/** Logs what could not be done for a unit that is removed. It has no status any more, and must not be kept by an error. */
async function leave({ tools }: OneRun, { problem }: Reconciled): Promise<void> {
  if (problem !== undefined) await jujuLog(tools, 'WARNING', plainText(problem.message))
}

/** Gives what a hook would do, one line for each change. */
function planned(run: OneRun, done: Reconciled): readonly string[] {
  const wanted = flushOf(run, done)
  const status = statusAfter(done.steps, done.problem, wanted.problems)
  const shown = isShown(run.snapshot.status, status) ? [] : [`show ${status.name}: ${plainText(status.message)}`]
  return [...done.changes, ...flushTexts(wanted), ...shown].map(plainText)
}

/** The result of one run. */
export interface Ran {
  /** The lines of the plan when the event is `plan`; otherwise empty. */
  readonly plan: readonly string[]
  /** Whether anything was changed. Always true for `stop` and for actions. */
  readonly changed: boolean
}

/**
 * Runs the charm for one event. When it throws, the hook fails, and Juju discards what the hook wrote.
 * @throws CharmError for a charm that is defined or used wrongly, HookToolError for a refusal of Juju, and whatever the charm itself
 * throws.
 */
export async function runHook(charm: Charm, event: Event, identity: Identity, ports: Ports): Promise<Ran> {
  // Juju runs `remove` when the unit has no relations and no databags any more. Few charms have anything left to do.
  if (event.type === 'remove' && !charm.remove) return { plan: [], changed: false }
  const { host, ask } = askServicesEarly(ports.host)
  const taken = takeSnapshot({ tools: ports.tools, charm, event, identity, host: ports.host.facts, early: ask })
  // Reads dpkg's status file while Juju is still answering. The file is kept for the questions about packages that follow.
  process.nextTick(() => ports.host.facts.installed('dpkg'))
  const run: OneRun = { ...ports, host, charm, snapshot: await taken }
  const setStatus = statusWriter(ports.tools, run.snapshot.status)
  const act = (call: (context: Context) => Desired) => reconciled(run, setStatus, true, call)
  switch (event.type) {
    case 'stop':
      // A unit that is removed stops the services that it has run. Its files, and what it has told other units, are left as they are.
      await leave(run, await act((context) => charm.stop?.(context)))
      await leave(run, await act(() => rememberedServices(run.snapshot.memory).map(heldService)))
      return { plan: [], changed: true }
    case 'remove':
      await leave(run, await act((context) => charm.remove?.(context)))
      return { plan: [], changed: true }
    case 'action':
      await runAction(run, event.name, { reconcile: act, setStatus })
      return { plan: [], changed: true }
    case 'plan':
      return { plan: planned(run, await reconciled(run, setStatus, false, (context) => charm.desired(context))), changed: false }
    default:
      return { plan: [], changed: await publish(run, setStatus, await act((context) => charm.desired(context))) }
  }
}
