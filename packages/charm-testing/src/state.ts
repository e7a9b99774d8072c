/** Everything a charm can see, as plain data; what is left out has a value that Juju could really show. */
import type { Status } from '@charm-layers/charm'
import type { Command, Outcome, ToolResult } from '@charm-layers/charm/ports'
import type { Databag } from '@charm-layers/relation'
import type { RelationData } from '@charm-layers/relation/testing'

/**
 * A relation as one unit sees it; what is left out is empty. The `./testing` entries of the interface packages make these, with the
 * secrets that the other side has granted.
 */
export type Relation = Partial<RelationData> & Pick<RelationData, 'endpoint' | 'interface' | 'remoteApp'>

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
  /** When it was started: milliseconds since 1970. */
  readonly since: number
  /** When it last reloaded. */
  readonly reloaded?: number
  readonly substate: string
  /** How often systemd has started it again by itself. */
  readonly restarts?: number
  readonly description?: string
}

/** What installing a package brings. Without an entry: a version, and a service of the package's name that starts at once. */
export interface PackageContents {
  readonly version: string
  readonly services?: readonly string[]
}

/** What a unit can see, and the machine that it is on. */
export interface State {
  /** Values that an operator has set; the others have their defaults. */
  readonly config?: Readonly<Record<string, string | number | boolean>>
  readonly leader?: boolean
  /** Number of the unit. */
  readonly unit?: number
  readonly relations?: readonly Relation[]
  readonly jujuVersion?: string
  readonly status?: Status
  /** Charm state, kept by the controller for this unit. */
  readonly memory?: Databag
  readonly openPorts?: readonly string[]
  /** Contents of Juju secrets, by the text that names them. */
  readonly secrets?: Readonly<Record<string, Databag>>
  /** Storages that the unit has, such as `data/0`. */
  readonly storage?: readonly string[]
  /** Addresses on extra bindings. */
  readonly addresses?: Readonly<Record<string, string>>
  readonly machine?: {
    readonly distribution?: string
    readonly codename?: string
    readonly cpus?: number
    readonly architecture?: string
    readonly addresses?: readonly string[]
  }
  /** Files by path; a text alone is a file of root with mode 0644. */
  readonly files?: Readonly<Record<string, string | FileState>>
  readonly directories?: Readonly<Record<string, Omit<FileState, 'content'>>>
  /** Versions of installed packages. */
  readonly packages?: Readonly<Record<string, string>>
  readonly services?: Readonly<Record<string, ServiceState>>
  /** What the distribution offers, where it matters. A package with the value false cannot be had. */
  readonly offered?: Readonly<Record<string, PackageContents | false>>
  /** Services that die when started, with systemd's reason. */
  readonly failing?: Readonly<Record<string, string>>
  /** Services that die a few seconds after each start, and that systemd starts again each time. */
  readonly flapping?: readonly string[]
  /** Ports that nothing listens on, such as `8779/tcp`; on the others something does. */
  readonly silent?: readonly string[]
  /** Answers commands and probes; without it every command ends well and says nothing. */
  readonly commands?: (command: Command) => Partial<Outcome>
  /** Texts that can be downloaded, by URL; of anything else the server cannot be reached. */
  readonly urls?: Readonly<Record<string, string>>
  /** Answers a hook tool in Juju's place: refuses it (`{ code: 1, stderr: 'ERROR permission denied\n' }`), or loses leadership on the way. */
  readonly juju?: (tool: string, args: readonly string[]) => Partial<ToolResult> | undefined
  /** Milliseconds since 1970. */
  readonly now?: number
}

/** What a hook left behind: a state for the next one, and what was done on the way. */
export interface Result extends State {
  readonly status: Status
  readonly relations: readonly Relation[]
  readonly files: Readonly<Record<string, FileState>>
  /** Every difference that was found and removed, in order. Empty for a hook that had nothing to do. */
  readonly changes: readonly string[]
  readonly installed: readonly string[]
  readonly started: readonly string[]
  readonly restarted: readonly string[]
  readonly reloaded: readonly string[]
  /** Commands that ran, without probes of systemd. */
  readonly ran: readonly Command[]
  /** Every status that was shown, the announced ones too. */
  readonly statuses: readonly Status[]
  readonly log: readonly string[]
  readonly version: string | undefined
  /** Results of an action, or why it failed. */
  readonly results: Readonly<Record<string, string>>
  readonly failed: string | undefined
  /** Hook tools that wrote something. */
  readonly writes: readonly string[]
}
