import type { Hook, UnitAgent } from '../model/unit.ts'
import type { Frozen } from '../model/values.ts'
import { storageHook } from './hooks.ts'
import type { Snapshot, StorageSnapshot } from './snapshot.ts'

/** What a unit does next about its storage. */
export type StorageDecision =
  | { readonly do: 'nothing' }
  | { readonly do: 'hook'; readonly hook: Frozen<Hook> }
  /** A storage goes of which the charm was never told; no hook. */
  | { readonly do: 'release-storage'; readonly id: string }

/**
 * Decides what a unit does next about its storage; null when that is nothing. A unit that is not installed waits until every storage that it
 * begins with is attached. A storage that goes before its `attached` hook has been committed gives no hook at all.
 */
export function nextStorage(
  agent: Frozen<UnitAgent>,
  { storage }: Pick<Snapshot, 'storage'>,
  shuffled: (all: readonly StorageSnapshot[]) => readonly StorageSnapshot[],
): StorageDecision | null {
  const isAttached = ({ id }: StorageSnapshot): boolean => agent.storage.includes(id)
  const untold = storage.find((one) => one.life !== 'alive' && !isAttached(one))
  if (untold !== undefined) return { do: 'release-storage', id: untold.id }
  const { operation } = agent
  const isFree = operation === null || (operation.kind === 'hook' && operation.step === 'queued' && !agent.installed)
  if (!isFree || agent.charm === null) return null
  for (const one of shuffled(storage)) {
    if (one.life !== 'alive') return { do: 'hook', hook: storageHook('detaching', one) }
    if (one.provisioned && !isAttached(one)) return { do: 'hook', hook: storageHook('attached', one) }
  }
  return !agent.installed && !storage.every(isAttached) ? { do: 'nothing' } : null
}
