import type { Hook } from '../model/unit.ts'
import type { RelationSnapshot, SecretDue } from './snapshot.ts'

/** Gives a hook that belongs to no relation and no secret. */
export function plainHook(name: string): Hook {
  return { name, relation: null, secret: null }
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
  }
}

/** Gives a secret hook. */
export function secretHook(kind: NonNullable<Hook['secret']>['kind'], secret: SecretDue): Hook {
  return { name: `secret-${kind}`, relation: null, secret: { kind, id: secret.id, label: secret.label, revision: secret.revision } }
}
