import { POOLS } from '../../model/storages.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords } from '../errors.ts'
import { table } from '../table.ts'

/** Shows the pools that storages come from. */
export const command: Command = {
  usage: 'storage-pools [options]',
  aliases: ['list-storage-pools'],
  summary: 'Shows the pools that storages come from.',
  details: "The pool rootfs gives directories on this host's disk, tmpfs directories in its memory. Pools cannot be added here.",
  examples: ['storage-pools', 'storage-pools --format json'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
    return (words) => {
      noMoreWords(words)
      return async (context) => {
        await openModel(context, model)
        const pools = Object.entries(POOLS)
        context.write(format, () => new Map(pools.map(([name, provider]) => [name, { provider }])), {
          tabular: () => table([['Name', 'Provider', 'Attributes'], ...pools.map(([name, provider]) => [name, provider, ''])]),
        })
      }
    }
  },
}
