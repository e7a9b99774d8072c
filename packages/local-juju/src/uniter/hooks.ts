import type { Hook } from '../model/unit.ts'
import type { RelationSnapshot, SecretDue, StorageSnapshot } from './snapshot.ts'

/** Gives a hook that belongs to no relation, no secret and no storage. */
export function plainHook(name: string): Hook {
  return { name, relation: null, secret: null, storage: null }
}

type RelationHookKind = NonNullable<Hook['relation']>['kind']

/** Gives a relation hook; without a remote unit it is created, broken or the app-level changed. */
export function relationHook(
  kind: RelationHookKind,
  relation: Pick<RelationSnapshot, 'id' | 'endpoint' | 'remoteApplication'>,
  rest: { remoteUnit?: string; departingUnit?: string; version?: number } = {},
): Hook {
  return {
    name: `${relation.endpoint}-relation-${kind}`,
    relation: {
      id: relation.id,
      endpoint: relation.endpoint,
      kind,
      remoteApplication: relation.remoteApplication,
      remoteUnit: rest.remoteUnit ?? null,
      departingUnit: rest.departingUnit ?? null,
      version: rest.version ?? 0,
    },
    secret: null,
    storage: null,
  }
}

/** Gives a secret hook. */
export function secretHook(kind: NonNullable<Hook['secret']>['kind'], secret: SecretDue): Hook {
  const { id, label, revision } = secret
  return { name: `secret-${kind}`, relation: null, secret: { kind, id, label, revision }, storage: null }
}

/** Gives a storage hook. */
export function storageHook(kind: NonNullable<Hook['storage']>['kind'], { id, name }: StorageSnapshot): Hook {
  return { name: `${name}-storage-${kind}`, relation: null, secret: null, storage: { id, kind } }
}
