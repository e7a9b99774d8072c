import { MACHINE_BASE } from '../../model/host.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'

/** Starts machines without a unit. */
export const command: Command = {
  usage: 'add-machine [options]',
  summary: 'Boots machines for units to come.',
  details: `Boots a machine with nothing on it, for units that are then placed with --to. A machine is a systemd container with a disk, an address
and a process tree of its own.`,
  examples: ['add-machine', 'add-machine -n 3'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const count = flags.int(['n'], 'How many machines', 1)
    flags.ignored(['base'], 'text', `machines run ${MACHINE_BASE}`)
    flags.ignored(['constraints'], 'text', 'machines have what the host has')
    return ([placement, ...rest]) => {
      noMoreWords(rest)
      if (count.value < 1) throw usageError('-n must be a positive integer')
      return async (context) => {
        if (placement !== undefined)
          throw new CliError(`cannot add a machine as ${JSON.stringify(placement)}: local-juju only starts machines of its own`)
        const client = await openModel(context, model)
        for (let at = 0; at < count.value; at++) context.notice(`created machine ${(await client.ask('add-machine', {})).machine}`)
      }
    }
  },
}
