/** The bar for the time that reading takes. */

/** Milliseconds of processor time for each megabyte. What is smaller counts as a megabyte. */
const BAR = 100
/** How often a slow reading is repeated before it counts as slow: the first ones are not compiled yet, and other programs run beside. */
const REPEATS = 4

const MEGABYTE = 1_000_000

/** Gives about how many bytes a value holds: those of its texts and keys. */
export const sizeOf = (value: unknown): number => {
  if (typeof value === 'string') return value.length
  if (value instanceof Uint8Array) return value.length
  if (typeof value !== 'object' || value === null) return 8
  const entries: readonly (readonly [unknown, unknown])[] = value instanceof Map ? [...value] : Object.entries(value)
  return entries.reduce((sum, [key, member]) => sum + sizeOf(key) + sizeOf(member), 2)
}

/** Processor time of this thread alone, in milliseconds. */
const now = (): number => {
  const { user, system } = process.threadCpuUsage()
  return (user + system) / 1000
}

const timed = <T>(act: () => T): { readonly result: T; readonly took: number } => {
  const start = now()
  const result = act()
  return { result, took: now() - start }
}

/**
 * Reads an input, and gives what was read.
 * @throws Error when reading takes longer than 100 ms for each megabyte, at its best of five times.
 */
export const assertSwift = <T, Read>(input: T, read: (input: T) => Read): Read => {
  const { result, took } = timed(() => read(input))
  if (took < BAR) return result
  const megabytes = Math.max(1, sizeOf(input) / MEGABYTE)
  let best = took
  for (let again = 0; again < REPEATS && best > BAR * megabytes; again += 1) best = Math.min(best, timed(() => read(input)).took)
  if (best > BAR * megabytes) throw new Error(`took ${Math.round(best)} ms for ${megabytes.toFixed(1)} MB; the bar is ${BAR} ms for each`)
  return result
}
