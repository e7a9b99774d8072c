import type { Charm } from './charm.ts'
import type { Operation, Task } from './operation.ts'
import type { Relation } from './relation.ts'
import type { Secret } from './secret.ts'
import type { StorageInstance, StorageRequest } from './storage.ts'
import type { Unit } from './unit.ts'
import type { ConfigValue, Life, Status, Time } from './values.ts'

/** One line of `juju show-status-log`. */
export interface StatusHistoryEntry {
  kind: 'juju-unit' | 'workload' | 'application' | 'machine'
  status: string
  message: string
  since: Time
}

/** A file resource attached to an application; without a path it has no content yet, which local charms may. */
export interface Resource {
  path: string | null
  revision: number
  /** When it was attached; null while it has no content. */
  uploaded: Time | null
}

/** Shared values of one application that its leader writes with `leader-set` (Juju ≤3.6). */
export interface LeaderSettings {
  version: number
  values: { [key: string]: string }
}

/** An application: what its units have in common. */
export interface Application {
  name: string
  /** Key of the charm in {@link Model.charms}, such as `local:web-0`. */
  charm: string
  /** True when the charm must also replace that of units in error (`refresh --force-units`). */
  forceCharm: boolean
  /** Grows with each refresh and each attached resource: both run `upgrade-charm`. */
  charmVersion: number
  /** Base asked for or chosen by Juju's rules, such as `ubuntu@22.04`. What really runs stands in the machine. */
  base: string
  life: Life
  /** Only what the operator has set. Defaults come from the charm. */
  config: { [option: string]: ConfigValue }
  trust: boolean
  exposed: boolean
  constraints: string
  /** Space by endpoint; the key `""` is the default. */
  bindings: { [endpoint: string]: string }
  resources: { [name: string]: Resource }
  /** What each new unit gets, by the charm's name for it. */
  storage: { [name: string]: StorageRequest }
  /** Name of the leading unit; null while there is none. */
  leader: string | null
  leaderSettings: LeaderSettings
  /** What the leader said with `status-set --application`; null: derived from the units. */
  status: Status | null
  created: Time
}

/** A network space besides `alpha`, with its one subnet. */
export interface Space {
  /** From 1 on; `alpha` is 0. */
  id: number
  /** Such as `10.231.88.0/24`. */
  cidr: string
}

/** One address of a machine. */
export interface Address {
  value: string
  cidr: string
  interface: string
  mac: string
}

/** A machine. The process behind it belongs to the machine driver; the state holds what Juju shows of it. */
export interface Machine {
  id: string
  life: Life
  /** `pending`, `started`, `down`, `stopped`. */
  status: Status
  /** `pending`, `running`, `provisioning error`. */
  instanceStatus: Status
  instanceId: string | null
  hostname: string | null
  addresses: Address[]
  /** What really runs, such as `debian@12`. */
  base: string
  /** Architecture in Juju's words, such as `amd64`. */
  arch: string
  /** Changes with each boot; null before the first. */
  bootId: string | null
  /** `off` after `juju local power-off`: it stays down until it is powered on. */
  power: 'on' | 'off'
  /** `cut` after `juju local cut-network`: it runs, and nobody reaches it. */
  network: 'connected' | 'cut'
  created: Time
}

/** Numbers that are never given twice within a model (observed: also not to a new application of an old name). */
export interface Counters {
  /** Next unit number by application name. */
  unit: { [application: string]: number }
  machine: number
  relation: number
  storage: number
  space: number
  /** Operations and tasks share it. */
  task: number
  /** Next revision by charm name: counts uploads, also those whose deploy fails. */
  charmRevision: { [charm: string]: number }
}

/** One whole model. Plain JSON, so that it can be written to a file and compared. */
export interface Model {
  /** Format of the file. */
  format: 1
  name: string
  uuid: string
  life: Life
  created: Time
  /** Attributes the operator has set, as text. The defaults are in `model-config.ts`. */
  config: { [key: string]: string }
  counters: Counters
  charms: { [url: string]: Charm }
  applications: { [name: string]: Application }
  units: { [name: string]: Unit }
  machines: { [id: string]: Machine }
  relations: { [id: string]: Relation }
  /** By name, without `alpha`. */
  spaces: { [name: string]: Space }
  /** By their 20-character id. */
  secrets: { [id: string]: Secret }
  /** By id, such as `data/0`. */
  storage: { [id: string]: StorageInstance }
  operations: { [id: string]: Operation }
  tasks: { [id: string]: Task }
  /** By entity: `web/0`, `web`, `machine-0`; the newest last, bounded. */
  statusHistory: { [entity: string]: StatusHistoryEntry[] }
}
