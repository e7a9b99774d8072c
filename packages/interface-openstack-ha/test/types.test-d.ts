import type { RelationView } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'
import { type OwnUnit, openstackHa, type Peers } from '../src/index.ts'

declare const view: RelationView
const tell = (_own: OwnUnit): void => {}

test('what a unit must not tell does not compile', () => {
  tell({ addresses: { public: '203.0.113.21', internal: '10.5.3.21', admin: '10.5.4.21', rndc: '10.5.3.99' } })
  // @ts-expect-error: Juju keeps this key
  tell({ addresses: { ingress: '10.5.3.21' } })
  // @ts-expect-error: that address has a field of its own
  tell({ addresses: { private: '10.5.3.21' } })
  tell({ settings: { note: 'hello' } })
  // @ts-expect-error: an address has a field of its own
  tell({ settings: { 'public-address': '203.0.113.21' } })
  // @ts-expect-error: so has the state
  tell({ settings: { 'unit-state-trove-0': 'READY' } })
  tell({ encrypted: { name: 'trove.example.com', only: true, seen: 'https' } })
  // @ts-expect-error: TLS has a field of its own
  tell({ settings: { 'tls-name': 'trove.example.com' } })
  // @ts-expect-error: the catalogue has URLs of two schemes
  tell({ encrypted: { seen: 'ftp' } })
  // @ts-expect-error: Juju keeps this key
  tell({ settings: { 'egress-subnets': '10.5.3.0/24' } })
  // @ts-expect-error: an address is one text
  tell({ addresses: { public: ['203.0.113.21'] } })
  // @ts-expect-error: the state is one of three words
  tell({ unitState: 'ready' })
  // @ts-expect-error: ports are not on the wire
  tell({ port: 8779 })
})

test('peers cannot be used before they are ready', () => {
  const state = openstackHa.peers.read(view)
  // @ts-expect-error: they may be waited for
  void state.data
  if (state.state === 'ready') {
    expectTypeOf(state.data).toEqualTypeOf<Peers>()
    // @ts-expect-error: a peer that has not told an address of this type has none
    const text: string = state.data.units.get('trove/1')?.addresses.public
    // @ts-expect-error: what stands under other keys may be a password
    const other: string | undefined = state.data.units.get('trove/1')?.settings?.trove_passwd
    void [text, other]
  }
})

test('there is no other side', () => {
  // @ts-expect-error: a peer relation has one side
  void openstackHa.requires
})
