import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords, usageError } from '../errors.ts'
import { isApplicationName } from '../names.ts'
import { placementFlag, placements } from '../placement.ts'
import { attachStorageFlag } from '../storage/flags.ts'

/** Adds units to an application. */
export const command: Command = {
  usage: 'add-unit [options] <application name>',
  summary: 'Gives an application more units.',
  details: 'Each new unit gets a machine of its own, unless --to names one that is there. Numbers of units are never used again.',
  examples: ['add-unit web', 'add-unit web -n 2', 'add-unit web -n 2 --to 0,1'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const count = flags.int(['n', 'num-units'], 'How many units', 1)
    const to = placementFlag(flags)
    const attach = attachStorageFlag(flags)
    return ([name, ...rest]) => {
      if (name === undefined) throw usageError('no application specified')
      if (count.value < 1) throw usageError('--num-units must be a positive integer')
      noMoreWords(rest)
      if (!isApplicationName(name)) throw usageError(`invalid application name ${JSON.stringify(name)}`)
      const machines = placements(to)
      if (attach.given && count.value > 1) throw usageError('--attach-storage cannot be used with -n')
      return async (context) => {
        await (await openModel(context, model)).ask('add-unit', {
          application: name,
          numUnits: count.value,
          to: machines(),
          attachStorage: [...attach.value],
        })
      }
    }
  },
}
