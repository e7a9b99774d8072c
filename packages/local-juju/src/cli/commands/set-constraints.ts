import { takeApplication } from '../applications.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { readConstraints } from '../constraints.ts'
import { messageOf, usageError } from '../errors.ts'

/** Replaces the constraints of an application. */
export const command: Command = {
  usage: 'set-constraints [options] <application> <constraint>=<value> ...',
  summary: "Sets an application's constraints.",
  details: 'Replaces all constraints of the application. They are kept and shown and change nothing here.',
  examples: ['set-constraints web mem=4G cores=2', 'set-constraints web'],
  declare: (flags) => {
    const model = modelFlag(flags)
    return ([word, ...rest]) => {
      const application = takeApplication(word)
      let text: string
      try {
        text = readConstraints(rest)
      } catch (error) {
        throw usageError(messageOf(error))
      }
      return async (context) => {
        await (await openModel(context, model)).ask('set-constraints', { application, constraints: text })
      }
    }
  },
}
