import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import type { Struct } from '../data.ts'
import { CliError, usageError } from '../errors.ts'
import { storageIds } from '../storage/ids.ts'
import { storageData } from '../storage/view.ts'

/** Shows storages by their ids. */
export const command: Command = {
  usage: 'show-storage [options] <storage ID> [...]',
  summary: 'Shows storages in detail.',
  details: 'Shows the status of each storage, the unit that has it, and where the unit finds it.',
  examples: ['show-storage data/0', 'show-storage data/0 logs/1 --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const format = flags.format(['yaml', 'json', 'smart'], 'yaml')
    return (words) => {
      if (words.length === 0) throw usageError('must specify storage ID(s)')
      const ids = storageIds(words)
      return async (context) => {
        const state = await (await openModel(context, model)).read()
        const shown = ids.map((id): [string, Struct] => {
          const instance = state.storage[id]
          if (instance === undefined) throw new CliError(`storage ${JSON.stringify(id)} does not exist`)
          return [id, storageData(instance, false)]
        })
        context.write(format, () => new Map(shown))
      }
    }
  },
}
