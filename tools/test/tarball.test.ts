import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { dependencyProblems, fileProblems, install } from '../packages/tarball.ts'
import { typeProblems } from '../packages/types.ts'

const work = mkdtempSync(join(tmpdir(), 'tarball-'))
afterAll(() => rmSync(work, { recursive: true }))

const MANIFEST = {
  name: '@charm-layers/interface-some',
  version: '1.0.0',
  type: 'module',
  exports: { '.': { types: './dist/index.d.ts', default: './dist/index.js' } },
}
const FILES = {
  'README.md': '# some\n',
  LICENSE: '',
  'CHANGELOG.md': '',
  'dist/index.js': 'export const one = 1\n',
  'dist/index.d.ts': 'export declare const one: number\n',
}

/** Packs files as npm would, and installs the tarball. */
const packed = (name: string, files: Readonly<Record<string, string>>, manifest: object = {}) => {
  const folder = join(work, name)
  const all = { ...FILES, ...files, 'package.json': JSON.stringify({ ...MANIFEST, ...manifest }) }
  for (const [file, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, 'package', file)), { recursive: true })
    writeFileSync(join(folder, 'package', file), text)
  }
  const tarball = join(work, `${name}.tgz`)
  const listed = Object.keys(all).map((file) => `package/${file}`)
  expect(spawnSync('tar', ['-czf', tarball, '-C', folder, ...listed]).status).toBe(0)
  return { tarball, target: install(folder, tarball, work) }
}

test('a package as it should be has no problem', async () => {
  const { tarball, target } = packed('good', {})
  expect(await typeProblems(readFileSync(tarball))).toEqual([])
  expect(fileProblems(tarball, target, [work])).toEqual([])
  expect(dependencyProblems(target, new Map())).toEqual([])
})

test('types that the compiler of somebody else does not find are named', async () => {
  const { tarball } = packed('untyped', {}, { exports: { '.': './dist/index.js', './more': { default: './dist/more.js' } } })
  expect(await typeProblems(readFileSync(tarball))).toContain('attw: NoResolution at ./more (node16-esm)')
})

test('tests, sources, and texts that name the machine are no part of a package', () => {
  const { tarball, target } = packed('leaky', { 'src/index.ts': '', 'dist/test/a.js': '', 'dist/b.js': `open('${work}/b')` })
  expect(fileProblems(tarball, target, [work])).toEqual([
    'src/index.ts is in the tarball',
    'dist/test/a.js is in the tarball',
    'dist/b.js names a path of this machine',
  ])
})

test('an interface package depends on nothing but what all share, and nothing depends on a workspace', () => {
  const { target } = packed('needy', {}, { dependencies: { left: '^1.0.0', '@charm-layers/charm': 'workspace:*' } })
  expect(dependencyProblems(target, new Map())).toEqual([
    'depends on @charm-layers/charm workspace:*',
    'an interface package depends on @charm-layers/relation alone, and this one on left',
    'an interface package depends on @charm-layers/relation alone, and this one on @charm-layers/charm',
  ])
})

test('our packages depend on the versions that are released with them', () => {
  const { target } = packed('old', {}, { name: '@charm-layers/other', dependencies: { '@charm-layers/charm': '0.1.0' } })
  expect(dependencyProblems(target, new Map([['@charm-layers/charm', '0.2.0']]))).toEqual([
    'depends on @charm-layers/charm 0.1.0, which is 0.2.0',
  ])
})
