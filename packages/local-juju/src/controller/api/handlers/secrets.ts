import { findApplication } from '../../../model/lookup.ts'
import { Refused } from '../../../model/refused.ts'
import type { Secret } from '../../../model/secret.ts'
import { addSecret, changeSecret, newSecretId, removeSecret, secretIdOf } from '../../../model/secrets.ts'
import type { Model } from '../../../model/state.ts'
import type { Frozen } from '../../../model/values.ts'
import type { HandlerParts, Handlers } from './handler.ts'

type Verbs = 'add-secret' | 'update-secret' | 'remove-secret' | 'grant-secret' | 'reveal-secret'

/** Answers requests about the operator's own secrets. */
export function secretHandlers({ models }: HandlerParts): Pick<Handlers, Verbs> {
  return {
    'add-secret': async ({ model, name, info, content }) => {
      const id = newSecretId()
      models.get(model).store.change((draft, now) => {
        if (Object.values(draft.secrets).some(({ owner, label }) => owner.kind === 'model' && label === name)) {
          throw new Refused(`secret with name "${name}" already exists`, 'already exists')
        }
        const owner = { kind: 'model', name: draft.uuid } as const
        addSecret(draft, { id, owner, label: name, description: info, content: encoded(content) }, now)
      })
      return { id }
    },
    'update-secret': async ({ model, secret, name, info, content }) => {
      models.get(model).store.change((draft, now) => {
        const facts = {
          ...(name === null ? {} : { label: name }),
          ...(info === null ? {} : { description: info }),
          ...(content === null ? {} : { content: encoded(content) }),
        }
        changeSecret(draft, findSecret(draft, secret), facts, now)
      })
      return {}
    },
    'remove-secret': async ({ model, secret, revision }) => {
      models.get(model).store.change((draft) => {
        removeSecret(draft, findSecret(draft, secret).id, revision === null ? undefined : [revision])
      })
      return {}
    },
    'grant-secret': async ({ model, secret, applications, revoke }) => {
      models.get(model).store.change((draft) => {
        const target = findSecret(draft, secret)
        for (const name of applications) findApplication(draft, name)
        target.grants = target.grants.filter(({ subject }) => !applications.includes(subject))
        if (!revoke) target.grants.push(...applications.map((subject) => ({ subject, relation: null })))
      })
      return {}
    },
    'reveal-secret': async ({ model, secret, revision }) => {
      const found = findSecret(models.get(model).store.read(), secret)
      const wanted = revision ?? found.latest
      const content = found.revisions.find((each) => each.revision === wanted)?.content
      if (content === undefined) throw new Refused(`secret revision "${found.id}/${wanted}" not found`, 'not found')
      return {
        content: Object.fromEntries(Object.entries(content).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()])),
      }
    },
  }
}

function findSecret(model: Model, named: string): Secret
function findSecret(model: Frozen<Model>, named: string): Frozen<Secret>
function findSecret(model: Frozen<Model>, named: string): Frozen<Secret> {
  const found =
    model.secrets[secretIdOf(named)] ?? Object.values(model.secrets).find(({ owner, label }) => owner.kind === 'model' && label === named)
  if (found === undefined) throw new Refused(`secret "${named}" not found`, 'not found')
  return found
}

function encoded(content: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(content).map(([key, value]) => [key, Buffer.from(value).toString('base64')]))
}
