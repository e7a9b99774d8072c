import { subordinateRefusal } from '../../model/removal.ts'
import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { isUnitName } from '../names.ts'
import { removalFlags, removeAll, storageLines } from '../removal.ts'

/** Removes units. */
export const command: Command = {
  usage: 'remove-unit [options] <unit> [...]',
  summary: 'Removes units.',
  details: 'The unit runs its hooks to the end before it goes; --force takes it away at once. A machine goes with its last unit.',
  examples: ['remove-unit web/1', 'remove-unit web/1 web/2 --no-prompt', 'remove-unit web/1 --force --no-prompt'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const removal = removalFlags(flags)
    const numUnits = flags.int(['num-units'], 'How many units to remove; on Kubernetes only, refused here', 0)
    return (units) => {
      if (units.length === 0) throw usageError('no units specified')
      if (numUnits.given) throw usageError('--num-units for non k8s models not valid')
      for (const unit of units) if (!isUnitName(unit)) throw usageError(`invalid unit name ${JSON.stringify(unit)}`)
      removal.check()
      return async (context) => {
        const client = await openModel(context, model)
        const state = await client.read()
        return await removeAll(context, removal, {
          state,
          kind: 'unit',
          names: units,
          plan: (name) => {
            const unit = state.units[name]
            if (unit === undefined) return new CliError(`unit ${JSON.stringify(name)} not found`)
            if (unit.principal !== null) return new CliError(subordinateRefusal(unit))
            return {
              lines: `will remove unit ${name}\n${storageLines(state, name)}`,
              remove: () => client.ask('remove-unit', { unit: name, force: removal.force.value }),
            }
          },
        })
      }
    }
  },
}
