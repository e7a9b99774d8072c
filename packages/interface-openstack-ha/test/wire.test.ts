import { secret } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeUnit, encodeUnit, type UnitBag } from '../src/unit.ts'
import { anyHost, forAny, plain } from './helpers.ts'

const text = fc.string({ minLength: 1 })
const type = fc.oneof(fc.constantFrom('public', 'internal', 'admin', 'rndc'), fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/))
const bags: fc.Arbitrary<UnitBag> = fc.record(
  {
    address: anyHost,
    addresses: fc.dictionary(
      type.filter((name) => name !== 'ingress' && name !== 'private'),
      anyHost,
    ),
    unitState: fc.constantFrom('READY', 'NOTREADY', 'UNKNOWN'),
    encrypted: fc.record(
      {
        name: fc.constantFrom('trove.example.com', 'Any Body', '*.example.com'),
        only: fc.constant(true),
        seen: fc.constantFrom('http', 'https'),
      },
      { requiredKeys: ['name'] },
    ),
    settings: fc.dictionary(
      text.filter((key) => !/-address$|^unit-state-|^egress-subnets$|^tls-(?:name|only|seen)$/.test(key)),
      text.map(secret),
      { minKeys: 1 },
    ),
  },
  { requiredKeys: ['addresses'] },
)

describe('the unit databag', () => {
  test('gives back what was written', () =>
    forAny([bags], (bag) => expect(plain(decodeUnit('trove/0', encodeUnit('trove/0', bag)))).toEqual(plain(bag))))

  test('is spelt as the charms in Python spell it, in one order', () => {
    const addresses = { public: '203.0.113.21', admin: '10.5.4.21', internal: '10.5.3.21' }
    expect(Object.entries(encodeUnit('my-app/10', { address: '10.5.3.21', addresses, unitState: 'READY' }))).toEqual([
      ['private-address', '10.5.3.21'],
      ['admin-address', '10.5.4.21'],
      ['internal-address', '10.5.3.21'],
      ['public-address', '203.0.113.21'],
      ['unit-state-my-app-10', 'READY'],
    ])
  })

  test("knows a charm's own types from Juju's keys and from all others", () => {
    const bag = {
      'egress-subnets': '10.5.3.21/32',
      'ingress-address': '10.5.3.21',
      'private-address': '10.5.3.21',
      'rndc-address': '10.5.3.99',
      'unit-state-designate-0': 'NOTREADY',
      'unit-state-designate-1': 'READY',
      trove_passwd: 'from the time of peer storage',
      '-address': 'x',
    }
    expect(plain(decodeUnit('designate/0', bag))).toEqual({
      address: '10.5.3.21',
      addresses: { rndc: '10.5.3.99' },
      unitState: 'NOTREADY',
      settings: { trove_passwd: { secret: 'from the time of peer storage' } },
    })
  })

  test('writes no setting under a key of the protocol', () => {
    const settings = Object.fromEntries(['egress-subnets', 'x-address', 'unit-state-a-1', 'note'].map((key) => [key, secret('x')]))
    expect(encodeUnit('a/0', { addresses: {}, settings })).toEqual({ note: 'x', 'unit-state-a-0': '' })
  })

  test('tells of TLS, takes back what is not true any more, and leaves alone what nothing is said of', () => {
    expect(encodeUnit('a/0', { addresses: {}, encrypted: { name: 'trove.example.com', only: true, seen: 'https' } })).toEqual({
      'tls-name': 'trove.example.com',
      'tls-only': 'yes',
      'tls-seen': 'https',
      'unit-state-a-0': '',
    })
    expect(encodeUnit('a/0', { addresses: {}, encrypted: {} })).toMatchObject({ 'tls-name': '', 'tls-only': '', 'tls-seen': '' })
    expect(encodeUnit('a/0', { addresses: {} })).toEqual({ 'unit-state-a-0': '' })
  })

  test('takes what it does not know of TLS for nothing, and so a name that would break a file', () => {
    expect(plain(decodeUnit('a/0', { 'tls-only': 'no', 'tls-seen': 'ftp', 'tls-next': 'x' }))).toEqual({
      addresses: {},
      settings: { 'tls-next': { secret: 'x' } },
    })
    expect(plain(decodeUnit('a/0', { 'tls-name': 'a\nserver evil', 'tls-only': 'yes' }))).toEqual({
      addresses: {},
      encrypted: { only: true },
    })
  })

  test('takes a state that it does not know for none', () => {
    expect(decodeUnit('a/0', { 'unit-state-a-0': 'ready' })).toEqual({ addresses: {} })
  })
})
