/** Relations as tests give them, and the application at the other end as tests play it. Plain data: any test library can use it. */
import type { Databag, RelationView } from '../view.ts'

/** A relation as a test gives it. */
export interface RelationData {
  readonly endpoint: string
  readonly interface: string
  /** The number that Juju has given the relation. */
  readonly id?: number
  readonly remoteApp: string
  readonly remoteAppData: Databag
  /** Bags by the names of the remote units. */
  readonly remoteUnits: Readonly<Record<string, Databag>>
  readonly localUnitData?: Databag
  readonly localAppData?: Databag
  /** Contents of Juju secrets that the other side has granted, by the text that names them. */
  readonly secrets?: Readonly<Record<string, Databag>>
}

/** A view as plain data, such as JSON: what is a map in a view is an object here. */
export interface PlainView extends Omit<RelationView, 'remoteUnits' | 'secrets'> {
  readonly remoteUnits: Readonly<Record<string, Databag>>
  readonly secrets?: Readonly<Record<string, Databag>>
}

/** Makes a view of plain data. */
export const viewOfData = ({ remoteUnits, secrets, ...view }: PlainView): RelationView => ({
  ...view,
  remoteUnits: new Map(Object.entries(remoteUnits)),
  ...(secrets === undefined ? {} : { secrets: new Map(Object.entries(secrets)) }),
})

/** What may be chosen of the application at the other end, whatever the interface is. */
export interface RemoteOptions {
  /** The number of the relation. */
  readonly id?: number
  /** Name of the application at the other end. */
  readonly remoteApp?: string
  /** Addresses of its units, from unit 0 on. */
  readonly addresses?: readonly string[]
  /** Whether it has said what it has to say; without, its units are there and silent. True by default. */
  readonly response?: boolean
}

/** What may be chosen of the unit at the other end if both are on one machine. */
export interface NeighbourOptions extends Omit<RemoteOptions, 'addresses'> {
  /** Address of the machine. */
  readonly address?: string
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
export const writtenBag = (before: Databag, changes: Databag): Databag =>
  Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ''))

/** Gives what Juju 4 writes into a unit's bag. */
export const juju4Bag = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address })

/** Gives what Juju up to 3 writes into a unit's bag. */
export const jujuBag = (address: string): Databag => ({ ...juju4Bag(address), 'private-address': address })

/** Gives the bags of an application's units by their addresses: what Juju writes, and behind it what the units have written. */
export const unitBags = (
  application: string,
  addresses: readonly string[],
  write: (address: string, number: number) => Databag,
  juju: (address: string) => Databag = jujuBag,
): Readonly<Record<string, Databag>> =>
  Object.fromEntries(addresses.map((address, number) => [`${application}/${number}`, writtenBag(juju(address), write(address, number))]))

/** Gives the name by which a model knows a unit of another model. */
export const anonymousUnit = (unit: string): string => unit.replace(/.*(?=\/)/, 'remote-5a1d0c2f9b6e4c37')

/** What `relationOf` makes a relation of. */
interface Parts {
  readonly endpoint: string
  readonly interface: string
  readonly id?: number | undefined
  readonly remoteApp: string
  readonly remoteUnits: RelationData['remoteUnits']
}

/** Makes a relation whose other side has written into the bags of its units alone. */
export const relationOf = ({ id, ...parts }: Parts): RelationData => ({ ...parts, ...(id === undefined ? {} : { id }), remoteAppData: {} })

/** Gives the relation after a write into the bag of every remote unit. */
export const writeUnits = (relation: RelationData, write: (bag: Databag, unit: string) => Databag): RelationData => ({
  ...relation,
  remoteUnits: Object.fromEntries(Object.entries(relation.remoteUnits).map(([unit, bag]) => [unit, writtenBag(bag, write(bag, unit))])),
})
