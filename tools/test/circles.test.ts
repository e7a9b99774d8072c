import { expect, test } from 'vitest'
import { findCircles } from '../structure/circles.ts'
import { layOut } from './lay-out.ts'

test('files that import one another in one direction are well', () => {
  const root = layOut({
    'packages/a/src/index.ts': "export { b } from './b.ts'\nexport * from './c.ts'\n",
    'packages/a/src/b.ts': "import { c } from './c.ts'\nexport const b = c\n",
    'packages/a/src/c.ts': "import { readFileSync } from 'node:fs'\nexport const c = readFileSync\n",
  })
  expect(findCircles(root)).toEqual([])
})

test.each([
  ['an import', "import { b } from './b.ts'"],
  ['an import of a type', "import type { B } from './b.ts'"],
  ['a type named in place', "type B = import('./b.ts').B"],
  ['an import for its effect', "import './b.ts'"],
  ['an import when needed', "const b = await import('./b.ts')"],
  ['an export', "export { b } from './b.ts'"],
  ['an export of all', "export * from './b.ts'"],
])('a circle by %s is found', (_, statement) => {
  const root = layOut({ 'packages/a/src/a.ts': `${statement}\n`, 'packages/a/src/b.ts': "export type { A } from './a.ts'\n" })
  expect(findCircles(root)).toEqual(['packages/a/src/a.ts -> packages/a/src/b.ts -> packages/a/src/a.ts'])
})

test('a circle over folders is printed whole, and once', () => {
  const root = layOut({
    'scripts/c.mjs': "import './deep/b.mjs'\n",
    'scripts/deep/b.mjs': "import '../a.mjs'\n",
    'scripts/a.mjs': "import './c.mjs'\n",
    'scripts/start.mjs': "import './a.mjs'\n",
  })
  expect(findCircles(root)).toEqual(['scripts/a.mjs -> scripts/c.mjs -> scripts/deep/b.mjs -> scripts/a.mjs'])
})

test('a file that imports itself is found', () => {
  expect(findCircles(layOut({ 'tools/a.ts': "import { a } from './a.ts'\n" }))).toEqual(['tools/a.ts -> tools/a.ts'])
})

test('each of two circles through one file is found', () => {
  const root = layOut({
    'tools/hub.ts': "import './a.ts'\nimport './b.ts'\n",
    'tools/a.ts': "import './hub.ts'\n",
    'tools/b.ts': "import './hub.ts'\n",
  })
  expect(findCircles(root)).toEqual(['tools/a.ts -> tools/hub.ts -> tools/a.ts', 'tools/b.ts -> tools/hub.ts -> tools/b.ts'])
})

test('what is built or installed is not looked at', () => {
  const root = layOut({ 'packages/a/dist/a.ts': "import './a.ts'\n", 'packages/a/node_modules/b/b.mjs': "import './b.mjs'\n" })
  expect(findCircles(root)).toEqual([])
})

test('a source that cannot be parsed is no source without circles', () => {
  expect(() => findCircles(layOut({ 'tools/a.ts': 'import {' }))).toThrow('tools/a.ts: ')
})
