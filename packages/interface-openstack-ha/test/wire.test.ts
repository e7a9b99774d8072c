import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { decodeUnit, encodeUnit, type UnitBag } from '../src/wire.ts'
import { runs } from './helpers.ts'

const text = fc.string({ minLength: 1 })
const type = fc.oneof(fc.constantFrom('public', 'internal', 'admin', 'rndc'), fc.stringMatching(/^[a-z][a-z0-9-]{0,12}$/))
const bags: fc.Arbitrary<UnitBag> = fc.record(
  {
    address: text,
    addresses: fc.dictionary(
      type.filter((name) => name !== 'ingress' && name !== 'private'),
      text,
    ),
    unitState: fc.constantFrom('READY', 'NOTREADY', 'UNKNOWN'),
  },
  { requiredKeys: ['addresses'] },
)

describe('the unit databag', () => {
  test('gives back what was written', () => {
    fc.assert(
      fc.property(bags, (bag) => {
        expect(decodeUnit('trove/0', encodeUnit('trove/0', bag))).toEqual(bag)
      }),
      runs,
    )
  })

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
    expect(decodeUnit('designate/0', bag)).toEqual({ address: '10.5.3.21', addresses: { rndc: '10.5.3.99' }, unitState: 'NOTREADY' })
  })

  test('takes a state that it does not know for none', () => {
    expect(decodeUnit('a/0', { 'unit-state-a-0': 'ready' })).toEqual({ addresses: {} })
  })
})
