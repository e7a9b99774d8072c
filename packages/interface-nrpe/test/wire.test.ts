import { isFault } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type ChecksBag, decodeChecks, encodeChecks, type Monitors, type Sections } from '../src/answer.ts'
import { isHostname, isServicegroups } from '../src/checks.ts'
import { decodeHost, encodeHost, type HostBag } from '../src/request.ts'
import type { Yaml } from '../src/yaml.ts'
import { anyLabel, applied, expectFault, expectReadable, forAny, vector, vectorNames } from './helpers.ts'

// YAML has no half of a surrogate pair.
const text = fc
  .oneof(fc.constantFrom('yes', 'null', '1', '1e5', '=', '<<', '', 'a: b', "'", '"', 'a\tb'), fc.string({ unit: 'binary' }))
  .map((s) => s.toWellFormed())
const yaml: fc.Arbitrary<Yaml> = fc.oneof(text, fc.integer(), fc.boolean(), fc.constant(null), fc.array(text, { maxLength: 2 }))
const sections: fc.Arbitrary<Sections> = fc.dictionary(
  text,
  fc.dictionary(text, fc.oneof(yaml, fc.dictionary(text, yaml, { maxKeys: 3 })), { maxKeys: 3 }),
  { maxKeys: 3 },
)
const monitors: fc.Arbitrary<Monitors> = fc.record(
  { version: text, remote: sections, local: sections },
  { requiredKeys: ['remote', 'local'] },
)
const checks: fc.Arbitrary<ChecksBag> = fc.record(
  { monitors, primary: fc.constant(true as const), timestamp: fc.string({ minLength: 1 }) },
  { requiredKeys: [] },
)
const host: fc.Arbitrary<HostBag> = fc.record(
  { hostname: fc.stringMatching(/^[^/\p{Cc}]+$/u).filter(isHostname), context: anyLabel.filter(isServicegroups) },
  { requiredKeys: [] },
)

describe('the databag of a charm', () => {
  test('gives back what was written', () => forAny([checks], (bag) => expect(decodeChecks(encodeChecks(bag))).toEqual(bag)))

  test('is block YAML with sorted keys and ASCII only, as PyYAML writes it', () => {
    const nrpe = { b: { max_check_attempts: 4, command: 'check_b' }, a: { command: 'é😀' }, yes: { command: 'x y' } }
    expect(encodeChecks({ monitors: { version: '0.3', remote: { nrpe }, local: {} }, primary: true })).toEqual({
      monitors: [
        'monitors:',
        '  remote:',
        '    nrpe:',
        '      a:',
        '        command: "\\xE9\\U0001F600"',
        '      b:',
        '        command: check_b',
        '        max_check_attempts: 4',
        "      'yes':",
        '        command: x y',
        "version: '0.3'",
        '',
      ].join('\n'),
      primary: 'True',
    })
  })

  test('is read in flow style, with anchors, and as JSON', () => {
    const monitors = { remote: { nrpe: { a: { command: 'check_a' } } }, local: {} }
    expect(decodeChecks({ monitors: '{monitors: {remote: {nrpe: {a: {command: check_a}}}}}' })).toEqual({ monitors })
    expect(decodeChecks({ monitors: '{"monitors":{"remote":{"nrpe":{"a":{"command":"check_a"}}}}}' })).toEqual({ monitors })
    expect(decodeChecks({ monitors: 'monitors:\n  remote:\n    nrpe:\n      a: &x {command: c}\n      b: *x\n' })).toMatchObject({
      monitors: { remote: { nrpe: { b: { command: 'c' } } } },
    })
  })

  test.each(['1e5', '0o17', '-.5'])('has a check named %s, which PyYAML writes without quotes', (name) => {
    const bag = decodeChecks({ monitors: `monitors:\n  remote:\n    nrpe:\n      ${name}:\n        command: check_x\n` })
    expect(bag).toEqual({ monitors: { remote: { nrpe: { [name]: { command: 'check_x' } } }, local: {} } })
  })

  test('takes an empty section for one without checks', () => {
    expect(decodeChecks({ monitors: 'monitors:\n  local:\n  remote:\n    nrpe:\n' })).toEqual({
      monitors: { remote: { nrpe: {} }, local: {} },
    })
    expect(decodeChecks({ monitors: 'monitors:\n' })).toEqual({ monitors: { remote: {}, local: {} } })
  })

  test.each([
    'a: [',
    'just text',
    '- monitors',
    'monitors: 5',
    'monitors: {remote: [nrpe]}',
    'monitors: {remote: {nrpe: text}}',
    'monitors: {local: {disk: 7}}',
    '!!python/object/apply:os.system ["true"]\nmonitors',
  ])('refuses %j, naming the key and not the value', (value) => expectFault(decodeChecks({ monitors: value }), 'monitors', value))

  test.each(['True', 'true', 'TRUE'])('reads %s as primary', (primary) => {
    expect(decodeChecks({ primary })).toEqual({ primary: true })
  })

  test.each(['False', 'yes', ''])('reads %j as not primary, as nrpe does', (primary) => {
    expect(decodeChecks({ primary })).toEqual({})
  })

  test('refuses documents that cost more than they are worth', () => {
    const costly = [
      '['.repeat(200_000),
      '- '.repeat(100_000),
      'a: b\n'.repeat(100_000),
      `monitors: "${'"\n'.repeat(30_000)}`,
      Array.from({ length: 5000 }, (_, index) => `a${index}: &a${index} x\nb${index}: *a${index}`).join('\n'),
      `a: &a [x]\nb: &b [*a,*a]\n${'c: [*b,*b,*b,*b,*b,*b]\n'.repeat(50)}`,
    ]
    for (const monitors of costly) expect(decodeChecks({ monitors })).toMatchObject({ state: 'invalid' })
  })

  test('reads no document of brackets alone', () => {
    expect(decodeChecks({ monitors: ']'.repeat(60_000) })).toMatchObject({ state: 'invalid', key: 'monitors' })
  })

  test('holds a thousand checks', () => {
    const nrpe = Object.fromEntries(Array.from({ length: 1000 }, (_, index) => [`service-${index}`, { command: `check_service-${index}` }]))
    const bag: ChecksBag = { monitors: { remote: { nrpe }, local: {} } }
    expect(decodeChecks(encodeChecks(bag))).toEqual(bag)
  })
})

describe('the databag of nrpe', () => {
  test('gives back what was written', () => forAny([host], (bag) => expect(decodeHost(encodeHost(bag))).toEqual(bag)))

  test.each([
    ['nagios_hostname', '../../etc/cron.d/x'],
    ['nagios_hostname', 'a\nb'],
    ['nagios_host_context', 'a\nb'],
    ['nagios_host_context', 'a;b'],
    ['nagios_host_context', 'a\\'],
  ])('refuses %s=%j, which would leave its file or its line', (key, value) => {
    expect(decodeHost({ [key]: value })).toMatchObject({ state: 'invalid', key })
  })
})

describe('recorded databags', () => {
  test.each(vectorNames)('%s can be read from both sides without a fault', (name) =>
    expectReadable(vector(name).units, decodeChecks, decodeHost),
  )

  test('the document of charm-helpers is written again byte for byte', () => {
    const { databag } = vector('nrpe-external-master-1')
    const decoded = decodeChecks(databag)
    expect(applied({}, encodeChecks(isFault(decoded) ? {} : decoded))).toEqual(databag)
  })

  test('the document of the nrpe manual, with checks of all kinds', () => {
    expect(decodeChecks(vector('nrpe-external-master-5').databag)).toEqual({
      monitors: {
        version: '0.3',
        local: { procrunning: { nagios3: { min: 1, max: 1, executable: 'nagios3' } } },
        remote: {
          http: { nagios: { port: 80, path: '/nagios3/', status: 'HTTP/1.1 401', host: 'www.fewbar.com' } },
          mysql: { basic: { username: 'monitors', password: 'abcdefg123456' } },
          nrpe: { apache2: { command: 'check_apache2' } },
        },
      },
    })
  })
})
