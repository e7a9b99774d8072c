/** The vectors were printed by Juju's own formatters. */
import { describe, expect, test } from 'vitest'
import { formatValue } from '../../src/hook-tools/format.ts'
import { fromJson, map, strings, type Value } from '../../src/hook-tools/value.ts'
import type { Json } from '../../src/hook-tools/world.ts'
import vectors from './vectors/format-vectors.json' with { type: 'json' }

// Structs are covered by the cases of their tools: their fields have other names in YAML.
const usable = vectors.format.filter(({ Kind, What }) => Kind !== 'struct' && !What.startsWith('secret-info-get'))

const rebuild = ({ What, Kind, Json: text }: (typeof vectors.format)[number]): Value => {
  const json: Json = JSON.parse(text)
  if (Kind === 'map' && json === null) return map(null)
  if (Kind === 'list' && !What.startsWith('[]interface') && (json === null || Array.isArray(json))) {
    return strings(json === null ? null : json.map(String))
  }
  return fromJson(json)
}

describe.each(usable.map((vector): [string, typeof vector] => [vector.What, vector]))('%s', (_, vector) => {
  test('is printed as Juju prints it', () => {
    const value = rebuild(vector)
    expect({ smart: formatValue('smart', value), yaml: formatValue('yaml', value), json: formatValue('json', value) }).toEqual({
      smart: vector.Smart,
      yaml: vector.Yaml,
      json: vector.Json,
    })
  })
})

test('bytes that are no text are binary in YAML and replaced in JSON', () => {
  const value: Value = { kind: 'bytes', bytes: Uint8Array.of(0xff, 0x61) }
  expect(formatValue('yaml', value)).toBe('!!binary /2E=\n')
  expect(formatValue('json', value)).toBe('"\\ufffda"\n')
})

test('a key too long for one line is written in the explicit form', () => {
  expect(formatValue('yaml', map({ ['k'.repeat(129)]: 'v', b: map({ c: 'd' }) }))).toBe(`b:\n  c: d\n? ${'k'.repeat(129)}\n: v\n`)
})

// From the rules of the fork juju/yaml: what would read back as a number is quoted, and its numbers have no needless zero in front.
test.each([
  ['08', '08'],
  ['1.', '1.'],
  ['1e+999', '1e+999'],
  ['-', "'-'"],
  ['+.5', '"+.5"'],
  ['0b11', '"0b11"'],
  ['18446744073709551615', '"18446744073709551615"'],
  ['18446744073709551616', '"18446744073709551616"'],
  ['2026-02-30', '2026-02-30'],
  ['2026-1-2 3:4:5', '"2026-1-2 3:4:5"'],
  ['2026-01-02 03:04:05Z', '2026-01-02 03:04:05Z'],
])('the text %s is printed as %s', (text, yaml) => expect(formatValue('yaml', text)).toBe(`${yaml}\n`))
