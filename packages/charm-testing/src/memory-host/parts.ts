/** What the parts of the host in memory share. */
import type { Clock, Command, Outcome } from '@charm-layers/charm/ports'
import type { FileState, PackageContents, ServiceState, State } from '../state.ts'

/** Everything that is on the host, and what was done to it. */
export interface Parts {
  readonly state: State
  readonly clock: Clock
  readonly files: Map<string, FileState>
  readonly directories: Map<string, Omit<FileState, 'content'>>
  /** Versions by name. */
  readonly packages: Map<string, string>
  readonly services: Map<string, ServiceState>
  /** When the hook began, by the clock that nobody can set. */
  readonly began: number
  /** When each service was started, by the clock that nobody can set. */
  readonly starts: Map<string, number>
  readonly did: { installed: string[]; started: string[]; restarted: string[]; reloaded: string[]; ran: Command[] }
}

/** The outcome of a program that succeeded and printed nothing. */
export const well: Outcome = { code: 0, stdout: '', stderr: '' }

/** Gives the outcome of a program that failed. */
export const badly = (stderr: string, code = 1): Outcome => ({ code, stdout: '', stderr })

/** Gives what a package brings; false for a package that cannot be installed. */
export const contentsOf = ({ state }: Parts, name: string): PackageContents | false => {
  const offered = state.offered?.[name]
  return offered === undefined ? { version: '1.0-1', services: [name] } : offered
}

const asFile = (file: string | FileState): FileState =>
  typeof file === 'string' ? { content: file, mode: 0o644, owner: 'root', group: 'root', modified: 0 } : file

/** Makes the parts of the host from a state. */
export const partsOf = (state: State, clock: Clock): Parts => ({
  starts: new Map(Object.entries(state.services ?? {}).map(([name, { since }]) => [name, clock.monotonic() - (clock.now() - since)])),
  began: clock.monotonic(),
  state,
  clock,
  files: new Map(Object.entries(state.files ?? {}).map(([path, file]) => [path, asFile(file)])),
  directories: new Map(Object.entries(state.directories ?? {})),
  packages: new Map(Object.entries(state.packages ?? {})),
  services: new Map(Object.entries(state.services ?? {})),
  did: { installed: [], started: [], restarted: [], reloaded: [], ran: [] },
})
