/** All machines of one model: made, found again after a restart of the controller, and taken down. */
import { existsSync, mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { type AptCacheCounts, openAptCache } from './apt-cache.ts'
import { openAptStore } from './apt-store.ts'
import { fetchFrom } from './apt-upstream.ts'
import { openBase } from './base.ts'
import { boot, findRunning } from './boot.ts'
import { readHostApt } from './host-apt.ts'
import { listMachines, type MachineRecord, makeMachine, readMachine, writeIdentity } from './identity.ts'
import { clearAway, type Machine, machineOf, removeMachine, subnetsOf } from './machine.ts'
import { mountMachine } from './mounts.ts'
import { addSubnet, hostAddressIn, openNetwork, openSubnet, plugIn, type Subnet, unplug } from './network.ts'
import { defaultCacheDir, type Layout, layoutOf, machinePaths } from './paths.ts'
import { meetRequirements } from './requirements.ts'
import { leftovers, teardown } from './teardown.ts'
import { taskQueue } from './wait.ts'

/** Says where machines live. */
export interface MachinesOptions {
  /** Holds the machines' disks; its path is what tells one model's machines from another's. */
  readonly dataDir: string
  /** Holds the base tree and downloaded packages, shared by all models; `~/.cache/charm-layers` if not given. */
  readonly cacheDir?: string
  /** A /24 network such as `10.231.87.0/24`; one that the host does not use if not given. */
  readonly subnet?: string
  /** Gets a line for each step that takes long. */
  readonly onProgress?: (line: string) => void
}

/** How a machine is started. */
export interface StartOptions {
  readonly hostname: string
  /** The subnets that there are besides the first, as `addSubnet` gave them; a new machine is on all of them. */
  readonly subnets?: readonly Subnet[]
  /** `cut` boots a machine that nobody reaches. */
  readonly network?: 'connected' | 'cut'
}

/** The machines of one model. */
export interface Machines {
  /** The host's own address in the machines' network: what listens here is reached from every machine. */
  readonly hostAddress: string
  /** What the package cache did since it was opened. */
  readonly aptCache: Readonly<AptCacheCounts>
  /** Returns the running machine of that id, booting it, with the disk that it had, or making it. */
  start(id: string, options: StartOptions): Promise<Machine>
  /** Returns the machine if it runs, no matter who booted it. */
  find(id: string): Machine | undefined
  /** Lists all machines, running or not. */
  list(): readonly MachineRecord[]
  /** Pulls the plug of a machine, as a power loss does: nobody in the network hears of it. Its disk stays. */
  powerOff(id: string): Promise<void>
  /** Takes a running machine off the bridge, or plugs it in again; its own interface notices nothing. */
  setNetwork(id: string, state: 'connected' | 'cut'): Promise<void>
  /** Removes a machine with its disk, running or not. */
  destroy(id: string): Promise<void>
  /** Pulls the plug of all machines; the disks stay. */
  stopAll(): Promise<void>
  /** Lets go of the machines, which go on running; the package cache ends with the controller. */
  close(): Promise<void>
}

const bootTimeoutMs = 60_000

const findIn = (layout: Layout, id: string): Machine | undefined => {
  const record = readMachine(layout, id)
  const running = record && findRunning(machinePaths(layout, id))
  return running && machineOf(layout, record, running)
}

/** Returns a running machine of a data directory to a process that is not its controller, such as the command line. */
export const findMachine = (dataDir: string, id: string): Machine | undefined => findIn(layoutOf(dataDir, defaultCacheDir()), id)

/** Opens the machines of a data directory: installs what the host lacks, builds the base and the network where they are not there. */
export const openMachines = async (options: MachinesOptions): Promise<Machines> => {
  const layout = layoutOf(options.dataDir, options.cacheDir ?? defaultCacheDir())
  await meetRequirements(options.onProgress)
  mkdirSync(layout.machinesDir, { recursive: true, mode: 0o755 })
  const first = await openNetwork(layout, options.subnet)
  const hostAddress = hostAddressIn(first)
  const host = await readHostApt()
  const aptCache = await openAptCache({
    store: openAptStore(join(layout.cacheDir, 'apt')),
    fetch: fetchFrom({
      ...(host.proxy === undefined ? {} : { proxy: host.proxy }),
      secureHosts: new Set(
        host.archives.map(({ uri }) => new URL(uri)).flatMap(({ protocol, host }) => (protocol === 'https:' ? [host] : [])),
      ),
    }),
    address: hostAddress,
  })
  const base = await openBase({
    cacheDir: layout.cacheDir,
    host,
    proxy: aptCache.url,
    ...(options.onProgress ? { onProgress: options.onProgress } : {}),
  })
  const inTurn = taskQueue()

  const find = (id: string): Machine | undefined => findIn(layout, id)
  const start = async (id: string, { hostname, subnets = [], network = 'connected' }: StartOptions): Promise<Machine> => {
    for (const subnet of subnets) await openSubnet(layout, subnet)
    const found = find(id)
    if (found) return found
    const paths = machinePaths(layout, id)
    await clearAway(layout, id)
    const record = readMachine(layout, id) ?? makeMachine(layout, [first, ...subnets], id, hostname)
    writeIdentity(layout, record, aptCache.url)
    await mountMachine(base, paths)
    try {
      return machineOf(layout, record, await boot(layout, record, { network, timeoutMs: bootTimeoutMs }))
    } catch (error) {
      await clearAway(layout, id)
      throw error
    }
  }

  return {
    hostAddress,
    aptCache: aptCache.counts,
    start: (id, how) => inTurn(id, () => start(id, how)),
    find,
    list: () => listMachines(layout),
    powerOff: (id) =>
      inTurn(id, async () => {
        const record = readMachine(layout, id)
        if (record) await unplug(layout, id, subnetsOf(record))
        await clearAway(layout, id)
      }),
    setNetwork: (id, state) =>
      inTurn(id, async () => {
        const record = readMachine(layout, id)
        if (record && (await (state === 'cut' ? unplug : plugIn)(layout, id, subnetsOf(record)))) return
        throw new Error(`machine ${id} does not run, so its network cannot be ${state}`)
      }),
    destroy: (id) => inTurn(id, () => removeMachine(layout, id)),
    stopAll: async () => {
      await Promise.all(listMachines(layout).map(({ id }) => inTurn(id, () => clearAway(layout, id))))
    },
    close: () => aptCache.close(),
  }
}

/**
 * Makes a further subnet for the machines of a data directory: the /24 network that is named, or a free one.
 *
 * @throws {Error} when the host uses the network that is named
 */
export const addMachineSubnet = async (dataDir: string, number: number, wanted?: string): Promise<Subnet> => {
  await meetRequirements()
  return await addSubnet(layoutOf(dataDir, defaultCacheDir()), number, wanted)
}

/** Gives the subnet that all machines of a data directory are on, and makes it, unless it is there. */
export const firstSubnet = async (dataDir: string): Promise<Subnet> => {
  await meetRequirements()
  return await openNetwork(layoutOf(dataDir, defaultCacheDir()))
}

/** Takes down all that a data directory's machines put on the host; their disks stay. */
export const takeDownMachines = (dataDir: string): Promise<void> => teardown(layoutOf(dataDir, defaultCacheDir()))

/** Names what a data directory's machines have left on the host, such as `process 4711` or `mount /srv/x`; nothing after they were taken down. */
export const leftoversOf = (dataDir: string): readonly string[] => leftovers(layoutOf(dataDir, defaultCacheDir()))

/** Takes down everything of a data directory's machines, also what a crash left behind, and removes their disks. */
export const removeMachines = async (dataDir: string): Promise<void> => {
  const layout = layoutOf(dataDir, defaultCacheDir())
  await teardown(layout)
  if (existsSync(layout.machinesDir)) rmSync(layout.machinesDir, { recursive: true, force: true })
  rmSync(join(layout.dataDir, 'network.json'), { force: true })
}
