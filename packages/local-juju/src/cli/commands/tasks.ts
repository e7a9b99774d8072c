// `juju show-task`, `show-operation`, `operations` and `cancel-task`.
import type { Operation, Task, TaskStatus } from '../../model/operation.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { dataOf, type Struct } from '../data.ts'
import { CliError, messageOf, noMoreWords, usageError } from '../errors.ts'
import { commaSeparated, type Flag, type FlagSet } from '../flags.ts'
import { table } from '../table.ts'
import { waitForTasks } from '../tasks/follow.ts'
import { isOver, operationTaskData, plainTask, taskData } from '../tasks/format.ts'
import { actionTime, tableTime } from '../times.ts'

const takeId = ([id, ...rest]: readonly string[], what: 'task' | 'operation'): string => {
  if (id === undefined) throw usageError(`no ${what} ID specified`)
  if (!/^\d+$/.test(id)) throw usageError(`${what} ID ${JSON.stringify(id)} not valid`)
  noMoreWords(rest)
  return id
}

interface Waiting {
  readonly wait: Flag<number>
  readonly watch: Flag<boolean>
}

const waitFlags = (flags: FlagSet): Waiting => ({
  wait: flags.duration(['wait'], 'How long to wait for the end; 0s: do not wait', 0),
  watch: flags.bool(['watch'], 'Wait for the end, however long it takes'),
})

const waitTime = ({ wait, watch }: Waiting): number => {
  if (wait.given && watch.value) throw usageError('specify either --watch or --wait but not both')
  return watch.value ? -1 : wait.value
}

/** Shows one task. */
export const showTask: Command = (flags) => {
  const model = modelFlag(flags)
  const waiting = waitFlags(flags)
  const utc = flags.bool(['utc'], 'Times in UTC')
  flags.ignored(['color'], 'bool', 'data is written without colour')
  flags.bool(['no-color'], 'No colour; there is none in data anyway')
  const format = flags.format(['plain', 'json', 'yaml'], 'plain')
  return (words) => {
    const id = takeId(words, 'task')
    const waitMs = waitTime(waiting)
    return async (context) => {
      const client = await openModel(context, model)
      const now = (await client.read()).tasks[id]
      if (!now) throw new CliError('id not found')
      const progress = { utc: utc.value, print: (line: string) => context.notice(line) }
      const done = isOver(now) || waitMs === 0 ? now : (await waitForTasks(client, [id], waitMs, progress))?.[0]
      if (!done) throw new CliError('maximum wait time reached')
      context.write(format, () => taskData(done, utc.value), {
        plain: () => (done.results || isOver(done) ? plainTask(done) : `Task ${id} ${done.status}\n`),
      })
    }
  }
}

const tasksOf = (model: Frozen<Model>, operation: Frozen<Operation>): readonly Frozen<Task>[] =>
  operation.tasks.flatMap((id) => model.tasks[id] ?? [])

/** An operation's status is its worst unfinished or failed task's. */
const operationStatus = (tasks: readonly Frozen<Task>[], fail: string): string => {
  const order: readonly TaskStatus[] = ['running', 'aborting', 'pending', 'error', 'failed', 'cancelled', 'aborted', 'completed']
  return order.find((status) => tasks.some((task) => task.status === status)) ?? (fail === '' ? 'pending' : 'error')
}

const earliest = (times: readonly (string | null)[]): string | undefined => times.filter((time) => time !== null).sort()[0]

const completed = (tasks: readonly Frozen<Task>[]): string | undefined =>
  tasks.length > 0 && tasks.every(isOver)
    ? tasks
        .map((task) => task.completed ?? '')
        .sort()
        .at(-1) || undefined
    : undefined

const shownTime = (time: string | undefined, utc: boolean): string | undefined =>
  time === undefined ? undefined : actionTime(new Date(time), utc)

const operationData = (model: Frozen<Model>, operation: Frozen<Operation>, utc: boolean): Struct => {
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

/** Shows one operation with its tasks. */
export const showOperation: Command = (flags) => {
  const model = modelFlag(flags)
  const waiting = waitFlags(flags)
  const utc = flags.bool(['utc'], 'Times in UTC')
  const format = flags.format(['yaml', 'json'], 'yaml')
  return (words) => {
    const id = takeId(words, 'operation')
    const waitMs = waitTime(waiting)
    return async (context) => {
      const client = await openModel(context, model)
      const operation = (await client.read()).operations[id]
      if (!operation) throw new CliError(`operation ${JSON.stringify(id)} not found`)
      if (waitMs !== 0 && !(await waitForTasks(client, operation.tasks, waitMs))) throw new CliError('timeout reached')
      const state = await client.read()
      context.write(format, () => operationData(state, state.operations[id] ?? operation, utc.value))
    }
  }
}

const statuses = ['pending', 'running', 'completed', 'failed', 'cancelled', 'aborting', 'aborted', 'error']

/** Lists operations. */
export const operations: Command = (flags) => {
  const model = modelFlag(flags)
  const applications = flags.list(['apps', 'applications'], 'Only operations on these applications, with commas between', commaSeparated)
  const units = flags.list(['units'], 'Only operations on these units, with commas between', commaSeparated)
  const machines = flags.list(['machines'], 'Only operations on these machines, with commas between', commaSeparated)
  const actions = flags.list(['actions'], 'Only operations of these actions, with commas between', commaSeparated)
  const status = flags.list(['status'], 'Only operations in these states, such as pending, running, completed or failed', commaSeparated)
  const limit = flags.uint(['limit'], 'At most so many operations', 50)
  const offset = flags.uint(['offset'], 'Leave out so many operations first', 0)
  const utc = flags.bool(['utc'], 'Times in UTC')
  const format = flags.format(['plain', 'json', 'yaml'], 'plain')
  return (words) => {
    noMoreWords(words)
    for (const word of status.value) {
      // The list in Juju's text names "aborted" twice.
      if (!statuses.includes(word)) {
        throw usageError(
          `${JSON.stringify(word)} is not a valid task status, want one of [pending running completed failed cancelled aborting aborted error]`,
        )
      }
    }
    return async (context) => {
      const state = await (await openModel(context, model)).read()
      const wanted = (operation: Frozen<Operation>): boolean => {
        const tasks = tasksOf(state, operation)
        const receivers = tasks.map((task) => task.receiver)
        const asked = [...applications.value, ...units.value, ...machines.value]
        const hit = receivers.some((name) => asked.includes(name) || applications.value.includes(name.split('/')[0] ?? ''))
        return (
          (asked.length === 0 || hit) &&
          (actions.value.length === 0 || actions.value.includes(operation.name)) &&
          (status.value.length === 0 || status.value.includes(operationStatus(tasks, operation.fail)))
        )
      }
      const all = Object.values(state.operations).sort((a, b) => Number(a.id) - Number(b.id))
      const shown = all.filter(wanted).slice(offset.value, offset.value + (limit.value || all.length))
      if (shown.length === 0) return context.notice('no matching operations')
      const cell = (time: string | undefined): string => (time === undefined ? '' : tableTime(new Date(time), utc.value))
      const rows = shown.map((operation) => {
        const tasks = tasksOf(state, operation)
        const ids = tasks.length > 5 ? `${operation.tasks.slice(0, 5).join(',')}...` : operation.tasks.join(',')
        const started = earliest(tasks.map((task) => task.started))
        return [operation.id, operationStatus(tasks, operation.fail), cell(started), cell(completed(tasks)), ids, operation.summary]
      })
      context.write(format, () => new Map(shown.map((operation) => [operation.id, operationData(state, operation, utc.value)])), {
        plain: () => table([['ID', 'Status', 'Started', 'Finished', 'Task IDs', 'Summary'], ...rows], { right: [0] }),
      })
    }
  }
}

/** Cancels tasks that have not ended. */
export const cancelTask: Command = (flags) => {
  const model = modelFlag(flags)
  flags.ignored(['format'], 'text', 'nothing is written')
  flags.ignored(['o', 'output'], 'text', 'nothing is written')
  return (ids) => {
    if (ids.length === 0) throw usageError('no task IDs specified')
    for (const id of ids) if (!/^\d+$/.test(id)) throw usageError(`task ID ${JSON.stringify(id)} not valid`)
    return async (context) => {
      const client = await openModel(context, model)
      const failed: string[] = []
      for (const id of ids) {
        try {
          await client.ask('cancel-task', { task: id })
        } catch (error) {
          failed.push(`task: ${id}, error: ${messageOf(error)}`)
        }
      }
      if (failed.length > 0) context.warn(`The following tasks could not be canceled:\n${failed.join('\n')}`)
    }
  }
}
