import { exposedAsAWhole, takeApplication } from '../applications.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords } from '../errors.ts'

/** Marks an application as open to the world. */
export const command: Command = {
  usage: 'expose [options] <application name>',
  summary: 'Marks an application as open to the world.',
  details: 'The mark is kept and shown in the status. It opens nothing: the ports of machines can be reached from this host anyway.',
  examples: ['expose web', 'expose -m other web'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const endpoints = flags.string(['endpoints'], 'Only these endpoints; refused, applications are exposed as a whole here')
    const cidrs = flags.string(['to-cidrs'], 'Only to these networks; refused, applications are exposed as a whole here')
    const spaces = flags.string(['to-spaces'], 'Only to these spaces; refused, applications are exposed as a whole here')
    return ([word, ...rest]) => {
      const application = takeApplication(word)
      noMoreWords(rest)
      return async (context) => {
        if (endpoints.given || cidrs.given || spaces.given) throw exposedAsAWhole()
        await (await openModel(context, model)).ask('expose', { application, exposed: true })
      }
    }
  },
}
