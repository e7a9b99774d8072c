import { expect, test } from 'vitest'
import { functionProblems } from '../structure/functions.ts'
import { readSource } from '../structure/source.ts'
import { layOut } from './lay-out.ts'

const problems = (text: string): readonly string[] => functionProblems(readSource(layOut({ 'a.ts': text }), 'a.ts'))
const lines = (count: number): string => '  work()\n'.repeat(count)

test('a function of 89 lines is well', () => {
  expect(problems(`function long() {\n${lines(87)}}\n`)).toEqual([])
})

test.each([
  ['a function', 'function long() {', '}'],
  ['an arrow function', 'const long = () => {', '}'],
  ['a function as a value', 'const long = function () {', '}'],
  ['a property', 'x = { long: () => {', '} }'],
  ['a method of an object', 'x = { long() {', '} }'],
  ['a method of a class', 'class X { long() {', '} }'],
  ['an exported function', '// ü\nexport async function long() {', '}'],
])('%s of 90 lines is found', (_, begin, end) => {
  expect(problems(`${begin}\n${lines(88)}${end}\n`)).toEqual([expect.stringMatching(/^a\.ts:[12]: long has 90 lines/)])
})

test('a function inside another counts in its own right', () => {
  const found = problems(`function outer() {\n  const inner = () => {\n${lines(88)}  }\n}\n`)
  expect(found).toEqual([expect.stringContaining('a.ts:1: outer has 92 lines'), expect.stringContaining('a.ts:2: inner has 90 lines')])
})

test('a long function without a name is found', () => {
  expect(problems(`run(() => {\n${lines(88)}})\n`)).toEqual([expect.stringContaining('a function without a name has 90 lines')])
})

test('four arguments are well, and so is an object with many members', () => {
  expect(problems('function f(this: X, a, b, { c, d, e, g }, ...rest) {}\n')).toEqual([])
})

test.each([
  ['a function', 'function f(a, b, c, d, e) {}'],
  ['a default', 'const f = (a, b, c, d, e = 1) => {}'],
  ['a rest', 'const f = (a, b, c, d, ...e) => {}'],
  ['a type', 'type f = (a: A, b: B, c: C, d: D, e: E) => void'],
  ['a member of a type', 'interface X { f: (a: A, b: B, c: C, d: D, e: E) => void }'],
  ['a method of a type', 'interface X { f(a: A, b: B, c: C, d: D, e: E): void }'],
])('five arguments are found: %s', (_, text) => {
  expect(problems(text)).toEqual([expect.stringContaining('a.ts:1: f takes 5 arguments by position')])
})
