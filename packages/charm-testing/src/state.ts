/** Everything that a charm can see, as plain data. A field that is left out has a value that Juju could really show. */
import type { Status } from '@charm-layers/charm'
import type { Command, Outcome, ToolResult } from '@charm-layers/charm/ports'
import type { Databag } from '@charm-layers/relation'
import type { RelationData } from '@charm-layers/relation/testing'

/**
 * A relation as one unit sees it. A field that is left out is empty. The `./testing` entries of the interface packages make relations,
 * with the secrets that the other side has granted.
 */
export type Relation = Partial<RelationData> & Pick<RelationData, 'endpoint' | 'interface' | 'remoteApp'>

/** What Juju keeps of a secret of this unit or its application, beside the content. */
export interface OwnedSecret {
  readonly owner: 'application' | 'unit'
  readonly label: string
  readonly description: string
  readonly rotation: string
  /** When the newest revision expires: milliseconds since 1970. */
  readonly expires?: number
  /** The newest revision. */
  readonly revision: number
  /** Revisions that were removed. */
  readonly removed?: readonly number[]
  /** Relations whose other side may read it. */
  readonly granted: readonly string[]
}

/** A file on the machine. */
export interface FileState {
  readonly content: string
  readonly mode: number
  readonly owner: string
  readonly group: string
  readonly modified: number
}

/** A service on the machine. */
export interface ServiceState {
  readonly active: boolean
  readonly enabled: boolean
  readonly masked: boolean
  /** When the service was started: milliseconds since 1970. */
  readonly since: number
  /** When the service last reloaded: milliseconds since 1970. */
  readonly reloaded?: number
  readonly substate: string
  /** How often systemd has started the service again by itself. */
  readonly restarts?: number
  readonly description?: string
}

/** What a package brings when it is installed: its version, and services, which start at once. */
export interface PackageContents {
  readonly version: string
  readonly services?: readonly string[]
}

/** A storage instance of the unit. */
export interface StorageState {
  /** Such as `data/0`. */
  readonly id: string
  /** Where it is; false while Juju has not attached it. */
  readonly location: string | false
}

/** What a unit can see, and the machine that it is on. */
export interface State {
  /** Values that an operator has set; the other options have their defaults. */
  readonly config?: Readonly<Record<string, string | number | boolean>>
  readonly leader?: boolean
  /** The number of the unit. */
  readonly unit?: number
  readonly relations?: readonly Relation[]
  readonly jujuVersion?: string
  readonly status?: Status
  /** The unit's memory: Juju's charm state, which the controller keeps. */
  readonly memory?: Databag
  readonly openPorts?: readonly string[]
  /** Contents of Juju secrets, by their ids. */
  readonly secrets?: Readonly<Record<string, Databag>>
  /** What Juju keeps beside the contents of the secrets that belong to this unit or its application, by their ids. */
  readonly ownedSecrets?: Readonly<Record<string, OwnedSecret>>
  /** Storage instances that the unit has, such as `data/0`. An id alone is attached where Juju attaches it by default. */
  readonly storage?: readonly (string | StorageState)[]
  /** The names of the resources that an operator has attached. */
  readonly resources?: readonly string[]
  /** How many units the application is to have; by default those that the peer relations show, and this one. */
  readonly plannedUnits?: number
  /** What Juju tells of the model's cloud; left out while no operator trusts the charm with it. Its keys are Juju's: `auth-type`. */
  readonly cloud?: Readonly<Record<string, unknown>>
  /**
   * Addresses on extra bindings: one, or several with the one at which others reach the unit first. `10.5.3.21/16` says the network too;
   * without it the network has 24 bits, or 64 of IPv6.
   */
  readonly addresses?: Readonly<Record<string, string | readonly string[]>>
  readonly machine?: {
    readonly distribution?: string
    readonly codename?: string
    readonly cpus?: number
    readonly architecture?: string
    readonly addresses?: readonly string[]
  }
  /** Files by path. A text alone is a file with mode 0644 that belongs to root. */
  readonly files?: Readonly<Record<string, string | FileState>>
  readonly directories?: Readonly<Record<string, Omit<FileState, 'content'>>>
  /** Versions of installed packages. */
  readonly packages?: Readonly<Record<string, string>>
  readonly services?: Readonly<Record<string, ServiceState>>
  /**
   * What packages bring when they are installed, by name; a package with the value false cannot be installed. A package that is not named
   * has version `1.0-1` and brings a service of its own name.
   */
  readonly offered?: Readonly<Record<string, PackageContents | false>>
  /** Services that die when they are started, each with systemd's reason. */
  readonly failing?: Readonly<Record<string, string>>
  /** Services that die a few seconds after each start, and that systemd starts again each time. */
  readonly flapping?: readonly string[]
  /** Ports that no program listens on, such as `8779/tcp`. On every other port a program listens. */
  readonly silent?: readonly string[]
  /** How many milliseconds from the start of the hook on clients still have requests at a port. */
  readonly requests?: Readonly<Record<number, number>>
  /** Answers commands and probes. Without it, every command succeeds and prints nothing. */
  readonly commands?: (command: Command) => Partial<Outcome>
  /** Texts that can be downloaded, by URL. The server of any other URL cannot be reached. */
  readonly urls?: Readonly<Record<string, string>>
  /**
   * Answers a call of a hook tool in Juju's place; undefined leaves it to Juju. A test can refuse a call so
   * (`{ code: 1, stderr: 'ERROR permission denied\n' }`), or take leadership away in the middle of a hook.
   */
  readonly juju?: (tool: string, args: readonly string[]) => Partial<ToolResult> | undefined
  /** The time at the start: milliseconds since 1970. */
  readonly now?: number
}

/** The state after a hook, for the next `run`, and what the hook has done. */
export interface Result extends State {
  readonly status: Status
  readonly relations: readonly Relation[]
  readonly files: Readonly<Record<string, FileState>>
  /** One line for each change that the hook has made, in order. Empty for a hook that had nothing to do. */
  readonly changes: readonly string[]
  readonly installed: readonly string[]
  readonly started: readonly string[]
  readonly restarted: readonly string[]
  readonly reloaded: readonly string[]
  /** The commands and probes that ran, without the runtime's own questions to systemd. */
  readonly ran: readonly Command[]
  /** Every status that was shown in the hook, in order. */
  readonly statuses: readonly Status[]
  readonly log: readonly string[]
  readonly version: string | undefined
  /** The results of an action. */
  readonly results: Readonly<Record<string, string>>
  /** Why the action has failed; undefined when it has not. */
  readonly failed: string | undefined
  /** Whether Juju reboots the machine now. */
  readonly rebooted: boolean
  /** The names of the hook tools that were called to write something, in order. */
  readonly writes: readonly string[]
}
