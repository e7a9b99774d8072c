import { mountPoint, POOLS } from '../../model/storages.ts'
import type { Model } from '../../model/state.ts'
import { status } from '../../model/status.ts'
import type { StorageInstance } from '../../model/storage.ts'
import type { Frozen } from '../../model/values.ts'
import type { Journal } from '../models/journal.ts'
import type { Store } from '../models/store.ts'
import type { MachineStorage, RunningMachine } from './port.ts'
import { dropStorage } from './storage-files.ts'

/** Makes, attaches, detaches and removes the storages of a model as the model wants them. */
export interface StorageKeeper {
  /** Looks at the model and begins what is missing. */
  reconcile(): void
  /** Waits for what was begun. */
  stop(): Promise<void>
}

/** What the keeper works with. */
export interface StorageParts {
  readonly store: Store
  readonly journal: Journal
  /** The model's directory. */
  readonly directory: string
  readonly machine: (id: string) => RunningMachine | undefined
}

/** How long after a failure the same is tried again. */
const RETRY_AFTER_MS = 10_000

/** Gives the storages again that a machine had before it was booted. */
export async function attachAll(model: Frozen<Model>, id: string, machine: RunningMachine): Promise<void> {
  for (const instance of Object.values(model.storage)) {
    const { attachment } = instance
    if (attachment?.machine !== id || attachment.location === null || attachment.life === 'dead') continue
    await machine.attachStorage(wanted(model, instance))
  }
}

function wanted(model: Frozen<Model>, instance: Frozen<StorageInstance>): MachineStorage {
  const { id, pool, size } = instance
  return { id, pool: POOLS[pool] ?? 'rootfs', size, mountPoint: mountPoint(model, instance) }
}

/** Tells whether something of a storage is still on a machine. */
export function holdsStorage(model: Frozen<Model>, machine: string): boolean {
  return Object.values(model.storage).some(({ attachment }) => attachment?.machine === machine)
}

/** Makes the keeper of one model's storages. */
export function keepStorage({ store, journal, directory, machine }: StorageParts): StorageKeeper {
  const busy = new Map<string, Promise<void>>()
  const timers = new Map<string, NodeJS.Timeout>()
  let isStopped = false
  const change = (id: string, edit: (instance: StorageInstance, now: string) => void): void =>
    store.change((model, now) => {
      const instance = model.storage[id]
      if (instance !== undefined) edit(instance, now)
    })
  const begin = (id: string, work: () => Promise<void>): void => {
    if (busy.has(id) || timers.has(id)) return
    const run = async (): Promise<void> => {
      try {
        await work()
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error)
        journal.log({ entity: 'controller', level: 'ERROR', module: 'local-juju.storage', message: `storage ${id}: ${why}` })
        timers.set(id, setTimeout(() => timers.delete(id) && reconcile(), RETRY_AFTER_MS).unref())
        change(id, (instance, now) => {
          instance.status = status(now, 'error', why)
        })
      }
    }
    // Begun later, so that what it changes is not changed within the look at the model.
    busy.set(
      id,
      Promise.resolve()
        .then(run)
        .finally(() => {
          busy.delete(id)
          reconcile()
        }),
    )
  }
  const attach = async (instance: Frozen<StorageInstance>, on: RunningMachine): Promise<void> => {
    const { location, size } = await on.attachStorage(wanted(store.read(), instance))
    change(instance.id, (now, time) => {
      if (now.attachment === null) return
      now.attachment.location = location
      now.size = size
      now.status = status(time, 'attached')
    })
  }
  const detach = async ({ id, attachment }: Frozen<StorageInstance>, on: RunningMachine | undefined): Promise<void> => {
    const location = attachment?.location ?? null
    try {
      if (on !== undefined && location !== null) await on.detachStorage({ id, location })
    } catch (error) {
      // A machine that is removed takes along what cannot be taken out of it.
      if (store.read().machines[attachment?.machine ?? '']?.life === 'alive') throw error
    }
    change(id, (now, time) => {
      now.attachment = null
      now.status = status(time, 'detached')
    })
  }
  const remove = async (id: string): Promise<void> => {
    dropStorage(directory, id)
    store.change((model) => {
      delete model.storage[id]
    })
  }
  const look = (model: Frozen<Model>, instance: Frozen<StorageInstance>): void => {
    const { id, attachment, life } = instance
    if (attachment === null) {
      if (life !== 'alive') begin(id, () => remove(id))
      return
    }
    const on = machine(attachment.machine)
    if (attachment.life === 'alive' && attachment.location === null && on !== undefined) begin(id, () => attach(instance, on))
    // A machine that is not up has nothing mounted; one that is on its way up comes without what is dead.
    if (attachment.life === 'dead' && (on !== undefined || model.machines[attachment.machine]?.life !== 'alive')) {
      begin(id, () => detach(instance, on))
    }
  }
  const reconcile = (): void => {
    if (isStopped) return
    const model = store.read()
    for (const instance of Object.values(model.storage)) look(model, instance)
  }
  return {
    reconcile,
    stop: async () => {
      isStopped = true
      for (const timer of timers.values()) clearTimeout(timer)
      await Promise.allSettled(busy.values())
    },
  }
}
