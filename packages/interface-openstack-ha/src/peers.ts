/** The peer relation of an API application: every unit tells its addresses and reads those of the others. */
import type { Databag, PeersSide, RelationView, Secret, State } from '@charm-layers/relation'
import { completeView } from '@charm-layers/relation'
import { addressType, decodeUnit, encodeUnit, type Settings, secret, type TypedAddresses, type UnitState } from './wire.ts'

/** What this unit tells its peers. */
export interface OwnUnit {
  /** Address on the `cluster` binding; by default the one that Juju announces. Never a virtual address. */
  readonly address?: string
  /** Addresses on the other bindings, by the binding's name. A name that is not given any more is taken away. */
  readonly addresses?: TypedAddresses
  readonly unitState?: UnitState
  /** Values under keys of the charm's own; the empty text takes one away, and one that is not named is left alone. */
  readonly settings?: Settings<string>
}

/** What a peer has told. */
export interface Peer {
  readonly address: string
  /** A type that the peer has not told is not there; its `address` is no substitute. */
  readonly addresses: TypedAddresses
  readonly unitState: UnitState
  /** What it has told under other keys, if anything. Nothing says what may be a password, so everything is a secret. */
  readonly settings?: Readonly<Record<string, Secret>>
}

/** The peers that are present and have told their address; never the own unit. */
export interface Peers {
  /** By unit name, sorted by unit number. */
  readonly units: ReadonlyMap<string, Peer>
}

const unitNumber = (unit: string): number => {
  const number = unit.slice(unit.lastIndexOf('/') + 1)
  return /^\d+$/.test(number) ? Number(number) : -1
}

/**
 * Recomputes from the units that are present: the flag of the reference code outlives a peer that has gone. A unit without peers lacks
 * nothing and is ready; it serves alone.
 */
const read = (view: RelationView): State<Peers> => {
  const peers: [string, Peer][] = []
  for (const [unit, bag] of view.remoteUnits) {
    const { address, unitState = 'UNKNOWN', ...told } = decodeUnit(unit, bag)
    if (address !== undefined && unit !== view.localUnit) peers.push([unit, { ...told, address, unitState }])
  }
  if (peers.length === 0 && view.remoteUnits.size > 0) return { state: 'waiting', missing: ['private-address'] }
  peers.sort(([a], [b]) => unitNumber(a) - unitNumber(b) || (a < b ? -1 : 1))
  return { state: 'ready', data: { units: new Map(peers) } }
}

const write = (own: OwnUnit, view: RelationView): { readonly unit: Databag } => {
  const address = own.address || view.localUnitData['ingress-address']
  const { addresses = {}, unitState } = own
  const settings = Object.fromEntries(Object.entries<string>(own.settings ?? {}).map(([key, value]) => [key, secret(value)]))
  const leftovers = Object.keys(view.localUnitData).filter((key) => addressType(key) !== undefined)
  return {
    unit: {
      ...Object.fromEntries(leftovers.map((key) => [key, ''])),
      // `private-address` is written whenever it is known: peers judge by it, and Juju 4 does not set it.
      ...encodeUnit(view.localUnit, {
        ...(address ? { address } : {}),
        addresses,
        settings,
        ...(unitState === undefined ? {} : { unitState }),
      }),
    },
  }
}

/** The peers side of the openstack-ha interface. */
export const peers: PeersSide<OwnUnit, Peers> = {
  interface: 'openstack-ha',
  side: 'peers',
  read: (view) => read(completeView(view)),
  write,
}
