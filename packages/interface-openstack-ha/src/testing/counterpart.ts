/** The other units of the application, as their relation shows them. */
import { type Databag, secret } from '@charm-layers/relation'
import { type Counterpart, type LocalBags, type RelationData, writeUnits } from '@charm-layers/relation/testing'
import { encodeUnit, type TypedAddresses, type UnitState } from '../unit.ts'

/** What a test may choose about the peers. Without quirks they run a charm of ours. */
export interface PeerQuirks {
  /**
   * `ours` writes all in its first hook. `reactive` leaves `private-address` to Juju, and tells the rest once it has seen that of another
   * unit. `classic` overwrites `private-address`, and tells its state too: `NOTREADY` in its first hook, then `READY`.
   */
  readonly charm?: 'ours' | 'reactive' | 'classic'
  /** Makes a peer's addresses on other bindings; by default all three are its address. */
  readonly typed?: (address: string) => TypedAddresses
  /** The state that classic peers write after their first hook. */
  readonly unitState?: UnitState
  /** Values under other keys. */
  readonly settings?: Databag
}

/** Gives a unit the same address on every binding. */
export const everywhere = (address: string): TypedAddresses => ({ public: address, internal: address, admin: address })

/** Says whether a unit sees the address of another one. */
const seesAnother = (unit: string, relation: RelationData, local: LocalBags): boolean =>
  Object.entries({ ...relation.remoteUnits, ...local.units }).some(([other, bag]) => other !== unit && bag['private-address'])

/** Plays the peers that are in the relation. A unit that sees no other unit tells nothing. */
export const counterpartForPeer =
  (quirks: PeerQuirks = {}): Counterpart =>
  (relation, local) => {
    const { charm = 'ours', typed = everywhere, unitState = 'READY', settings = {} } = quirks
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
    return Object.keys(local.units).length === 0 ? relation : writeUnits(relation, (bag, unit) => tell(unit, bag))
  }
