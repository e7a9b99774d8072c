/** The format of the files in `vectors/` and `scenarios/`, and of the lines that the kit exchanges with an implementation. */
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
  /** Present for the leader, and for every unit of a peer relation. */
  readonly localAppData?: Databag
  readonly remoteApp: string
  readonly remoteAppData: Databag
  /** Sorted by application and number, as Juju lists them. */
  readonly remoteUnits: Readonly<Record<string, Databag>>
  /** Contents of Juju secrets, by id. */
  readonly secrets?: Readonly<Record<string, Databag>>
}

/**
 * The state that a reader should give. Only the members of `data` that stand here are compared; null means that a member must be absent.
 * The order of `missing` is free.
 */
export type ExpectedState =
  | { readonly state: 'absent' }
  | { readonly state: 'waiting' /** Left out where the protocol has no name for it. */; readonly missing?: readonly string[] }
  | { readonly state: 'ready'; readonly data: Json }
  | { readonly state: 'invalid'; readonly key: string }

/** One look at a relation. Members of the view replace those of the file's view. */
export interface StepJson {
  readonly what: string
  /**
   * What led from the step before to this one, in few words for the state diagram; in a first step, what made it so from the beginning. The
   * first scenario needs none.
   */
  readonly event?: string
  readonly view?: Partial<ViewJson>
  /** The reader's own request, if its side has one. Without it the scenario's request counts, then the file's. */
  readonly request?: Json
  readonly expect: ExpectedState
}

/** A life of a relation, step by step. */
export interface ScenarioJson {
  readonly name: string
  /** Section or trap of the protocol. */
  readonly about: string
  /** The scenario is useful, but no upstream reader passes it: its results are reported apart. */
  readonly optional?: true
  readonly request?: Json
  readonly steps: readonly StepJson[]
}

/** An intent, and the writer's databags as they are once it is written. Without `app` the application's databag stays as it was. */
export interface WriteJson {
  readonly name: string
  readonly about: string
  /** The write is useful, but not every upstream writer passes it: its result is reported apart. */
  readonly optional?: true
  readonly view?: Partial<ViewJson>
  readonly intent: Json
  readonly expect: { readonly unit: Databag; readonly app?: Databag }
}

/** How written values are compared, by key; `*` in a key stands for any text. A key that is in no list counts byte for byte. */
export interface CompareJson {
  /** Keys where any spelling of the same JSON will do, and where `{}` or `[]` equals no key. */
  readonly json?: readonly string[]
  /** Keys that may be present without being expected: the other side does not need them. */
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
  /** The file of the upstream reader whose reading this is. */
  readonly reader: string
  /** The side that reads; by default the other side of the interface. */
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
  // Keystone on Kubernetes answers in application databags. `keystone/requires` reads both kinds of answer.
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
