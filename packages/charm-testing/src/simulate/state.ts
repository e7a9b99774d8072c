/** What Juju's controller, its agents and the machines hold while a model runs. */
import type { Charm, Status } from '@charm-layers/charm'
import type { Identity } from '@charm-layers/charm/ports'
import type { Databag } from '@charm-layers/relation'
import type { MemoryHost } from '../memory-host/index.ts'
import type { Parts } from '../memory-host/parts.ts'
import type { OwnedSecret } from '../state.ts'
import type { Application, Config } from './model.ts'
import type { Fault } from './plan.ts'
import type { Random } from './random.ts'

/** A databag, or the configuration of an application, with what it held before. */
export interface Bag {
  values: Databag
  /** How often it has changed; 0 means never written. */
  version: number
  /** Of each change, the texts that went and those that came. */
  readonly changes: { readonly gone: readonly string[]; readonly come: readonly string[] }[]
}

/** One end of a relation. */
export interface End {
  readonly app: AppState
  readonly endpoint: string
}

export interface RelationState {
  readonly id: number
  readonly interface: string
  /** One end for peers. */
  readonly ends: readonly End[]
  readonly isPeer: boolean
  readonly isContainer: boolean
  readonly units: Map<UnitState, { readonly bag: Bag; inScope: boolean }>
  /** How often something in it has changed: a databag, or who is in it. */
  changes: number
  readonly apps: Map<AppState, Bag>
}

export interface SecretState {
  readonly app: AppState
  /** The unit that owns it; undefined for one of the application. */
  readonly unit: UnitState | undefined
  facts: OwnedSecret
  content: Databag
}

export interface AppState {
  readonly name: string
  readonly of: Application<never>
  readonly charm: Charm
  /** The services by which a unit serves. */
  readonly serves: readonly { readonly service: string; readonly port: number | undefined }[]
  readonly defaults: Config
  config: Config
  readonly settings: Bag
  leader: UnitState | undefined
  units: UnitState[]
  nextNumber: number
  readonly bindings: readonly string[]
  relations: RelationState[]
  /** By id. */
  secrets: Map<string, SecretState>
}

/** One hook. */
export interface Hook {
  /** Such as `install` or `shared-db-relation-joined`. */
  readonly name: string
  readonly kind: 'plain' | 'created' | 'joined' | 'changed' | 'departed' | 'broken' | 'secret'
  readonly relation?: RelationState
  /** The remote unit; undefined in created, broken and the application's changed. */
  readonly unit?: UnitState | undefined
  /** In departed: the unit that goes. */
  readonly departing?: UnitState
  /** The id of a secret. */
  readonly secret?: string
}

/** One hook while it runs: where it can be stopped, and what it has done so far. */
export interface HookRun {
  readonly unit: UnitState
  readonly hook: Hook
  readonly fault: Fault | undefined
  /** The configuration that the hook is given. */
  readonly configVersion: number
  /** The versions of the databag that the hook delivers. */
  readonly delivers: number
  /** How many steps the hook has come to at which it can be stopped. */
  points: number
  /** The process has been killed. What it has begun on the machine goes on. */
  isDead: boolean
  /** The controller has gone away: no tool answers. */
  isCut: boolean
  /** Whether the hook has changed anything. */
  hasActed: boolean
  /** Files that it has written. */
  readonly files: Map<string, string>
  /** Random values that it was given. */
  readonly values: string[]
  /** Whether something that Juju permits has made the hook fail. */
  wasRefused: boolean
  /** Lets the agent know that the process is gone. */
  readonly onDeath: () => void
}

/** What an agent knows of a relation. */
export interface KnownRelation {
  created: boolean
  broken: boolean
  readonly members: Map<UnitState, number>
  appVersion: number
  /** How often the relation had changed when there was nothing left to tell the unit of it; -1 for never. */
  doneAt: number
  /** The unit whose joined hook has run and whose changed hook comes next. */
  pending: UnitState | undefined
}

export interface UnitState {
  readonly name: string
  readonly app: AppState
  readonly machine: MachineState
  readonly identity: Identity
  readonly addresses: Readonly<Record<string, string>>
  readonly principal: UnitState | undefined
  life: 'alive' | 'dying' | 'dead'
  memory: Databag
  status: Status
  openPorts: readonly string[]
  installed: boolean
  started: boolean
  stopped: boolean
  isLeading: boolean
  /** The configuration that was last delivered; -1 for none. */
  configVersion: number
  updateDue: boolean
  /** Whether the machine has booted since its hook `start`. */
  rebooted: boolean
  readonly known: Map<RelationState, KnownRelation>
  /** Revisions last seen, by the id of the secret. */
  readonly seen: Map<string, number>
  /** A hook that has to run before any other: one that has failed, or that follows from the last. */
  queued: Hook | undefined
  attempts: number
  /** The unit runs no hook before this time: one has failed. */
  notBefore: number
  /** How many hooks have begun. */
  hooks: number
  /** Whether it has ever said that it is active, and served. */
  served: boolean
}

export interface MachineState {
  readonly number: number
  readonly address: string
  readonly host: MemoryHost
  readonly parts: Parts
  readonly random: Random
  units: UnitState[]
  isUp: boolean
  /** Counts the boots: what a process of an earlier boot would do does not happen. */
  boot: number
  /** The hook that runs; one at a time on a machine. */
  run: HookRun | undefined
  /** Whether the agent will look for work. */
  isWoken: boolean
  /** No hook begins before this time. */
  pausedUntil: number
  /** When each service serves again that a hook has started. */
  readonly ready: Map<string, number>
  /** Services that a hook has stopped in order to start them again. */
  readonly restarting: Set<string>
  /** What runs: what to call when the power is lost. */
  readonly processes: Set<() => void>
  /** Files that charms have written. */
  readonly written: Set<string>
}
