import { charmIsThere } from '../../agent/charm-files.ts'
import { findUnit, unitsOn } from '../../model/lookup.ts'
import { status } from '../../model/status.ts'
import { restartAgent } from '../../uniter/lifecycle.ts'
import type { Random } from '../../uniter/resolver.ts'
import type { Journal } from '../models/journal.ts'
import type { Store } from '../models/store.ts'
import type { MachineDriver, MachineSource, RunningMachine } from './port.ts'
import { machineDown, machineFailed, machineUp } from './status.ts'
import { attachAll, holdsStorage } from './storage.ts'

/**
 * Keeps the machines of a model as the model wants them: boots machines that should run, reboots those that went down, destroys those that
 * were removed.
 */
export interface MachineKeeper {
  /** A machine that is up and whose units may work. */
  up(id: string): RunningMachine | undefined
  /** The driver, once the first machine was wanted. */
  driver(): MachineDriver | undefined
  /** Looks at the model and begins what is missing. */
  reconcile(): void
  reboot(id: string): Promise<void>
  /** Stops looking after the machines and waits for what was begun. */
  stop(): Promise<void>
}

/** How long after its end a machine is booted again. */
const REBOOT_AFTER_MS = 1_000
const RETRY_AFTER_MS = 10_000

const LOGGER = 'local-juju.machines'

/** What the keeper works with. */
export interface KeeperParts {
  readonly store: Store
  readonly journal: Journal
  /** The model's directory. */
  readonly directory: string
  readonly source: MachineSource
  readonly random: Random
}

/** Makes the keeper of one model's machines. Units that the model begins with were run by an earlier controller. */
export function keepMachines(parts: KeeperParts): MachineKeeper {
  const { store, journal, random } = parts
  const running = new Map<string, RunningMachine>()
  const busy = new Map<string, Promise<void>>()
  const restarted = new Set<string>(Object.keys(store.read().units))
  const stopping = new AbortController()
  const driver = lazyDriver(parts)

  const boot = async (id: string): Promise<void> => {
    try {
      const hostname = `juju-${store.read().uuid.slice(-6)}-${id}`
      const machine = await (await driver.open()).start(id, hostname)
      if (stopping.signal.aborted) return
      await attachAll(store.read(), id, machine)
      const there = new Map<string, boolean>()
      for (const unit of unitsOn(store.read(), id)) there.set(unit.name, await charmIsThere(machine, unit.name))
      store.change((model, now) => {
        machineUp(model, id, machine, now)
        for (const [name, charm] of there) {
          if (restarted.delete(name) && model.units[name] !== undefined) {
            restartAgent({ model, unit: findUnit(model, name), now, random }, charm)
          }
        }
      })
      running.set(id, machine)
      void watch(id, machine)
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error)
      journal.log({ entity: `machine-${id}`, level: 'ERROR', module: LOGGER, message: why })
      store.change((model, now) => machineFailed(model, id, why, now))
      await pause(RETRY_AFTER_MS, stopping.signal)
    }
  }
  const watch = async (id: string, machine: RunningMachine): Promise<void> => {
    await machine.waitForExit(stopping.signal)
    if (stopping.signal.aborted || running.get(id) !== machine) return
    running.delete(id)
    store.change((model, now) => machineDown(model, id, now))
    await pause(REBOOT_AFTER_MS, stopping.signal)
    reconcile()
  }
  const destroy = async (id: string): Promise<void> => {
    running.delete(id)
    try {
      await (await driver.open()).destroy(id)
      store.change((model) => {
        delete model.machines[id]
      })
    } catch (error) {
      journal.log({ entity: `machine-${id}`, level: 'ERROR', module: LOGGER, message: String(error) })
      await pause(RETRY_AFTER_MS, stopping.signal)
    }
  }
  const begin = (id: string, work: Promise<void>): void => {
    busy.set(
      id,
      work.finally(() => {
        busy.delete(id)
        reconcile()
      }),
    )
  }
  const reconcile = (): void => {
    if (stopping.signal.aborted) return
    for (const machine of Object.values(store.read().machines)) {
      if (busy.has(machine.id)) continue
      if (machine.life !== 'alive') {
        if (unitsOn(store.read(), machine.id).length === 0 && !holdsStorage(store.read(), machine.id))
          begin(machine.id, destroy(machine.id))
      } else if (!running.has(machine.id)) begin(machine.id, boot(machine.id))
    }
  }
  return {
    up: (id) => {
      const machine = running.get(id)
      return machine?.isRunning() === true ? machine : undefined
    },
    driver: () => driver.opened(),
    reconcile,
    reboot: async (id) => {
      await running.get(id)?.reboot()
    },
    stop: async () => {
      stopping.abort()
      await Promise.allSettled(busy.values())
      await driver.settled()
    },
  }
}

interface LazyDriver {
  /** Opens the machines when the first one is wanted; what failed is tried again by the next call. */
  open(): Promise<MachineDriver>
  opened(): MachineDriver | undefined
  /** Resolves when nothing is being opened. */
  settled(): Promise<void>
}

function lazyDriver({ store, journal, directory, source }: KeeperParts): LazyDriver {
  let opening: Promise<MachineDriver> | undefined
  let driver: MachineDriver | undefined
  const progress = (line: string): void => {
    journal.log({ entity: 'controller', level: 'INFO', module: LOGGER, message: line })
    store.change((model, now) => {
      for (const machine of Object.values(model.machines)) {
        if (machine.status.status === 'pending') machine.instanceStatus = status(now, 'provisioning', line)
      }
    })
  }
  return {
    open: async () => {
      opening ??= source.open(directory, progress)
      try {
        driver = await opening
        return driver
      } catch (error) {
        opening = undefined
        throw error
      }
    },
    opened: () => driver,
    settled: async () => {
      await opening?.catch(() => undefined)
    },
  }
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      signal.removeEventListener('abort', done)
      resolve()
    }
    const timer = setTimeout(done, milliseconds)
    signal.addEventListener('abort', done)
  })
}
