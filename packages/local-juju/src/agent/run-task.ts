import type { Outcome } from '../hook-tools/pending.ts'
import { findUnit, must } from '../model/lookup.ts'
import type { Task } from '../model/operation.ts'
import { Refused } from '../model/refused.ts'
import type { Frozen, Json, Model, Time } from '../model/state.ts'
import { setAgentStatus, status } from '../model/status.ts'
import { unitPaths } from '../uniter/environment.ts'
import { flush } from '../uniter/flush.ts'
import type { AgentParts } from './parts.ts'
import type { RunningMachine } from '../controller/machines/port.ts'
import { type Finished, findHandler, runProcess } from './run-process.ts'
import { textResult } from './task-output.ts'

/** Runs an action or a command of `juju exec` on a unit, and records what came of it. It never puts the unit in error. */
export async function runTask(parts: AgentParts, name: string, id: string, signal: AbortSignal): Promise<void> {
  const { store } = parts
  const unit = findUnit(store.read(), name)
  const machine = must(parts.machine(unit.machine), `machine of ${name} that runs`)
  const task = store.change((model, now) => begin(model, name, id, now))
  await store.saved()
  const start = new Date().toISOString()
  try {
    const argv = await argumentsOf(machine, name, task)
    const cancel = parts.cancellation(id)
    const finished = await runProcess(parts, machine, name, { task }, argv, AbortSignal.any([signal, cancel]))
    if (signal.aborted || store.read().units[name] === undefined) return
    const { status: ended, committed } = finish(parts, name, task, finished, cancel.aborted)
    parts.journal.trace({
      unit: name,
      run: task.name,
      kind: task.command === null ? 'action' : 'exec',
      start,
      end: new Date().toISOString(),
      exit: finished.result.code,
      signal: finished.result.signal,
      outcome: ended === 'completed' || committed.length > 0 ? 'committed' : 'failed',
      tools: finished.tools,
      committed: [...finished.written, ...committed],
    })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    store.change((model, now) => end(model, name, id, { status: 'failed', message, results: { 'return-code': 1 } }, now))
  } finally {
    if (task.command !== null) await machine.remove(scriptDirectory(machine, name, id))
  }
}

/** Marks a task as running. */
function begin(model: Model, name: string, id: string, now: Time): Frozen<Task> {
  const task = must(model.tasks[id], `task ${id}`)
  task.status = 'running'
  task.started = now
  setAgentStatus(model, findUnit(model, name), status(now, 'executing', `running action ${task.name}`))
  return structuredClone(task)
}

async function argumentsOf(machine: RunningMachine, unit: string, task: Frozen<Task>): Promise<string[]> {
  if (task.command !== null) {
    const script = `${scriptDirectory(machine, unit, task.id)}/script.sh`
    await machine.write(script, Buffer.from(task.command), 0o700)
    return ['/bin/bash', script]
  }
  const handler = await findHandler(machine, unit, 'actions', task.name)
  if (handler === null) throw new Error(`action not implemented on unit "${unit}"`)
  return [handler]
}

function scriptDirectory(machine: RunningMachine, unit: string, id: string): string {
  return `${unitPaths(machine.root, unit).agent}/juju-exec-${id}`
}

/**
 * Ends a task (hooks.md section 8): a failed action drops what it had pending, `juju exec` and an action that only called action-fail
 * do not.
 */
function finish(
  parts: AgentParts,
  name: string,
  task: Frozen<Task>,
  finished: Finished,
  cancelled: boolean,
): { status: string; committed: readonly string[] } {
  const { result, outcome } = finished
  const isExec = task.command !== null
  const results: Record<string, Json> = {
    ...plain(outcome.action?.results ?? {}),
    'return-code': result.code ?? -1,
    ...textResult('stdout', finished.stdout),
    ...textResult('stderr', finished.stderr),
  }
  if (cancelled || result.signal !== null) {
    const ended = cancelled
      ? { status: 'aborted' as const, message: 'action aborted' }
      : { status: 'failed' as const, message: 'action terminated' }
    parts.store.change((model, now) => end(model, name, task.id, { ...ended, results }, now))
    return { status: ended.status, committed: [] }
  }
  const failedByCharm = outcome.action?.failed === true
  const ended: Ending =
    result.code !== 0 && !isExec
      ? { status: 'failed', message: `exit status ${result.code}`, results }
      : failedByCharm
        ? { status: 'failed', message: outcome.action?.message ?? '', results }
        : { status: 'completed', message: '', results }
  if (result.code !== 0 && !isExec) {
    parts.store.change((model, now) => end(model, name, task.id, ended, now))
    return { status: ended.status, committed: [] }
  }
  return flushAndEnd(parts, name, task, outcome, ended)
}

function flushAndEnd(
  parts: AgentParts,
  name: string,
  task: Frozen<Task>,
  outcome: Outcome,
  ended: Ending,
): { status: string; committed: readonly string[] } {
  try {
    const committed = parts.store.change((model, now) => {
      const done = flush(model, findUnit(model, name), outcome.pending, now)
      end(model, name, task.id, ended, now)
      return done
    })
    return { status: ended.status, committed }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const stderr = `${typeof ended.results.stderr === 'string' ? ended.results.stderr : ''}${error.message}\n`
    const failed: Ending = {
      status: 'failed',
      message: ended.message === '' ? 'committing requested changes failed' : ended.message,
      results: { ...ended.results, stderr },
    }
    parts.store.change((model, now) => end(model, name, task.id, failed, now))
    return { status: 'failed', committed: [] }
  }
}

interface Ending {
  readonly status: Task['status']
  readonly message: string
  readonly results: { [key: string]: Json }
}

function end(model: Model, unit: string, id: string, { status: value, message, results }: Ending, now: Time): void {
  Object.assign(must(model.tasks[id], `task ${id}`), { status: value, message, results, completed: now })
  setAgentStatus(model, findUnit(model, unit), status(now, 'idle'))
}

function plain(results: NonNullable<Outcome['action']>['results']): { [key: string]: Json } {
  return JSON.parse(JSON.stringify(results)) as { [key: string]: Json }
}
