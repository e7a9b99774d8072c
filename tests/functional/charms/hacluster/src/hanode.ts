/** The peer relation: each unit says where its corosync is reached, how far it is, and which nodes its corosync lets in. */
import { type PeerInterface, peersSide, ready } from '@charm-layers/relation'
import { byUnit, parseAddress, parseLabel } from '@charm-layers/relation/wire'

/** What this unit tells. Keys and texts are upstream's, but for `nodes` and `leaving`. */
export interface OwnNode {
  readonly hostname: string
  readonly address: string
  /** Whether the packages are there, so that the node can start at once. */
  readonly ready: boolean
  /** Whether corosync and pacemaker run here. */
  readonly member: boolean
  /** The nodes in the configuration of this unit's corosync: it refuses the packets of all others. */
  readonly nodes: readonly number[]
  /** Whether this unit is being removed. */
  readonly leaving: boolean
}

/** What another unit has told. */
export interface Peer extends Omit<OwnNode, 'hostname' | 'address'> {
  readonly unit: string
  readonly hostname: string | undefined
  readonly address: string | undefined
}

/** What is told. */
export interface Told {
  /** What this unit has told in earlier hooks, and the others may know. */
  readonly own: Pick<OwnNode, 'member' | 'nodes'>
  readonly peers: readonly Peer[]
}

const flag = (set: boolean): string => (set ? 'True' : '')
const isSet = (text: string | undefined): boolean => text === 'True'
const idsOf = (text = ''): readonly number[] => text.split(' ').filter(Boolean).map(Number)

/** The relation that charm-hacluster has between its own units. */
export const hanode: PeerInterface<OwnNode, Told> = {
  peers: peersSide(
    'hacluster',
    ({ localUnitData, remoteUnits }) =>
      ready({
        own: { member: isSet(localUnitData.member_ready), nodes: idsOf(localUnitData.nodes) },
        peers: [...remoteUnits]
          .map(([unit, bag]) => ({
            unit,
            hostname: parseLabel(bag.hostname ?? ''),
            address: parseAddress(bag['private-address'] ?? ''),
            ready: isSet(bag.ready),
            member: isSet(bag.member_ready),
            nodes: idsOf(bag.nodes),
            leaving: isSet(bag.leaving),
          }))
          .sort((a, b) => byUnit(a.unit, b.unit)),
      }),
    (own) => ({
      unit: {
        hostname: own.hostname,
        'private-address': own.address,
        ready: flag(own.ready),
        member_ready: flag(own.member),
        nodes: own.nodes.join(' '),
        leaving: flag(own.leaving),
      },
    }),
  ),
}
