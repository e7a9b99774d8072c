import { charmIsThere } from '../../agent/charm-files.ts'
import { findUnit, must, unitsOn } from '../../model/lookup.ts'
import { Refused } from '../../model/refused.ts'
import type { Machine, Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { restartAgent } from '../../uniter/lifecycle.ts'
import type { Random } from '../../uniter/resolver.ts'
import { type DriverParts, lazyDriver, MACHINES_LOGGER } from './lazy-driver.ts'
import { pause } from './pause.ts'
import type { MachineDriver, RunningMachine } from './port.ts'
import { machineCut, machineDown, machineFailed, machineOff, machineUp } from './status.ts'
import { attachAll, holdsStorage } from './storage.ts'

/**
 * Keeps the machines of a model as the model wants them: boots machines that should run, reboots those that went down, destroys those that
 * were removed, leaves those off that have no power.
 */
export interface MachineKeeper {
  /** A machine that is up, and whose agents reach the controller, so that its units may work. */
  up(id: string): RunningMachine | undefined
  /** Is aborted when the machine's agents no longer reach the controller. */
  connection(id: string): AbortSignal
  /** The driver, once the first machine was wanted. */
  driver(): MachineDriver | undefined
  /** Looks at the model and begins what is missing. */
  reconcile(): void
  /** Waits until a machine is as the model wants it, or refuses. */
  settled(id: string): Promise<void>
  reboot(id: string): Promise<void>
  /** Stops looking after the machines and waits for what was begun. */
  stop(): Promise<void>
}

/** How long after its end a machine is booted again. */
const REBOOT_AFTER_MS = 1_000
const RETRY_AFTER_MS = 10_000
/** How long an operator's word on a machine may take. */
const SETTLE_MS = 60_000

/** What the keeper works with. */
export interface KeeperParts extends DriverParts {
  readonly random: Random
}

/** What the keeper knows of the machines, from one look at the model to the next. */
interface Known {
  readonly running: Map<string, RunningMachine>
  /** Of machines whose agents reach the controller. */
  readonly connections: Map<string, AbortController>
  /** Machines whose power this controller has cut. */
  readonly off: Set<string>
}

/** Makes the keeper of one model's machines. */
export function keepMachines(parts: KeeperParts): MachineKeeper {
  const { store, journal } = parts
  const known: Known = { running: new Map(), connections: new Map(), off: new Set() }
  const busy = new Map<string, Promise<void>>()
  const stopping = new AbortController()
  const driver = lazyDriver(parts)

  const boot = async (id: string): Promise<void> => {
    try {
      const hostname = `juju-${store.read().uuid.slice(-6)}-${id}`
      const { spaces, machines } = store.read()
      const { network } = must(machines[id], `machine ${id}`)
      const machine = await (await driver.open()).start(id, { hostname, spaces: Object.values(spaces), network })
      if (stopping.signal.aborted) return
      known.running.set(id, machine)
      known.off.delete(id)
      void watch(id, machine)
      await setNetwork(id)
    } catch (error) {
      store.change((model, now) => machineFailed(model, id, messageOf(error), now))
      throw error
    }
  }
  const setNetwork = async (id: string): Promise<void> => {
    const machine = must(known.running.get(id), `machine ${id} that runs`)
    const { network } = must(store.read().machines[id], `machine ${id}`)
    await (await driver.open()).setNetwork(id, network)
    if (network === 'connected') return await connect(parts, known, id, machine)
    disconnect(known, id)
    store.change((model, now) => machineCut(model, id, now))
  }
  const watch = async (id: string, machine: RunningMachine): Promise<void> => {
    await machine.waitForExit(stopping.signal)
    if (stopping.signal.aborted || known.running.get(id) !== machine) return
    forget(known, id)
    store.change((model, now) => machineDown(model, id, now))
    await pause(REBOOT_AFTER_MS, stopping.signal)
    reconcile()
  }
  const powerOff = async (id: string): Promise<void> => {
    await (await driver.open()).powerOff(id)
    forget(known, id)
    known.off.add(id)
    store.change((model, now) => machineOff(model, id, now))
  }
  const destroy = async (id: string): Promise<void> => {
    forget(known, id)
    await (await driver.open()).destroy(id)
    store.change((model) => {
      delete model.machines[id]
    })
  }
  const begin = (id: string, work: (id: string) => Promise<void>): void => {
    const tried = work(id).catch(async (error: unknown) => {
      journal.log({ entity: `machine-${id}`, level: 'ERROR', module: MACHINES_LOGGER, message: messageOf(error) })
      await pause(RETRY_AFTER_MS, stopping.signal)
    })
    busy.set(
      id,
      tried.finally(() => {
        busy.delete(id)
        reconcile()
      }),
    )
  }
  const works = { boot, destroy, powerOff, setNetwork }
  const reconcile = (): void => {
    if (stopping.signal.aborted) return
    for (const machine of Object.values(store.read().machines)) {
      const next = busy.has(machine.id) ? null : nextWork(store.read(), machine, known)
      if (next !== null) begin(machine.id, works[next])
    }
  }
  return {
    up: (id) => upMachine(known, id),
    connection: (id) => known.connections.get(id)?.signal ?? AbortSignal.abort(),
    driver: () => driver.opened(),
    reconcile,
    settled: (id) => settled(id, busy, stopping.signal),
    reboot: async (id) => {
      await known.running.get(id)?.reboot()
    },
    stop: async () => {
      stopping.abort()
      await Promise.allSettled(busy.values())
      await driver.settled()
    },
  }
}

/** Tells what has to be done with a machine next, so that it is as the model wants it. */
function nextWork(
  model: Frozen<Model>,
  { id, life, power, network }: Frozen<Machine>,
  known: Known,
): 'boot' | 'destroy' | 'powerOff' | 'setNetwork' | null {
  if (life !== 'alive') return unitsOn(model, id).length === 0 && !holdsStorage(model, id) ? 'destroy' : null
  if (power === 'off') return known.off.has(id) ? null : 'powerOff'
  if (!known.running.has(id)) return 'boot'
  return (network === 'connected') === known.connections.has(id) ? null : 'setNetwork'
}

/** Lets the agents of a machine begin: for them it is as after a start of their own. */
async function connect({ store, random }: KeeperParts, known: Known, id: string, machine: RunningMachine): Promise<void> {
  await attachAll(store.read(), id, machine)
  const there = new Map<string, boolean>()
  for (const unit of unitsOn(store.read(), id)) there.set(unit.name, await charmIsThere(machine, unit.name))
  store.change((model, now) => {
    machineUp(model, id, machine, now)
    for (const [name, charm] of there) {
      if (model.units[name] !== undefined) restartAgent({ model, unit: findUnit(model, name), now, random }, charm)
    }
  })
  known.connections.set(id, new AbortController())
}

/** Waits for what was begun on a machine, and for what follows from that. */
async function settled(id: string, busy: ReadonlyMap<string, Promise<void>>, stopping: AbortSignal): Promise<void> {
  const over = AbortSignal.any([stopping, AbortSignal.timeout(SETTLE_MS)])
  for (let work = busy.get(id); work !== undefined && !over.aborted; work = busy.get(id)) {
    await Promise.race([work, pause(SETTLE_MS, over)])
  }
  if (busy.has(id)) throw new Refused(`machine ${id} is not there after ${SETTLE_MS / 1000} s; juju debug-log tells why`)
}

function upMachine({ connections, running }: Known, id: string): RunningMachine | undefined {
  const machine = connections.has(id) ? running.get(id) : undefined
  return machine?.isRunning() === true ? machine : undefined
}

function disconnect({ connections }: Known, id: string): void {
  connections.get(id)?.abort()
  connections.delete(id)
}

function forget(known: Known, id: string): void {
  disconnect(known, id)
  known.running.delete(id)
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
