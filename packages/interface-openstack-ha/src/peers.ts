/** The peer relation of an API application: every unit tells its addresses and reads those of the others. */
import type { Databags, PeersSide, RelationView, Secret, State } from '@charm-layers/relation'
import { awaiting, isFault, peersSide, ready, secret } from '@charm-layers/relation'
import { byUnit, clearKeys, defined } from '@charm-layers/relation/wire'
import {
  addressType,
  decodeUnit,
  type Encrypted,
  encodeUnit,
  type Settings,
  type TypedAddresses,
  type UnitBag,
  type UnitState,
} from './unit.ts'

/** What this unit tells its peers. */
export interface OwnUnit {
  /** Address on the `cluster` binding; by default the one that Juju announces. Never a virtual address. */
  readonly address?: string
  /** Addresses on the other bindings, by the binding's name. A name that is not given any more is taken away. */
  readonly addresses?: TypedAddresses
  readonly unitState?: UnitState
  /** What it tells of TLS, as a whole; what was told before stays when nothing is given. */
  readonly encrypted?: Encrypted
  /** Values under keys of the charm's own; the empty text removes a key, and a key that is not named keeps its value. */
  readonly settings?: Settings<string>
}

/** What a peer has told. */
export interface Peer {
  readonly address: string
  /** A binding whose address the peer has not told is absent; do not use `address` in its place. */
  readonly addresses: TypedAddresses
  readonly unitState: UnitState
  /** What it has told of TLS, if anything. */
  readonly encrypted?: Encrypted
  /** What it has told under other keys, if anything. Nothing says what may be a password, so everything is a secret. */
  readonly settings?: Readonly<Record<string, Secret>>
}

/** The peers that are present and have told their address; never the own unit. */
export interface Peers {
  /** By unit name, sorted by unit number. */
  readonly units: ReadonlyMap<string, Peer>
}

/**
 * Computes the state from the units that are present, since the flag of the reference code stays set after a peer has gone. A unit without
 * peers lacks nothing and is ready; it serves alone.
 */
const read = (view: RelationView): State<Peers> => {
  const peers: [string, Peer][] = []
  for (const [unit, bag] of view.remoteUnits) {
    if (unit === view.localUnit) continue
    const decoded = decodeUnit(unit, bag)
    if (isFault(decoded)) return decoded
    const { address, unitState = 'UNKNOWN', ...told } = decoded
    if (address !== undefined) peers.push([unit, { ...told, address, unitState }])
  }
  if (peers.length === 0 && view.remoteUnits.size > 0) return awaiting('private-address')
  return ready({ units: new Map(peers.sort(([a], [b]) => byUnit(a, b))) })
}

const write = (own: OwnUnit, view: RelationView): Databags => {
  const { addresses = {}, unitState, encrypted } = own
  const told = defined<UnitBag>({
    // `private-address` is written whenever it is known: peers judge by it, and Juju 4 does not set it.
    address: own.address || view.localUnitData['ingress-address'],
    addresses,
    unitState,
    encrypted,
    settings: Object.fromEntries(Object.entries<string>(own.settings ?? {}).map(([key, value]) => [key, secret(value)])),
  })
  return {
    unit: { ...clearKeys(view.localUnitData, (key) => addressType(key) !== undefined), ...encodeUnit(view.localUnit, told) },
  }
}

/** The peers side of the openstack-ha interface. */
export const peers: PeersSide<OwnUnit, Peers> = peersSide('openstack-ha', read, write)
