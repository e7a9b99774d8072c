import { expect, test } from 'vitest'
import { isInterrupted } from '../../src/host/real/apt.ts'
import { run } from '../../src/host/real/run.ts'

const shell = (script: string) => ['/bin/sh', '-c', script]

test('a program that prints without end keeps its last words', async () => {
  const { code, stdout } = await run({ argv: shell('head -c 20000000 /dev/zero | tr "\\0" x; echo the end') })
  expect(code).toBe(0)
  expect(stdout.endsWith('the end\n')).toBe(true)
  expect(stdout.length).toBeLessThan(5_000_000)
})

test('what a program leaves running does not hold the hook', async () => {
  const outcome = await run({ argv: shell('sleep 60 & echo $!') })
  process.kill(Number(outcome.stdout))
  expect(outcome.code).toBe(0)
})

test('a program that hangs is ended, and that is said', async () => {
  const outcome = await run({ argv: ['sleep', '60'], seconds: 0.2 })
  expect(outcome).toMatchObject({ code: 124, stderr: '\nno end within 0.2 seconds' })
})

test('a program that leaves its input unread is no trouble', async () => {
  expect((await run({ argv: ['true'], stdin: 'x'.repeat(1_000_000) })).code).toBe(0)
})

test('an installation that was killed is told from one that fails', () => {
  const interrupted = "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem."
  expect(isInterrupted({ code: 100, stdout: '', stderr: interrupted })).toBe(true)
  expect(isInterrupted({ code: 100, stdout: '', stderr: 'E: Unable to locate package x' })).toBe(false)
})
