import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, usageError } from '../errors.ts'
import { isApplicationName } from '../names.ts'
import { removalFlags, removeAll, storageLines, unitLines } from '../removal.ts'

/** Removes applications with their units. */
export const command: Command = {
  usage: 'remove-application [options] <application> [<application>...]',
  summary: 'Removes applications with their units.',
  details: `The units run their hooks to the end (stop, remove) before they go; --force takes them away at once. A machine goes with its last unit.
What would be removed is shown and asked for, unless --no-prompt is given.`,
  examples: [
    'remove-application web',
    'remove-application web database --no-prompt',
    'remove-application web --force --no-prompt',
    'remove-application web --dry-run',
  ],
  declare: (flags) => {
    const model = modelFlag(flags)
    const removal = removalFlags(flags)
    return (applications) => {
      if (applications.length === 0) throw usageError('no application specified')
      for (const name of applications) if (!isApplicationName(name)) throw usageError(`invalid application name ${JSON.stringify(name)}`)
      removal.check()
      return async (context) => {
        const client = await openModel(context, model)
        const state = await client.read()
        return await removeAll(context, removal, {
          state,
          kind: 'application',
          names: applications,
          plan: (application) => {
            if (!state.applications[application]) return new CliError(`application ${JSON.stringify(application)} not found`)
            const units = Object.keys(state.units).filter((unit) => state.units[unit]?.application === application)
            return {
              lines: `will remove application ${application}\n${unitLines(units)}${units.map((unit) => storageLines(state, unit)).join('')}`,
              remove: () => client.ask('remove-application', { application, force: removal.force.value }),
            }
          },
        })
      }
    }
  },
}
