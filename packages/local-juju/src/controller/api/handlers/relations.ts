import { must } from '../../../model/lookup.ts'
import { findRelation, integrate } from '../../../model/relations.ts'
import { removeRelation } from '../../../model/removal.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'integrate' | 'remove-relation'

/** Answers requests about relations. */
export function relationHandlers({ models }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    integrate: async ({ model, sides }) => {
      const relation = models.get(model).store.change((draft, now) => integrate(draft, sides, now))
      const [a, b] = relation.endpoints.map(({ application, name }) => `${application}:${name}`)
      return { id: relation.id, endpoints: [must(a, 'first endpoint'), must(b, 'second endpoint')] }
    },
    'remove-relation': async ({ model, relation, force }) => {
      models.get(model).store.change((draft) => removeRelation(draft, findRelation(draft, relation), force))
      return {}
    },
  }
}
