import { describe, expect, test } from 'vitest'
import { type Data, dataOf, mapOf } from '../../src/cli/data.ts'
import { formatJson } from '../../src/cli/json.ts'
import { formatYaml } from '../../src/cli/yaml.ts'
import { dataFrom, recording } from './recordings.ts'

describe('JSON and YAML from one structure', () => {
  const recorded = recording(39).stdout.trim()
  const data = dataFrom(JSON.parse(recorded))

  test('JSON is one line, keys of structs in order, of maps sorted', () => {
    expect(formatJson(data)).toBe(recorded)
  })

  test('YAML is what Juju writes of the same status, without the empty structs', () => {
    // The two were asked one after the other: nothing had changed between them.
    expect(formatYaml(data)).toBe(recording(40).stdout)
  })

  test('YAML of a unit holds what its JSON holds', () => {
    const unit = JSON.parse(recording(5).stdout)
    expect(formatJson(dataFrom(unit, new Set(['data', 'application-data', 'related-units'])))).toBe(recording(5).stdout.trim())
    expect(formatYaml(dataFrom(unit, new Set(['data', 'application-data', 'related-units'])))).toContain('  opened-ports:\n  - 8080/tcp\n')
  })
})

describe('JSON', () => {
  test('escapes the characters of HTML', () => {
    expect(formatJson('<a>&b')).toBe('"\\u003ca\\u003e\\u0026b"')
  })

  test('sorts the keys of maps by bytes, also those that look like numbers', () => {
    expect(formatJson(mapOf({ 10: 1, 9: 1, a2: 1, a10: 1, '0/lxd/0': 1 }))).toBe('{"0/lxd/0":1,"10":1,"9":1,"a10":1,"a2":1}')
  })
})

describe('YAML', () => {
  // Bytes of goyaml v2, as recorded from Juju's hook tools.
  const cases: readonly (readonly [Data, string])[] = [
    ['', '""\n'],
    ['hello world', 'hello world\n'],
    ['12345', '"12345"\n'],
    ['yes', '"yes"\n'],
    ['null', '"null"\n'],
    ['0x1f', '"0x1f"\n'],
    ['1_000', '"1_000"\n'],
    ['010', '"010"\n'],
    ['1e3', '1e3\n'],
    ['1.5', '"1.5"\n'],
    ['12:30', '"12:30"\n'],
    ['a: b', "'a: b'\n"],
    ['- x', "'- x'\n"],
    ['a #b', "'a #b'\n"],
    ['{"a": 1}', '\'{"a": 1}\'\n'],
    ['it\'s "q"', 'it\'s "q"\n'],
    ['line1\nline2', '|-\n  line1\n  line2\n'],
    ['line1\nline2\n', '|\n  line1\n  line2\n'],
    [' x', "' x'\n"],
    ['a\tb', '"a\\tb"\n'],
    ['café ☃', 'café ☃\n'],
    ['😀', '"\\U0001F600"\n'],
    ['2026-01-02', '"2026-01-02"\n'],
    ['*x', "'*x'\n"],
    ['a\r\nb', '"a\\r\\nb"\n'],
    ['a\u0001b', '"a\\x01b"\n'],
    ['23 Nov 2026 00:54:18Z', '23 Nov 2026 00:54:18Z\n'],
    [`${'word '.repeat(28)}end`, `${'word '.repeat(16)}word\n  ${'word '.repeat(11)}end\n`],
    [[], '[]\n'],
    [[''], '- ""\n'],
    [dataOf({ a: { b: [1, 'two', null, true], c: {} }, list: [] }), 'a:\n  b:\n  - 1\n  - two\n  - null\n  - true\n  c: {}\nlist: []\n'],
    [dataOf(['a', 1, { k: 'v', l: ['x'] }]), '- a\n- 1\n- k: v\n  l:\n  - x\n'],
    [mapOf({ a10: '1', a2: '1', b: '1', 9: '1', A: '1', 'a-b': '1' }), '"9": "1"\nA: "1"\na-b: "1"\na2: "1"\na10: "1"\nb: "1"\n'],
  ]
  for (const [data, text] of cases) {
    test(`writes ${JSON.stringify(text)}`, () => {
      expect(formatYaml(data)).toBe(text)
    })
  }
})
