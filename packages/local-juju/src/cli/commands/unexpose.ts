import { exposedAsAWhole, takeApplication } from '../applications.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords } from '../errors.ts'

/** Takes the mark of `expose` away. */
export const command: Command = {
  usage: 'unexpose [options] <application name>',
  summary: 'Takes the mark of expose away.',
  details: 'Takes the mark of expose away.',
  examples: ['unexpose web', 'unexpose -m other web'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const endpoints = flags.string(['endpoints'], 'Only these endpoints; refused, applications are exposed as a whole here')
    return ([word, ...rest]) => {
      const application = takeApplication(word)
      noMoreWords(rest)
      return async (context) => {
        if (endpoints.given) throw exposedAsAWhole()
        await (await openModel(context, model)).ask('expose', { application, exposed: false })
      }
    }
  },
}
