import type { Clock } from '@charm-layers/charm/ports'

/** A clock in memory, which can be set like that of a machine. */
export interface MemoryClock extends Clock {
  /** Sets the time of day by this many milliseconds, forward or back. No time passes. */
  set(by: number): void
}

/**
 * Makes a clock that moves only when it is read or slept on: by a millisecond for each reading. `start` is in milliseconds since 1970,
 * `given` how many random values earlier hooks have had, so that each is another.
 */
export function memoryClock(start: number, given = 0): MemoryClock {
  let [passed, offset, seeds] = [0, start, given]
  return {
    now: () => {
      passed += 1
      return offset + passed
    },
    monotonic: () => passed,
    set: (by) => {
      offset += by
    },
    sleep: async (milliseconds) => {
      passed += milliseconds
    },
    random: (bytes) => {
      seeds += 1
      return seeds
        .toString(16)
        .padStart(2, '0')
        .repeat(bytes)
        .slice(0, bytes * 2)
    },
  }
}
