/** One relation with the databags of both sides; each side is shown what it can see of it. */
import type { Databag, Databags, RelationView } from '@charm-layers/relation'
import { writtenBag } from '@charm-layers/relation/testing'
import { isJujuKey } from '@charm-layers/relation/wire'

/** One application and what it has written. */
export interface Application {
  readonly name: string
  readonly app: Databag
  readonly units: Readonly<Record<string, Databag>>
}

/** A relation between our application and theirs; for a peer relation both have one name and different units. */
export interface Relation {
  readonly endpoint: string
  readonly ours: Application
  readonly theirs: Application
  /** Contents of secrets that they have granted, by id. */
  readonly secrets?: Readonly<Record<string, Databag>>
}

const juju = (address: string): Databag => ({
  'egress-subnets': `${address}/${address.includes(':') ? 128 : 32}`,
  'ingress-address': address,
  'private-address': address,
})

/** Makes an application whose units have written nothing; `first` is the number of the first unit. */
export const application = (name: string, addresses: readonly string[], first = 0): Application => ({
  name,
  app: {},
  units: Object.fromEntries(addresses.map((address, index) => [`${name}/${first + index}`, juju(address)])),
})

export const relate = (endpoint: string, ours: Application, theirs: Application): Relation => ({ endpoint, ours, theirs })

/** The first unit of an application. */
export const firstUnit = ({ name, units }: Application): string => {
  const [unit] = Object.keys(units)
  if (unit === undefined) throw new Error(`${name} has no unit`)
  return unit
}

/** The bags of all units but one. */
export const without = (units: Application['units'], unit: string): Application['units'] =>
  Object.fromEntries(Object.entries(units).filter(([name]) => name !== unit))

/** What one of our units sees. */
export const viewOf = ({ endpoint, ours, theirs, secrets }: Relation, unit: string = firstUnit(ours)): RelationView => ({
  id: `${endpoint}:1`,
  localUnit: unit,
  localUnitData: ours.units[unit] ?? {},
  localAppData: ours.app,
  remoteApp: theirs.name,
  remoteAppData: theirs.app,
  // Peers see all units but themselves.
  remoteUnits: new Map(Object.entries({ ...(ours.name === theirs.name ? without(ours.units, unit) : {}), ...theirs.units })),
  ...(secrets === undefined ? {} : { secrets: new Map(Object.entries(secrets)) }),
})

/** The same relation from the other side, to read with our reader what theirs has read. */
export const swapped = (relation: Relation): Relation => ({ ...relation, ours: relation.theirs, theirs: relation.ours })

/** Lets each of our units write, or those that are named. */
export const weWrite = (relation: Relation, write: (view: RelationView) => Databags, only?: readonly string[]): Relation => {
  let { ours } = relation
  for (const unit of only ?? Object.keys(ours.units)) {
    const { unit: bag, app } = write(viewOf(relation, unit))
    ours = {
      ...ours,
      app: writtenBag(ours.app, app ?? {}),
      units: { ...ours.units, [unit]: writtenBag(ours.units[unit] ?? {}, bag ?? {}) },
    }
  }
  return { ...relation, ours }
}

/** Gives what a side has written, without what Juju says. */
export const written = (bag: unknown): Readonly<Record<string, unknown>> =>
  Object.fromEntries(Object.entries(bag ?? {}).filter(([key]) => !isJujuKey(key)))

/** Gives data with its secrets open and its maps as objects, to compare with. */
export const opened = (data: unknown): unknown => {
  if (typeof data !== 'object' || data === null) return data
  if ('reveal' in data && typeof data.reveal === 'function') return data.reveal()
  if (data instanceof Map) return opened(Object.fromEntries(data))
  if (Array.isArray(data)) return data.map(opened)
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, opened(value)]))
}
