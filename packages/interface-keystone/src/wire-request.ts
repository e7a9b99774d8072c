/** What a requirer writes: its unit databag (raw strings), and the application databag for keystone on Kubernetes. */
import type { Databag } from '@charm-layers/charm/relation'
import { byName, type Fault, invalid, isRecord, parseJson, pythonJson, split, textOf } from './text.ts'

/** URLs of one service; opaque text that may hold `$(tenant_id)s`. */
export interface EndpointUrls {
  readonly public: string
  readonly internal: string
  readonly admin: string
}

/** One service to be registered. */
export interface ClientEndpoint {
  /** `''` for the plain form, else the text before the first underscore. */
  readonly prefix: string
  readonly service: string
  readonly region: string
  readonly urls: EndpointUrls
}

/** What a client unit asks for: services registered and a user, or only where keystone is. */
export type ClientRequest =
  | { readonly form: 'address' }
  | {
      readonly form: 'register'
      /** One without a prefix, or any number with, sorted by prefix. */
      readonly endpoints: readonly ClientEndpoint[]
      /** Roles to create, and to give to the service's user. */
      readonly requestedRoles: readonly string[]
      /** Roles to give to the administrator of the cloud. */
      readonly addRoleToAdmin: readonly string[]
      /** Services whose endpoints the client wants to be told of. */
      readonly subscribe: readonly string[]
    }

/** A service as keystone on Kubernetes is told of it. */
export interface AppEndpoint {
  readonly service: string
  readonly type: string
  readonly description: string
  readonly urls: EndpointUrls
}

/** The application databag of a requirer; charm-keystone on machines ignores it. */
export interface AppRequest {
  readonly region: string
  readonly endpoints: readonly AppEndpoint[]
}

const FIVE = ['service', 'region', 'public_url', 'internal_url', 'admin_url'] as const
const LISTS = ['requested_roles', 'add_role_to_admin', 'subscribe_ep_change'] as const
const NONE = 'None'

/** Says whether a key belongs to a request, in either form. */
export const isRequestKey = (key: string): boolean => {
  const [, rest] = split(key)
  return FIVE.some((name) => name === key || name === rest) || LISTS.some((name) => name === key)
}

/** Gives the name of a key in the form that the prefix says. */
export const keyOf = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}_${name}`)

const nothing = (): Record<string, string> => Object.fromEntries([...FIVE, ...LISTS].map((key) => [key, '']))

/** Writes a request. All keys without a prefix are named, those of the other form as empty, so that no form is mixed. */
export const encodeRequest = (request: ClientRequest): Databag => {
  const bag = nothing()
  if (request.form === 'address') {
    for (const key of FIVE) bag[key] = NONE
    return bag
  }
  for (const { prefix, service, region, urls } of [...request.endpoints].sort((a, b) => byName([a.prefix, a], [b.prefix, b]))) {
    bag[keyOf(prefix, 'service')] = service
    bag[keyOf(prefix, 'region')] = region
    bag[keyOf(prefix, 'public_url')] = urls.public
    bag[keyOf(prefix, 'internal_url')] = urls.internal
    bag[keyOf(prefix, 'admin_url')] = urls.admin
  }
  bag.requested_roles = request.requestedRoles.join(',')
  bag.add_role_to_admin = request.addRoleToAdmin.join(',')
  bag.subscribe_ep_change = request.subscribe.join(' ')
  return bag
}

const listOf = (bag: Databag, key: string, separator: RegExp): readonly string[] => {
  const text = bag[key] ?? ''
  const items = text === NONE ? [] : text.split(separator)
  return items.map((item) => item.trim()).filter((item) => item !== '')
}

const endpointOf = (prefix: string, group: ReadonlyMap<string, string>): ClientEndpoint | undefined => {
  const [service, region, publicUrl, internalUrl, adminUrl] = FIVE.map((name) => group.get(name))
  if (!service || !region || !publicUrl || !internalUrl || !adminUrl) return undefined
  return { prefix, service, region, urls: { public: publicUrl, internal: internalUrl, admin: adminUrl } }
}

/**
 * Reads the request of one client unit as charm-keystone does: the plain form wins, and `None` in any key makes it the form that asks
 * only for the address. Undefined while nothing is complete.
 */
export const decodeRequest = (bag: Databag): ClientRequest | Fault | undefined => {
  const groups = new Map<string, Map<string, string>>([['', new Map(FIVE.map((name) => [name, bag[name] ?? '']))]])
  let none: string | undefined
  for (const [key, value] of Object.entries(bag)) {
    if (value === NONE) none ??= key
    const [prefix, rest] = split(key)
    if (prefix === '' || value === '' || !FIVE.some((name) => name === rest)) continue
    const group = groups.get(prefix) ?? new Map<string, string>()
    groups.set(prefix, group.set(rest, value))
  }
  const lists = {
    requestedRoles: listOf(bag, 'requested_roles', /,/),
    addRoleToAdmin: listOf(bag, 'add_role_to_admin', /,/),
    subscribe: listOf(bag, 'subscribe_ep_change', /\s+/),
  }
  const single = endpointOf('', groups.get('') ?? new Map<string, string>())
  if (single !== undefined) return none === undefined ? { form: 'register', endpoints: [single], ...lists } : { form: 'address' }
  const endpoints: ClientEndpoint[] = []
  for (const [prefix, group] of [...groups].sort(byName)) {
    const endpoint = endpointOf(prefix, group)
    if (endpoint !== undefined) endpoints.push(endpoint)
  }
  if (endpoints.length === 0) return undefined
  // charm-keystone then writes nothing, and the client would wait for ever.
  if (none !== undefined) return invalid(none, "is the text 'None', which silences a request with prefixes")
  return { form: 'register', endpoints, ...lists }
}

/** Writes the application databag. */
export const encodeAppRequest = ({ region, endpoints }: AppRequest): Databag => ({
  region,
  'service-endpoints': pythonJson(
    endpoints.map(({ service, type, description, urls }) => ({
      service_name: service,
      type,
      description,
      public_url: urls.public,
      internal_url: urls.internal,
      admin_url: urls.admin,
    })),
  ),
})

const textIn = (item: Readonly<Record<string, unknown>>, key: string): string => {
  const value = item[key]
  return typeof value === 'string' ? value : ''
}

/** Reads the application databag; undefined while it holds no request. */
export const decodeAppRequest = (bag: Databag): AppRequest | Fault | undefined => {
  const region = textOf(bag, 'region')
  const text = textOf(bag, 'service-endpoints')
  if (region === undefined || text === undefined) return undefined
  const list = parseJson(text)
  if (!Array.isArray(list) || !list.every(isRecord)) return invalid('service-endpoints', 'is not a JSON list of objects')
  return {
    region,
    endpoints: list.map((item) => ({
      service: textIn(item, 'service_name'),
      type: textIn(item, 'type'),
      description: textIn(item, 'description'),
      urls: { public: textIn(item, 'public_url'), internal: textIn(item, 'internal_url'), admin: textIn(item, 'admin_url') },
    })),
  }
}
