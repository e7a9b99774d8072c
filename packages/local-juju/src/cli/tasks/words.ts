import { noMoreWords, usageError } from '../errors.ts'
import type { Flag, FlagSet } from '../flags.ts'

/** Takes the number of a task or an operation, and no more words. */
export const takeId = ([id, ...rest]: readonly string[], what: 'task' | 'operation'): string => {
  if (id === undefined) throw usageError(`no ${what} ID specified`)
  if (!/^\d+$/.test(id)) throw usageError(`${what} ID ${JSON.stringify(id)} not valid`)
  noMoreWords(rest)
  return id
}

/** The flags that say how long to wait. */
export interface Waiting {
  readonly wait: Flag<number>
  readonly watch: Flag<boolean>
}

/** Declares `--wait` and `--watch`. */
export const waitFlags = (flags: FlagSet): Waiting => ({
  wait: flags.duration(['wait'], 'How long to wait for the end; 0s: do not wait', 0),
  watch: flags.bool(['watch'], 'Wait for the end, however long it takes'),
})

/** Gives the time to wait in milliseconds; a negative one is without end. */
export const waitTime = ({ wait, watch }: Waiting): number => {
  if (wait.given && watch.value) throw usageError('specify either --watch or --wait but not both')
  return watch.value ? -1 : wait.value
}
