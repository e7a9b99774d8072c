/** Events of a test: the name of the hook, and what it is about. */
import { type Environment, lifecycle, relationEvents, secretEvents, storageEvents } from '@charm-layers/charm/ports'
import type { Relation, State } from './state.ts'
import { storageIds } from './storage.ts'
import { relationId } from './written.ts'

type Kind = (typeof relationEvents)[number]
type StorageKind = (typeof storageEvents)[number]

/** The name of a hook, as Juju spells it. */
export type HookName = (typeof lifecycle)[number] | (typeof secretEvents)[number] | `${string}-${Kind | StorageKind}`

/** A hook with what it is about, for a test that does not mean the first relation, unit or secret of the state. */
export interface HookAbout {
  readonly hook: HookName
  /** The number of the relation; by default that of the endpoint's first relation. */
  readonly relation?: number
  /** The remote unit; by default the relation's first. Null, in a changed hook only: the application databag has changed. */
  readonly unit?: string | null
  /** In a departed hook, the unit that leaves: this unit, when it is being removed itself, or the remote unit, which is meant by default. */
  readonly departing?: string
  /** The id of a secret of the state; by default the first. */
  readonly secret?: string
  /** The revision that a secret event is about; by default the newest of a secret of one's own. */
  readonly revision?: number
  /** The label that this unit has given the secret. */
  readonly label?: string
}

/** An event: the name of a hook, a hook with what it is about, or an action. */
export type EventName = HookName | HookAbout | { readonly action: string; readonly params?: Readonly<Record<string, unknown>> }

/** What a hook is about; undefined fields are those that the state does not have. */
export type Subject =
  | { readonly of: 'unit' }
  | { readonly of: 'action'; readonly action: string }
  | {
      readonly of: 'relation'
      readonly kind: Kind
      readonly endpoint: string
      readonly id: string | undefined
      readonly relation: Relation | undefined
      readonly unit: string | null | undefined
      readonly departing: string | undefined
    }
  | { readonly of: 'secret'; readonly secret: string | undefined; readonly label: string; readonly revision: number | undefined }
  | { readonly of: 'storage'; readonly name: string; readonly id: string | undefined }
  | { readonly of: 'nothing' }

/** Gives the name of an event's hook; for an action, `actions/` and its name. */
export const hookOf = (event: EventName): string =>
  typeof event === 'string' ? event : 'hook' in event ? event.hook : `actions/${event.action}`

const isOneOf = <T extends string>(names: readonly T[], text: string): boolean => names.some((name) => name === text)

/** Juju tells the revision only in the hooks that are about one. */
function secretSubject({ hook, secret, label, revision }: HookAbout, state: State): Subject {
  const id = secret ?? Object.keys(state.secrets ?? {})[0]
  const owned = state.ownedSecrets?.[id ?? '']
  const hasRevision = hook === 'secret-expired' || hook === 'secret-remove'
  return { of: 'secret', secret: id, label: label ?? owned?.label ?? '', revision: hasRevision ? (revision ?? owned?.revision) : undefined }
}

/** Finds what an event is about in a state. */
export function subjectOf(event: EventName, state: State): Subject {
  if (typeof event !== 'string' && 'action' in event) return { of: 'action', action: event.action }
  const about: HookAbout = typeof event === 'string' ? { hook: event } : event
  const { hook } = about
  if (isOneOf(lifecycle, hook)) return { of: 'unit' }
  if (isOneOf(secretEvents, hook)) return secretSubject(about, state)
  const storage = storageEvents.find((kind) => hook.endsWith(`-${kind}`))
  if (storage) {
    const name = hook.slice(0, -storage.length - 1)
    return { of: 'storage', name, id: storageIds(state).find((id) => id.startsWith(`${name}/`)) }
  }
  const kind = relationEvents.find((one) => hook.endsWith(`-${one}`))
  if (!kind) return { of: 'nothing' }
  const endpoint = hook.slice(0, -kind.length - 1)
  const all = (state.relations ?? []).map((relation, at) => ({ relation, id: relationId(relation, at) }))
  const found = all.find(
    ({ relation, id }) => relation.endpoint === endpoint && (about.relation === undefined || id === `${endpoint}:${about.relation}`),
  )
  const hasUnit = kind !== 'relation-created' && kind !== 'relation-broken'
  const [first] = Object.keys(found?.relation.remoteUnits ?? {})
  const unit = hasUnit ? (about.unit === undefined ? first : about.unit) : undefined
  return {
    of: 'relation',
    kind,
    endpoint,
    id: found?.id,
    relation: found?.relation,
    unit,
    departing: kind === 'relation-departed' ? (about.departing ?? unit ?? undefined) : undefined,
  }
}

/** Gives the environment variables by which Juju tells what an event is about. */
export function variablesOf(subject: Subject): Environment {
  switch (subject.of) {
    case 'action':
      return { JUJU_ACTION_NAME: subject.action, JUJU_ACTION_UUID: '2' }
    case 'secret':
      return {
        JUJU_SECRET_ID: subject.secret ?? '',
        JUJU_SECRET_LABEL: subject.label,
        ...(subject.revision === undefined ? {} : { JUJU_SECRET_REVISION: String(subject.revision) }),
      }
    case 'storage':
      return { JUJU_STORAGE_ID: subject.id ?? '' }
    case 'relation':
      return {
        JUJU_RELATION: subject.endpoint,
        JUJU_RELATION_ID: subject.id ?? '',
        JUJU_REMOTE_APP: subject.relation?.remoteApp ?? '',
        JUJU_REMOTE_UNIT: subject.unit ?? '',
        ...(subject.departing === undefined ? {} : { JUJU_DEPARTING_UNIT: subject.departing }),
      }
    default:
      return {}
  }
}
