import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { messageOf, usageError } from '../errors.ts'

/** Cancels tasks that have not ended. */
export const command: Command = {
  usage: 'cancel-task [options] (<task-id>|<task-id-prefix>) [...]',
  summary: 'Stops tasks that wait or run.',
  details: 'A task that waits never runs; one that runs gets a signal to end. What has ended is told as a warning.',
  examples: ['cancel-task 7', 'cancel-task 7 8'],
  declare: (flags) => {
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
  },
}
