import type { Databag, RelationView } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type OwnUnit, openstackHa, type Settings } from '../src/index.ts'
import { relationForPeer } from '../src/testing/index.ts'
import { applied, expectState, expectWrittenOnce, forAny, testPartialViews, viewOf } from './helpers.ts'

const side = openstackHa.peers
const peer = (octet: number): Databag => ({
  'egress-subnets': `10.5.3.${octet}/32`,
  'ingress-address': `10.5.3.${octet}`,
  'private-address': `10.5.3.${octet}`,
  'admin-address': `10.5.4.${octet}`,
  'internal-address': `10.5.3.${octet}`,
  'public-address': `203.0.113.${octet}`,
})

describe('reading the peers', () => {
  test('is ready with none for a unit that is alone', () => {
    expect(side.read(viewOf({}))).toEqual({ state: 'ready', data: { units: new Map() } })
  })

  test('waits for the address that Juju 4 does not write', () => {
    expect(side.read(viewOf({ 'trove/1': { 'ingress-address': '10.5.3.22' } }))).toEqual({ state: 'waiting', missing: ['private-address'] })
  })

  test('gives every peer that has told its address, sorted by unit number', () => {
    const state = side.read(viewOf({ 'trove/10': peer(30), 'trove/2': peer(23), 'trove/3': { 'public-address': 'x' } }))
    expect(state.state === 'ready' && [...state.data.units]).toEqual([
      [
        'trove/2',
        { address: '10.5.3.23', addresses: { admin: '10.5.4.23', internal: '10.5.3.23', public: '203.0.113.23' }, unitState: 'UNKNOWN' },
      ],
      [
        'trove/10',
        { address: '10.5.3.30', addresses: { admin: '10.5.4.30', internal: '10.5.3.30', public: '203.0.113.30' }, unitState: 'UNKNOWN' },
      ],
    ])
  })

  test('does not put the private address in the place of a type that is not told', () => {
    const state = side.read(viewOf({ 'trove/1': { 'private-address': '10.5.3.22' } }))
    expect(state.state === 'ready' && state.data.units.get('trove/1')).toEqual({
      address: '10.5.3.22',
      addresses: {},
      unitState: 'UNKNOWN',
    })
  })

  test('forgets a peer that has gone', () => {
    const gone = side.read(viewOf({ 'trove/2': peer(23) }))
    expect(gone.state === 'ready' && [...gone.data.units.keys()]).toEqual(['trove/2'])
  })

  test('leaves the own unit out', () => {
    const state = side.read(viewOf({ 'trove/0': peer(21), 'trove/1': peer(22) }))
    expect(state.state === 'ready' && [...state.data.units.keys()]).toEqual(['trove/1'])
  })

  test("reads a peer's state only from the key of its own name", () => {
    const state = side.read(
      viewOf({ 'trove/1': { ...peer(22), 'unit-state-trove-1': 'READY' }, 'trove/2': { ...peer(23), 'unit-state-trove-1': 'READY' } }),
    )
    expect(state.state === 'ready' && [...state.data.units.values()].map(({ unitState }) => unitState)).toEqual(['READY', 'UNKNOWN'])
  })
})

describe('writing the own addresses', () => {
  test('always holds the private address', () => {
    expect(applied({}, side.write({}, viewOf({})).unit)).toEqual({ 'private-address': '10.5.1.21' })
    expect(side.write({ address: '10.5.3.21' }, viewOf({})).unit).toMatchObject({ 'private-address': '10.5.3.21' })
  })

  test("never takes the private address away: without one of its own it is Juju's, or the one that is there", () => {
    const empty = side.write({ address: '' }, viewOf({})).unit
    expect(empty).toMatchObject({ 'private-address': '10.5.1.21' })
    for (const own of [{}, { address: '' }]) {
      const localUnitData = { 'private-address': '10.5.3.21' }
      expect(side.write(own, viewOf({}, { localUnitData })).unit).not.toHaveProperty('private-address')
    }
  })

  test('is what the charms in Python write', () => {
    const own: OwnUnit = { address: '10.5.3.21', addresses: { public: '203.0.113.21', internal: '10.5.3.21', admin: '10.5.4.21' } }
    const localUnitData = { 'egress-subnets': '10.5.3.21/32', 'ingress-address': '10.5.3.21' }
    expect(applied(localUnitData, side.write(own, viewOf({}, { localUnitData })).unit)).toEqual(peer(21))
  })

  test('takes away an address of a type that is not given any more, and leaves other keys alone', () => {
    const localUnitData = { 'public-address': 'x', 'ingress-address': '10.5.3.21', note: 'y' }
    const { unit } = side.write({ addresses: { admin: 'a' } }, viewOf({}, { localUnitData }))
    expect(applied(localUnitData, unit)).toEqual({
      'ingress-address': '10.5.3.21',
      'private-address': '10.5.3.21',
      'admin-address': 'a',
      note: 'y',
    })
    expect(unit).not.toHaveProperty('note')
  })

  test('holds settings of the charm, takes away one that is empty, and never shows what peers hold', () => {
    const localUnitData = { note: 'x', old: 'y', other: 'z' }
    const { unit } = side.write({ address: 'a', settings: { note: 'n', old: '' } }, viewOf({}, { localUnitData }))
    expect(applied(localUnitData, unit)).toEqual({ 'private-address': 'a', note: 'n', other: 'z' })
    const state = side.read(viewOf({ 'trove/1': { 'private-address': 'b', trove_passwd: 'hunter2' } }))
    expect(state.state === 'ready' && state.data.units.get('trove/1')?.settings?.trove_passwd?.reveal()).toBe('hunter2')
    expect(JSON.stringify(state.state === 'ready' && [...state.data.units])).not.toContain('hunter2')
  })

  test('is read by a peer', () => {
    const { unit } = side.write({ address: 'a', addresses: { rndc: 'r' }, unitState: 'READY' }, viewOf({}))
    const state = side.read(viewOf({ 'trove/0': applied({}, unit) }, { localUnit: 'trove/1' }))
    expect(state.state === 'ready' && state.data.units.get('trove/0')).toEqual({
      address: 'a',
      addresses: { rndc: 'r' },
      unitState: 'READY',
    })
  })
})

const key = fc.oneof(
  fc.constantFrom('private-address', 'public-address', 'ingress-address', 'unit-state-trove-0', '__proto__', '__proto__-address'),
  fc.string().map((type) => `${type}-address`),
  fc.string(),
)
const bag: fc.Arbitrary<Databag> = fc.dictionary(key, fc.oneof(fc.constantFrom('', 'READY'), fc.string({ unit: 'binary' })))
const anyView: fc.Arbitrary<RelationView> = fc
  .record({ units: fc.dictionary(fc.oneof(fc.constantFrom('trove/0', 'trove/1'), fc.string()), bag, { maxKeys: 4 }), localUnitData: bag })
  .map(({ units, localUnitData }) => viewOf(units, { localUnitData }))
// The types refuse keys of the protocol, which a dictionary of any key might have.
const anySettings = fc.dictionary(fc.string(), fc.string()) as fc.Arbitrary<Settings<string>>
const anyOwn: fc.Arbitrary<OwnUnit> = fc.record(
  {
    address: fc.string(),
    addresses: fc.dictionary(
      fc.string().filter((type) => type !== 'ingress' && type !== 'private'),
      fc.string(),
    ),
    unitState: fc.constantFrom('READY', 'NOTREADY', 'UNKNOWN'),
    settings: anySettings,
  },
  { requiredKeys: [] },
)

describe('any databag', () => {
  test('reads as ready or waiting', () =>
    forAny([anyView], (view) => {
      const state = side.read(view)
      expectState(state)
      expect(['ready', 'waiting', 'invalid']).toContain(state.state)
    }))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, anyOwn], (view, own) => expectWrittenOnce(view, (seen) => side.write(own, seen))))

  test('of a hundred thousand keys is read', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`t${index}-address`, 'x']))
    const notes = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`t${index}`, 'x']))
    expect(side.read(viewOf({ 'trove/1': { ...many, ...notes, 'private-address': 'y' } }))).toMatchObject({ state: 'ready' })
  })
})

test('data for the tests of charms reads as it says', () => {
  const read = (options: Parameters<typeof relationForPeer>[1]): ReturnType<typeof side.read> =>
    side.read(viewOf(relationForPeer('cluster', options).remoteUnits))
  const state = read({})
  expect(state.state === 'ready' && [...state.data.units.keys()]).toEqual(['trove/1', 'trove/2'])
  expect(read({ response: false })).toEqual({ state: 'waiting', missing: ['private-address'] })
  expect(read({ addresses: {} })).toMatchObject({ state: 'ready' })
})

testPartialViews(viewOf, { reads: [(view) => side.read(view)], empty: 'ready' })

test.each([
  ['private-address', 'None'],
  ['public-address', '203.0.113.22 '],
  ['rndc-address', '10.5.1'],
])('a peer with %s=%s is told, and no backend is made of it', (key, value) => {
  expect(side.read(viewOf({ 'trove/1': { 'private-address': '10.5.3.22', [key]: value } }))).toMatchObject({ state: 'invalid', key })
})
