import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePythonLiteral } from '../src/wire/index.ts'
import { runs } from './runs.ts'

describe('Python text', () => {
  test.each([
    ["{'a': 'b', u'c': \"it's\", 'n': 5,}", { a: 'b', c: "it's", n: 5 }],
    ['[\'x\', "y"]', ['x', 'y']],
    ["('x',)", ['x']],
    [' { } \n', {}],
    ['[]', []],
    ["['\\x41\\u00e9\\U0001f600\\101\\'\\\\\\n']", ["Aé😀A'\\\n"]],
    ['{"params": "params ip=\\"10.0.0.1\\" op monitor"}', { params: 'params ip="10.0.0.1" op monitor' }],
  ])('%s', (literal, value) => {
    expect(parsePythonLiteral(literal)).toEqual(value)
  })

  test.each([
    '',
    '{',
    "{'a'}",
    "{'a': }",
    "['a' 'b' 'c'",
    "['a'] x",
    '[,]',
    "{'a': {'b': 'c'}}",
    '__import__("os")',
    "['\n']",
    'None',
    "['a',,]",
  ])('is not read from %j', (literal) => {
    expect(parsePythonLiteral(literal)).toBe(undefined)
  })

  test('never throws', () => {
    const piece = fc.constantFrom('{', '}', '[', ']', "'a'", '"', "'", ':', ',', '\\', '5', ' ', 'u', '\\U99999999')
    const anyText = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(piece).map((pieces) => pieces.join('')),
    )
    fc.assert(
      fc.property(anyText, (literal) => {
        parsePythonLiteral(literal)
      }),
      runs,
    )
  })
})
