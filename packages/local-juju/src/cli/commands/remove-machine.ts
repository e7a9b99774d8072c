import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { isMachineId } from '../names.ts'
import { removalFlags, removeAll, unitLines } from '../removal.ts'

/** Removes machines. */
export const command: Command = {
  usage: 'remove-machine [options] <machine number> ...',
  summary: 'Removes machines.',
  details:
    'Destroys a machine with its disk. One that units are on is refused, unless --force is given: then they go with it, without their hooks.',
  examples: ['remove-machine 2', 'remove-machine 2 3 --no-prompt', 'remove-machine 2 --force --no-prompt'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const removal = removalFlags(flags)
    const keep = flags.bool(['keep-instance'], 'Keep the machine itself running; refused, machines here are not kept')
    return (machines) => {
      if (machines.length === 0) throw usageError('no machines specified')
      for (const id of machines) if (!isMachineId(id)) throw usageError(`invalid machine id ${JSON.stringify(id)}`)
      removal.check()
      return async (context) => {
        if (keep.value) throw new CliError('local-juju cannot keep the instance of a machine that is removed: leave --keep-instance out')
        const client = await openModel(context, model)
        const state = await client.read()
        return await removeAll(context, removal, {
          state,
          kind: 'machine',
          names: machines,
          plan: (machine) => {
            if (!state.machines[machine]) return new CliError(`machine ${machine} not found`)
            const units = Object.keys(state.units).filter((unit) => state.units[unit]?.machine === machine)
            return {
              lines: `will remove machine ${machine}\n${unitLines(units)}`,
              remove: () => client.ask('remove-machine', { machine, force: removal.force.value }),
            }
          },
        })
      }
    }
  },
}
