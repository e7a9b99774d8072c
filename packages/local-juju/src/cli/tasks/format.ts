// Tasks as `run`, `exec`, `show-task` and `show-operation` write them.
import type { Task } from '../../model/operation.ts'
import type { Frozen, Json } from '../../model/values.ts'
import { type Data, dataOf, type Struct } from '../data.ts'
import { compareNatural } from '../natural.ts'
import { actionTime } from '../times.ts'
import { formatYaml } from '../yaml.ts'

type T = Frozen<Task>

/** The exit status of what the task ran; 0 when it never ran. */
const returnCode = (task: T): number => Number(task.results?.['return-code'] ?? 0)

/** Tells whether a task has come to its end. */
export const isOver = (task: T): boolean => !['pending', 'running', 'aborting'].includes(task.status)

const text = (value: Frozen<Json> | undefined): string => (typeof value === 'string' ? value : '')

const trimmed = (value: Frozen<Json> | undefined): string => text(value).replace(/^\n+|\n+$/g, '')

const own = new Set(['return-code', 'stdout', 'stderr', 'stdout-encoding', 'stderr-encoding'])

/** The results that the charm set itself. */
const charmResults = (task: T): Frozen<Record<string, Json>> =>
  Object.fromEntries(Object.entries(task.results ?? {}).filter(([key]) => !own.has(key)))

/** Results as JSON and YAML show them: empty output is left out, the exit status is a number. */
const shownResults = (task: T): Data | undefined => {
  if (!task.results || Object.keys(task.results).length === 0) return undefined
  const entries = Object.entries(task.results).filter(([key, value]) => !(own.has(key) && value === ''))
  return new Map(entries.map(([key, value]) => [key, key === 'return-code' ? Number(value) : dataOf(value)]))
}

const time = (moment: string | null, utc: boolean): string | undefined => (moment === null ? undefined : actionTime(new Date(moment), utc))

const timing = (task: T, utc: boolean): Struct => ({
  completed: time(task.completed, utc),
  enqueued: time(task.enqueued, utc),
  started: time(task.started, utc),
})

const logLines = (task: T, utc: boolean): Data | undefined =>
  task.log.length === 0 ? undefined : task.log.map((line) => `${actionTime(new Date(line.time), utc)} ${line.message}`)

/** Tells whether a task ran on a machine rather than on a unit. */
const onMachine = ({ receiver }: T): boolean => /^\d/.test(receiver)

/** One task as JSON and YAML of `run` show it. */
export const taskData = (task: T, utc: boolean): Struct => ({
  id: task.id,
  log: logLines(task, utc),
  machine: onMachine(task) ? task.receiver : undefined,
  message: task.message || undefined,
  results: shownResults(task),
  status: task.status,
  timing: timing(task, utc),
  unit: onMachine(task) ? undefined : task.receiver,
})

/** One task inside `show-operation`. */
export const operationTaskData = (task: T, name: string | undefined, utc: boolean): Struct => ({
  host: task.receiver,
  name,
  status: task.status,
  timing: { enqueued: time(task.enqueued, utc), started: time(task.started, utc), completed: time(task.completed, utc) },
  log: logLines(task, utc),
  message: task.message || undefined,
  results: shownResults(task),
})

/** The one task of a `run`, as people read it: results, an empty line, then what it wrote. */
export const plainTask = (task: T): string => {
  const failed = task.status === 'failed' || task.status === 'error' || task.status === 'cancelled'
  const head = failed ? `Action id ${task.id} ${task.status === 'error' ? 'failed' : task.status}: ${task.message}\n` : ''
  if (!task.results) return head
  const results = charmResults(task)
  const yaml = Object.keys(results).length > 0 ? formatYaml(dataOf(results)) : ''
  const output = [trimmed(task.results.stdout), trimmed(task.results.stderr)].filter((part) => part !== '')
  return `${head}${yaml}\n${output.map((part) => `${part}\n`).join('')}`
}

/** Several tasks of a `run`: a YAML map by receiver. */
export const plainTasks = (tasks: readonly T[]): string =>
  formatYaml(
    new Map(
      [...tasks]
        .sort((a, b) => compareNatural(a.receiver, b.receiver))
        .map((task) => {
          const results = charmResults(task)
          const output = Object.keys(results).length > 0 ? formatYaml(dataOf(results)) : ''
          const written = [text(task.results?.stdout), text(task.results?.stderr)].join('')
          return [task.receiver, { id: task.id, output: `${output}${written}`, status: task.status, message: task.message || undefined }]
        }),
    ),
  )

/** What a command of `exec` wrote, standard output first; under its receiver's name when there are several. */
export const plainExec = (tasks: readonly T[]): string => {
  const written = (task: T): string => `${text(task.results?.stdout)}${text(task.results?.stderr)}`
  const line = (output: string): string => (output === '' || output.endsWith('\n') ? output : `${output}\n`)
  const [only] = tasks
  if (tasks.length === 1 && only) return line(written(only))
  const sorted = [...tasks].sort((a, b) => compareNatural(a.receiver, b.receiver))
  return sorted.map((task) => `${task.receiver}:\n${line(written(task))}\n`).join('')
}

/** The error at the end of a `run` or `exec` in which something ended with a status other than zero. */
export const failureText = (tasks: readonly T[]): string | undefined => {
  const failed = tasks.filter((task) => returnCode(task) !== 0)
  if (failed.length === 0) return undefined
  const several = failed.length > 1
  const lines = failed.map((task) => ` - id "${task.id}" with return code ${returnCode(task)}\n`).join('')
  return `the following task${several ? 's' : ''} failed:\n${lines}\nuse 'juju show-task' to inspect the failure${several ? 's' : ''}\n`
}
