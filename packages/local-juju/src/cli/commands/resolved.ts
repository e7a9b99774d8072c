import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { isUnitName } from '../names.ts'
import { sortNatural } from '../natural.ts'

/** Marks the error of units as resolved: the failed hook runs again, or is skipped. */
export const command: Command = {
  usage: 'resolved [options] [<unit> ...]',
  aliases: ['resolve'],
  summary: 'Lets units in error go on.',
  details: `A unit is in error when one of its hooks failed. The hook is run again; with --no-retry the unit goes on as if it had succeeded.
Failed hooks are also run again by themselves, after 5 seconds and then ever more slowly, unless automatically-retry-hooks is false.`,
  examples: ['resolved web/0', 'resolved web/0 web/1 --no-retry', 'resolved --all'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const noRetry = flags.bool(['no-retry'], 'Go on without running the failed hook again')
    const all = flags.bool(['all'], 'All units in error')
    return (units) => {
      if (all.value && units.length > 0) throw usageError('specifying unit names(s) with --all not supported')
      if (!all.value && units.length === 0) throw usageError('no unit specified')
      for (const unit of units) if (!isUnitName(unit)) throw usageError(`unit name ${JSON.stringify(unit)} not valid`)
      return async (context) => {
        const client = await openModel(context, model)
        const failed = async (): Promise<readonly string[]> => {
          const state = await client.read()
          return sortNatural(Object.keys(state.units).filter((name) => state.units[name]?.error))
        }
        for (const unit of all.value ? await failed() : units) await client.ask('resolved', { unit, retry: !noRetry.value })
      }
    }
  },
}
