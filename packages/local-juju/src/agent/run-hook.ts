import { findUnit, must } from '../model/lookup.ts'
import { Refused } from '../model/refused.ts'
import type { Frozen } from '../model/state.ts'
import type { Hook } from '../model/unit.ts'
import { flush } from '../uniter/flush.ts'
import { beginHook, commitHook, failHook, requeueHook } from '../uniter/lifecycle.ts'
import type { AgentParts } from './parts.ts'
import type { TraceLine } from '../controller/models/journal.ts'
import type { RunningMachine } from '../controller/machines/port.ts'
import { type Finished, findHandler, runProcess, startFailure } from './run-process.ts'

/** Runs one hook to its commit, its failure, or back into the queue when its process was killed. */
export async function runHook(parts: AgentParts, name: string, hook: Frozen<Hook>, signal: AbortSignal): Promise<void> {
  const { store } = parts
  const start = new Date().toISOString()
  const machine = must(parts.machine(findUnit(store.read(), name).machine), `machine of ${name} that runs`)
  if (hook.relation !== null && store.read().relations[hook.relation.id] === undefined) {
    const short = `relation-${hook.relation.kind}`
    const message = `hook failed: "${short}: relation: ${hook.relation.id} not found"`
    store.change((model, now) => failHook(model, findUnit(model, name), { ...hook, name: short }, now, parts.random, message))
    return
  }
  store.change((model, now) => beginHook(model, findUnit(model, name), hook, now))
  await store.saved()
  const handler = await findHandler(machine, name, 'hooks', hook.name)
  if (handler === null) {
    settleHook(parts, name, hook, true)
    return
  }
  const trace = (finished: Finished | null, outcome: TraceLine['outcome'], committed: readonly string[]): void =>
    parts.journal.trace({
      unit: name,
      run: hook.name,
      kind: 'hook',
      start,
      end: new Date().toISOString(),
      exit: finished?.result.code ?? null,
      signal: finished?.result.signal ?? null,
      outcome,
      tools: finished?.tools ?? {},
      committed: [...(finished?.written ?? []), ...committed],
    })
  const finished = await attempt(parts, machine, name, hook, handler, signal)
  if (store.read().units[name] === undefined) return
  // A controller that ends in order has ended the hook too: that is no failure, it runs again. So it is when the machine went down.
  if (signal.aborted || !machine.isRunning()) {
    store.change((model, now) => requeueHook(model, findUnit(model, name), now))
    trace(finished, 'requeued', [])
    return
  }
  if (finished === null) {
    fail(parts, name, hook)
    return trace(null, 'failed', [])
  }
  if (finished.outcome.reboot === 'now') {
    store.change((model, now) => requeueHook(model, findUnit(model, name), now))
    trace(finished, 'rebooted', [])
    return await parts.reboot(findUnit(store.read(), name).machine)
  }
  if (finished.result.signal === 'SIGKILL' || finished.result.signal === 'SIGTERM') {
    store.change((model, now) => requeueHook(model, findUnit(model, name), now))
    return trace(finished, 'requeued', [])
  }
  if (finished.result.code !== 0) {
    log(parts, name, 'ERROR', `hook "${hook.name}" (via ${scriptOf(handler)}) failed: exit status ${finished.result.code}`)
    fail(parts, name, hook)
    return trace(finished, 'failed', [])
  }
  commit(parts, name, hook, handler, finished, trace)
  if (finished.outcome.reboot === 'after') await parts.reboot(findUnit(store.read(), name).machine)
}

async function attempt(
  parts: AgentParts,
  machine: RunningMachine,
  name: string,
  hook: Frozen<Hook>,
  handler: string,
  signal: AbortSignal,
): Promise<Finished | null> {
  try {
    return await runProcess(parts, machine, name, { hook }, [handler], signal)
  } catch (error) {
    startFailure(parts, name, error)
    return null
  }
}

/** Flush and the hook's own effects are one change: a refused flush makes the hook fail. */
function commit(
  parts: AgentParts,
  name: string,
  hook: Frozen<Hook>,
  handler: string,
  finished: Finished,
  trace: (finished: Finished, outcome: TraceLine['outcome'], committed: readonly string[]) => void,
): void {
  try {
    const committed = parts.store.change((model, now) => {
      const unit = findUnit(model, name)
      const done = flush(model, unit, finished.outcome.pending, now)
      commitHook(model, unit, hook, true, now, parts.random)
      return done
    })
    log(parts, name, 'INFO', `ran "${hook.name}" hook (via ${scriptOf(handler)})`)
    trace(finished, 'committed', committed)
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    log(parts, name, 'ERROR', `committing requested changes failed: ${error.message}`)
    fail(parts, name, hook)
    trace(finished, 'failed', [])
  }
}

/** Names what ran a hook as Juju's log does. */
function scriptOf(handler: string): string {
  return handler.endsWith('/dispatch') ? 'hook dispatching script: dispatch' : 'explicit, bespoke hook script'
}

/** Records a hook's effects without running anything. */
export function settleHook({ store, random }: AgentParts, name: string, hook: Frozen<Hook>, ran: boolean): void {
  store.change((model, now) => commitHook(model, findUnit(model, name), hook, ran, now, random))
}

function fail({ store, random }: AgentParts, name: string, hook: Frozen<Hook>): void {
  store.change((model, now) => failHook(model, findUnit(model, name), hook, now, random))
}

function log({ journal }: AgentParts, name: string, level: string, message: string): void {
  journal.log({ entity: `unit-${name.replace('/', '-')}`, level, module: 'juju.worker.uniter.operation', message })
}
