/**
 * What should be, as data. A charm returns steps; the runtime compares each with what is and does only the difference.
 * A real host and one in memory interpret the same list, and `--plan` prints it.
 */
import type { Databags, Secret } from '@charm-layers/relation'
import type { Status } from './status.ts'

/** Text of a file or of standard input; a secret one is never printed. */
export type Text = string | Secret

/** The value itself, for the place it is meant for. */
export const revealText = (text: Text): string => (typeof text === 'string' ? text : text.reveal())

export interface PackagesStep {
  readonly kind: 'packages'
  readonly names: readonly string[]
}
export interface FileStep {
  readonly kind: 'file'
  readonly path: string
  readonly content: Text
  readonly mode: number
  readonly owner: string
  readonly group: string
  /** Units of systemd that read the file at their start. */
  readonly restarts: readonly string[]
}
export interface DirectoryStep {
  readonly kind: 'directory'
  readonly path: string
  readonly mode: number
  readonly owner: string
  readonly group: string
}
/** A file of root's for all to read, whose content is somewhere else. Fetched once, and written whole or not at all. */
export interface DownloadStep {
  readonly kind: 'download'
  /** Names it in logs and statuses. */
  readonly name: string
  readonly path: string
  readonly url: string
  /** What a whole one begins and ends with; anything else is fetched anew, and refused when it comes. */
  readonly whole: { readonly begins: string; readonly ends: string }
}
export interface AbsentStep {
  readonly kind: 'absent'
  readonly path: string
}
export interface ServiceStep {
  readonly kind: 'service'
  readonly name: string
  /**
   * `running`: enabled and active. `held`: stopped, disabled and masked, so that nothing starts it. `kept`: goes on as it is, and is
   * started again when it has stopped, unless it is masked, or one of the files that it reads is gone, empty, or newer than its last start.
   */
  readonly state: 'running' | 'held' | 'kept'
  /** TCP port that it listens on when it works. */
  readonly port?: number
  /** Files that a kept service reads. */
  readonly reads?: readonly string[]
}
export interface CommandStep {
  readonly kind: 'command'
  /** Names the command in logs, statuses and the outputs of an action. */
  readonly name: string
  readonly argv: readonly string[]
  readonly stdin?: Text
  readonly env?: Readonly<Record<string, Text>>
  readonly user?: string
  /** Gives it the proxies of the model: for a program that reaches the outside. */
  readonly proxied?: true
  /** Shown at once, as a maintenance status, before the command runs. */
  readonly announce?: string
  /** A command that ends with 0 when there is nothing to do. */
  readonly unless?: readonly string[]
  /** Runs as a transient unit of systemd with this name, which outlives the hook: a hook killed in the middle finds it again. */
  readonly transient?: string
  /** A fact that the leader records once the command has ended well. */
  readonly records?: FactStep
}
/** A question to the machine, asked before the rest is decided. */
export interface ProbeStep {
  readonly kind: 'probe'
  readonly name: string
  readonly argv: readonly string[]
  readonly stdin?: Text
  readonly user?: string
}
export interface PortsStep {
  readonly kind: 'ports'
  /** Such as `8779/tcp`; every other port of the unit is closed. */
  readonly open: readonly string[]
}
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
  /** Random bytes; the value is their hexadecimal text. */
  readonly bytes: number
}
export interface StatusStep {
  readonly kind: 'status'
  readonly status: Status
}
export interface VersionStep {
  readonly kind: 'version'
  readonly version: string
}

export type Step =
  | PackagesStep
  | FileStep
  | DirectoryStep
  | DownloadStep
  | AbsentStep
  | ServiceStep
  | CommandStep
  | ProbeStep
  | PortsStep
  | DatabagStep
  | FactStep
  | SharedSecretStep
  | StatusStep
  | VersionStep

/** What a charm may return: steps, nested as is convenient; nothing stands for nothing. */
export type Desired = Step | false | undefined | readonly Desired[]

/** Flattens nested steps, in order. */
export const steps = (desired: Desired): Step[] =>
  desired === false || desired === undefined ? [] : 'kind' in desired ? [desired] : desired.flatMap(steps)

export const packages = (...names: readonly string[]): PackagesStep => ({ kind: 'packages', names })

interface FileOptions {
  readonly mode?: number
  readonly owner?: string
  readonly group?: string
  readonly restarts?: string | readonly string[]
}
/** A file with this content, mode (default 0644), owner and group (default root); services named in `restarts` are restarted when it changes. */
export const file = (
  path: string,
  content: Text,
  { mode = 0o644, owner = 'root', group = 'root', restarts = [] }: FileOptions = {},
): FileStep => ({
  kind: 'file',
  path,
  content,
  mode,
  owner,
  group,
  restarts: typeof restarts === 'string' ? [restarts] : restarts,
})

export const directory = (
  path: string,
  { mode = 0o755, owner = 'root', group = 'root' }: Omit<FileOptions, 'restarts'> = {},
): DirectoryStep => ({
  kind: 'directory',
  path,
  mode,
  owner,
  group,
})

export const download = (name: string, path: string, url: string, whole: DownloadStep['whole']): DownloadStep => ({
  kind: 'download',
  name,
  path,
  url,
  whole,
})

/** A file that must not be there. */
export const absent = (path: string): AbsentStep => ({ kind: 'absent', path })

/** A service that should run, or be held; one that runs is well when it listens on its port, if it has one. */
export const service = (name: string, state: 'running' | 'held' = 'running', port?: number): ServiceStep => ({
  kind: 'service',
  name,
  state,
  ...(port === undefined ? {} : { port }),
})

/** A service that goes on with the files that are there, while something is wrong for which they cannot be made anew. */
export const keptService = (name: string, reads: readonly string[]): ServiceStep => ({ kind: 'service', name, state: 'kept', reads })

export const command = (name: string, argv: readonly string[], options: Omit<CommandStep, 'kind' | 'name' | 'argv'> = {}): CommandStep => ({
  kind: 'command',
  name,
  argv,
  ...options,
})

/** The ports that are open, such as `8779/tcp` or `1000-2000/udp`; tcp when nothing else is said, as with Juju's own open-port. */
export const ports = (...open: readonly string[]): PortsStep => ({
  kind: 'ports',
  open: open.map((port) => (port === 'icmp' || port.includes('/') ? port : `${port}/tcp`)),
})
export const fact = (name: string, value: string): FactStep => ({ kind: 'fact', name, value })
export const status = (of: Status): StatusStep => ({ kind: 'status', status: of })
/** The version of the workload, shown in the Version column of `juju status`. */
export const version = (text: string): VersionStep => ({ kind: 'version', version: text })
