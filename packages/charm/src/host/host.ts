/** The port to the machine. The real one is in real/, the one in memory in charm-testing; the same tests hold for both. */
import type { Text } from './text.ts'

/** What does not change while a hook decides. */
export interface HostFacts {
  /** `ubuntu` or `debian`, and so on: ID of /etc/os-release. */
  readonly distribution: string
  /** Such as `noble` or `bookworm`: VERSION_CODENAME of /etc/os-release. */
  readonly codename: string
  /** As dpkg calls it, such as `amd64`. */
  readonly architecture: string
  readonly hostname: string
  /** Number of processors. */
  readonly cpus: number
  /** Addresses of the interfaces, without those that only the machine itself can reach. */
  readonly addresses: readonly string[]
  /** The version of a package that is installed and configured, or undefined. */
  installed(name: string): string | undefined
}

/** A file as it is. */
export interface FileOnHost {
  readonly content: string
  readonly mode: number
  readonly owner: string
  readonly group: string
  /** Milliseconds since 1970, with fraction. */
  readonly modified: number
}

/** A service as it is. */
export interface ServiceOnHost {
  /** Whether systemd has a unit of this name. */
  readonly known: boolean
  readonly active: boolean
  readonly enabled: boolean
  readonly masked: boolean
  /** What the unit's file says it is. */
  readonly description: string
  /** In systemd's words: `running`, `exited`, `auto-restart` … */
  readonly substate: string
  /** When it was last started, as FileOnHost.modified. */
  readonly since: number
  /** How often systemd has started it again by itself; 0 once it has run for a minute. */
  readonly restarts: number
  /** Why it is not active, in systemd's words, such as `exit-code 1`. */
  readonly result: string
}

/** A program to run. */
export interface Command {
  readonly argv: readonly string[]
  readonly stdin?: Text
  readonly env?: Readonly<Record<string, Text>>
  readonly user?: string
  /** Whether it gets the proxies of the model: for a program that reaches the outside. */
  readonly proxied?: boolean
}

/** How a program has ended. */
export interface Outcome {
  /** Exit status; 127 when it could not be started. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What systemd can be told about services. */
export type ServiceVerb = 'start' | 'stop' | 'restart' | 'reload' | 'enable' | 'mask' | 'unmask'

/** The machine that the hook runs on. */
export interface Host {
  readonly facts: HostFacts
  /** Reads a file; undefined when there is none. */
  file(path: string): FileOnHost | undefined
  /** Writes the whole file at once, with its mode and owner, and makes missing parent directories. Throws for an unknown owner or group. */
  writeFile(path: string, file: { content: string; mode: number; owner: string; group: string }): void
  /** Looks at a directory; undefined when there is none. */
  directory(path: string): Omit<FileOnHost, 'content'> | undefined
  /** Makes a directory with its parents, or gives it another mode or owner. */
  makeDirectory(path: string, as: { mode: number; owner: string; group: string }): void
  /** Takes a file away, if it is there. */
  removeFile(path: string): void
  /** Looks at services, by their units' names without `.service`. */
  services(names: readonly string[]): Promise<ReadonlyMap<string, ServiceOnHost>>
  /** When the service last reloaded and said that it went well, as FileOnHost.modified; 0 when that is not known. */
  lastReload(name: string): Promise<number>
  /** Whether something on this machine listens on the port. */
  isListening(port: number, protocol: 'tcp' | 'udp'): boolean
  /** Tells systemd; `mask` stops first, so that a masked service never runs, and `reload` restarts what cannot reload. */
  manage(verb: ServiceVerb, names: readonly string[]): Promise<Outcome>
  /** Updates the package lists and installs, without what packages only recommend. Keeps configuration files that are there already. */
  install(names: readonly string[]): Promise<Outcome>
  /** Runs a program to its end. */
  run(command: Command): Promise<Outcome>
  /** Gets a text over HTTP, through the proxies of the model: `stdout` is the whole of it, or `stderr` says why there is none. */
  fetch(url: string): Promise<Outcome>
}

/** Time and chance. */
export interface Clock {
  /** Milliseconds since 1970. */
  now(): number
  /** Waits. */
  sleep(milliseconds: number): Promise<void>
  /** Random bytes as hexadecimal text. */
  random(bytes: number): string
}
