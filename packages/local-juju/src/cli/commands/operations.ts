import type { Operation } from '../../model/operation.ts'
import type { Frozen } from '../../model/values.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords, usageError } from '../errors.ts'
import { commaSeparated } from '../flags.ts'
import { table } from '../table.ts'
import { completed, earliest, operationData, operationStatus, tasksOf } from '../tasks/operations.ts'
import { tableTime } from '../times.ts'

const statuses = ['pending', 'running', 'completed', 'failed', 'cancelled', 'aborting', 'aborted', 'error']

/** Lists operations. */
export const command: Command = {
  usage: 'operations [options]',
  aliases: ['list-operations'],
  summary: 'Lists what was run on units and machines.',
  details: 'An operation is one call of run or exec; it has one task for each unit. The newest come last.',
  examples: ['operations', 'operations --apps web --status running', 'operations --actions backup --limit 5 --format json'],
  declare: (flags) => {
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
  },
}
