import type { Databag } from '@charm-layers/relation'
import { juju4Bag } from '@charm-layers/relation/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { openstackHa, type Peer } from '../src/index.ts'
import { counterpartForPeer, type LocalBags, type PeerQuirks, type RelationData, relationForPeer } from '../src/testing/index.ts'
import { applied, forAny, plain, settled, viewOf } from './helpers.ts'

const peers = relationForPeer('cluster', { response: false })
const localUnitData = juju4Bag('10.5.3.21')
const { unit } = openstackHa.peers.write({}, viewOf({}, { localUnitData }))
const told: LocalBags = { units: { 'trove/0': applied(localUnitData, unit) } }
const silent: LocalBags = { units: { 'trove/0': localUnitData } }

const read = ({ remoteUnits }: RelationData): readonly (readonly [string, Peer])[] | string => {
  const state = openstackHa.peers.read(viewOf(remoteUnits))
  return state.state === 'ready' ? [...state.data.units] : state.state
}
const settling = (quirks: PeerQuirks, relation = peers): RelationData => settled(counterpartForPeer(quirks), relation, told)
/** Peers on Juju up to 3.6, which writes the address itself. */
const onJuju3: RelationData = {
  ...peers,
  remoteUnits: Object.fromEntries(
    Object.entries(peers.remoteUnits).map(([name, bag]) => [name, { ...bag, 'private-address': bag['ingress-address'] ?? '' }]),
  ),
}

describe('peers', () => {
  test('do nothing for an application without units, and a unit without peers serves alone', () => {
    expect(counterpartForPeer()(peers, { units: {} })).toEqual(peers)
    expect(read(settling({}, { ...peers, remoteUnits: {} }))).toEqual([])
  })

  test('with a charm of ours tell everything in their first hook', () => {
    const address = '10.5.3.22'
    const addresses = { admin: address, internal: address, public: address }
    expect(read(counterpartForPeer()(peers, silent))).toEqual([
      ['trove/1', { address, addresses, unitState: 'UNKNOWN' }],
      ['trove/2', expect.objectContaining({ address: '10.5.3.23' })],
    ])
    settling({})
  })

  test('with a reactive charm tell nothing on Juju 4 until they see an address, and never their own', () => {
    expect(counterpartForPeer({ charm: 'reactive' })(peers, silent)).toEqual(peers)
    const relation = settling({ charm: 'reactive' })
    expect(relation.remoteUnits['trove/1']).toEqual({
      ...juju4Bag('10.5.3.22'),
      'admin-address': '10.5.3.22',
      'internal-address': '10.5.3.22',
      'public-address': '10.5.3.22',
    })
    // Its readers judge by private-address, and so do ours.
    expect(read(relation)).toBe('waiting')
    expect(read(settling({ charm: 'reactive' }, onJuju3))).toMatchObject([
      ['trove/1', { address: '10.5.3.22' }],
      ['trove/2', {}],
    ])
  })

  test('with a classic charm are ready a hook later than they are there', () => {
    const first = counterpartForPeer({ charm: 'classic' })(peers, told)
    expect(read(first)).toMatchObject([
      ['trove/1', { unitState: 'NOTREADY' }],
      ['trove/2', { unitState: 'NOTREADY' }],
    ])
    expect(read(settling({ charm: 'classic' }, first))).toMatchObject([
      ['trove/1', { unitState: 'READY' }],
      ['trove/2', {}],
    ])
  })

  test('may have addresses on other bindings, of other types, and settings', () => {
    const quirks: PeerQuirks = { typed: (address) => ({ rndc: address.replace('.3.', '.4.') }), settings: { note: 'x' } }
    expect(plain(read(settling(quirks)))).toMatchObject([
      ['trove/1', { addresses: { rndc: '10.5.4.22' }, settings: { note: { secret: 'x' } } }],
      ['trove/2', {}],
    ])
  })
})

describe('any request', () => {
  const some: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(fc.constantFrom('private-address', 'public-address', 'unit-state-trove-0', '__proto__'), fc.string()),
    fc.oneof(fc.constantFrom('', 'READY'), fc.string()),
  )
  const bag = fc.oneof(
    some,
    some.map((more) => ({ ...told.units['trove/0'], ...more })),
  )
  const local: fc.Arbitrary<LocalBags> = fc.record({ units: fc.dictionary(fc.constantFrom('trove/0', 'trove/1', 'x'), bag) })

  test('comes to an end, and what is asked again changes nothing', () =>
    forAny([local, fc.constantFrom<PeerQuirks>({}, { charm: 'reactive' }, { charm: 'classic' })], (asked, quirks) =>
      settled(counterpartForPeer(quirks), peers, asked, 4),
    ))
})
