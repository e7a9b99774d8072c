import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError } from '../errors.ts'
import { waitForTasks } from '../tasks/follow.ts'
import { operationData } from '../tasks/operations.ts'
import { takeId, waitFlags, waitTime } from '../tasks/words.ts'

/** Shows one operation with its tasks. */
export const command: Command = {
  usage: 'show-operation [options] <operation-id>',
  summary: 'Shows what came of an operation.',
  details: 'Shows an operation with all its tasks and their results. It may be waited for.',
  examples: ['show-operation 3', 'show-operation 3 --wait 1m --format json', 'show-operation 3 --watch'],
  declare: (flags) => {
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
  },
}
