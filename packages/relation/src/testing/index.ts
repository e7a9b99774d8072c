/** Relations as tests write them, and the application at the other end as tests play it. All is plain data, for any test library. */
import type { Databag, RelationView } from '../view.ts'

/** A relation as a test writes it. */
export interface RelationData {
  readonly endpoint: string
  readonly interface: string
  /** The number that Juju has given the relation. */
  readonly id?: number
  readonly remoteApp: string
  readonly remoteAppData: Databag
  /** Databags by the names of the remote units. */
  readonly remoteUnits: Readonly<Record<string, Databag>>
  readonly localUnitData?: Databag
  readonly localAppData?: Databag
  /** Contents of Juju secrets that the other side has granted, by their ids. */
  readonly secrets?: Readonly<Record<string, Databag>>
}

/** A view as plain data, such as JSON, with objects in place of maps. */
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

/** Options of the application at the other end that every interface has. */
export interface RemoteOptions {
  /** The number of the relation. */
  readonly id?: number
  /** Name of the application at the other end. */
  readonly remoteApp?: string
  /** Addresses of its units, from unit 0 on. */
  readonly addresses?: readonly string[]
  /** Whether the application has written its databags; when false, its units exist and have written nothing. True by default. */
  readonly response?: boolean
}

/** Options of the unit at the other end when both units are on one machine. */
export interface NeighbourOptions extends Omit<RemoteOptions, 'addresses'> {
  /** Address of the machine. */
  readonly address?: string
}

/** The databags of the units at this end, and of their application. */
export interface LocalBags {
  readonly units: Readonly<Record<string, Databag>>
  readonly app?: Databag
}

/**
 * Plays the application at the other end: from the relation so far and from what this end has written, it gives the relation as the real
 * charm would leave it. Each call is one round of hooks, in which units see what the round before has written. Call it until nothing
 * changes.
 */
export type Counterpart = (relation: RelationData, local: LocalBags) => RelationData

/** Gives a databag after a write. An empty value deletes its key. */
export const writtenBag = (before: Databag, changes: Databag): Databag =>
  Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ''))

/** Gives what Juju 4 writes into a unit's databag. */
export const juju4Bag = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address })

/** Gives what Juju up to 3 writes into a unit's databag. */
export const jujuBag = (address: string): Databag => ({ ...juju4Bag(address), 'private-address': address })

/** Gives the databags of an application's units, one for each address: what Juju writes, and then what the unit writes. */
export const unitBags = (
  application: string,
  addresses: readonly string[],
  write: (address: string, number: number) => Databag,
  juju: (address: string) => Databag = jujuBag,
): Readonly<Record<string, Databag>> =>
  Object.fromEntries(addresses.map((address, number) => [`${application}/${number}`, writtenBag(juju(address), write(address, number))]))

/** Gives the name that a unit of another model has in this one. */
export const anonymousUnit = (unit: string): string => unit.replace(/.*(?=\/)/, 'remote-5a1d0c2f9b6e4c37')

/** What `relationOf` makes a relation from. */
interface Parts {
  readonly endpoint: string
  readonly interface: string
  readonly id?: number | undefined
  readonly remoteApp: string
  readonly remoteUnits: RelationData['remoteUnits']
}

/** Makes a relation in which the other side has written into the databags of its units, and not into that of its application. */
export const relationOf = ({ id, ...parts }: Parts): RelationData => ({ ...parts, ...(id === undefined ? {} : { id }), remoteAppData: {} })

/** Gives the relation after a write into the databag of each remote unit. */
export const writeUnits = (relation: RelationData, write: (bag: Databag, unit: string) => Databag): RelationData => ({
  ...relation,
  remoteUnits: Object.fromEntries(Object.entries(relation.remoteUnits).map(([unit, bag]) => [unit, writtenBag(bag, write(bag, unit))])),
})
