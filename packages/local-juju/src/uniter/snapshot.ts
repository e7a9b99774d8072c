import type { Unit } from '../model/unit.ts'
import type { Frozen, Life } from '../model/values.ts'

/** One relation as the controller has it, seen from one unit. */
export interface RelationSnapshot {
  readonly id: number
  readonly endpoint: string
  readonly peer: boolean
  /** The endpoint is `juju-info` that every charm provides: no hooks on this side. */
  readonly implicit: boolean
  readonly life: Life
  readonly suspended: boolean
  /** The own application for peers. */
  readonly remoteApplication: string
  /** Version of the remote application's bag; 0 means never written. */
  readonly applicationVersion: number
  /** Remote units in scope with the version of their bags. */
  readonly members: ReadonlyMap<string, number>
}

/** A secret event that is due for a unit. */
export interface SecretDue {
  readonly id: string
  readonly label: string
  readonly revision: number
}

/** A storage of the unit, as the controller has it. */
export interface StorageSnapshot {
  readonly id: string
  /** The charm's name for it. */
  readonly name: string
  /** `dying`: to be detached, or the unit goes. */
  readonly life: Life
  /** The machine has made it. */
  readonly provisioned: boolean
}

/** The part of the model on which one unit's next operation depends. */
export interface Snapshot {
  readonly unit: string
  readonly life: Life
  /** The application is going too: decides JUJU_DEPARTING_UNIT. */
  readonly applicationLife: Life
  readonly charm: string
  readonly charmVersion: number
  readonly forceCharm: boolean
  readonly bootId: string | null
  readonly configHash: string
  readonly leader: boolean
  readonly leaderSettingsVersion: number
  readonly relations: readonly RelationSnapshot[]
  /** Lives of the unit's subordinates. */
  readonly subordinates: readonly Life[]
  /** A subordinate that no relation holds any more. */
  readonly orphan: boolean
  readonly storage: readonly StorageSnapshot[]
  readonly secrets: {
    readonly expired: readonly SecretDue[]
    readonly rotate: readonly SecretDue[]
    /** Every secret that the unit has read, with its latest revision. */
    readonly consumed: readonly SecretDue[]
    /** Revisions of managed secrets that are neither the latest nor tracked by any reader. */
    readonly obsolete: readonly SecretDue[]
    /** Ids that the unit remembers and the model no longer has. */
    readonly gone: readonly string[]
  }
  /** Pending tasks of this unit, oldest first. */
  readonly tasks: readonly string[]
  readonly resolved: Frozen<Unit>['resolved']
  /** The waiting time of a failed hook is over. */
  readonly retryDue: boolean
  readonly updateStatusDue: boolean
}
