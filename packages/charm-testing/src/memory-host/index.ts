/** The host in memory. It passes the same contract tests as the real host. */
import type { Clock, Host } from '@charm-layers/charm/ports'
import type { FileState, State } from '../state.ts'
import { type Parts, partsOf } from './parts.ts'
import { memoryPrograms } from './programs.ts'
import { memoryServices } from './services.ts'

export { type MemoryClock, memoryClock } from './clock.ts'

/** Gives the addresses of a machine: that on which every relation is, and those on bindings. */
const addressesOf = ({ addresses = {} }: State): readonly string[] => [
  ...new Set([
    '10.0.0.10',
    ...Object.values(addresses)
      .flat()
      .map((address) => address.replace(/\/.*/, '')),
  ]),
]

/** A host in memory, with what is on it. */
export interface MemoryHost extends Host {
  readonly files: Map<string, FileState>
  readonly directories: Map<string, Omit<FileState, 'content'>>
  readonly packages: Map<string, string>
  readonly serviceStates: Parts['services']
  /** What was done to the host, in order. */
  readonly did: Parts['did']
}

/** Makes a host in memory from a state. Each file that is written and each service that is started moves the clock. */
export const memoryHost = (state: State, clock: Clock): MemoryHost => hostOf(partsOf(state, clock))

/** Makes a host in memory of its parts. */
export function hostOf(parts: Parts): MemoryHost {
  const { state, clock, files, directories, packages, services, did } = parts
  return {
    files,
    directories,
    packages,
    serviceStates: services,
    did,
    facts: {
      distribution: state.machine?.distribution ?? 'ubuntu',
      codename: state.machine?.codename ?? 'noble',
      architecture: state.machine?.architecture ?? 'amd64',
      hostname: 'machine',
      cpus: state.machine?.cpus ?? 2,
      addresses: state.machine?.addresses ?? addressesOf(state),
      installed: (name) => packages.get(name),
    },
    file: (path, longest = Infinity) => {
      const found = files.get(path)
      return found && (found.content.length > longest ? { ...found, content: found.content.slice(0, longest) } : found)
    },
    hasFile: (path) => files.has(path),
    writeFile: (path, { newerThan = -1, ...file }) => void files.set(path, { ...file, modified: Math.max(clock.now(), newerThan + 1) }),
    setModified: (path, time) => {
      const found = files.get(path)
      if (found) files.set(path, { ...found, modified: time })
    },
    directory: (path) => directories.get(path),
    makeDirectory: (path, as) => void directories.set(path, { ...as, modified: clock.now() }),
    removeFile: (path) => void files.delete(path),
    ...memoryServices(parts),
    ...memoryPrograms(parts),
  }
}
