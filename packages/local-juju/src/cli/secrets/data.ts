import type { Secret } from '../../model/secret.ts'
import type { Model } from '../../model/state.ts'
import { tagOf } from '../../model/tags.ts'
import type { Frozen } from '../../model/values.ts'
import type { Struct } from '../data.ts'

/** Writes whose a secret is. */
export const ownerText = (secret: Frozen<Secret>): string => (secret.owner.kind === 'model' ? '<model>' : secret.owner.name)

/** What is shown of a secret; its content and its revisions where they are asked for. */
export const secretData = (model: Frozen<Model>, secret: Frozen<Secret>, content: Struct | undefined, revisions: boolean): Struct => {
  const user = secret.owner.kind === 'model'
  const scope = (relation: number | null): string =>
    relation === null
      ? `model-${model.uuid}`
      : `relation-${(model.relations[relation]?.endpoints ?? []).map((side) => `${side.application}.${side.name}`).join('#')}`
  return {
    revision: secret.latest,
    rotation: secret.rotate,
    rotates: secret.nextRotate ?? undefined,
    owner: ownerText(secret),
    description: secret.description || undefined,
    name: user ? secret.label || undefined : undefined,
    label: user ? undefined : secret.label || undefined,
    created: secret.created,
    updated: secret.updated,
    content,
    revisions: revisions ? secret.revisions.map(({ revision, created }) => ({ revision, created, updated: created })) : undefined,
    access:
      secret.grants.length === 0
        ? undefined
        : secret.grants.map(({ subject, relation }) => ({ target: tagOf(subject), scope: scope(relation), role: 'view' })),
  }
}
