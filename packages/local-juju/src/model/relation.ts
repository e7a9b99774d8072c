import type { Endpoint } from './charm.ts'
import type { Life, Time } from './values.ts'

/** A databag with the number of times that it has changed; 0 means never written. */
export interface Bag {
  version: number
  values: { [key: string]: string }
}

/** An endpoint together with the application that has it. */
export interface RelationEndpoint extends Endpoint {
  application: string
}

/** A unit's side of a relation. It stays after the unit has left, since bags of departed units can be read while the relation lives. */
export interface RelationUnit {
  application: string
  /** The principal unit in whose machine it is, where the relation has container scope; null where all units see each other. */
  container: string | null
  inScope: boolean
  bag: Bag
}

/** A relation: two endpoints, or one for peers. */
export interface Relation {
  id: number
  /** Requirer first when there are two, as Juju writes the key; one for a peer relation. */
  endpoints: RelationEndpoint[]
  life: Life
  suspended: boolean
  units: { [unit: string]: RelationUnit }
  /** By application name. */
  applications: { [application: string]: Bag }
  created: Time
}
