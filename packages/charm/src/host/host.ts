/** The ports to the machine and to time. `real/` has the real host, charm-testing has one in memory; both pass the same tests. */
import type { Text } from './text.ts'

/** Facts of the machine that do not change while a charm's function runs. */
export interface HostFacts {
  /** Such as `ubuntu` or `debian`: ID of /etc/os-release. */
  readonly distribution: string
  /** Such as `noble` or `bookworm`: VERSION_CODENAME of /etc/os-release. */
  readonly codename: string
  /** The name that dpkg uses, such as `amd64`. */
  readonly architecture: string
  readonly hostname: string
  /** Number of processors. */
  readonly cpus: number
  /** Addresses of the network interfaces, without the loopback interface. */
  readonly addresses: readonly string[]
  /** Gives the version of a package that is installed and configured; undefined for any other. */
  installed(name: string): string | undefined
}

/** A file as it is on the machine. */
export interface FileOnHost {
  readonly content: string
  readonly mode: number
  readonly owner: string
  readonly group: string
  /** When the file was last written: milliseconds since 1970, with a fraction. */
  readonly modified: number
}

/** A service as systemd knows it. */
export interface ServiceOnHost {
  /** Whether systemd has a unit of this name. */
  readonly known: boolean
  readonly active: boolean
  readonly enabled: boolean
  readonly masked: boolean
  /** The description of the systemd unit. */
  readonly description: string
  /** The state in systemd's words: `running`, `exited`, `auto-restart` … */
  readonly substate: string
  /**
   * When the service was last started, as the clock of that moment said: milliseconds since 1970, or 0 when that is not known. It can be
   * compared with times of files. How long ago that is, `age` tells.
   */
  readonly since: number
  /** How many milliseconds ago the service was last started; the setting of a clock does not change it. 0 when that is not known. */
  readonly age: number
  /** How often systemd has started the service again by itself; 0 once the service has run for a minute. */
  readonly restarts: number
  /** Why the service is not active, in systemd's words, such as `exit-code 1`; empty when it is. */
  readonly result: string
}

/** A program to run. */
export interface Command {
  readonly argv: readonly string[]
  readonly stdin?: Text
  readonly env?: Readonly<Record<string, Text>>
  readonly user?: string
  /** How many seconds the program may take; half an hour by default. */
  readonly seconds?: number
  /** Whether the program gets the proxies of the model, because it has to reach something outside the cloud. */
  readonly proxied?: boolean
}

/** What a program has printed, and how it has ended. */
export interface Outcome {
  /** Exit status; 124 when it took too long and was ended, 127 when it could not be started. */
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

/** What the runtime can tell systemd to do with services. */
export type ServiceVerb = 'start' | 'stop' | 'restart' | 'reload' | 'enable' | 'mask' | 'unmask'

/** A fault of the machine, which no charm can help: an owner that it does not know, a systemd that does not answer. */
export class MachineFault extends Error {
  override readonly name = 'MachineFault'
}

/** A file to write. */
export interface FileToWrite {
  readonly content: string
  readonly mode: number
  readonly owner: string
  readonly group: string
  /** The file gets a time after this one, in milliseconds since 1970, even where the clock was set back. */
  readonly newerThan?: number
}

/** The machine that the hook runs on. Each function throws MachineFault, or the system's error, where the machine refuses. */
export interface Host {
  readonly facts: HostFacts
  /** Reads a file, and of its content this many bytes at most; undefined when there is no file. A link is none. */
  file(path: string, longest?: number): FileOnHost | undefined
  /** Tells whether something is at the path that is no directory: a file, a link, a pipe. */
  hasFile(path: string): boolean
  /**
   * Writes the whole file at once, with its mode, owner and group, and makes missing parent directories. What else is in its place, such as
   * a directory, is moved aside.
   */
  writeFile(path: string, file: FileToWrite): void
  /** Sets when a file was last written: milliseconds since 1970. */
  setModified(path: string, time: number): void
  /** Looks at a directory; undefined when there is none. */
  directory(path: string): Omit<FileOnHost, 'content'> | undefined
  /** Makes a directory with its parents, or changes the mode and owner of one that exists. */
  makeDirectory(path: string, as: { mode: number; owner: string; group: string }): void
  /** Removes a file, if there is one. */
  removeFile(path: string): void
  /** Looks at services, by the names of their systemd units without `.service`. */
  services(names: readonly string[]): Promise<ReadonlyMap<string, ServiceOnHost>>
  /** Gives when the service last reloaded well: milliseconds since 1970, or 0 when that is not known. */
  lastReload(name: string): Promise<number>
  /** Tells whether a program on this machine listens on the port. */
  isListening(port: number, protocol: 'tcp' | 'udp'): boolean
  /** Counts the TCP connections that programs elsewhere, or here, have to this port of the machine. */
  connections(port: number): number
  /** Tells systemd to do something with services. `mask` also stops them; `reload` restarts a service that cannot reload. */
  manage(verb: ServiceVerb, names: readonly string[]): Promise<Outcome>
  /** Updates the package lists and installs packages, without those they only recommend. Keeps configuration files that exist already. */
  install(names: readonly string[]): Promise<Outcome>
  /** Runs a program to its end. */
  run(command: Command): Promise<Outcome>
  /** Gets a text over HTTP, through the proxies of the model: `stdout` is the whole text, or `stderr` says why there is none. */
  fetch(url: string): Promise<Outcome>
}

/** The time of day and random bytes. */
export interface Clock {
  /** Gives the time of day: milliseconds since 1970. It can be set, also back. */
  now(): number
  /** Gives the milliseconds since some moment in the past. Nobody can set it. */
  monotonic(): number
  /** Waits for this time. */
  sleep(milliseconds: number): Promise<void>
  /** Gives random bytes as hexadecimal text. */
  random(bytes: number): string
}
