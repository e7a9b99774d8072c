/**
 * The openstack-ha interface (peer endpoint `cluster`).
 *
 * @example
 * ```ts
 * peers: { cluster: openstackHa },
 * desired: ({ relations }) => {
 *   const cluster = relations.cluster
 *   const own = cluster.tell({ addresses: { public: '203.0.113.21', internal: '10.5.3.21', admin: '10.5.4.21' } })
 *   return [own, when(cluster.told, ({ units }) => [… one backend for each of units …])]
 * }
 * ```
 */
import type { PeerInterface } from '@charm-layers/relation'
import { type OwnUnit, type Peers, peers } from './peers.ts'

/** The openstack-ha interface. */
export const openstackHa: PeerInterface<OwnUnit, Peers> = { peers }

export type { OwnUnit, Peer, Peers } from './peers.ts'
export { decodeEncrypted, type Encrypted, type Scheme, type Settings, type TypedAddresses, type UnitState, unitStateIn } from './unit.ts'
