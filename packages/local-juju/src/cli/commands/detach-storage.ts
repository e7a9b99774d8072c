import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { each } from '../storage/each.ts'
import { storageIds } from '../storage/ids.ts'

/** Takes storages from their units. */
export const command: Command = {
  usage: 'detach-storage [options] <storage> [<storage> ...]',
  summary: 'Takes storages from their units, and keeps what is in them.',
  details: 'The unit runs <name>-storage-detaching first. A unit keeps as many storages as its charm needs.',
  examples: ['detach-storage data/0', 'detach-storage data/0 logs/3'],
  declare: (flags) => {
    const model = modelFlag(flags)
    flags.ignored(['force'], 'bool', 'nothing is left to wait for')
    flags.ignored(['no-wait'], 'bool', 'nothing is left to wait for')
    return (words) => {
      if (words.length === 0) throw usageError('detach-storage requires at least one storage ID')
      const ids = storageIds(words)
      return async (context) => {
        const client = await openModel(context, model)
        return await each(context, ids, {
          run: async (id) => {
            await client.ask('detach-storage', { id })
            context.notice(`detaching ${id}`)
          },
          failure: (id) => `failed to detach ${id}`,
        })
      }
    }
  },
}
