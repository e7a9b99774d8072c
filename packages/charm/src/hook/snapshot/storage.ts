/** Reads the storage of the unit: first the ids of its instances, then where each is. */
import type { Event } from '../../juju/event.ts'
import { type HookTools, storageList, storageLocation } from '../../juju/index.ts'

/** A storage instance of the unit. The location is undefined while Juju has not attached it. */
export interface StorageFound {
  readonly id: string
  readonly location: string | undefined
}

/** Reads the storage instances of the unit, without the one that Juju takes away after this hook. */
export async function readStorage(tools: HookTools, event: Event): Promise<readonly StorageFound[]> {
  const leaving = event.type === 'storage-detaching' ? event.storageId : undefined
  const ids = (await storageList(tools)).filter((id) => id !== leaving)
  return await Promise.all(ids.map(async (id) => ({ id, location: await storageLocation(tools, id) })))
}
