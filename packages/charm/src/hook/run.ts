/** One run of a charm, from the event to the last write. The three ports come from outside, so a test runs this very path in memory. */
import type { Charm } from '../define/charm.ts'
import type { Context } from '../define/context.ts'
import { type Desired, heldService, steps } from '../define/steps/index.ts'
import type { Identity } from '../juju/environment.ts'
import type { Event } from '../juju/event.ts'
import { jujuLog } from '../juju/index.ts'
import { plainText } from '../juju/plain-text.ts'
import { maintenance, type Status } from '../juju/status.ts'
import { runAction } from './action.ts'
import { askServicesEarly } from './ask-services-early.ts'
import { makeContext } from './context.ts'
import { refuseForgotten } from './forgotten.ts'
import { rememberedServices } from './memory.ts'
import type { OneRun, Ports } from './one-run.ts'
import { flush, flushOf, flushTexts } from './publish/index.ts'
import { type Reconciled, reconcile } from './reconcile/index.ts'
import { takeSnapshot } from './snapshot/index.ts'
import { isShown, statusAfter, statusWriter } from './status.ts'

type SetStatus = (status: Status) => Promise<void>

/** Brings the machine to what is decided; with `act` false it is only looked at. */
const reconciled = (run: OneRun, setStatus: SetStatus, act: boolean, decide: (context: Context) => Desired): Promise<Reconciled> =>
  reconcile({
    host: run.host,
    clock: run.clock,
    act,
    decide: (findings) => {
      const { context, given } = makeContext({ ...run, host: run.host.facts, findings })
      const decided = steps(decide(context))
      refuseForgotten(given, decided, run.snapshot.event.type === 'action' ? 'action' : 'desired')
      return decided
    },
    before: async ({ text, announce }) => {
      if (announce) await setStatus(maintenance(announce))
      await jujuLog(run.tools, 'INFO', plainText(text))
    },
  })

/** Tells Juju, and gives whether there was anything to tell it or to do on the machine. */
async function publish(run: OneRun, setStatus: SetStatus, done: Reconciled): Promise<boolean> {
  const wanted = flushOf(run, done)
  const texts = flushTexts(wanted)
  await jujuLog(run.tools, 'INFO', texts.join('\n'))
  const problems = await flush(run, wanted)
  await setStatus(statusAfter(done.steps, [done.problem, ...problems]))
  return done.changes.length + texts.length > 0
}

/** What a hook would do, line by line. */
function planned(run: OneRun, done: Reconciled): readonly string[] {
  const wanted = flushOf(run, done)
  const status = statusAfter(done.steps, [done.problem, ...wanted.problems])
  const shown = isShown(run.snapshot.status, status) ? [] : [`show ${status.name}: ${plainText(status.message)}`]
  return [...done.changes, ...flushTexts(wanted), ...shown]
}

/** What one run came to. */
export interface Ran {
  /** The lines of the plan, when the event is `plan`. */
  readonly plan: readonly string[]
  /** Whether something was not as it should be, and was changed. */
  readonly changed: boolean
}

/** Runs the charm for one event. Throws what the charm throws, and a CharmError or a HookToolError; then nothing is committed. */
export async function runHook(charm: Charm, event: Event, identity: Identity, ports: Ports): Promise<Ran> {
  // Everything that could be told to anybody is gone by now.
  if (event.type === 'remove') return { plan: [], changed: false }
  const { host, ask } = askServicesEarly(ports.host)
  const taken = takeSnapshot({ tools: ports.tools, charm, event, identity, early: ask })
  // What the first question about packages reads is read while Juju thinks.
  process.nextTick(() => ports.host.facts.installed('dpkg'))
  const run: OneRun = { ...ports, host, charm, snapshot: await taken }
  const setStatus = statusWriter(ports.tools, run.snapshot.status)
  const act = (decide: (context: Context) => Desired) => reconciled(run, setStatus, true, decide)
  switch (event.type) {
    case 'stop':
      // A unit that goes stops what it has run; its files and the others' data are left as they are.
      await act(() => rememberedServices(run.snapshot.memory).map(heldService))
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
