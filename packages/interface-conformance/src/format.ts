/** What stands in the files of `vectors/` and `scenarios/`, and in the lines that are exchanged with an implementation. */
import type { Databag } from '@charm-layers/relation'

/** JSON. A secret is an object with the one member `secret`. */
export type Json = string | number | boolean | null | readonly Json[] | JsonObject

/** A JSON object. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** What a unit sees of one relation. */
export interface ViewJson {
  readonly id: string
  readonly localUnit: string
  readonly localUnitData: Databag
  /** There for the leader, and for every unit of a peer relation. */
  readonly localAppData?: Databag
  readonly remoteApp: string
  readonly remoteAppData: Databag
  /** Sorted by application and number, as Juju lists them. */
  readonly remoteUnits: Readonly<Record<string, Databag>>
  /** Contents of Juju secrets, by id. */
  readonly secrets?: Readonly<Record<string, Databag>>
}

/** What a reader should conclude. Of `data` the members that are named count; null says that one must not be there. The order of `missing` is free. */
export type ExpectedState =
  | { readonly state: 'absent' }
  | { readonly state: 'waiting' /** Left out where the protocol has no name for it. */; readonly missing?: readonly string[] }
  | { readonly state: 'ready'; readonly data: Json }
  | { readonly state: 'invalid'; readonly key: string }

/** One look at a relation. Members of the view replace those of the file's view. */
export interface StepJson {
  readonly what: string
  /** What led here from the step before, or made it so from the beginning, in few words for a drawing. The first scenario does without. */
  readonly event?: string
  readonly view?: Partial<ViewJson>
  /** The reader's own request, where its side has one; else the scenario's, else the file's. */
  readonly request?: Json
  readonly expect: ExpectedState
}

/** A life of a relation, step by step. */
export interface ScenarioJson {
  readonly name: string
  /** Section or trap of the protocol. */
  readonly about: string
  /** Of use, but done by no upstream reader: its results stand apart. */
  readonly optional?: true
  readonly request?: Json
  readonly steps: readonly StepJson[]
}

/** An intent, and the own bags as they are once it is written. Without `app` the application's bag stays as it was. */
export interface WriteJson {
  readonly name: string
  readonly about: string
  /** Of use, but not done by every upstream writer: its result stands apart. */
  readonly optional?: true
  readonly view?: Partial<ViewJson>
  readonly intent: Json
  readonly expect: { readonly unit: Databag; readonly app?: Databag }
}

/** How written values are compared, by key; `*` in a key stands for any text. A key that is in no list counts byte for byte. */
export interface CompareJson {
  /** Any spelling of the same JSON will do, and `{}` or `[]` says the same as no key. */
  readonly json?: readonly string[]
  /** May be there without being expected: the other side does not need it. */
  readonly optional?: readonly string[]
}

/** A file of `scenarios/`. */
export interface ScenarioFile {
  readonly interface: string
  readonly side: SideName
  readonly compare?: CompareJson
  readonly view: ViewJson
  readonly request?: Json
  readonly scenarios: readonly ScenarioJson[]
  readonly writes: readonly WriteJson[]
}

/** What the other side's reader reads from a recorded databag. */
export interface ReadingJson {
  /** Whose reading it is: a file of the upstream reader. */
  readonly reader: string
  /** The side that reads; else the other side of the interface. */
  readonly target?: Target
  /** Other vectors of the folder that stand in the same view. */
  readonly with?: readonly string[]
  readonly view?: Partial<ViewJson>
  readonly request?: Json
  readonly expect: ExpectedState
}

/** A file of `vectors/`. */
export interface VectorFile {
  readonly interface: string
  /** Who wrote the bag. */
  readonly side: 'provider' | 'requirer' | 'peer'
  readonly scope: 'unit' | 'app' | 'units'
  /** The bag; with the scope `units` the bags by unit. */
  readonly databag: Databag | Readonly<Record<string, Databag>>
  /** The unit that wrote it, if it is known. */
  readonly unit?: string
  readonly note?: string
  readonly expected?: readonly ReadingJson[]
}

/** A side of an interface, as in metadata.yaml. */
export type SideName = 'requires' | 'provides' | 'peers'

/** Every interface and side that the kit knows. */
export const TARGETS = [
  'hacluster/provides',
  'hacluster/requires',
  'keystone/provides',
  // In application databags; the requires side reads both.
  'keystone-kubernetes/provides',
  'keystone/requires',
  'mysql-shared/provides',
  'mysql-shared/requires',
  'nrpe-external-master/provides',
  'nrpe-external-master/requires',
  'openstack-ha/peers',
  'pgsql/provides',
  'pgsql/requires',
  'rabbitmq/provides',
  'rabbitmq/requires',
  'tls-certificates/provides',
  'tls-certificates/requires',
] as const

/** An interface and a side, such as `pgsql/requires`. */
export type Target = (typeof TARGETS)[number]

/** Finds the target that a text names. */
export const targetOf = (text: string): Target | undefined => TARGETS.find((target) => target === text)

/** What is asked of an implementation. */
export type Question =
  | { readonly do: 'read'; readonly view: ViewJson; readonly request?: Json }
  | { readonly do: 'write'; readonly view: ViewJson; readonly intent: Json }
