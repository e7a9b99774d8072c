/** Events, parsed from the environment of a hook (hook names: Juju's hook reference). */
import { type Environment, need } from './environment.ts'

interface OfRelation {
  /** Such as `amqp`. */
  readonly endpoint: string
  /** Such as `amqp:3`. */
  readonly relationId: string
  /** Such as `rabbitmq-server`; empty where Juju does not say. */
  readonly remoteApp: string
}

/** Hooks about the unit itself. Juju tells nothing but their names. */
export const lifecycle = [
  'install',
  'start',
  'config-changed',
  'update-status',
  'upgrade-charm',
  'leader-elected',
  'leader-settings-changed',
  'stop',
  'remove',
  'pre-series-upgrade',
  'post-series-upgrade',
] as const
/** Hooks of a relation. Their full names begin with the endpoint and a dash. */
export const relationEvents = ['relation-created', 'relation-joined', 'relation-changed', 'relation-departed', 'relation-broken'] as const
/** Hooks about a secret. */
export const secretEvents = ['secret-changed', 'secret-expired', 'secret-remove', 'secret-rotate'] as const
/** Hooks of a storage. Their full names begin with the name of the storage and a dash. */
export const storageEvents = ['storage-attached', 'storage-detaching'] as const

/** Why a charm is run. Few charms need it: what should be follows from what is known, not from what has happened. */
export type Event =
  | { readonly type: (typeof lifecycle)[number] }
  | ({ readonly type: 'relation-created' | 'relation-broken' } & OfRelation)
  | ({ readonly type: 'relation-joined'; readonly remoteUnit: string } & OfRelation)
  | ({
      readonly type: 'relation-changed' /** Undefined when the application databag has changed. */
      readonly remoteUnit: string | undefined
    } & OfRelation)
  | ({ readonly type: 'relation-departed'; readonly remoteUnit: string; readonly departingUnit: string } & OfRelation)
  | {
      readonly type: (typeof secretEvents)[number]
      readonly secretId: string
      readonly label: string /** The revision that has expired or that nobody needs any more. */
      readonly revision: number | undefined
    }
  | {
      readonly type: (typeof storageEvents)[number]
      readonly storageId: string
      /** Where the storage is, also in the hook after which Juju takes it away. Undefined where Juju does not say. */
      readonly location: string | undefined
    }
  | { readonly type: 'action'; readonly name: string; readonly id: string }
  /** A hook that this runtime does not know, of a newer Juju. It does the same as every hook. */
  | { readonly type: 'other'; readonly hook: string }
  /** No event of Juju's: `./dispatch --plan` asks what a hook would do. */
  | { readonly type: 'plan' }

const isOneOf = <T extends string>(names: readonly T[], text: string): text is T => names.some((name) => name === text)

function relationEvent(type: (typeof relationEvents)[number], endpoint: string, env: Environment): Event {
  const of = { endpoint, relationId: need(env, 'JUJU_RELATION_ID'), remoteApp: env.JUJU_REMOTE_APP ?? '' }
  const remoteUnit = env.JUJU_REMOTE_UNIT
  if (type === 'relation-created' || type === 'relation-broken') return { type, ...of }
  if (type === 'relation-changed') return { type, ...of, remoteUnit: remoteUnit === '' ? undefined : remoteUnit }
  const unit = need(env, 'JUJU_REMOTE_UNIT')
  if (type === 'relation-joined') return { type, ...of, remoteUnit: unit }
  // Juju before 2.8 has no JUJU_DEPARTING_UNIT. There the unit that leaves can only be the remote unit.
  return { type, ...of, remoteUnit: unit, departingUnit: env.JUJU_DEPARTING_UNIT || unit }
}

/**
 * Parses the event of a hook from its environment.
 * @throws CharmError for an environment that no unit agent makes.
 */
export function parseEvent(env: Environment): Event {
  // The path decides, not the variables of an action: `juju exec` is an action to Juju, and an operator may run a hook by it.
  const [, kind, hook = ''] = need(env, 'JUJU_DISPATCH_PATH').match(/^(?:(actions|hooks)\/)?(.*)$/) ?? []
  if (kind === 'actions') return { type: 'action', name: env.JUJU_ACTION_NAME || hook, id: need(env, 'JUJU_ACTION_UUID') }
  if (isOneOf(lifecycle, hook)) return { type: hook }
  if (isOneOf(secretEvents, hook)) {
    const revision = Number.parseInt(env.JUJU_SECRET_REVISION ?? '', 10)
    const [secretId, label] = [need(env, 'JUJU_SECRET_ID'), env.JUJU_SECRET_LABEL ?? '']
    return { type: hook, secretId, label, revision: revision > 0 ? revision : undefined }
  }
  for (const type of relationEvents) if (hook.endsWith(`-${type}`)) return relationEvent(type, hook.slice(0, -type.length - 1), env)
  for (const type of storageEvents)
    if (hook.endsWith(`-${type}`))
      return { type, storageId: need(env, 'JUJU_STORAGE_ID'), location: env.JUJU_STORAGE_LOCATION || undefined }
  return { type: 'other', hook }
}
