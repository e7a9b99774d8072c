import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

interface Manifest {
  readonly name: string
  readonly scripts?: Readonly<Record<string, string>>
  readonly homepage?: string
  readonly bugs?: { readonly url: string }
  readonly keywords?: readonly string[]
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

test.for(globSync(['charms/*/package.json', 'examples/*/package.json'], { cwd: root }))('%s has its tests and its pack', (file) => {
  expect(Object.keys(manifest(file).scripts ?? {})).toEqual(expect.arrayContaining(['pack', 'test']))
})

describe('a package on npm', () => {
  const packages = globSync('packages/*/package.json', { cwd: root }).map((file) => [file, manifest(file)] as const)

  test.for(packages)('%s is built before it is packed', ([, { scripts: own }]) => {
    expect(own?.prepack).toBe(own?.build)
  })

  test.for(packages)('%s says where its page and its issues are', ([file, { homepage, bugs }]) => {
    expect(homepage).toBe(`https://github.com/charm-layers/charm-layers/tree/main/${file.replace('/package.json', '')}#readme`)
    expect(bugs?.url).toBe('https://github.com/charm-layers/charm-layers/issues')
  })

  test('has keywords of its own', () => {
    const keywords = packages.map(([, { keywords: words = [] }]) => [...words].sort().join(' '))
    expect(new Set(keywords).size).toBe(packages.length)
  })
})
