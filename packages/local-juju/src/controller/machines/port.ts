import type { Readable } from 'node:stream'
import type { Address, Machine, Space } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'

/** How a command in a machine is run. The environment is exactly what is given, nothing is added. */
export interface RunOptions {
  readonly env: Readonly<Record<string, string>>
  readonly cwd: string
  readonly user?: string
  readonly stdin?: Readable | Uint8Array
  readonly onStdout: (chunk: Buffer) => void
  readonly onStderr: (chunk: Buffer) => void
  readonly signal?: AbortSignal
  /** How long to wait for output after the process has ended; 0 means until the output is closed. */
  readonly drainMs: number
}

/** How a process ended. */
export interface RunResult {
  readonly code: number | null
  readonly signal: string | null
}

/** One entry of a charm archive, to be put on a machine. */
export type TreeEntry =
  | { readonly kind: 'file'; readonly path: string; readonly mode: number; readonly content: Uint8Array | (() => Promise<Readable>) }
  | { readonly kind: 'directory'; readonly path: string; readonly mode: number }
  | { readonly kind: 'link'; readonly path: string; readonly target: string }

/** A storage that a machine is to have. */
export interface MachineStorage {
  /** Such as `data/0`. */
  readonly id: string
  readonly pool: 'rootfs' | 'tmpfs'
  /** In MiB. */
  readonly size: number
  /** Directory that the charm wants it at. */
  readonly mountPoint: string
}

/** A machine that runs. Paths are as the machine's processes see them. */
export interface RunningMachine {
  readonly hostname: string
  readonly instanceId: string
  readonly addresses: readonly Address[]
  readonly bootId: string
  /** `/var/lib/juju`; below the model's directory for fake machines. */
  readonly root: string
  run(argv: readonly string[], options: RunOptions): Promise<RunResult>
  /** Puts entries below a directory, replacing files, and removes the named old ones. */
  expand(directory: string, entries: Iterable<TreeEntry>, remove: readonly string[]): Promise<void>
  read(path: string): Promise<Uint8Array>
  write(path: string, content: Uint8Array, mode: number): Promise<void>
  exists(path: string): Promise<boolean>
  remove(path: string): Promise<void>
  /** Gives the host's path on which to listen for what processes of the machine find under this path. */
  socket(path: string): Promise<string>
  /** Puts a storage where the charm wants it, unless it is there, and says where that is and how large it is in MiB. */
  attachStorage(storage: MachineStorage): Promise<{ readonly location: string; readonly size: number }>
  /** Takes a storage away; what is in it stays in the model's folder. */
  detachStorage(storage: Pick<MachineStorage, 'id'> & { readonly location: string }): Promise<void>
  isRunning(): boolean
  /** Resolves when the machine has gone down by itself. */
  waitForExit(signal: AbortSignal): Promise<void>
  reboot(): Promise<void>
}

/** The port of the controller's API, which charms are told of. */
export const API_PORT = 17070

/** What charms are told where the machines have no network of their own. */
export const NO_API_ADDRESS: string = `127.0.0.1:${API_PORT}`

/** How a machine is booted. */
export interface MachineStart {
  readonly hostname: string
  /** The model's spaces besides `alpha`: a machine that is made now is in all of them. */
  readonly spaces: readonly Frozen<Space>[]
  readonly network: Machine['network']
}

/** Makes the machines of one model. */
export interface MachineDriver {
  /** Where the controller can be reached from machines, `host:port`, for JUJU_API_ADDRESSES. */
  readonly apiAddress: string
  /** Boots a machine, with the disk that it had, or gives the one that runs. */
  start(id: string, how: MachineStart): Promise<RunningMachine>
  /** Cuts the machine's power: nothing in it is told, its disk stays. Does nothing where it has none. */
  powerOff(id: string): Promise<void>
  /** Takes a machine that runs off its network, so that nothing reaches it and it reaches nobody, or brings it back. */
  setNetwork(id: string, network: Machine['network']): Promise<void>
  destroy(id: string): Promise<void>
  /** Stops looking after the machines; they run on. */
  close(): Promise<void>
}

/** Where machines come from. */
export interface MachineSource {
  /** Says in one sentence why machines cannot run here; null when they can. */
  check(): Promise<string | null>
  /** Gives the subnet of the space `alpha` of the model that lies in a directory, and makes it, unless it is there. */
  alphaSubnet(directory: string): Promise<string>
  /** Makes the subnet of another space: the one that is named, or a free one. */
  addSubnet(directory: string, space: number, cidr: string | null): Promise<string>
  /** Opens the machines of the model that lies in a directory. */
  open(directory: string, onProgress: (line: string) => void): Promise<MachineDriver>
  /** Ends a model's machines with all that they put on the host; their disks stay. */
  takeDown(directory: string): Promise<void>
  /** Ends a model's machines, and removes everything of them, disks included. */
  removeAll(directory: string): Promise<void>
}
