import type { Operation, Task, TaskStatus } from '../../model/operation.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { dataOf, type Struct } from '../data.ts'
import { actionTime } from '../times.ts'
import { isOver, operationTaskData } from './format.ts'

/** Finds the tasks of an operation. */
export const tasksOf = (model: Frozen<Model>, operation: Frozen<Operation>): readonly Frozen<Task>[] =>
  operation.tasks.flatMap((id) => model.tasks[id] ?? [])

/** An operation's status is its worst unfinished or failed task's. */
export const operationStatus = (tasks: readonly Frozen<Task>[], fail: string): string => {
  const order: readonly TaskStatus[] = ['running', 'aborting', 'pending', 'error', 'failed', 'cancelled', 'aborted', 'completed']
  return order.find((status) => tasks.some((task) => task.status === status)) ?? (fail === '' ? 'pending' : 'error')
}

/** Gives the first of the times that are known. */
export const earliest = (times: readonly (string | null)[]): string | undefined => times.filter((time) => time !== null).sort()[0]

/** Gives when the last task ended; nothing while one runs. */
export const completed = (tasks: readonly Frozen<Task>[]): string | undefined =>
  tasks.length > 0 && tasks.every(isOver)
    ? tasks
        .map((task) => task.completed ?? '')
        .sort()
        .at(-1) || undefined
    : undefined

const shownTime = (time: string | undefined, utc: boolean): string | undefined =>
  time === undefined ? undefined : actionTime(new Date(time), utc)

/** What is shown of an operation with its tasks. */
export const operationData = (model: Frozen<Model>, operation: Frozen<Operation>, utc: boolean): Struct => {
  const tasks = tasksOf(model, operation)
  const several = new Set(tasks.map((task) => task.name)).size > 1
  return {
    summary: operation.summary,
    status: operationStatus(tasks, operation.fail),
    fail: operation.fail || undefined,
    action: several ? undefined : { name: operation.name, parameters: dataOf(operation.parameters) },
    timing: {
      enqueued: shownTime(operation.enqueued, utc),
      started: shownTime(earliest(tasks.map((task) => task.started)), utc),
      completed: shownTime(completed(tasks), utc),
    },
    tasks: new Map(tasks.map((task) => [task.id, operationTaskData(task, several ? task.name : undefined, utc)])),
  }
}
