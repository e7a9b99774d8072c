import { status } from '../../model/status.ts'
import type { Journal } from '../models/journal.ts'
import type { Store } from '../models/store.ts'
import type { MachineDriver, MachineSource } from './port.ts'

/** The machines of a model, opened when the first one is wanted. */
export interface LazyDriver {
  /** Opens the machines; what failed is tried again by the next call. */
  open(): Promise<MachineDriver>
  opened(): MachineDriver | undefined
  /** Resolves when nothing is being opened. */
  settled(): Promise<void>
}

/** What a driver is opened with. */
export interface DriverParts {
  readonly store: Store
  readonly journal: Journal
  /** The model's directory. */
  readonly directory: string
  readonly source: MachineSource
}

/** Gives the driver of a model's machines. Machines that wait for it show what is being done. */
export function lazyDriver({ store, journal, directory, source }: DriverParts): LazyDriver {
  let opening: Promise<MachineDriver> | undefined
  let driver: MachineDriver | undefined
  const progress = (line: string): void => {
    journal.log({ entity: 'controller', level: 'INFO', module: MACHINES_LOGGER, message: line })
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

/** The module of log lines about machines. */
export const MACHINES_LOGGER = 'local-juju.machines'
