/**
 * The hook tools in memory that read, with the answers and refusals of Juju 3.6. A contract test of local-juju asks its own tools and
 * these the same questions.
 */
import type { ToolResult } from '@charm-layers/charm/ports'
import { type Juju, json, no, noRelation, ok, relationOf } from './juju.ts'
import { boundAddress } from './network.ts'
import { secretIdOf, secretInfoGet } from './secret-tools.ts'
import type { Relation } from './state.ts'
import { changedBag } from './written.ts'

type Read = (juju: Juju, args: readonly string[]) => ToolResult
const last = (args: readonly string[]): string => args.at(-1) ?? ''

/** Juju no longer lists a unit that departs in this hook, but still shows its databag. */
const isListed = ({ departing }: Juju, unit: string): boolean => unit !== departing
const sorted = (names: Iterable<string>): string[] => [...names].sort()

const ownAppBag = ({ state, isPeer, written }: Juju, id: string, relation: Relation): ToolResult =>
  state.leader || isPeer(relation.endpoint) ? json(changedBag(relation.localAppData, written.appBags.get(id))) : no('permission denied')

const relationGet: Read = (juju, args) => {
  const [id, relation] = relationOf(juju, args)
  if (!relation) return noRelation(id)
  const of = last(args)
  if (args.includes('--app')) {
    if (of === juju.application) return ownAppBag(juju, id, relation)
    return of === relation.remoteApp ? json(relation.remoteAppData ?? {}) : no('permission denied')
  }
  if (of === juju.unit) return json(changedBag(relation.localUnitData, juju.written.unitBags.get(id)))
  const bag = relation.remoteUnits?.[of]
  return bag ? json(bag) : no('permission denied')
}

const relationList: Read = (juju, args) => {
  const [id, relation] = relationOf(juju, args)
  if (!relation) return noRelation(id)
  const units = Object.keys(relation.remoteUnits ?? {}).filter((unit) => isListed(juju, unit))
  return json(args.includes('--app') ? relation.remoteApp : sorted(units))
}

const secretGet: Read = ({ state, written }, args) => {
  const [uri = ''] = args.filter((arg) => !arg.startsWith('-'))
  const id = secretIdOf(uri)
  if (id === undefined) return no(`secret URI "${uri}" not valid`, 2)
  // A secret that was removed in this hook can still be read in it.
  const changed = [...written.secrets].flatMap(([name, content]) => (content ? [[name, content] as const] : []))
  const found = [...changed, ...Object.entries(state.secrets ?? {})].find(([name]) => name.endsWith(id))
  return found ? json(found[1]) : no(`secret "${id}" not found`)
}

const networkGet: Read = ({ state, bindings }, args) => {
  const binding = last(args)
  if (binding === '') return no('no binding name specified', 2)
  if (![...bindings, 'juju-info'].includes(binding)) return no(`no network config found for binding "${binding}"`)
  const addresses = [state.addresses?.[binding] ?? '10.0.0.10'].flat().map(boundAddress)
  return json({
    'bind-addresses': [{ 'mac-address': '', 'interface-name': 'eth0', addresses }],
    'egress-subnets': addresses.map(({ value }) => `${value}/${value.includes(':') ? 128 : 32}`),
    'ingress-addresses': addresses.map(({ value }) => value),
  })
}

const storageGet: Read = ({ storage = [], unit }, args) => {
  const id = args[args.indexOf('-s') + 1] ?? ''
  const found = storage.find((one) => one.id === id)
  const refused = (why: string): ToolResult => no(`invalid value "${id}" for option -s: ${why}`, 2)
  if (!found) return refused(`storage instance "${id}" not found`)
  if (found.location === false) return refused(`storage attachment "${id}" on "${unit}" not provisioned`)
  return json({ kind: found.kind, location: found.location })
}

const resourceGet: Read = ({ state, filenames = {}, unit }, [name = '']) =>
  state.resources?.includes(name)
    ? ok(`/var/lib/juju/agents/unit-${unit.replace('/', '-')}/resources/${filenames[name]}`)
    : no(`could not download resource: resource#${unit.split('/')[0]}/${name} not found`)

/** Gives the units of the application: this one and its peers. */
const unitsOf = ({ relations, isPeer, unit }: Juju): readonly string[] => [
  ...new Set([unit, ...[...relations.values()].flatMap((one) => (isPeer(one.endpoint) ? Object.keys(one.remoteUnits ?? {}) : []))]),
]

/** Juju answers with the status from the start of the hook, not with one that the hook has set. */
const statusGet: Read = (juju, args) => {
  const { status, leader } = juju.state
  const own = { status: status?.name ?? 'unknown', message: status?.message ?? '', 'status-data': {} }
  if (!args.includes('--application')) return json(own)
  if (!leader) return no('finding application status: this unit is not the leader')
  const units = unitsOf(juju).map((unit) => [unit, unit === juju.unit ? own : { ...own, status: 'active', message: '' }])
  return json({ 'application-status': { ...own, units: Object.fromEntries(units) } })
}

const goalState: Read = (juju) => {
  const { state, application } = juju
  const seen = new Set(unitsOf(juju))
  for (let number = 0; seen.size < (state.plannedUnits ?? 0); number += 1) seen.add(`${application}/${number}`)
  const since = '2026-01-01 00:00:00Z'
  return json({ units: Object.fromEntries([...seen].sort().map((one) => [one, { status: 'active', since }])), relations: {} })
}

const credentialGet: Read = ({ state }) => (state.cloud ? json(state.cloud) : no('cannot access cloud credentials: permission denied'))

/** Juju sorts by protocol, then by port. */
const byProtocol = (a: string, b: string): number =>
  (a.split('/')[1] ?? '').localeCompare(b.split('/')[1] ?? '') || Number.parseInt(a, 10) - Number.parseInt(b, 10)

export const reads: Readonly<Record<string, Read>> = {
  'is-leader': ({ state }) => json(state.leader === true),
  'config-get': ({ config }) => json(config),
  'status-get': statusGet,
  'state-get': ({ state, written }) => json({ ...state.memory, ...Object.fromEntries(written.memory) }),
  'opened-ports': ({ written }) => json([...written.openPorts].sort(byProtocol)),
  'action-get': ({ params }) => (params === undefined ? no('not running an action') : json(params)),
  'network-get': networkGet,
  'relation-ids': ({ relations, broken }, args) =>
    json(sorted([...relations].filter(([id, { endpoint }]) => endpoint === last(args) && id !== broken).map(([id]) => id))),
  'relation-list': relationList,
  'relation-get': relationGet,
  'secret-get': secretGet,
  'storage-list': ({ storage = [] }) => json(storage.map(({ id }) => id)),
  'storage-get': storageGet,
  'secret-info-get': secretInfoGet,
  'resource-get': resourceGet,
  'goal-state': goalState,
  'credential-get': credentialGet,
}
