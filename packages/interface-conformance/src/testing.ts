/** Helps to test an implementation in TypeScript: recorded databags, views, and secrets shown in plain text. */
import type { Databag, RelationView } from '@charm-layers/relation'
import { readVector, textsOf, unitsOf, vectorNamesOf } from './files.ts'

export { revived } from './revive.ts'

/** Shows secrets, so that values which hold them can be compared. */
export const plain = (value: unknown): unknown => {
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, plain(item)]))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if ('reveal' in value && typeof value.reveal === 'function') return { secret: String(value.reveal()) }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

/** Gives what is left of a databag after a write: an empty value takes its key away. @throws TypeError when a value is no text. */
export const applied = (before: Databag, written: Databag | undefined): Databag => {
  const entries = Object.entries({ ...before, ...written })
  if (entries.some(([, value]) => typeof value !== 'string')) throw new TypeError('a value is no text')
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

/** Makes the view that `trove/0` has of one relation, given the bags of the remote units. */
export type ViewOf = (units: Readonly<Record<string, Databag>>, more?: Partial<RelationView>) => RelationView

/** Gives a maker of views of one relation, such as `amqp:3` with the application `rabbitmq-server`. */
export const viewsOf =
  (id: string, remoteApp: string): ViewOf =>
  (units, more = {}) => ({
    id,
    localUnit: 'trove/0',
    localUnitData: { 'egress-subnets': '10.5.1.21/32', 'ingress-address': '10.5.1.21' },
    remoteApp,
    remoteAppData: {},
    remoteUnits: new Map(Object.entries(units)),
    ...more,
  })

/** A recorded databag, or with the scope `units` those of several units. */
export interface Vector {
  readonly side: 'provider' | 'requirer' | 'peer'
  readonly scope: 'unit' | 'app' | 'units'
  /** The bag; empty with the scope `units`. */
  readonly databag: Databag
  /** The bags by unit; a bag of unknown unit is that of `remote/0`. */
  readonly units: Readonly<Record<string, Databag>>
}

/** The recorded databags of one interface. */
export interface Vectors {
  /** Names of all of them, those recorded from running charms (`live/…`) too. */
  readonly vectorNames: readonly string[]
  /** Reads one by its name. */
  readonly vector: (name: string) => Vector
}

/** Finds the recorded databags of an interface, by the name that metadata.yaml gives it, such as `rabbitmq`. */
export const vectorsOf = (interfaceName: string): Vectors => ({
  vectorNames: vectorNamesOf(interfaceName),
  vector: (name) => {
    const file = readVector(interfaceName, name)
    const { side, scope, databag } = file
    return { side, scope, databag: textsOf(databag), units: unitsOf(file, 'remote/0') }
  },
})
