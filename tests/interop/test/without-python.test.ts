import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '..', '..', '..')

/** Runs the tests of one file where no program can be found. */
const runWithout = (file: string, CI: string) => {
  const args = [join(root, 'node_modules/vitest/vitest.mjs'), 'run', '--typecheck.enabled=false', join(import.meta.dirname, file)]
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: root,
    encoding: 'utf8',
    env: { HOME: process.env.HOME, PATH: '/nowhere', CI, NO_COLOR: '1' },
  })
  return { status, output: `${stdout}${stderr}` }
}

const files = ['interop.test.ts', 'recorded.test.ts', 'examples.test.ts']
const reason = 'python3 with pip is not installed'

test.for(files)('without Python the tests of %s are skipped with a reason', { timeout: 120_000 }, (file) => {
  const { status, output } = runWithout(file, '')
  expect(output).toContain(`: ${reason}`)
  expect(status).toBe(0)
})

test.for(files)('without Python the tests of %s fail in CI', { timeout: 120_000 }, (file) => {
  const { status, output } = runWithout(file, 'true')
  expect(output).toContain(`CI has to run this test, and cannot: ${reason}`)
  expect(status).toBe(1)
})
