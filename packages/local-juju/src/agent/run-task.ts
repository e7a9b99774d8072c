import type { Outcome } from '../hook-tools/pending.ts'
import { must } from '../model/lookup.ts'
import type { Task } from '../model/operation.ts'
import { Refused } from '../model/refused.ts'
import { setAgentStatus, status } from '../model/status.ts'
import type { Frozen, Json } from '../model/values.ts'
import { unitPaths } from '../uniter/environment.ts'
import { flush } from '../uniter/flush.ts'
import type { UnitChange } from '../uniter/unit-change.ts'
import { findHandler } from './handler.ts'
import type { AgentParts } from './parts.ts'
import { type Finished, runProcess } from './run-process.ts'
import { textResult } from './task-output.ts'
import { traceTurn } from './trace.ts'
import { beginTurn, changeUnit, type Turn } from './turn.ts'

/** A turn that runs an action, or a command of `juju exec`. */
type TaskTurn = Turn<{ readonly task: Frozen<Task> }>

/** How a task ended, as it is recorded. */
interface Ending {
  readonly status: Task['status']
  readonly message: string
  readonly results: { [key: string]: Json }
}

/** Runs an action or a command of `juju exec` on a unit, and records what came of it. It never puts the unit in error. */
export async function runTask(parts: AgentParts, unit: string, id: string, signal: AbortSignal): Promise<void> {
  const { store } = parts
  const waiting = must(store.read().tasks[id], `task ${id}`)
  const begun = beginTurn(parts, unit, { task: waiting }, signal)
  const task = changeUnit(begun, (change) => begin(change, id))
  await store.saved()
  const turn: TaskTurn = { ...begun, run: { task }, start: new Date().toISOString() }
  try {
    const argv = await argumentsOf(turn)
    const cancel = parts.cancellation(id)
    const finished = await runProcess({ ...turn, signal: AbortSignal.any([signal, cancel]) }, argv)
    if (signal.aborted || store.read().units[unit] === undefined) return
    const ending = endingOf(task, finished, cancel.aborted)
    const { status: ended, committed } = ending.isFlushed ? flushAndEnd(turn, finished.outcome, ending) : endAs(turn, ending)
    traceTurn(turn, finished, { outcome: ended === 'completed' || committed.length > 0 ? 'committed' : 'failed', committed })
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    endAs(turn, { status: 'failed', message, results: { 'return-code': 1 } })
  } finally {
    if (task.command !== null) await turn.machine.remove(scriptDirectory(turn))
  }
}

/** Marks a task as running. */
function begin({ model, unit, now }: UnitChange, id: string): Frozen<Task> {
  const task = must(model.tasks[id], `task ${id}`)
  task.status = 'running'
  task.started = now
  setAgentStatus(model, unit, status(now, 'executing', `running action ${task.name}`))
  return structuredClone(task)
}

async function argumentsOf(turn: TaskTurn): Promise<string[]> {
  const { task } = turn.run
  if (task.command !== null) {
    const script = `${scriptDirectory(turn)}/script.sh`
    await turn.machine.write(script, Buffer.from(task.command), 0o700)
    return ['/bin/bash', script]
  }
  const handler = await findHandler(turn, 'actions', task.name)
  if (handler === null) throw new Error(`action not implemented on unit "${turn.unit}"`)
  return [handler]
}

function scriptDirectory({ machine, unit, run }: TaskTurn): string {
  return `${unitPaths(machine.root, unit).agent}/juju-exec-${run.task.id}`
}

/**
 * Tells how a task ended, as in Juju: a failed action loses its pending writes; `juju exec`, and an action that only
 * called action-fail, keep theirs.
 */
function endingOf(task: Frozen<Task>, finished: Finished, isCancelled: boolean): Ending & { readonly isFlushed: boolean } {
  const { result, outcome } = finished
  const results: Record<string, Json> = {
    ...plain(outcome.action?.results ?? {}),
    'return-code': result.code ?? -1,
    ...textResult('stdout', finished.stdout),
    ...textResult('stderr', finished.stderr),
  }
  if (isCancelled) return { status: 'aborted', message: 'action aborted', results, isFlushed: false }
  if (result.signal !== null) return { status: 'failed', message: 'action terminated', results, isFlushed: false }
  if (result.code !== 0 && task.command === null) {
    return { status: 'failed', message: `exit status ${result.code}`, results, isFlushed: false }
  }
  if (outcome.action?.failed === true) return { status: 'failed', message: outcome.action.message, results, isFlushed: true }
  return { status: 'completed', message: '', results, isFlushed: true }
}

/** What is known of a task once its end is recorded. */
interface Ended {
  readonly status: string
  readonly committed: readonly string[]
}

/** Writes what the task asked for and the task's end in one change: if the model refuses the writes, the task fails. */
function flushAndEnd(turn: TaskTurn, outcome: Outcome, ending: Ending): Ended {
  try {
    const committed = changeUnit(turn, (change) => {
      const done = flush(change.model, change.unit, outcome.pending, change.now)
      end(change, turn.run.task.id, ending)
      return done
    })
    return { status: ending.status, committed }
  } catch (error) {
    if (!(error instanceof Refused)) throw error
    const stderr = `${typeof ending.results.stderr === 'string' ? ending.results.stderr : ''}${error.message}\n`
    return endAs(turn, {
      status: 'failed',
      message: ending.message === '' ? 'committing requested changes failed' : ending.message,
      results: { ...ending.results, stderr },
    })
  }
}

/** Records the end of a task that commits nothing. */
function endAs(turn: TaskTurn, ending: Ending): Ended {
  changeUnit(turn, (change) => end(change, turn.run.task.id, ending))
  return { status: ending.status, committed: [] }
}

function end({ model, unit, now }: UnitChange, id: string, { status: value, message, results }: Ending): void {
  Object.assign(must(model.tasks[id], `task ${id}`), { status: value, message, results, completed: now })
  setAgentStatus(model, unit, status(now, 'idle'))
}

function plain(results: NonNullable<Outcome['action']>['results']): { [key: string]: Json } {
  return JSON.parse(JSON.stringify(results)) as { [key: string]: Json }
}
