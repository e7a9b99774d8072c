import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { messageOf, usageError } from '../errors.ts'
import { each } from '../storage/each.ts'
import { storageIds } from '../storage/ids.ts'

/** Removes storages with what is in them. */
export const command: Command = {
  usage: 'remove-storage [options] <storage> [<storage> ...]',
  summary: 'Removes storages with what is in them.',
  details: 'A storage that a unit has is detached first if --force is given, and refused otherwise.',
  examples: ['remove-storage data/0', 'remove-storage data/0 --force'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const force = flags.bool(['force'], 'Also detach and remove storages that units have')
    const noDestroy = flags.bool(['no-destroy'], 'Forget the storage and keep what is in it; refused here')
    flags.ignored(['no-wait'], 'bool', 'nothing is left to wait for')
    return (words) => {
      if (words.length === 0) throw usageError('remove-storage requires at least one storage ID')
      if (noDestroy.value)
        throw usageError('local-juju keeps storage in the model only: --no-destroy is not there; detach-storage keeps it')
      const ids = storageIds(words)
      return async (context) => {
        const client = await openModel(context, model)
        let attached = false
        const failed = await each(context, ids, {
          run: async (id) => {
            try {
              await client.ask('remove-storage', { id, force: force.value })
            } catch (error) {
              attached ||= messageOf(error) === 'storage is attached'
              throw error
            }
            context.notice(`removing ${id}`)
          },
          failure: (id) => `failed to remove ${id}`,
        })
        if (attached) context.notice('\nDetach it first with "juju detach-storage", or remove it with --force.')
        return failed
      }
    }
  },
}
