import type { Endpoint } from './charm.ts'
import { charmOf, findApplication, relationKey, relationsOf } from './lookup.ts'
import { Refused } from './refused.ts'
import type { Relation, RelationEndpoint } from './relation.ts'
import type { Model } from './state.ts'
import { isSubordinate } from './subordinates.ts'
import type { Frozen, Time } from './values.ts'

/** Adds the relation between two sides, each `app` or `app:endpoint`, inferring endpoints as Juju 3.6 does and refusing in its words. */
export function integrate(model: Model, sides: readonly [string, string], now: Time): Relation {
  const endpoints = inferEndpoints(model, sides)
  const key = relationKey({ endpoints })
  const existing = Object.values(model.relations).find((relation) => relationKey(relation) === key)
  if (existing?.life === 'alive') {
    throw new Refused(
      `cannot add relation "${key}"\nrelation ${key} (already exists): \n\nUse 'juju status --relations' to view the current relations.`,
      'already exists',
    )
  }
  if (existing !== undefined)
    throw new Refused(`cannot add relation "${key}": relation ${key} is dying, but not yet removed`, 'already exists')
  for (const endpoint of endpoints) checkSide(model, endpoint, key)
  // As in Juju: if one side wants container scope, both have it.
  const scope = endpoints.some((endpoint) => endpoint.scope === 'container') ? 'container' : 'global'
  return addRelation(
    model,
    endpoints.map((endpoint) => ({ ...endpoint, scope })),
    now,
  )
}

/** Adds the peer relations of a charm that the application does not have yet. */
export function addPeerRelations(model: Model, application: string, now: Time): void {
  const charm = charmOf(model, findApplication(model, application))
  for (const endpoint of Object.values(charm.endpoints)) {
    const exists = relationsOf(model, application).some(({ endpoints }) => endpoints.length === 1 && endpoints[0]?.name === endpoint.name)
    if (endpoint.role === 'peer' && !exists) addRelation(model, [{ ...endpoint, application }], now)
  }
}

function addRelation(model: Model, endpoints: readonly RelationEndpoint[], now: Time): Relation {
  const id = model.counters.relation++
  const relation: Relation = {
    id,
    endpoints: endpoints.map((endpoint) => ({ ...endpoint })),
    life: 'alive',
    suspended: false,
    units: {},
    applications: Object.fromEntries(endpoints.map(({ application }) => [application, { version: 0, values: {} }])),
    created: now,
  }
  model.relations[id] = relation
  return relation
}

function checkSide(model: Model, endpoint: RelationEndpoint, key: string): void {
  const application = findApplication(model, endpoint.application)
  if (application.life !== 'alive') throw new Refused(`cannot add relation "${key}": application "${application.name}" is not alive`)
  const uses = relationsOf(model, endpoint.application).filter(({ endpoints }) =>
    endpoints.some(({ name, application: owner }) => name === endpoint.name && owner === endpoint.application),
  ).length
  if (endpoint.limit > 0 && uses >= endpoint.limit) {
    const where = `${endpoint.application}:${endpoint.name}`
    throw new Refused(
      `cannot add relation "${key}": establishing a new relation for ${where} would exceed its maximum relation limit of ${endpoint.limit} (quota limit exceeded)`,
    )
  }
}

/** Gives the one pair of endpoints that fits, requirer first. Pairs with a named interface win over the implicit `juju-info`. */
function inferEndpoints(model: Frozen<Model>, sides: readonly [string, string]): [RelationEndpoint, RelationEndpoint] {
  const [left, right] = [candidates(model, sides[0]), candidates(model, sides[1])]
  const pairs = left.flatMap((a) => right.map((b) => [a, b] as const)).filter(([a, b]) => canRelate(a, b) && scopeFits(model, a, b))
  const explicit = pairs.filter((pair) => !pair.some(isImplicit))
  const fitting = (explicit.length > 0 ? explicit : pairs).map(([a, b]): [RelationEndpoint, RelationEndpoint] =>
    a.role === 'requirer' ? [a, b] : [b, a],
  )
  const [first] = fitting
  if (first === undefined) throw new Refused('no relations found')
  if (fitting.length > 1) {
    const keys = fitting
      .map((endpoints) => `"${relationKey({ endpoints })}"`)
      .sort()
      .join('; ')
    throw new Refused(`ambiguous relation: "${sides.join(' ')}" could refer to ${keys}`)
  }
  return first
}

function candidates(model: Frozen<Model>, side: string): RelationEndpoint[] {
  const [name = '', endpointName] = side.split(':')
  const application = findApplication(model, name)
  const all = Object.values(charmOf(model, application).endpoints)
  const named = endpointName === undefined ? all : all.filter((endpoint) => endpoint.name === endpointName)
  if (endpointName !== undefined && named.length === 0) throw new Refused(`application "${name}" has no "${endpointName}" relation`)
  return named.map((endpoint) => ({ ...endpoint, application: name }))
}

function canRelate(a: RelationEndpoint, b: RelationEndpoint): boolean {
  const roles = [a.role, b.role].sort().join()
  return a.application !== b.application && roles === 'provider,requirer' && a.interface === b.interface
}

/** Tells whether one of the two is a subordinate, which container scope needs. */
function scopeFits(model: Frozen<Model>, a: RelationEndpoint, b: RelationEndpoint): boolean {
  return [a, b].every(({ scope }) => scope === 'global') || [a, b].some(({ application }) => isSubordinate(model, application))
}

/** Tells whether an endpoint is the one that every charm provides without saying so. */
export function isImplicit(endpoint: Pick<Endpoint, 'name' | 'interface' | 'role'>): boolean {
  return endpoint.name === 'juju-info' && endpoint.interface === 'juju-info' && endpoint.role === 'provider'
}

/** Finds the relation that `remove-relation` names: by number, or by two sides. */
export function findRelation(model: Model, which: { sides: readonly [string, string] } | { id: number }): Relation {
  if ('id' in which) {
    const relation = model.relations[which.id]
    if (relation === undefined) throw new Refused(`relation ${which.id} not found (not found)`, 'not found')
    return relation
  }
  const [left, right] = which.sides
  const matches = (side: string, endpoint: RelationEndpoint): boolean =>
    side === endpoint.application || side === `${endpoint.application}:${endpoint.name}`
  const found = Object.values(model.relations).filter(({ endpoints: [a, b] }) =>
    a !== undefined && b !== undefined ? (matches(left, a) && matches(right, b)) || (matches(left, b) && matches(right, a)) : false,
  )
  for (const side of which.sides) candidates(model, side)
  const alive = found.find(({ life }) => life === 'alive') ?? found[0]
  if (alive === undefined) {
    const named = which.sides.every((side) => side.includes(':'))
    throw new Refused(
      named ? `relation "${left} ${right}" not found (not found)` : `relation matching "${left} ${right}" not found (not found)`,
      'not found',
    )
  }
  return alive
}
