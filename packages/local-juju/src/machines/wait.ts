/** Waiting with an end: every poll here has a time-out. */
import { setTimeout as sleep } from 'node:timers/promises'

/** Asks again and again until there is an answer, or returns `undefined` when the time is over. */
export const poll = async <T>(
  ask: () => T | undefined | Promise<T | undefined>,
  timeoutMs: number,
  everyMs = 20,
): Promise<T | undefined> => {
  const end = performance.now() + timeoutMs
  for (;;) {
    const answer = await ask()
    if (answer !== undefined || performance.now() > end) return answer
    await sleep(everyMs)
  }
}

/** Makes callers of one key take turns, in the order in which they came. */
export const taskQueue = (): (<T>(key: string, task: () => Promise<T>) => Promise<T>) => {
  const last = new Map<string, Promise<unknown>>()
  return async (key, task) => {
    const before = last.get(key) ?? Promise.resolve()
    const mine = before.then(task, task)
    last.set(key, mine)
    try {
      return await mine
    } finally {
      if (last.get(key) === mine) last.delete(key)
    }
  }
}
