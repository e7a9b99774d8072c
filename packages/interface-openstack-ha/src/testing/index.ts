/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/relation'
import { juju4Bag, type RelationData, type RemoteOptions, relationOf, writtenBag } from '@charm-layers/relation/testing'
import { encodeUnit, type TypedAddresses } from '../unit.ts'
import { everywhere } from './counterpart.ts'

export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'
export type { PeerQuirks } from './counterpart.ts'
export { counterpartForPeer } from './counterpart.ts'

/** What a test may choose about the peers. */
export interface PeerOptions extends Pick<RemoteOptions, 'id' | 'response'> {
  /** Name of the own application. */
  readonly app?: string
  /** Addresses of the peers, by unit number; by default those of units 1 and 2. */
  readonly addresses?: Readonly<Record<number, string>>
  /** Makes a peer's addresses on other bindings; by default all three are its address. */
  readonly typed?: (address: string) => TypedAddresses
  /** What the leader has written for all. */
  readonly appData?: Databag
}

/** Gives the peer relation, for the test of a charm with an endpoint of this interface. */
export const relationForPeer = (endpoint: string, options: PeerOptions = {}): RelationData => {
  const { id, app = 'trove', addresses = { 1: '10.5.3.22', 2: '10.5.3.23' }, response = true, appData = {} } = options
  const { typed = everywhere } = options
  const remoteUnits = Object.entries(addresses).map(([number, address]) => {
    const unit = `${app}/${number}`
    return [unit, writtenBag(juju4Bag(address), response ? encodeUnit(unit, { address, addresses: typed(address) }) : {})]
  })
  const relation = relationOf({ endpoint, interface: 'openstack-ha', id, remoteApp: app, remoteUnits: Object.fromEntries(remoteUnits) })
  return { ...relation, remoteAppData: appData, localAppData: appData }
}
