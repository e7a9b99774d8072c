/** What Juju tells a charm when it runs it, parsed from the environment (hook names: Juju's hook reference). */
import { CharmError } from './errors.ts'

export type Environment = Readonly<Record<string, string | undefined>>

interface OfRelation {
  readonly endpoint: string
  readonly relationId: string
  readonly remoteApp: string
}

const lifecycle = [
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
const relationEvents = ['relation-created', 'relation-joined', 'relation-changed', 'relation-departed', 'relation-broken'] as const
const secretEvents = ['secret-changed', 'secret-expired', 'secret-remove', 'secret-rotate'] as const

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
  | { readonly type: 'storage-attached' | 'storage-detaching'; readonly storageId: string }
  | { readonly type: 'action'; readonly name: string; readonly id: string }
  /** A hook that this runtime does not know. Every hook does the same, so a newer Juju puts no unit in error. */
  | { readonly type: 'other'; readonly hook: string }
  /** No event of Juju's: somebody asks what a hook would do. */
  | { readonly type: 'plan' }

/** What is fixed for the whole of a hook: who runs, on what. */
export interface Identity {
  readonly unit: string
  readonly application: string
  readonly modelName: string
  readonly modelUuid: string
  readonly jujuVersion: string
  readonly charmDir: string
}

const need = (env: Environment, name: string): string => {
  const value = env[name]
  if (value !== undefined && value !== '') return value
  throw new CharmError('E_ENVIRONMENT', `${name} is not set`, {
    hint: 'this program is started by the Juju unit agent; by hand: juju exec --unit NAME/0 -- ./dispatch --plan',
  })
}

/** Hooks in which nearly every hook tool is refused (Juju up to 3.5: restricted contexts). */
const restricted: readonly string[] = ['hooks/collect-metrics', 'hooks/meter-status-changed']

/** Tells whether there is nothing that a charm could do in this hook. Asked first: such a hook has not even the usual environment. */
export const isRestricted = (env: Environment): boolean => restricted.includes(env.JUJU_DISPATCH_PATH ?? '')

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
  for (const type of ['storage-attached', 'storage-detaching'] as const)
    if (hook.endsWith(`-${type}`)) return { type, storageId: need(env, 'JUJU_STORAGE_ID') }
  return { type: 'other', hook }
}

/** Parses who and where we are. */
export function parseIdentity(env: Environment): Identity {
  const unit = need(env, 'JUJU_UNIT_NAME')
  return {
    unit,
    application: unit.replace(/\/\d+$/, ''),
    modelName: need(env, 'JUJU_MODEL_NAME'),
    modelUuid: need(env, 'JUJU_MODEL_UUID'),
    jujuVersion: need(env, 'JUJU_VERSION'),
    charmDir: need(env, 'JUJU_CHARM_DIR'),
  }
}

/** Tells whether this Juju is at least of the version `major.minor.patch`; tags such as `-beta2` do not count. */
export function jujuAtLeast(version: string, wanted: string): boolean {
  const [have, want] = [version, wanted].map((text) => (text.match(/\d+/g) ?? []).slice(0, 3).map(Number))
  for (const at of [0, 1, 2]) if ((have?.[at] ?? 0) !== (want?.[at] ?? 0)) return (have?.[at] ?? 0) > (want?.[at] ?? 0)
  return true
}
