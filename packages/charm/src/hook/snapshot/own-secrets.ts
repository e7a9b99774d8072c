/** Asks what Juju has of the secrets that this unit manages. A charm that has none costs no call. */
import type { Databag } from '@charm-layers/relation'
import { type HookTools, type SecretInfo, secretInfoGet } from '../../juju/index.ts'

/** Gives the key, in the databag of the facts or in the unit's memory, that holds the id of a secret of one's own. */
export const ownSecretKey = (label: string): string => `own-secret-${label}`

/** Gives the ids of own secrets that are noted in a databag or in the unit's memory. */
export const ownSecretIds = (noted: Databag): readonly string[] =>
  Object.entries(noted).flatMap(([key, id]) => (key.startsWith(ownSecretKey('')) && id !== '' ? [id] : []))

/** Gives what Juju tells of secrets, by their ids; those that are gone are left out. */
export async function readInfos(tools: HookTools, ids: readonly string[]): Promise<ReadonlyMap<string, SecretInfo>> {
  const infos = await Promise.all(ids.map(async (id) => [id, await secretInfoGet(tools, id)] as const))
  return new Map(infos.flatMap(([id, info]) => (info === undefined ? [] : [[id, info] as const])))
}
