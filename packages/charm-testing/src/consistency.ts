/**
 * Refuses states that Juju cannot produce: a test that passes on such a state proves nothing. The error lists every rule that the state
 * breaks.
 */
import type { Charm } from '@charm-layers/charm'
import { lifecycle, relationEvents, secretEvents, storageEvents } from '@charm-layers/charm/ports'
import { filledParams, paramsFault } from './action-params.ts'
import { type EventName, hookOf, subjectOf } from './event.ts'
import { meant } from './nearest.ts'
import type { Relation, State } from './state.ts'
import { storageProblems } from './storage.ts'

interface Looked {
  readonly charm: Charm
  readonly state: State
  readonly event: EventName
}
type Rule = (looked: Looked) => readonly string[]

const relationsOf = (state: State): readonly Relation[] => state.relations ?? []
const sideOf = (charm: Charm, endpoint: string) =>
  charm.requires?.[endpoint]?.requires ?? charm.provides?.[endpoint]?.provides ?? charm.peers?.[endpoint]?.peers

const declaredEndpoints: Rule = ({ charm, state }) =>
  relationsOf(state).flatMap(({ endpoint, interface: name }) => {
    const side = sideOf(charm, endpoint)
    if (!side) return [`relation on endpoint '${endpoint}', which the charm does not declare`]
    return side.interface === name ? [] : [`relation on '${endpoint}' has interface '${name}', the charm declares '${side.interface}'`]
  })

/** Gives what has an address of its own: the endpoints and the extra bindings of a charm. */
export const bindingsOf = ({ requires, provides, peers, extraBindings = [] }: Charm): readonly string[] => [
  ...Object.keys({ ...requires, ...provides, ...peers }),
  ...extraBindings,
]

const declaredBindings: Rule = ({ charm, state }) =>
  Object.keys(state.addresses ?? {})
    .filter((name) => !bindingsOf(charm).includes(name))
    .map((name) => `address on '${name}', which is neither an endpoint nor an extra binding of the charm${meant(name, bindingsOf(charm))}`)

const uniqueIds: Rule = ({ state }) => {
  const ids = relationsOf(state).map(({ id }, at) => id ?? at + 1)
  return ids.filter((id, at) => ids.indexOf(id) !== at).map((id) => `two relations have the number ${id}`)
}

const declaredConfig: Rule = ({ charm, state }) =>
  Object.entries(state.config ?? {}).flatMap(([name, value]) => {
    const declared = charm.config?.[name]
    if (!declared) return [`option '${name}' is not declared by the charm`]
    if (declared.type === 'secret') return typeof value === 'string' ? [] : [`option '${name}' is the id of a secret`]
    const type = typeof value === 'number' ? (Number.isSafeInteger(value) ? 'int' : 'float') : typeof value
    const wanted = declared.type === 'sensitive' ? 'string' : declared.type
    const fits = type === wanted || (type === 'int' && wanted === 'float')
    return fits ? [] : [`option '${name}' is of type ${wanted}, not ${type}`]
  })

const unitsOfTheirApplication: Rule = ({ state }) =>
  relationsOf(state).flatMap(({ endpoint, remoteApp, remoteUnits }) =>
    Object.keys(remoteUnits ?? {})
      .filter((unit) => !new RegExp(`^${remoteApp}/\\d+$`).test(unit))
      .map((unit) => `relation on '${endpoint}' is with '${remoteApp}' and cannot show unit '${unit}'`),
  )

const peersAreOurs: Rule = ({ charm, state }) =>
  relationsOf(state).flatMap(({ endpoint, remoteApp, remoteUnits }) => {
    if (!(endpoint in (charm.peers ?? {}))) return []
    const own = `${charm.name}/${state.unit ?? 0}`
    return [
      ...(remoteApp === charm.name ? [] : [`peer relation '${endpoint}' is with '${remoteApp}', not with '${charm.name}'`]),
      ...(own in (remoteUnits ?? {}) ? [`peer relation '${endpoint}' shows the own unit ${own} as a remote one`] : []),
    ]
  })

const storedAsText: Rule = ({ state }) =>
  relationsOf(state).flatMap(({ endpoint, remoteAppData, remoteUnits, localAppData, localUnitData }) =>
    [remoteAppData, localAppData, localUnitData, ...Object.values(remoteUnits ?? {})].flatMap((bag) =>
      Object.entries(bag ?? {})
        .filter(([, value]) => typeof value !== 'string' || value === '')
        .map(([key]) => `relation on '${endpoint}': Juju stores no empty value, as '${key}' has`),
    ),
  )

const followersSeeNoOwnAppBag: Rule = ({ charm, state }) =>
  state.leader
    ? []
    : relationsOf(state)
        .filter(({ endpoint, localAppData }) => localAppData && !(endpoint in (charm.peers ?? {})))
        .map(({ endpoint }) => `relation on '${endpoint}': only the leader sees its own application's bag`)

const declaredStorage: Rule = ({ charm, state }) => storageProblems(charm.storage ?? {}, state)

const declaredResources: Rule = ({ charm, state }) =>
  (state.resources ?? [])
    .filter((name) => !Object.hasOwn(charm.resources ?? {}, name))
    .map((name) => `resource '${name}', which the charm does not declare`)

const secretsNeedJuju3: Rule = ({ state }) =>
  Object.keys(state.secrets ?? {}).length > 0 && (state.jujuVersion ?? '3').startsWith('2.') ? ['Juju 2 has no secrets'] : []

/** Every hook that Juju runs for this charm. */
const hooksOf = ({ requires, provides, peers, storage }: Charm): readonly string[] => [
  ...lifecycle,
  ...secretEvents,
  ...Object.keys({ ...requires, ...provides, ...peers }).flatMap((name) => relationEvents.map((kind) => `${name}-${kind}`)),
  ...Object.keys(storage ?? {}).flatMap((name) => storageEvents.map((kind) => `${name}-${kind}`)),
]

const versionExists: Rule = ({ state: { jujuVersion } }) =>
  jujuVersion === undefined || /^[2-9]\.\d+(?:\.\d+|-(?:alpha|beta|rc)\d+)(?:\.\d+)?$/.test(jujuVersion)
    ? []
    : [`Juju has no version '${jujuVersion}', write one such as 3.6.28`]

/** An operator's `juju run` has Juju check the parameters, and the unit never hears of one that does not fit. */
const actionFits: Rule = ({ charm, event }) => {
  if (typeof event === 'string' || !('action' in event) || !charm.actions?.[event.action]) return []
  const fault = paramsFault(charm, event.action, filledParams(charm, event.action, event.params ?? {}))
  return fault === undefined ? [] : [`action '${event.action}': ${fault}`]
}

/** The event has a name of Juju's, and the state has the relation, unit, secret or storage that the event is about. */
const eventHasItsSubject: Rule = ({ charm, state, event }) => {
  const subject = subjectOf(event, state)
  const hook = hookOf(event)
  switch (subject.of) {
    case 'nothing':
      return [`Juju runs no hook '${hook}'${meant(hook, hooksOf(charm))}`]
    case 'action':
      return subject.action in (charm.actions ?? {})
        ? []
        : [`action '${subject.action}' is not declared by the charm${meant(subject.action, Object.keys(charm.actions ?? {}))}`]
    case 'storage':
      return subject.id === undefined ? [`event '${hook}' without a storage '${subject.name}'`] : []
    case 'secret':
      return state.secrets?.[subject.secret ?? ''] === undefined ? [`event '${hook}' about a secret that the state does not have`] : []
    case 'relation': {
      const { kind, endpoint, relation, unit, departing } = subject
      if (!sideOf(charm, endpoint))
        return [`event '${hook}' without a relation on '${endpoint}', which the charm does not declare${meant(hook, hooksOf(charm))}`]
      if (!relation) return [`event '${hook}' without a relation on '${endpoint}'`]
      if (unit === null) return kind === 'relation-changed' ? [] : [`event '${hook}' is about a unit`]
      const needsUnit = kind === 'relation-joined' || kind === 'relation-departed'
      const isThere = unit !== undefined && unit in (relation.remoteUnits ?? {})
      if (unit === undefined ? needsUnit : !isThere)
        return [`event '${hook}' without the remote unit '${unit ?? `${relation.remoteApp}/…`}'`]
      const own = `${charm.name}/${state.unit ?? 0}`
      return departing === undefined || departing === unit || departing === own
        ? []
        : [`event '${hook}' in which '${departing}' leaves, which is neither '${unit}' nor '${own}'`]
    }
    default:
      return []
  }
}

/** Hooks that only some units, or only some versions of Juju, run (Juju's hook reference). */
const eventFitsUnit: Rule = ({ state, event }) => {
  const hook = hookOf(event)
  const four = (state.jujuVersion ?? '3').startsWith('4.')
  return [
    ...(hook === 'leader-elected' && !state.leader ? ["event 'leader-elected' on a unit that does not lead"] : []),
    ...(hook === 'leader-settings-changed' && state.leader ? ["event 'leader-settings-changed' on the leader, which makes them"] : []),
    ...(four && ['leader-settings-changed', 'pre-series-upgrade', 'post-series-upgrade'].includes(hook) ? [`Juju 4 has no '${hook}'`] : []),
    ...(hook.startsWith('secret-') && (state.jujuVersion ?? '3').startsWith('2.') ? [`Juju 2 has no '${hook}'`] : []),
  ]
}

const rules: readonly Rule[] = [
  declaredEndpoints,
  declaredBindings,
  uniqueIds,
  declaredConfig,
  unitsOfTheirApplication,
  peersAreOurs,
  storedAsText,
  followersSeeNoOwnAppBag,
  declaredStorage,
  declaredResources,
  secretsNeedJuju3,
  eventHasItsSubject,
  eventFitsUnit,
  versionExists,
  actionFits,
]

/**
 * Refuses a state that Juju cannot produce.
 * @throws TypeError that lists every rule that the state breaks.
 */
export function checkState(looked: Looked): void {
  const problems = rules.flatMap((rule) => rule(looked))
  if (problems.length > 0) throw new TypeError(`Juju cannot produce this state:\n${problems.map((problem) => `- ${problem}`).join('\n')}`)
}
