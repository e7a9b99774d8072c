import { describe, expect, test } from 'vitest'
import {
  insertDefaults,
  type JujuVersion,
  parseActions,
  parseConfig,
  parseConfigValue,
  parseMetadata,
  readCharm,
  validateActionParams,
  validateConfigValue,
} from '../src/format/index.ts'

const head = 'name: web\nsummary: s\ndescription: d\n'
const manifest = "bases:\n- {name: ubuntu, channel: '24.04', architectures: [amd64]}\n"

const charmError = (files: Record<string, string>, juju: JujuVersion = '3.6'): string | undefined => {
  try {
    const all: Record<string, string> = { 'manifest.yaml': manifest, ...files }
    readCharm((name) => all[name], { juju })
    return undefined
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const metadataError = (text: string, juju: JujuVersion = '3.6'): string | undefined => charmError({ 'metadata.yaml': head + text }, juju)

describe('reads YAML as Juju does', () => {
  const value = (text: string): unknown => {
    try {
      return parseConfig(`options: {a: {type: int, default: ${text}}}`).get('a')?.default
    } catch (error) {
      return error instanceof Error ? error.message.replace('invalid config default: option "a" expected int, got ', 'not ') : error
    }
  }

  test.each([
    ['010', 8],
    ['0x1f', 31],
    ['0b11', 3],
    ['1_000', 1000],
    ["'0x10'", 16],
    ['1e3', 'not "1e3"'],
    ['1e+3', 'not 1000'],
    ['1e+6', 'not 1e+06'],
    ['2.5', 'not 2.5'],
    ['yes', 'not true'],
    ['Off', 'not false'],
    ['12:30', 'not "12:30"'],
    ['2026-01-02', 'not "2026-01-02"'],
    ["''", 'not ""'],
    ['[1, ~]', 'not []interface {}{1, interface {}(nil)}'],
    ['{b: 1}', 'not map[interface {}]interface {}{"b":1}'],
    ['!!str 5', 5],
    ['~', undefined],
  ])('%s', (text, expected) => expect(value(text)).toEqual(expected))

  test('takes the last of two equal keys', () => {
    expect(parseMetadata(`${head}name: other\n`).name).toBe('other')
  })

  test('merges what << names, what comes after it having the last word', () => {
    const text = `${head}requires:\n  a: &a {interface: x, limit: 2}\n  b: {<<: *a, interface: z}\n`
    expect(parseMetadata(text).endpoints.get('b')).toMatchObject({ interface: 'z', limit: 2 })
  })

  test('takes an option called y by the text of its name', () => {
    expect([...parseConfig('options: {y: {}, on: {}}').keys()]).toEqual(['y', 'on'])
  })
})

describe('says what is wrong with broken YAML as the library of Go does', () => {
  test.each([
    ['a: b: c', 'yaml: mapping values are not allowed in this context'],
    ['x: 1\na: [1\n', "yaml: line 2: did not find expected ',' or ']'"],
    ['x: 1\na:\n\t- b\n', 'yaml: line 3: found character that cannot start any token'],
    ['- a\nb: c\n', "yaml: line 1: did not find expected '-' indicator"],
    ['a:\n  b: 1\n c: 2\n', 'yaml: line 2: did not find expected key'],
    ["x: 1\na: 'x\n", 'yaml: line 3: found unexpected end of stream'],
    ['x: 1\ny\n', "yaml: line 3: could not find expected ':'"],
    ['a: *z', "yaml: unknown anchor 'z' referenced"],
    ['a: \u0001', 'yaml: control characters are not allowed'],
  ])('%j', (text, expected) => expect(charmError({ 'metadata.yaml': text })).toBe(expected))
})

describe('refuses metadata with the text of Juju', () => {
  test.each([
    ['requires: {db: {interface: 5}}', 'metadata: requires.db.interface: expected string, got int(5)'],
    ['requires: {db: {limit: 1}}', 'metadata: requires.db.interface: expected string, got nothing'],
    ['requires: {db: {interface: x, limit: a}}', 'metadata: requires.db.limit: unexpected value "a"'],
    ['requires: {db: {interface: x, optional: maybe}}', 'metadata: requires.db.optional: expected bool, got string("maybe")'],
    ['requires: [db]', 'metadata: requires: expected map, got []interface {}([]interface {}{"db"})'],
    ['requires: {on: x}', 'metadata: requires: expected string, got bool(true)'],
    [
      '5: x',
      'metadata: expected map[string], got map[interface {}]interface {}(map[interface {}]interface {}{5:"x", "description":"d", "name":"web", "summary":"s"})',
    ],
    ['subordinate: true', 'subordinate charm "web" lacks "requires" relation with container scope'],
    ['provides: {a: juju-info}', 'charm "web" relation "a" using a reserved interface: "juju-info"'],
    ['provides: {a: x}\nrequires: {a: z}', 'charm "web" using a duplicated relation name: "a"'],
    ['storage: {s: {type: block, location: /x}}', 'charm "web" storage "s": location may not be specified for "type: block"'],
    ['storage: {s: {type: filesystem, multiple: {range: 0}}}', 'metadata: storage.s.multiple.range: invalid count 0'],
    ['storage: {s: {type: filesystem, multiple: {range: 0-0}}}', 'charm "web" storage "s": invalid maximum count 0'],
    [
      'storage: {s: {type: filesystem, multiple: {range: x}}}',
      "metadata: storage.s.multiple.range: value \"x\" does not match 'm', 'm-n', or 'm+'",
    ],
    ['storage: {s: {type: filesystem, minimum-size: 1G, properties: [x]}}', 'metadata: storage.s.properties[0]: unexpected value "x"'],
    ['resources: {r: {type: x}}', 'unsupported resource type "x"'],
    ['resources: {r: {filename: a/b}}', 'filename cannot contain "/" (got "a/b")'],
    ['containers: {c: {resource: r}}', 'parsing containers: referenced resource "r" not found'],
    ['resources: {r: {filename: f}}\ncontainers: {c: {resource: r}}', 'parsing containers: referenced resource "r" is not a oci-image'],
    ['containers: {c: {mounts: [{}]}}', 'parsing containers: container "c": storage must be specifed on mount'],
    [
      'devices: {g: {type: x, countmin: 3, countmax: 2}}',
      'charm "web" device "g": maximum count 2 can not be smaller than minimum count 3',
    ],
    ['devices: {g: {type: x, countmin: -1}}', 'metadata: invalid device count -1'],
    ['assumes: [5]', 'parsing expression 1 in top level "assumes" block: expected a feature, "any-of" or "all-of" expression'],
    [
      'assumes: [juju >= x]',
      'parsing expression 1 in top level "assumes" block: malformed feature expression "juju >= x": invalid version "x"',
    ],
    [
      'assumes: [{any-of: [a b]}]',
      'parsing expression 1 in top level "assumes" block: parsing "any-of" expression: malformed feature expression "a b"',
    ],
    ['min-juju-version: 3.0.0', 'min-juju-version in metadata v2 not valid'],
    ['min-juju-version: 3.x', 'invalid min-juju-version: invalid version "3.x"'],
    ['deployment: {}', 'charm with deployment metadata must declare at least one series'],
    ['terms: [A]', 'wrong term name format "A"'],
    ['series: [jammy]\nassumes: [juju]', 'ambiguous metadata: keys "series" cannot be used with "assumes"'],
    ['extra-bindings: {a: b}', 'metadata: extra-bindings.a: expected empty value, got string("b")'],
  ])('%s', (text, expected) => expect(metadataError(text)).toBe(expected))

  test('spells a word right in 4.0 that 3.6 misspells', () => {
    expect(metadataError('containers: {c: {mounts: [{}]}}', '4.0')).toBe(
      'parsing containers: container "c": storage must be specified on mount',
    )
  })

  test('names the file that is missing', () => {
    expect(charmError({})).toBe('archive file "metadata.yaml" not found')
  })

  test('names the type that a file should have had', () => {
    expect(charmError({ 'metadata.yaml': '[]' })).toBe(
      'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into map[interface {}]interface {}',
    )
  })
})

describe('reads configuration', () => {
  const options = parseConfig('options: {n: {type: int}, f: {type: float}, b: {type: boolean}, s: {}, k: {type: secret}}')
  const option = (name: string) => options.get(name) ?? expect.fail(`no option ${name}`)

  test('reads what a user writes, by the type of the option', () => {
    expect(parseConfigValue(option('n'), '010')).toBe(10)
    expect(parseConfigValue(option('f'), '1e3')).toBe(1000)
    expect(parseConfigValue(option('b'), 'T')).toBe(true)
    expect(parseConfigValue(option('s'), '')).toBe('')
    expect(() => parseConfigValue(option('n'), '0x1')).toThrow('option "n" expected int, got "0x1"')
    expect(() => parseConfigValue(option('b'), 'yes')).toThrow('option "b" expected boolean, got "yes"')
  })

  test('checks a value that has a type already', () => {
    expect(validateConfigValue(option('f'), 1)).toBe(1)
    expect(validateConfigValue(option('s'), null)).toBeUndefined()
    expect(() => validateConfigValue(option('s'), 5)).toThrow('option "s" expected string, got 5')
    expect(() => validateConfigValue(option('k'), 'x')).toThrow('option "k" expected secret, got "x"')
    expect(validateConfigValue(option('k'), 'secret:abc')).toBe('secret:abc')
  })

  test.each([
    ['[]', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!seq into charm.Config'],
    ['options: {a: 5}', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!int `5` into charm.Option'],
    ['options: {a: {type: x}}', 'invalid config: option "a" has unknown type "x"'],
    ['options: {a: {type: 5}}', 'invalid config: option "a" has unknown type "5"'],
    ['other: {}', 'invalid config: empty configuration'],
  ])('refuses %s', (text, expected) => expect(() => parseConfig(text)).toThrow(expected))

  test('takes the word integer for a type in 4.0 only', () => {
    expect(parseConfig('options: {a: {type: integer}}', { juju: '4.0' }).get('a')?.type).toBe('int')
    expect(() => parseConfig('options: {a: {type: integer}}')).toThrow('has unknown type "integer"')
  })
})

describe('checks the parameters of an action', () => {
  const action = (text: string, juju: JujuVersion = '3.6') =>
    parseActions('web', `go: ${text}`, { juju }).get('go') ?? expect.fail('no action')
  const faults = (text: string, params: Parameters<typeof validateActionParams>[1], juju?: JujuVersion): string => {
    try {
      validateActionParams(action(text, juju), params)
      return ''
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }

  test.each([
    ['{params: {times: {type: integer}}}', { times: 'abc' }, '(root).times : must be of type integer, given "abc"'],
    ['{params: {times: {type: integer}}}', { times: 1.5 }, '(root).times : must be of type integer, given 1.5'],
    ['{required: [path]}', {}, '(root) : "path" property is missing and required, given {}'],
    ['{params: {m: {maximum: 3}}}', { m: 4 }, '(root).m : must be lower than 3, given "4"'],
    ['{params: {m: {enum: [a, b]}}}', { m: 'c' }, '(root).m : must match one of the enum values ["a","b"], given "c"'],
    ['{params: {m: {pattern: "^[[:alpha:]]+$"}}}', { m: '1' }, `(root).m : does not match pattern '^[[:alpha:]]+$', given "1"`],
    ['{params: {m: {type: array, items: {type: string}}}}', { m: ['a', 1] }, '(root).m.1 : must be of type string, given 1'],
    ['{additionalProperties: false}', { x: 1 }, '(root) : additional property "x" is not allowed, given {"x":1}'],
    ['{params: {m: {minLength: 3}}}', { m: '<' }, '(root).m : string length must be greater or equal to 3, given "\\u003c"'],
  ])('%s with %o', (text, params, expected) => expect(faults(text, params)).toBe(`validation failed: ${expected}`))

  test('refuses a parameter without a schema in 4.0 only', () => {
    expect(faults('{}', { x: 1 })).toBe('')
    expect(faults('{}', { x: 1 }, '4.0')).toContain('additional property "x" is not allowed')
  })

  test('puts in the defaults of absent parameters at every depth', () => {
    const spec = action('{params: {a: {default: 1}, b: {properties: {c: {default: x}}}, d: {properties: {e: {}}}}}')
    expect(insertDefaults(spec, {})).toEqual({ a: 1, b: { c: 'x' } })
    expect(insertDefaults(spec, { a: 2, b: {} })).toEqual({ a: 2, b: { c: 'x' } })
  })

  test.each([
    ['{params: {x: {type: foo}}}', 'invalid params schema for action schema go: foo is not a valid type'],
    ['{params: {x: {pattern: "a\\\\yb"}}}', 'invalid params schema for action schema go: pattern must be a valid regex'],
    ['{$ref: "#/definitions/x"}', "invalid params schema for action schema go: Object has no key 'definitions'"],
    ['{params: {x: {pattern: "(?=a)"}}}', 'invalid params schema for action schema go: pattern must be a valid regex'],
    ['{params: {x: 5}}', 'invalid params schema for action schema go: schema must be of type object'],
    ['{params: {x: {minimum: a}}}', 'invalid params schema for action schema go: minimum must be of a number'],
    ['{params: {x: {enum: [{5: a}]}}}', 'map keyed with non-string value'],
    ['5', 'yaml: unmarshal errors:\n  line 1: cannot unmarshal !!int `5` into map[string]interface {}'],
  ])('refuses the action %s', (text, expected) => expect(() => action(text)).toThrow(expected))
})
