import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { messageOf, usageError } from '../errors.ts'
import { isUnitName } from '../names.ts'
import { readDirectives } from '../storage/directives.ts'
import { each } from '../storage/each.ts'

const read = (words: readonly string[]): ReturnType<typeof readDirectives> => {
  try {
    return readDirectives(words)
  } catch (error) {
    throw usageError(messageOf(error))
  }
}

/** Gives a unit more storage. */
export const command: Command = {
  usage: 'add-storage [options] <unit> <storage directive> [...]',
  summary: 'Gives a unit more storage.',
  details: `A directive is the charm's name for the storage, and if need be a pool, a size and a number: data=tmpfs,1G,2. The unit runs
<name>-storage-attached for each new storage.`,
  examples: ['add-storage web/0 data', 'add-storage web/0 data=2', 'add-storage web/0 data=1G logs=tmpfs'],
  declare: (flags) => {
    const model = modelFlag(flags)
    return ([unit, ...words]) => {
      if (unit === undefined || words.length === 0) throw usageError('add-storage requires a unit and a storage directive')
      if (!isUnitName(unit)) throw usageError(`unit name ${JSON.stringify(unit)} not valid`)
      const directives = [...read(words)]
      return async (context) => {
        const client = await openModel(context, model)
        return await each(context, directives, {
          run: async ([storage, directive]) => {
            const { ids } = await client.ask('add-storage', { unit, storage, directive })
            for (const id of ids) context.notice(`added storage ${id} to ${unit}`)
          },
          failure: ([storage]) => `failed to add storage ${JSON.stringify(storage)} to ${unit}`,
        })
      }
    }
  },
}
