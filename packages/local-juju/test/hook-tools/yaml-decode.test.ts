/** What Juju's own YAML reader made of these texts, or said about them. */
import { describe, expect, test } from 'vitest'
import { serializeFile } from '../../../charm/src/juju/index.ts'
import { decodeStringMap } from '../../src/hook-tools/go/yaml-decode.ts'
import vectors from './vectors/format-vectors.json' with { type: 'json' }

const decode = (text: string): unknown => {
  try {
    return decodeStringMap(Buffer.from(text))
  } catch (error) {
    return error instanceof Error ? error.message : error
  }
}

describe('a map of texts', () => {
  test.each(vectors.decodeStringMap.map((vector): [string, unknown] => [vector.Input, vector.Err ?? vector.Map ?? {}]))(
    '%j is read as Juju reads it',
    (input, wanted) => expect(decode(input)).toEqual(wanted),
  )

  test.each([
    ['a: b\n? c\n: d\n', { a: 'b', c: 'd' }],
    ['a: >-\n  l1\n  l2\n\n  l3\nb: |+\n  x\n\nc: y\n', { a: 'l1 l2\nl3', b: 'x\n\n', c: 'y' }],
    ['a: "one\n  two\\\n  three"\n', { a: 'one twothree' }],
    ["a: 'one\n\n  two'\n", { a: 'one\ntwo' }],
    ['a: one\n  two\n', { a: 'one two' }],
    ['{a: https://x/y, b: [}', 'yaml: did not find expected node content'],
    ['a: b\n  c: d\n', 'yaml: line 2: mapping values are not allowed in this context'],
    [
      'a: [1]\nb: {}\n',
      'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into string\n  line 2: cannot unmarshal !!map into string',
    ],
    ['5', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!int `5` into map[string]string'],
    ['yes', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!bool `yes` into map[string]string'],
    ['a: *x\n', "yaml: unknown anchor 'x' referenced"],
    ['%YAML 1.1\n---\na: b\n...\nc\n', { a: 'b' }],
    ['--- \n', {}],
    ['a: ~\nb: "~"\nc: !!str ~\n', { a: '', b: '~', c: '~' }],
  ])('%j is read as libyaml and go-yaml read it', (input, wanted) => expect(decode(input)).toEqual(wanted))
})

test('whatever the charm library writes is read back unchanged, every character included', () => {
  const chars = Array.from({ length: 0x1_0000 }, (_, code) => String.fromCharCode(code)).filter((char) => char.isWellFormed())
  const blocks = Array.from({ length: Math.ceil(chars.length / 100) }, (_, index) => chars.slice(index * 100, (index + 1) * 100))
  const values = {
    ...Object.fromEntries(
      blocks.map((block, index) => [`between blanks and breaks ${index}`, block.map((char) => ` ${char}\n${char} `).join('')]),
    ),
    ...Object.fromEntries(blocks.map((block) => [block.join(' '), 'in a key'])),
    all: chars.join(''),
    astral: Array.from({ length: 0x1000 }, (_, index) => String.fromCodePoint(0x1_0000 + index * 256)).join(''),
    ['long'.repeat(1000)]: 'key',
    empty: '',
    '': 'empty key',
  }
  const read = decodeStringMap(Buffer.from(serializeFile(values)))
  expect(Object.keys(read)).toEqual(Object.keys(values))
  expect(Object.entries(values).filter(([key, value]) => read[key] !== value)).toEqual([])
})
