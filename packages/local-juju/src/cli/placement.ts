// `--to`: where units go.
import { CliError, usageError } from './errors.ts'
import type { Flag, FlagSet } from './flags.ts'
import { isMachineId } from './names.ts'

/** Declares `--to`. */
export const placementFlag = (flags: FlagSet): Flag<string> =>
  flags.string(['to'], 'Machines by number, one for each unit, with commas between; units beyond them get new machines')

/** Reads `--to`; the answer gives the machines, or says why one of them is none that local-juju has. */
export const placements = (to: Flag<string>): (() => string[]) => {
  const words = to.value === '' ? [] : to.value.split(',').map((word) => word.trim())
  if (words.includes('')) throw usageError(`invalid --to parameter ${JSON.stringify(to.value)}`)
  return () => {
    for (const word of words) {
      if (!/^\d+$/.test(word)) {
        const reason =
          isMachineId(word) || /^(?:lxd|kvm)(?::\d+)?$/.test(word)
            ? 'local-juju has no containers in its machines'
            : 'local-juju places units on machines by their number'
        throw new CliError(`cannot place a unit on ${JSON.stringify(word)}: ${reason}`)
      }
    }
    return words
  }
}
