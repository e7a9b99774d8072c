import { spawnSync } from 'node:child_process'
import { dirname } from 'node:path'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runTarget } from '../fuzz/run-target.ts'
import { sizeOf } from '../fuzz/swift.ts'
import { reading, roundTrip } from '../fuzz/target.ts'

const root = dirname(dirname(import.meta.dirname))
const seed = 17
const text = fc.string()

test('a reader that is right is read until the time is over', () => {
  const { cases, failure } = runTarget(
    reading('length', text, (value) => value.length),
    { seed, milliseconds: 200 },
  )
  expect(failure).toBeUndefined()
  expect(cases).toBeGreaterThan(100)
})

test('a reader that throws fails with its smallest input, and again with the same seed and path', () => {
  const target = reading('no x', text, (value) => {
    if (value.includes('x')) throw new TypeError('an x')
  })
  const { failure } = runTarget(target, { seed, milliseconds: 10_000 })
  expect(failure).toMatchObject({ input: '["x"]', error: expect.stringContaining('TypeError: an x') })
  const again = runTarget(target, { seed, milliseconds: 10_000, path: failure?.path ?? '' })
  expect(again).toMatchObject({ cases: 1, failure: { input: '["x"]' } })
})

test('a value that reads as another fails, and one that cannot be written does not', () => {
  const pair = { write: (value: string) => (value === '' ? undefined : value), read: (value: string) => value.trim() }
  expect(runTarget(roundTrip('trimmed', fc.constantFrom('', 'a', ' a'), pair), { seed, milliseconds: 5000 }).failure?.input).toBe('[" a"]')
  expect(runTarget(roundTrip('trimmed', fc.constantFrom('', 'a'), pair), { seed, milliseconds: 50 }).failure).toBeUndefined()
})

test('a reader that takes longer than its input allows fails', () => {
  const slow = () => {
    const start = process.cpuUsage()
    while (process.cpuUsage(start).user + process.cpuUsage(start).system < 150_000) Math.sqrt(2)
  }
  const { failure } = runTarget(reading('slow', fc.constant('a'), slow), { seed, milliseconds: 60_000 })
  expect(failure?.error).toMatch(/took \d+ ms for 1.0 MB/)
}, 60_000)

test('the size of an input is that of its texts', () => {
  expect(sizeOf(['a'.repeat(1000), new Map([['b'.repeat(1000), { c: 'd'.repeat(1000) }]])])).toBeGreaterThanOrEqual(3000)
  expect(sizeOf(new Uint8Array(1000))).toBe(1000)
})

const fuzz = (...words: readonly string[]) => spawnSync(process.execPath, ['scripts/fuzz.mjs', ...words], { cwd: root, encoding: 'utf8' })

test('the usage has examples', () => {
  expect(fuzz('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('npm run fuzz -- --minutes 10') })
})

test.each([['--minutes', 'x'], ['--seed', '1.5'], ['--path', '1'], ['--nonsense']])('refuses %s %s', (...words) => {
  expect(fuzz(...words)).toMatchObject({ status: 2, stderr: expect.stringContaining('--help') })
})
