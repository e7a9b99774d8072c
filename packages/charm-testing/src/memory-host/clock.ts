import type { Clock } from '@charm-layers/charm/ports'

/**
 * Makes a clock that moves only when it is read or slept on: by a millisecond for each reading. `start` is in milliseconds since 1970,
 * `given` how many random values earlier hooks have had, so that each is another.
 */
export function memoryClock(start: number, given = 0): Clock {
  let [time, seeds] = [start, given]
  return {
    now: () => {
      time += 1
      return time
    },
    sleep: async (milliseconds) => {
      time += milliseconds
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
