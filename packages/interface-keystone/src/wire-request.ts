/** What a requirer writes: its unit databag (raw strings), and the application databag for keystone on Kubernetes. */
import type { Databag } from '@charm-layers/relation'
import { byName, type Fault, invalid, isRecord, parseJson, pythonJson, split, textOf } from './text.ts'

/** URLs of one service; opaque text that may hold `$(tenant_id)s`. */
export type EndpointUrls = { readonly public: string; readonly internal: string; readonly admin: string }

/** URLs of a service in the catalog, which need not have all three. */
export type KnownUrls = Partial<EndpointUrls>

/** Makes the URLs of a service from three texts; undefined if one is none. */
export const urlsOf = (get: (which: keyof EndpointUrls) => unknown): EndpointUrls | undefined => {
  const [publicUrl, internal, admin] = [get('public'), get('internal'), get('admin')]
  const all = typeof publicUrl === 'string' && typeof internal === 'string' && typeof admin === 'string'
  return all ? { public: publicUrl, internal, admin } : undefined
}

/** Gives the URLs under the names that they have in a databag. */
export const urlKeys = (urls: EndpointUrls): Databag => ({ public_url: urls.public, internal_url: urls.internal, admin_url: urls.admin })

/** One service to be registered. */
export interface ClientEndpoint {
  /** `''` for the plain form, else the text before the first underscore. */
  readonly prefix: string
  readonly service: string
  readonly region: string
  readonly urls: EndpointUrls
}

/** What a client unit may ask for beside endpoints, in either form. */
export interface ClientLists {
  /** Roles to create, and to give to the service's user if there is one. */
  readonly requestedRoles: readonly string[]
  /** Roles to give to the administrator of the cloud. */
  readonly addRoleToAdmin: readonly string[]
  /** Services whose endpoints the client wants to be told of. */
  readonly subscribe: readonly string[]
}

/** What a client unit asks for: services registered and a user, or only where keystone is. */
export type ClientRequest = ClientLists &
  (
    | { readonly form: 'address' }
    | {
        readonly form: 'register'
        /** One without a prefix, or any number with, sorted by prefix. */
        readonly endpoints: readonly ClientEndpoint[]
      }
  )

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

/** The keys that every request has. */
export const FIVE: readonly string[] = ['service', 'region', 'public_url', 'internal_url', 'admin_url']
const LISTS: readonly string[] = ['requested_roles', 'add_role_to_admin', 'subscribe_ep_change']
/** What stands in all five keys of a request for the address, and must stand nowhere else. */
export const NONE = 'None'

/** Says whether a key belongs to a request, in either form. */
export const isRequestKey = (key: string): boolean => {
  return FIVE.includes(key) || FIVE.includes(split(key)[1]) || LISTS.includes(key)
}

/** Gives the name of a key in the form that the prefix says. */
export const keyOf = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}_${name}`)

const nothing = (): Record<string, string> => Object.fromEntries([...FIVE, ...LISTS].map((key) => [key, '']))

/** Writes a request. All keys without a prefix are named, those of the other form as empty, so that no form is mixed. */
export const encodeRequest = (request: ClientRequest): Databag => {
  const bag = nothing()
  if (request.form === 'address') for (const key of FIVE) bag[key] = NONE
  const endpoints = request.form === 'address' ? [] : request.endpoints
  for (const { prefix, service, region, urls } of [...endpoints].sort((a, b) => byName([a.prefix, a], [b.prefix, b]))) {
    for (const [name, value] of Object.entries({ service, region, ...urlKeys(urls) })) bag[keyOf(prefix, name)] = value
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

const endpointOf = (bag: Databag, prefix: string): ClientEndpoint | undefined => {
  const get = (name: string): string | undefined => bag[keyOf(prefix, name)] || undefined
  const [service, region, urls] = [get('service'), get('region'), urlsOf((which) => get(`${which}_url`))]
  return service === undefined || region === undefined || urls === undefined ? undefined : { prefix, service, region, urls }
}

/**
 * Reads the request of one client unit as charm-keystone does: the plain form wins, and `None` in any key makes it the form that asks
 * only for the address. Undefined while nothing is complete.
 */
export const decodeRequest = (bag: Databag): ClientRequest | Fault | undefined => {
  const lists = {
    requestedRoles: listOf(bag, 'requested_roles', /,/),
    addRoleToAdmin: listOf(bag, 'add_role_to_admin', /,/),
    subscribe: listOf(bag, 'subscribe_ep_change', /\s+/),
  }
  const none = Object.keys(bag).find((key) => bag[key] === NONE)
  const single = endpointOf(bag, '')
  if (single !== undefined) return none === undefined ? { form: 'register', endpoints: [single], ...lists } : { form: 'address', ...lists }
  const prefixes = new Set<string>()
  for (const key of Object.keys(bag)) {
    const [prefix, name] = split(key)
    if (prefix !== '' && name === 'service') prefixes.add(prefix)
  }
  const endpoints = [...prefixes].sort().flatMap((prefix) => endpointOf(bag, prefix) ?? [])
  if (endpoints.length === 0) return undefined
  // charm-keystone then writes nothing, and the client would wait for ever.
  if (none !== undefined) return invalid(none, "is the text 'None', which silences a request with prefixes")
  return { form: 'register', endpoints, ...lists }
}

/** Writes the application databag. */
export const encodeAppRequest = ({ region, endpoints }: AppRequest): Databag => ({
  region,
  'service-endpoints': pythonJson(
    endpoints.map(({ service, type, description, urls }) => ({ service_name: service, type, description, ...urlKeys(urls) })),
  ),
})

/** Reads the application databag; undefined while it holds no request. */
export const decodeAppRequest = (bag: Databag): AppRequest | Fault | undefined => {
  const region = textOf(bag, 'region')
  const text = textOf(bag, 'service-endpoints')
  if (region === undefined || text === undefined) return undefined
  const list = parseJson(text)
  const wrong = invalid('service-endpoints', 'is not a JSON list of objects with names and URLs')
  if (!Array.isArray(list)) return wrong
  const endpoints: AppEndpoint[] = []
  for (const item of list) {
    if (!isRecord(item)) return wrong
    const { service_name: service, type, description = '' } = item
    const urls = urlsOf((which) => item[`${which}_url`])
    if (typeof service !== 'string' || typeof type !== 'string' || typeof description !== 'string' || urls === undefined) return wrong
    endpoints.push({ service, type, description, urls })
  }
  return { region, endpoints }
}
