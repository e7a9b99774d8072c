import type { Life, Status, Time } from './values.ts'

/** What a charm says of one of its storages. */
export interface StorageMeta {
  type: 'filesystem' | 'block'
  /** Where the unit finds it; empty: where Juju likes. */
  location: string
  countMin: number
  /** -1: any number. */
  countMax: number
  /** In MiB. */
  minimumSize: number
}

/** What the operator has asked for of one storage: for each unit of an application, or in one `add-storage`. */
export interface StorageRequest {
  pool: string
  /** In MiB. */
  size: number
  count: number
}

/** A storage that a unit has. */
export interface StorageAttachment {
  unit: string
  machine: string
  /** `dying`: to be detached; `dead`: the unit's hooks are over, and the machine may take it away. */
  life: Life
  /** Where the unit finds it; null until the machine has made it. */
  location: string | null
}

/** One storage, such as `data/0`. It goes with its unit, unless it was detached before. */
export interface StorageInstance {
  id: string
  /** Name that the charm gives it. */
  name: string
  /** The charm's own name, since only its units can take the storage. */
  charm: string
  pool: string
  /** In MiB: what was asked for, and when the machine has made it what there is. */
  size: number
  life: Life
  status: Status
  attachment: StorageAttachment | null
  created: Time
}
