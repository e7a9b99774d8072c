import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords, usageError } from '../errors.ts'
import { splitPair } from '../key-values.ts'
import { readResources } from '../settings.ts'

/** Gives an application a file for one of its resources. */
export const command: Command = {
  usage: 'attach-resource [options] application <resource name>=<resource>',
  summary: 'Gives an application a file for one of its resources.',
  details: 'The file is copied, and units run upgrade-charm.',
  examples: ['attach-resource web logo=./logo.png', 'attach-resource -m other web logo=./logo.png'],
  declare: (flags) => {
    const model = modelFlag(flags)
    return ([application, word, ...rest]) => {
      if (application === undefined) throw usageError('no application specified')
      if (word === undefined) throw usageError('no resource specified')
      const pair = splitPair(word)
      if (!pair || pair[0] === '' || pair[1] === '') throw usageError(`bad resource arg ${JSON.stringify(word)}: expected name=path format`)
      noMoreWords(rest)
      return async (context) => {
        const [resource, path] = pair
        const absolute = readResources([pair], context.io.cwd)[resource] ?? path
        await (await openModel(context, model)).ask('attach-resource', { application, resource, path: absolute })
      }
    }
  },
}
