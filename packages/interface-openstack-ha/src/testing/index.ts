/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/relation'
import { type RelationData, writtenBag } from '@charm-layers/relation/testing'
import { encodeUnit, type TypedAddresses } from '../wire.ts'

export type { PeerQuirks } from './counterpart.ts'
export { counterpartForPeer } from './counterpart.ts'
export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'

/** What may be chosen of the peers. */
export interface PeerOptions {
  readonly id?: number
  /** Name of the own application. */
  readonly app?: string
  /** Addresses of the peers, by unit number; by default those of units 1 and 2. */
  readonly addresses?: Readonly<Record<number, string>>
  /** Makes a peer's addresses on other bindings; by default all three are its address. */
  readonly typed?: (address: string) => TypedAddresses
  /** The peers have told their addresses. */
  readonly response?: boolean
  /** What the leader has writtenBag for all. */
  readonly appData?: Databag
}

/** Gives the peer relation, for the test of a charm with an endpoint of this interface. */
export const relationForPeer = (endpoint: string, options: PeerOptions = {}): RelationData => {
  const { id, app = 'trove', addresses = { 1: '10.5.3.22', 2: '10.5.3.23' }, response = true, appData = {} } = options
  const { typed = (address) => ({ public: address, internal: address, admin: address }) } = options
  const bag = (unit: string, address: string): Databag =>
    writtenBag(
      { 'egress-subnets': `${address}/32`, 'ingress-address': address },
      response ? encodeUnit(unit, { address, addresses: typed(address) }) : {},
    )
  return {
    endpoint,
    interface: 'openstack-ha',
    ...(id === undefined ? {} : { id }),
    remoteApp: app,
    remoteAppData: appData,
    remoteUnits: Object.fromEntries(
      Object.entries(addresses).map(([number, address]) => [`${app}/${number}`, bag(`${app}/${number}`, address)]),
    ),
    localAppData: appData,
  }
}
