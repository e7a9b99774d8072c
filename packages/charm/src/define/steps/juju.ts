/** Steps that write to Juju. */
import type { Databags } from '@charm-layers/relation'
import type { Status } from '../../juju/status.ts'
import { placed } from './place.ts'

/** What this unit and its application should have in their databags of one relation. */
export interface DatabagStep {
  readonly kind: 'databag'
  readonly relationId: string
  readonly databags: Databags
}

/** A text that the leader records for all units, in the application databag of the peer relation. */
export interface FactStep {
  readonly kind: 'fact'
  readonly name: string
  readonly value: string
}

/** A random value that all units share. The leader makes it; it is a Juju secret where Juju has secrets. */
export interface SharedSecretStep {
  readonly kind: 'shared-secret'
  readonly name: string
  /** The number of random bytes; the value is their hexadecimal text. */
  readonly bytes: number
}

/** A value that this unit keeps for its later hooks; `keep` makes this step. */
export interface RememberStep {
  readonly kind: 'remember'
  readonly name: string
  readonly text: string
}

/** One part of the unit's status. The worst part of all wins. */
export interface StatusStep {
  readonly kind: 'status'
  readonly status: Status
}

/** The version of the software that the charm installs. */
export interface VersionStep {
  readonly kind: 'version'
  readonly version: string
}

/** A question to Juju that this hook asks once. `context.resource` and its like make this step. */
export interface AskStep {
  readonly kind: 'ask'
  readonly what: 'resource' | 'planned units' | 'cloud'
  /** Names the question in logs, and the resource. */
  readonly name: string
}

/** The machine should be rebooted after this hook. */
export interface RebootStep {
  readonly kind: 'reboot'
}

/** Makes the step by which the leader records a fact for all units. */
export const fact = (name: string, value: string): FactStep => placed<FactStep>({ kind: 'fact', name, value }, fact)

/** Makes the step that adds a part to the unit's status. */
export const status = (of: Status): StatusStep => placed<StatusStep>({ kind: 'status', status: of }, status)

/** Makes the step that shows a version in the Version column of `juju status`. */
export const version = (text: string): VersionStep => placed<VersionStep>({ kind: 'version', version: text }, version)

/**
 * Makes the step that reboots the machine once this hook has succeeded and everything before the step is as it should be. Return it only
 * while a reboot is needed: Juju runs the hook `start` afterwards. An action cannot reboot.
 */
export const reboot = (): RebootStep => placed<RebootStep>({ kind: 'reboot' }, reboot)
