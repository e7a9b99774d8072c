import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

interface Manifest {
  readonly name: string
  readonly scripts?: Readonly<Record<string, string>>
}
const manifest = (file: string): Manifest => JSON.parse(readFileSync(join(root, file), 'utf8'))
const { scripts = {} } = manifest('package.json')
const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8')

test.for(Object.entries(scripts))('npm run %s sets itself up on a fresh clone', ([, command]) => {
  for (const part of command.split(' && ')) expect(part).toMatch(/^(?:[A-Z_]+=\S+ )?node scripts\/[\w-]+\.mjs\b/)
})

test('the commands of CONTRIBUTING are there', () => {
  const named = [...contributing.matchAll(/^\| `npm (?:run )?([\w:-]+)/gm)].map(([, name = '']) => name)
  expect(named.length).toBeGreaterThan(5)
  // The last two are those of a charm's folder.
  expect(named.filter((name) => !Object.hasOwn(scripts, name) && name !== 'pack')).toEqual([])
})

test('the command for the tests of one package runs those of no other', () => {
  const [, filter = ''] = /`npm run unit -- (\S+)`/.exec(contributing) ?? []
  const folders = globSync('packages/*/test/**/*.test.ts', { cwd: root }).filter((file) => file.includes(filter))
  expect(new Set(folders.map((file) => file.split('/')[1]))).toEqual(new Set(['charm']))
})
