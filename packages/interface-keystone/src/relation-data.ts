/** A relation as tests give it, and the application at its other end as tests play it. */
import type { Databag } from '@charm-layers/charm/relation'

/** A relation as a test gives it. */
export interface RelationData {
  readonly endpoint: string
  readonly interface: string
  readonly id?: number
  readonly remoteApp: string
  readonly remoteAppData: Databag
  readonly remoteUnits: Readonly<Record<string, Databag>>
  readonly localUnitData?: Databag
  readonly localAppData?: Databag
  /** Contents of Juju secrets that the other side has granted, by the text that names them. */
  readonly secrets?: Readonly<Record<string, Databag>>
}

/** What the units at this end have in their bags, and their application in its own. */
export interface LocalBags {
  readonly units: Readonly<Record<string, Databag>>
  readonly app?: Databag
}

/**
 * Plays the application at the other end: gives the relation as the real charm leaves it, from the relation so far and what this end has
 * written. Each call is one round of hooks, in which units see what the round before has left; call again until nothing changes.
 */
export type Counterpart = (relation: RelationData, local: LocalBags) => RelationData

/** Gives a bag after a write: an empty value takes its key away. */
export const written = (before: Databag, changes: Databag): Databag =>
  Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ''))
