import { expect, test } from 'vitest'
import { structureProblems } from '../structure.ts'
import { layOut } from './lay-out.ts'

const TOO_MANY = 'const f = (a, b, c, d, e) => {}\n'

test.each([
  'packages/a/src/deep/b.ts',
  'charms/a/src/charm.ts',
  'examples/a/src/charm.ts',
  'tests/functional/charms/a/src/charm.ts',
  'scripts/start/a.mjs',
  'tools/deep/a.ts',
  'benchmarks/a/b.ts',
])('a function with too many arguments is found in %s', (file) => {
  expect(structureProblems(layOut({ [file]: TOO_MANY }))).toEqual([expect.stringContaining(`${file}:1: f takes 5`)])
})

test('an export without a comment is found', () => {
  const manifest = JSON.stringify({ exports: { '.': { '@charm-layers/source': './src/a.ts' } } })
  const root = layOut({ 'packages/a/package.json': manifest, 'packages/a/src/a.ts': 'export const x = 1\n' })
  expect(structureProblems(root)).toEqual(['packages/a/src/a.ts:1: x has no doc comment'])
})
