import { must } from '../../model/lookup.ts'
import type { Model } from '../../model/state.ts'
import type { Time } from '../../model/values.ts'
import type { Store } from './store.ts'

/** Tells running tasks that the operator has cancelled them. */
export interface Cancellations {
  /** Is aborted when the task is cancelled. */
  signal(task: string): AbortSignal
  /** Ends a task that runs, and keeps one that waits from running. */
  cancel(task: string): void
}

/** Makes the cancellations of a model's tasks. */
export function openCancellations(store: Store): Cancellations {
  const known = new Map<string, AbortController>()
  const controllerOf = (task: string): AbortController => {
    const controller = known.get(task) ?? new AbortController()
    known.set(task, controller)
    return controller
  }
  return {
    signal: (task) => controllerOf(task).signal,
    cancel: (task) => {
      const { status } = must(store.read().tasks[task], `task ${task}`)
      if (status === 'running') controllerOf(task).abort()
      else if (status === 'pending') {
        store.change((model, now) => {
          Object.assign(must(model.tasks[task], `task ${task}`), { status: 'cancelled', message: 'action cancelled', completed: now })
        })
      }
    },
  }
}

/** Records that tasks which ran when an earlier controller ended are over: Juju's agent says so after a restart. */
export function endInterruptedTasks(model: Model, now: Time): void {
  for (const task of Object.values(model.tasks)) {
    if (task.status === 'running') Object.assign(task, { status: 'failed', message: 'action terminated', results: {}, completed: now })
  }
}
