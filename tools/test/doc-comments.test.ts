import { expect, test } from 'vitest'
import { commentProblems } from '../structure/doc-comments.ts'
import { layOut } from './lay-out.ts'

const MANIFEST = JSON.stringify({
  name: '@charm-layers/a',
  exports: {
    '.': { '@charm-layers/source': './src/index.ts', default: './dist/index.js' },
    './part': { '@charm-layers/source': './src/part/index.ts' },
    './package.json': './package.json',
  },
})

const problems = (index: string, more: Readonly<Record<string, string>> = {}): readonly string[] =>
  commentProblems(
    layOut({ 'packages/a/package.json': MANIFEST, 'packages/a/src/index.ts': index, 'packages/a/src/part/index.ts': '', ...more }),
  )

test('exports that say what they are are well', () => {
  const text = `
/** The file. */
import { type X } from 'node:fs'

/** Gives one, see {@link two}. It is small. */
export const one = (): number => 1
/**
 * Reads two,
 * from the file.
 *
 * @throws Error when there is none.
 */
// for a linter
export function two(): void { throw new Error('none') }
/** A thing, which has a name. */
export interface Thing { readonly name: string }
/** A number of bytes. */
export const LIMIT = 3
const hidden = 1
`
  expect(problems(text)).toEqual([])
})

test.each([
  ['a constant', 'export const x = 1', 'x'],
  ['a function', 'export function x() {}', 'x'],
  ['a type', 'export type x = 1', 'x'],
  ['an interface', 'export interface x {}', 'x'],
  ['a class', 'export class x {}', 'x'],
  ['an export below', 'const x = 1\nexport { x }', 'x'],
  ['a default', 'export default 1', 'default'],
  ['a plain comment', '/* Gives. */\nexport const x = 1', 'x'],
  ['a comment on a line', '// Gives.\nexport const x = 1', 'x'],
  ['a comment of something before', '/** Is. */\nconst y = 1\nexport const x = y', 'x'],
])('%s without a doc comment is found', (_, text, name) => {
  expect(problems(text)).toEqual([expect.stringMatching(new RegExp(`^packages/a/src/index\\.ts:\\d: ${name} has no doc comment$`))])
})

test.each([
  ['a name', "export { x } from './x.ts'"],
  ['another name', "export { x as y } from './x.ts'"],
  ['all', "export * from './x.ts'"],
  ['an import', "import { x } from './x.ts'\nexport { x as z }"],
  ['two files', "export { x } from './y.ts'"],
])('an export of another file is found there: %s', (_, index) => {
  const found = problems(index, { 'packages/a/src/x.ts': '\nexport const x = 1', 'packages/a/src/y.ts': "export * from './x.ts'" })
  expect(found).toEqual(['packages/a/src/x.ts:2: x has no doc comment'])
})

test('an export of every entry is found, and once', () => {
  const found = problems("export * from './part/index.ts'", { 'packages/a/src/part/index.ts': 'export const x = 1' })
  expect(found).toEqual(['packages/a/src/part/index.ts:1: x has no doc comment'])
})

test.each(['The file.', 'gives it.', 'Whether it is.', 'Give it.'])(
  'a function whose comment begins with no verb is found: %s',
  (comment) => {
    expect(problems(`/** ${comment} */\nexport const x = () => {}`)).toEqual([
      expect.stringContaining('x says what it does without a verb'),
    ])
  },
)

test.each(['Gives it', 'Gives it:\n *\n * - one.', 'Gives it\n * @throws Error for one.'])(
  'a comment without a full stop is found: %s',
  (comment) => {
    expect(problems(`/**\n * ${comment}\n */\nexport const x = () => {}`)).toEqual([
      expect.stringContaining('x has a comment without a full'),
    ])
  },
)

test('a function that throws without saying so is found', () => {
  const found = problems("/** Gives it. */\nexport const x = () => {\n  if (!it) throw new Error('none')\n}")
  expect(found).toEqual(['packages/a/src/index.ts:2: x throws, and has no @throws'])
})

test('what a function inside throws is not what the function throws', () => {
  expect(problems('/** Gives it. */\nexport const x = () => () => { throw new Error() }')).toEqual([])
})

test('the comment of one signature is that of the function', () => {
  expect(problems('/** Gives it. */\nexport function x(): 1\nexport function x(a: 1): 2\nexport function x() { return 1 }')).toEqual([])
})

test.each([
  ['a method', 'export interface X { go(): void }'],
  ['a function as a member', 'export interface X { readonly go: () => void }'],
  ['a method of a type', 'export type X = { go(): void }'],
])('%s without a doc comment is found', (_, text) => {
  expect(problems(`/** A thing. */\n${text}`)).toEqual(['packages/a/src/index.ts:2: X.go has no doc comment'])
})
