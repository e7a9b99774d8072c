import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords, usageError } from '../errors.ts'
import { filesystemRows, filesystemView, storageRows, storagesIn, storageView } from '../storage/view.ts'
import { table } from '../table.ts'

/** Shows the storages of a model. */
export const command: Command = {
  usage: 'storage [options]',
  aliases: ['list-storage'],
  summary: 'Shows the storages of a model.',
  details: 'Shows each storage with the unit that has it, its pool and its size. With --filesystem it shows where they are.',
  examples: ['storage', 'storage --filesystem', 'storage --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const filesystem = flags.bool(['filesystem'], 'Show the filesystems of the storages')
    const volume = flags.bool(['volume'], 'Show the volumes of the storages; there are none here')
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return (words) => {
      if (filesystem.value && volume.value) throw usageError('--filesystem and --volume can not be used together')
      noMoreWords(words)
      return async (context) => {
        const state = await (await openModel(context, model)).read()
        const storages = volume.value ? [] : storagesIn(state)
        if (storages.length === 0) return context.notice('No storage to display.')
        context.write(format, () => (filesystem.value ? filesystemView : storageView)(storages, false), {
          tabular: () => table(filesystem.value ? filesystemRows(storages) : storageRows(storages, false)),
        })
      }
    }
  },
}
