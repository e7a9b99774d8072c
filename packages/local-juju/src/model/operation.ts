import type { Json, Time } from './values.ts'

/** Juju's words for where a task stands. */
export type TaskStatus = 'pending' | 'running' | 'completed' | 'failed' | 'cancelled' | 'aborting' | 'aborted' | 'error'

/** One line of `action-log`. */
export interface TaskLogLine {
  time: Time
  message: string
}

/** What runs on one unit or machine: an action or a command of `juju exec`. */
export interface Task {
  id: string
  operation: string
  /** A unit name, or a machine id for `exec --machine`. */
  receiver: string
  /** Action name; `juju-exec` for commands. */
  name: string
  parameters: { [key: string]: Json }
  /** The shell text of `juju exec`; null for actions. */
  command: string | null
  status: TaskStatus
  message: string
  /** Nested as action-set built it, with return-code, stdout and stderr; null until the task has ended. */
  results: { [key: string]: Json } | null
  log: TaskLogLine[]
  enqueued: Time
  started: Time | null
  completed: Time | null
  parallel: boolean
  executionGroup: string
}

/** What one `juju run` or `juju exec` started. */
export interface Operation {
  id: string
  /** As `juju operations` shows it, such as `echo run on unit-alpha-0`. */
  summary: string
  name: string
  parameters: { [key: string]: Json }
  tasks: string[]
  /** Texts of what could not be scheduled. */
  fail: string
  enqueued: Time
}
