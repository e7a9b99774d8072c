/** The other units of the application, as their relation shows them. */
import type { Databag } from '@charm-layers/relation'
import { type Counterpart, type LocalBags, type RelationData, writtenBag } from '@charm-layers/relation/testing'
import { encodeUnit, secret, type TypedAddresses, type UnitState } from '../wire.ts'

/** What may be chosen of the peers. Without quirks they run a charm of ours. */
export interface PeerQuirks {
  /**
   * `ours` writes all in its first hook. `reactive` leaves `private-address` to Juju, and tells the rest once it has seen that of another
   * unit. `classic` overwrites `private-address`, and tells its state too: `NOTREADY` in its first hook, then `READY`.
   */
  readonly charm?: 'ours' | 'reactive' | 'classic'
  /** Makes a peer's addresses on other bindings; by default all three are its address. */
  readonly typed?: (address: string) => TypedAddresses
  /** What classic peers come to say of themselves. */
  readonly unitState?: UnitState
  /** Values under other keys. */
  readonly settings?: Databag
}

/** Says whether a unit sees the address of another one. */
const seesAnother = (unit: string, relation: RelationData, local: LocalBags): boolean =>
  Object.entries({ ...relation.remoteUnits, ...local.units }).some(([other, bag]) => other !== unit && bag['private-address'])

/** Plays the peers that are in the relation. A unit without another in its sight tells nothing. */
export const counterpartForPeer =
  (quirks: PeerQuirks = {}): Counterpart =>
  (relation, local) => {
    const { charm = 'ours', unitState = 'READY', settings = {} } = quirks
    const { typed = (address) => ({ public: address, internal: address, admin: address }) } = quirks
    const tell = (unit: string, bag: Databag): Databag => {
      const address = bag['ingress-address'] ?? bag['private-address'] ?? ''
      const secrets = Object.fromEntries(Object.entries(settings).map(([key, value]) => [key, secret(value)]))
      const told = { address, addresses: typed(address), settings: secrets }
      if (charm === 'classic') {
        const known = Object.keys(bag).some((key) => key.startsWith('unit-state-'))
        return encodeUnit(unit, { ...told, unitState: known ? unitState : 'NOTREADY' })
      }
      if (charm === 'ours') return encodeUnit(unit, told)
      const { 'private-address': _address, ...rest } = encodeUnit(unit, told)
      return seesAnother(unit, relation, local) ? rest : {}
    }
    if (Object.keys(local.units).length === 0) return relation
    return {
      ...relation,
      remoteUnits: Object.fromEntries(Object.entries(relation.remoteUnits).map(([unit, bag]) => [unit, writtenBag(bag, tell(unit, bag))])),
    }
  }
