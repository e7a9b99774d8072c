import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { isUnitName } from '../names.ts'
import { each } from '../storage/each.ts'
import { storageIds } from '../storage/ids.ts'

/** Gives a unit storages that were detached. */
export const command: Command = {
  usage: 'attach-storage [options] <unit> <storage ID> [...]',
  summary: 'Gives a unit storages that no unit has.',
  details: 'The unit has to be of the charm that the storage was made for. What is in the storage is still there.',
  examples: ['attach-storage web/1 data/0', 'attach-storage web/1 data/0 logs/3'],
  declare: (flags) => {
    const model = modelFlag(flags)
    return ([unit, ...words]) => {
      if (unit === undefined || words.length === 0) throw usageError('attach-storage requires a unit ID and at least one storage ID')
      if (!isUnitName(unit)) throw usageError(`unit name ${JSON.stringify(unit)} not valid`)
      const ids = storageIds(words)
      return async (context) => {
        const client = await openModel(context, model)
        return await each(context, ids, {
          run: async (id) => {
            await client.ask('attach-storage', { unit, id })
            context.notice(`attaching ${id} to ${unit}`)
          },
          failure: (id) => `failed to attach ${id} to ${unit}`,
        })
      }
    }
  },
}
