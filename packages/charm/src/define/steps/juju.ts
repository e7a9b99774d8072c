/** What is told to Juju. */
import type { Databags } from '@charm-layers/relation'
import type { Status } from '../../juju/status.ts'

/** What the own bags of one relation should hold. */
export interface DatabagStep {
  readonly kind: 'databag'
  readonly relationId: string
  readonly databags: Databags
}

/** Something that one unit decides for all: written by the leader into the peers' application databag. */
export interface FactStep {
  readonly kind: 'fact'
  readonly name: string
  readonly value: string
}

/** A random value that all units share: made by the leader, kept as a Juju secret where Juju has secrets. */
export interface SharedSecretStep {
  readonly kind: 'shared-secret'
  readonly name: string
  /** Random bytes; the value is their text. */
  readonly bytes: number
}

/** Something that this unit remembers until its next hook; made by `keep`. */
export interface RememberStep {
  readonly kind: 'remember'
  readonly name: string
  readonly text: string
}

/** A part of the workload status; the worst part wins. */
export interface StatusStep {
  readonly kind: 'status'
  readonly status: Status
}

/** The version of the workload. */
export interface VersionStep {
  readonly kind: 'version'
  readonly version: string
}

/** Makes a fact, which the leader records for all units. */
export const fact = (name: string, value: string): FactStep => ({ kind: 'fact', name, value })

/** Makes a part of the workload status. */
export const status = (of: Status): StatusStep => ({ kind: 'status', status: of })

/** Makes the version of the workload, shown in the Version column of `juju status`. */
export const version = (text: string): VersionStep => ({ kind: 'version', version: text })
