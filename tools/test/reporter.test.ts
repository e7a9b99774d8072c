import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'

// Below the repository's root, so that the tests written here find vitest.
const folder = mkdtempSync(join(import.meta.dirname, 'run-'))
const tools = join(import.meta.dirname, '..')

const runTests = (text: string, more: NodeJS.ProcessEnv = {}) => {
  writeFileSync(
    join(folder, 'some.test.ts'),
    `import { describe, test } from 'vitest'\nimport { skipFor, skipOutsideCi } from '${tools}/skip.ts'\n${text}`,
  )
  const args = [join(tools, '../node_modules/vitest/vitest.mjs'), 'run', '--root', folder]
  const env = { ...process.env, NO_COLOR: '1', UNIT_SUMMARY: join(folder, 'summary'), ...more }
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: 'utf8', env })
  return { status, lines: stdout.split('\n'), summary: readFileSync(join(folder, 'summary'), 'utf8') }
}

beforeAll(() => {
  writeFileSync(
    join(folder, 'vitest.config.ts'),
    `import { skippedReporter } from '${tools}/reporter.ts'\nexport default { test: { reporters: [skippedReporter()], include: ['*.test.ts'] } }\n`,
  )
})
afterAll(() => rmSync(folder, { recursive: true }))

test('each skipped test is printed with its reason, also that of the group it is in', { timeout: 60_000 }, () => {
  const { status, lines, summary } = runTests(`
    test('one', () => {})
    test('two', skipFor('no disk'), () => {})
    test('three', (context) => context.skip('no network'))
    describe('group', skipFor('no root'), () => { test('four', () => {}) })
    describe('other', skipFor(undefined), () => { test('five', () => {}) })`)
  expect(lines).toContain('skipped  some.test.ts: two: no disk')
  expect(lines).toContain('skipped  some.test.ts: three: no network')
  expect(lines).toContain('skipped  some.test.ts: group > four: no root')
  expect(summary).toBe('unit: 2 passed, 0 failed, 3 skipped\n')
  expect(status).toBe(0)
})

test('a test that is skipped without a reason fails the run', { timeout: 60_000 }, () => {
  expect(runTests("test('one', () => {}); test.skip('two', () => {})")).toMatchObject({
    status: 1,
    summary: 'unit: 1 passed, 0 failed, 1 skipped\n',
  })
})

test('a file that cannot be read counts as a failure', { timeout: 60_000 }, () => {
  expect(runTests("throw new Error('broken')")).toMatchObject({ status: 1, summary: 'unit: 0 passed, 1 failed, 0 skipped\n' })
})

describe('a test that CI has to run', () => {
  const text = "test('one', skipOutsideCi('no python'), () => {})"

  test('is skipped with its reason elsewhere', { timeout: 60_000 }, () => {
    for (const CI of ['', 'false', undefined]) {
      const { status, lines } = runTests(text, { CI })
      expect(lines).toContain('skipped  some.test.ts: one: no python')
      expect(status).toBe(0)
    }
  })

  test('fails in CI', { timeout: 60_000 }, () => {
    expect(runTests(text, { CI: 'true' })).toMatchObject({ status: 1, summary: 'unit: 0 passed, 1 failed, 0 skipped\n' })
  })

  test('runs in CI where nothing speaks against it', { timeout: 60_000 }, () => {
    expect(runTests("test('one', skipOutsideCi(undefined), () => {})", { CI: 'true' })).toMatchObject({ status: 0 })
  })
})
