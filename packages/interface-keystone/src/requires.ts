/** The client's side of keystone: has endpoints registered, and reads the service user and where keystone is. */
import type { Databag, Databags, RelationView, RequiresSide, State } from '@charm-layers/charm/relation'
import { addressOf, type Identity, identityOf, type KeystoneAddress } from './identity.ts'
import { type ServiceName, serviceType } from './services.ts'
import { defined, type Fault, invalid, isFault, secret } from './text.ts'
import { type AnswerBag, type Dialect, decodeAnswer, spell } from './wire.ts'
import { type ClientEndpoint, type ClientRequest, encodeAppRequest, encodeRequest, isRequestKey, keyOf } from './wire-request.ts'

/** One service to be registered. */
export interface Endpoint {
  /** Name in the catalog; keystone has a fixed list. */
  readonly service: ServiceName
  readonly region: string
  /** URLs that keystone stores as they are; equal on every unit, or the catalog changes with each hook. */
  readonly publicUrl: string
  readonly internalUrl: string
  readonly adminUrl: string
  /** Given with every endpoint, the leader also asks in the form that keystone on Kubernetes reads. */
  readonly description?: string
}

/** What may be asked for beside endpoints. */
export interface Extras {
  /** Roles to create, and to give to the service's user. */
  readonly requestedRoles?: readonly string[]
  /** Roles to give to the administrator of the cloud. */
  readonly addRoleToAdmin?: readonly string[]
  /** Services whose endpoints this charm wants to be told of. */
  readonly subscribe?: readonly ServiceName[]
}

/** Endpoints by prefix. The prefix ends at the first underscore, so it has none. */
export type Endpoints = Readonly<Record<string, Endpoint>> & { readonly [prefix: `${string}_${string}`]: never }

/** What a client asks for: one service, or several that share one user. */
export type KeystoneRequest = (Endpoint & Extras & { readonly endpoints?: never }) | (Extras & { readonly endpoints: Endpoints })

/** The request of a client that registers nothing. It has nothing to say. */
export type KeystoneAddressRequest = Readonly<Record<string, never>>

const ADDRESS_KEYS = ['service_host', 'service_protocol', 'service_port', 'auth_host', 'auth_protocol', 'auth_port'] as const
const USER_KEYS = ['service_tenant', 'service_username', 'service_password', 'service_tenant_id'] as const
/** Keys that complete answers must agree on beside the required ones. */
const COMPARED = ['internal_host', 'internal_protocol', 'internal_port', 'api_version', 'service_domain'] as const

const endpointsOf = (request: KeystoneRequest): readonly (readonly [prefix: string, endpoint: Endpoint])[] =>
  request.endpoints === undefined ? [['', request]] : Object.entries<Endpoint>(request.endpoints)

const clientEndpoint = (prefix: string, { service, region, publicUrl, internalUrl, adminUrl }: Endpoint): ClientEndpoint => ({
  prefix,
  service,
  region,
  urls: { public: publicUrl, internal: internalUrl, admin: adminUrl },
})

const clientRequest = (request: KeystoneRequest): ClientRequest => ({
  form: 'register',
  endpoints: endpointsOf(request).map(([prefix, endpoint]) => clientEndpoint(prefix, endpoint)),
  requestedRoles: request.requestedRoles ?? [],
  addRoleToAdmin: request.addRoleToAdmin ?? [],
  subscribe: request.subscribe ?? [],
})

/** Finds what would confuse keystone, or put it into error. Much of it can come from an operator's option. */
const requestFault = (request: KeystoneRequest): Fault | undefined => {
  const endpoints = endpointsOf(request)
  if (endpoints.length === 0) return invalid('service', 'no endpoint is asked for')
  for (const [prefix, { service }] of endpoints) {
    if (prefix.includes('_') || (prefix === '' && request.endpoints !== undefined)) {
      return invalid(keyOf(prefix, 'service'), 'the prefix is empty or holds an underscore')
    }
    if (serviceType(service) === undefined) return invalid(keyOf(prefix, 'service'), 'is not a service name that keystone knows')
  }
  for (const [key, roles] of [
    ['requested_roles', request.requestedRoles] as const,
    ['add_role_to_admin', request.addRoleToAdmin] as const,
  ]) {
    if (roles?.some((role) => role === '' || role.includes(','))) return invalid(key, 'a role is empty or holds a comma')
  }
  const bag = encodeRequest(clientRequest(request))
  const required = endpoints.flatMap(([prefix]) =>
    ['service', 'region', 'public_url', 'internal_url', 'admin_url'].map((key) => keyOf(prefix, key)),
  )
  const empty = required.find((key) => !bag[key])
  if (empty !== undefined) return invalid(empty, 'is empty')
  const none = Object.keys(bag).find((key) => bag[key] === 'None')
  return none === undefined ? undefined : invalid(none, "is the text 'None', which keystone takes for a request for its address only")
}

/** One databag that might hold the answer, or an application databag laid over a unit's. */
interface Candidate {
  readonly keys: Databag
  readonly answer: AnswerBag | Fault
}

/** Gives a required key's own name if it is not there in either dialect. */
const missingOf = ({ keys }: Candidate, required: readonly string[], dialect: Dialect): readonly string[] =>
  required.filter((key) => !keys[key]).map((key) => spell(key, dialect))

/** Puts the keys of both databags under the names of the unit dialect; the application's win, as upstream reads them. */
const overlay = (unit: Databag, app: Databag, credentials: Databag): Databag => {
  const keys: Record<string, string> = {}
  for (const key of [...ADDRESS_KEYS, ...USER_KEYS, ...COMPARED]) {
    const values = [credentials[key], app[spell(key, 'app')], unit[key]]
    const value = values.find((each) => each !== undefined && each !== '' && each !== '__null__')
    if (value !== undefined) keys[key] = value
  }
  return keys
}

const candidates = (view: RelationView, credentials: Databag): readonly Candidate[] => {
  const app = decodeAnswer(view.remoteAppData, 'app')
  const user = defined<AnswerBag>({
    username: credentials.service_username,
    password: credentials.service_password === undefined ? undefined : secret(credentials.service_password),
  })
  // Keystone on Kubernetes may have answered before any of its units can be seen.
  const units = view.remoteUnits.size === 0 ? [{}] : [...view.remoteUnits.values()]
  return units.map((bag) => {
    const unit = decodeAnswer(bag, 'unit')
    const answer = isFault(app) ? app : isFault(unit) ? unit : { ...unit, ...app, ...user }
    return { keys: overlay(bag, view.remoteAppData, credentials), answer }
  })
}

/** charm-keystone on machines has an application databag too, but none of these keys in it. */
const isKubernetes = (app: Databag): boolean => [...ADDRESS_KEYS, ...USER_KEYS, 'service-credentials'].some((key) => app[spell(key, 'app')])

/** Fetches the user from the secret that keystone on Kubernetes names; undefined while it cannot be read. */
const credentialsOf = (view: RelationView): Databag | undefined => {
  const id = view.remoteAppData['service-credentials']
  if (!id) return {}
  const content = view.secrets?.get(id)
  const { username, password } = content ?? {}
  return username && password ? { service_username: username, service_password: password } : undefined
}

const find = <Data>(view: RelationView, required: readonly string[], make: (bag: AnswerBag) => Data | undefined): State<Data> => {
  const kubernetes = isKubernetes(view.remoteAppData)
  if (view.remoteUnits.size === 0 && !kubernetes) return { state: 'absent' }
  const dialect: Dialect = kubernetes ? 'app' : 'unit'
  const needsUser = required.includes('service_password')
  const credentials = credentialsOf(view)
  if (needsUser && credentials === undefined) return { state: 'waiting', missing: ['service-credentials'] }
  const all = candidates(view, credentials ?? {})
  const complete = all.filter((candidate) => missingOf(candidate, required, dialect).length === 0)
  const [first] = complete
  if (first === undefined) {
    const lacks = all.map((candidate) => missingOf(candidate, required, dialect))
    return { state: 'waiting', missing: lacks.reduce((best, each) => (each.length < best.length ? each : best)) }
  }
  const fault = complete.map(({ answer }) => answer).find(isFault)
  if (fault !== undefined) return fault
  // A former leader keeps its answer, and nothing in it says which is newer. So they have to agree.
  const differing = [...required, ...COMPARED].filter((key) => new Set(complete.flatMap(({ keys }) => keys[key] ?? [])).size > 1)
  if (differing.length > 0) return { state: 'waiting', missing: differing.map((key) => spell(key, dialect)) }
  const data = isFault(first.answer) ? undefined : make(first.answer)
  return data === undefined ? { state: 'waiting', missing: required.map((key) => spell(key, dialect)) } : { state: 'ready', data }
}

const withdrawn = (view: RelationView): Databag =>
  Object.fromEntries(
    Object.entries(view.localUnitData)
      .filter(([key, value]) => isRequestKey(key) || value === 'None')
      .map(([key]) => [key, '']),
  )

const appRequest = (request: KeystoneRequest): Databag | undefined => {
  const endpoints = endpointsOf(request).flatMap(([prefix, { description, ...endpoint }]) => {
    const { service, urls } = clientEndpoint(prefix, endpoint)
    return description === undefined ? [] : [{ service, type: serviceType(service) ?? '', description, urls }]
  })
  const region = endpointsOf(request)[0]?.[1].region
  return region === undefined || endpoints.length < endpointsOf(request).length ? undefined : encodeAppRequest({ region, endpoints })
}

/** The requires side of a charm that registers endpoints. */
export const requires: RequiresSide<KeystoneRequest, Identity> = {
  interface: 'keystone',
  side: 'requires',
  read: (view, request) => requestFault(request) ?? find(view, [...ADDRESS_KEYS, ...USER_KEYS], identityOf),
  write: (request, view): Databags => {
    if (requestFault(request) !== undefined) return { unit: withdrawn(view) }
    const app = appRequest(request)
    return { unit: { ...withdrawn(view), ...encodeRequest(clientRequest(request)) }, ...(app === undefined ? {} : { app }) }
  },
}

/** The requires side of a charm that only wants to know where keystone is. */
export const addressRequires: RequiresSide<KeystoneAddressRequest, KeystoneAddress> = {
  interface: 'keystone',
  side: 'requires',
  read: (view) => find(view, ADDRESS_KEYS, addressOf),
  write: (_request, view) => ({ unit: { ...withdrawn(view), ...encodeRequest({ form: 'address' }) } }),
}
