import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')
const workflows = globSync('.github/workflows/*.yml', { cwd: root })
const read = (file: string): string => readFileSync(join(root, file), 'utf8')

test('every action is pinned by its commit, so that nobody can change what has been looked at', () => {
  const uses = workflows.flatMap((file) => [...read(file).matchAll(/uses: (\S+)/g)].map(([, action]) => action))
  expect(uses.length).toBeGreaterThan(0)
  expect(uses.filter((action) => !/@[0-9a-f]{40}$/.test(action ?? ''))).toEqual([])
})

test('publishing is signed, and keeps no token', () => {
  const [, publish = ''] = read('.github/workflows/release.yml').split(/^ {2}publish:$/m)
  expect(publish).toContain('id-token: write')
  expect(publish).toContain('NPM_CONFIG_PROVENANCE: "true"')
  expect(read('.github/workflows/release.yml')).not.toContain('secrets.')
})

test('what continuous integration runs is what a contributor runs', () => {
  expect(read('.github/workflows/ci.yml')).toContain('run: .ci/run')
  expect(read('.ci/run')).toContain('exec npm test')
})

test('the nightly run makes a hundred times as many cases, for every interface', () => {
  const nightly = read('.github/workflows/nightly.yml')
  const [, listed = ''] = /interface: \[(.*)\]/.exec(nightly) ?? []
  const packages = globSync('packages/interface-*/test/helpers.ts', { cwd: root }).map((file) =>
    file.split('/')[1]?.slice('interface-'.length),
  )
  expect(listed.split(', ').sort()).toEqual(packages.sort())
  expect(nightly).toContain('PROPERTY_RUNS: "100000"')
})

test('the nightly run kills the hook ten times as often as the others, in the same phase', () => {
  const manifest = read('tests/functional/trove/manifest')
  expect(Number(/verify config=verify\/kills KILLS=\$\{KILLS:-(\d+)\}/.exec(manifest)?.[1])).toBe(30)
  expect(read('.github/workflows/nightly.yml')).toMatch(/npm run functional -- trove\n {8}env:\n {10}KILLS: "300"\n/)
})
