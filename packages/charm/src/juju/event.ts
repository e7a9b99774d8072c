/** What Juju tells a charm when it runs it, parsed from the environment (hook names: Juju's hook reference). */
import { type Environment, need } from './environment.ts'

interface OfRelation {
  /** Such as `amqp`. */
  readonly endpoint: string
  /** Such as `amqp:3`. */
  readonly relationId: string
  /** Such as `rabbitmq-server`; empty where Juju does not say. */
  readonly remoteApp: string
}

/** Hooks of a unit's life, of which Juju tells nothing but the name. */
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
/** Hooks of a relation; the endpoint and a dash stand in front. */
export const relationEvents = ['relation-created', 'relation-joined', 'relation-changed', 'relation-departed', 'relation-broken'] as const
/** Hooks about a secret. */
export const secretEvents = ['secret-changed', 'secret-expired', 'secret-remove', 'secret-rotate'] as const
/** Hooks of a storage; its name and a dash stand in front. */
export const storageEvents = ['storage-attached', 'storage-detaching'] as const

/** Why a charm is run. In most hooks that makes no difference: what should be follows from what is known, not from what has happened. */
export type Event =
  | { readonly type: (typeof lifecycle)[number] }
  | ({ readonly type: 'relation-created' | 'relation-broken' } & OfRelation)
  | ({ readonly type: 'relation-joined'; readonly remoteUnit: string } & OfRelation)
  | ({
      readonly type: 'relation-changed' /** Undefined when the application's bag changed. */
      readonly remoteUnit: string | undefined
    } & OfRelation)
  | ({ readonly type: 'relation-departed'; readonly remoteUnit: string; readonly departingUnit: string } & OfRelation)
  | { readonly type: (typeof secretEvents)[number]; readonly secretId: string; readonly label: string }
  | { readonly type: (typeof storageEvents)[number]; readonly storageId: string }
  | { readonly type: 'action'; readonly name: string; readonly id: string }
  /** A hook that this runtime does not know. Every hook does the same, so a newer Juju puts no unit in error. */
  | { readonly type: 'other'; readonly hook: string }
  /** No event of Juju's: somebody asks what a hook would do. */
  | { readonly type: 'plan' }

const isOneOf = <T extends string>(names: readonly T[], text: string): text is T => names.some((name) => name === text)

function relationEvent(type: (typeof relationEvents)[number], endpoint: string, env: Environment): Event {
  const of = { endpoint, relationId: need(env, 'JUJU_RELATION_ID'), remoteApp: env.JUJU_REMOTE_APP ?? '' }
  const remoteUnit = env.JUJU_REMOTE_UNIT
  if (type === 'relation-created' || type === 'relation-broken') return { type, ...of }
  if (type === 'relation-changed') return { type, ...of, remoteUnit: remoteUnit === '' ? undefined : remoteUnit }
  const unit = need(env, 'JUJU_REMOTE_UNIT')
  if (type === 'relation-joined') return { type, ...of, remoteUnit: unit }
  // Juju before 2.8 has no JUJU_DEPARTING_UNIT; there it can only be the remote one.
  return { type, ...of, remoteUnit: unit, departingUnit: env.JUJU_DEPARTING_UNIT || unit }
}

/** Parses the event. Throws a CharmError for an environment that no unit agent makes. */
export function parseEvent(env: Environment): Event {
  // `juju exec` is an action to Juju, and charms may be started by it for a hook: the path decides.
  const [, kind, hook = ''] = need(env, 'JUJU_DISPATCH_PATH').match(/^(?:(actions|hooks)\/)?(.*)$/) ?? []
  if (kind === 'actions') return { type: 'action', name: env.JUJU_ACTION_NAME || hook, id: need(env, 'JUJU_ACTION_UUID') }
  if (isOneOf(lifecycle, hook)) return { type: hook }
  if (isOneOf(secretEvents, hook)) return { type: hook, secretId: need(env, 'JUJU_SECRET_ID'), label: env.JUJU_SECRET_LABEL ?? '' }
  for (const type of relationEvents) if (hook.endsWith(`-${type}`)) return relationEvent(type, hook.slice(0, -type.length - 1), env)
  for (const type of storageEvents) if (hook.endsWith(`-${type}`)) return { type, storageId: need(env, 'JUJU_STORAGE_ID') }
  return { type: 'other', hook }
}
