import type { TraceLine } from '../controller/models/journal.ts'
import { findUnit } from '../model/lookup.ts'
import { Refused } from '../model/refused.ts'
import type { Hook } from '../model/unit.ts'
import type { Frozen } from '../model/values.ts'
import { commitHook } from '../uniter/commit-hook.ts'
import { flush } from '../uniter/flush.ts'
import { beginHook, failHook, requeueHook } from '../uniter/lifecycle.ts'
import { findHandler } from './handler.ts'
import { logUnit } from './log.ts'
import { type Finished, runProcess } from './run-process.ts'
import { traceTurn } from './trace.ts'
import { changeUnit, type Turn } from './turn.ts'

/** A turn that runs a hook. */
type HookTurn = Turn<{ readonly hook: Frozen<Hook> }>

/** How a hook ended. */
type Ending =
  /** Its effects and the charm's writes are in the model. */
  | { readonly outcome: 'committed'; readonly said: string; readonly committed: TraceLine['committed']; readonly reboots: boolean }
  /**
   * The unit goes into error. `said` is the line for the log, null when the log has it already. If only the commit failed, a reboot that
   * the charm asked for still happens.
   */
  | { readonly outcome: 'failed'; readonly said: string | null; readonly reboots: boolean }
  /** The hook was interrupted, and runs again. */
  | { readonly outcome: 'requeued'; readonly reboots: false }
  /** The agent was lost with its machine. When it is back, it reports the hook as failed. */
  | { readonly outcome: 'lost'; readonly reboots: false }
  /** The charm asked for a reboot at once: the hook runs again after the reboot. */
  | { readonly outcome: 'rebooted'; readonly reboots: true }

/** Runs one hook to its commit, its failure, or back into the queue when its process was killed; or until its machine is lost. */
export async function runHook(turn: HookTurn): Promise<void> {
  const { store } = turn.parts
  const { hook } = turn.run
  if (hook.relation !== null && store.read().relations[hook.relation.id] === undefined) {
    const short = `relation-${hook.relation.kind}`
    const message = `hook failed: "${short}: relation: ${hook.relation.id} not found"`
    changeUnit(turn, (change) => failHook(change, { ...hook, name: short }, message))
    return
  }
  changeUnit(turn, (change) => beginHook(change, hook))
  await store.saved()
  const handler = await findHandler(turn, 'hooks', hook.name)
  if (handler === null) {
    changeUnit(turn, (change) => commitHook(change, hook, true))
    return
  }
  const finished = await attempt(turn, handler)
  if (store.read().units[turn.unit] === undefined) return
  await settle(turn, finished, endingOf(turn, finished, handler))
}

/** Runs the hook's process; null when it could not be started, for the reason in the log. */
async function attempt(turn: HookTurn, handler: string): Promise<Finished | null> {
  try {
    return await runProcess(turn, [handler])
  } catch (error) {
    logUnit(turn, 'ERROR', error instanceof Error ? error.message : String(error))
    return null
  }
}

/** Tells how a hook ended. One that ended well is committed here, which may fail. */
function endingOf(turn: HookTurn, finished: Finished | null, handler: string): Ending {
  // When the controller stops in order, the hook is ended with it. That is no failure: the hook runs again.
  if (turn.signal.aborted) return { outcome: 'requeued', reboots: false }
  if (turn.connection.aborted || !turn.machine.isRunning()) return { outcome: 'lost', reboots: false }
  if (finished === null) return { outcome: 'failed', said: null, reboots: false }
  const { result, outcome } = finished
  if (outcome.reboot === 'now') return { outcome: 'rebooted', reboots: true }
  if (result.signal === 'SIGKILL' || result.signal === 'SIGTERM') return { outcome: 'requeued', reboots: false }
  const name = `"${turn.run.hook.name}"`
  // Named as in Juju's log.
  const script = handler.endsWith('/dispatch') ? 'hook dispatching script: dispatch' : 'explicit, bespoke hook script'
  if (result.code !== 0) {
    return { outcome: 'failed', said: `hook ${name} (via ${script}) failed: exit status ${result.code}`, reboots: false }
  }
  const reboots = outcome.reboot === 'after'
  try {
    const committed = commit(turn, finished)
    return { outcome: 'committed', said: `ran ${name} hook (via ${script})`, committed, reboots }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    return { outcome: 'failed', said: `committing requested changes failed: ${error.message}`, reboots }
  }
}

/** Writes what the hook asked for and the hook's own effects in one change: if the model refuses the writes, the hook fails. */
function commit(turn: HookTurn, finished: Finished): TraceLine['committed'] {
  return changeUnit(turn, (change) => {
    const done = flush(change.model, change.unit, finished.outcome.pending, change.now)
    commitHook(change, turn.run.hook, true)
    return done
  })
}

/** Does what follows from a hook's end: what the log says, what becomes of the unit, the trace, a reboot. */
async function settle(turn: HookTurn, finished: Finished | null, ending: Ending): Promise<void> {
  switch (ending.outcome) {
    case 'committed':
      logUnit(turn, 'INFO', ending.said)
      break
    case 'failed':
      if (ending.said !== null) logUnit(turn, 'ERROR', ending.said)
      changeUnit(turn, (change) => failHook(change, turn.run.hook))
      break
    case 'requeued':
    case 'rebooted':
      changeUnit(turn, requeueHook)
      break
    case 'lost':
  }
  traceTurn(turn, finished, { committed: [], ...ending })
  const { parts, unit } = turn
  if (ending.reboots) await parts.reboot(findUnit(parts.store.read(), unit).machine)
}
