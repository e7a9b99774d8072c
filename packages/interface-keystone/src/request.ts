/** What a requirer writes: its unit databag (raw strings), and the application databag for keystone on Kubernetes. */
import { type Databag, type Fault, invalid } from '@charm-layers/relation'
import {
  byText,
  commaList,
  groupsByPrefix,
  isList,
  isRecord,
  NOT,
  parseHost,
  parseJson,
  parseLabel,
  parseName,
  parseUrl,
  pythonJson,
  splitPrefix,
  withPrefix,
} from '@charm-layers/relation/wire'

/** URLs of one service; opaque text that may hold `$(tenant_id)s`. */
export type EndpointUrls = { readonly public: string; readonly internal: string; readonly admin: string }

/** URLs of a service in the catalog, which need not have all three. */
export type KnownUrls = Partial<EndpointUrls>

/** Gives the URLs under the names that they have in a databag. */
export const urlKeys = (urls: EndpointUrls): Databag => ({ public_url: urls.public, internal_url: urls.internal, admin_url: urls.admin })

/** Reads the URLs from under these names; undefined if one is no text. */
const urlsOf = ({ public_url, internal_url, admin_url }: Readonly<Record<string, unknown>>): EndpointUrls | undefined =>
  typeof public_url === 'string' && typeof internal_url === 'string' && typeof admin_url === 'string'
    ? { public: public_url, internal: internal_url, admin: admin_url }
    : undefined

/** One service to be registered. */
export interface ClientEndpoint {
  /** `''` for the plain form, else the text before the first underscore. */
  readonly prefix: string
  readonly service: string
  readonly region: string
  readonly urls: EndpointUrls
}

/** What a client unit may ask for besides endpoints, in either form. */
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
        /** One endpoint without a prefix, or any number of endpoints with prefixes, sorted by prefix. */
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
/** The text that all five keys of a request for the address hold. No other request may hold it. */
export const NONE = 'None'

/** Says whether a key belongs to a request, in either form. */
export const isRequestKey = (key: string): boolean => FIVE.includes(key) || FIVE.includes(splitPrefix(key)[1]) || LISTS.includes(key)

/** Writes a request. It lists all keys without a prefix; those of the other form are empty, so that the two forms never mix. */
export const encodeRequest = (request: ClientRequest): Databag => {
  const bag: Record<string, string> = {}
  for (const key of FIVE) bag[key] = request.form === 'address' ? NONE : ''
  const endpoints = request.form === 'address' ? [] : [...request.endpoints].sort((a, b) => byText(a.prefix, b.prefix))
  for (const { prefix, service, region, urls } of endpoints) {
    for (const [name, value] of Object.entries({ service, region, ...urlKeys(urls) })) bag[withPrefix(prefix, name)] = value
  }
  return {
    ...bag,
    requested_roles: request.requestedRoles.join(','),
    add_role_to_admin: request.addRoleToAdmin.join(','),
    subscribe_ep_change: request.subscribe.join(' '),
  }
}

/**
 * Reads a URL for the catalog, which keystone stores as it is: of http or, for services such as zaqar, of WebSocket. A host alone is taken
 * too, as keystone does. Undefined for any other text.
 */
export const parseCatalogUrl = (text: string): string | undefined =>
  parseUrl(text.replace(/^ws(?=s?:)/, 'http')) === undefined && parseHost(text) === undefined ? undefined : text

/** Finds what should not stand in a catalog, whichever side means to put it there. */
export const endpointFault = ({ prefix, service, region, urls }: ClientEndpoint): Fault | undefined => {
  if (prefix !== '' && parseName(prefix) === undefined) return invalid(withPrefix(prefix, 'service'), 'has a prefix that is no name')
  if (parseName(service) === undefined) return invalid(withPrefix(prefix, 'service'), NOT.name)
  if (parseLabel(region) === undefined) return invalid(withPrefix(prefix, 'region'), NOT.label)
  const [wrong] = Object.entries(urlKeys(urls)).find(([, url]) => parseCatalogUrl(url) === undefined) ?? []
  return wrong === undefined
    ? undefined
    : invalid(withPrefix(prefix, wrong), 'is neither a URL with a host, and perhaps a port and a path, nor a host')
}

/** Finds an item of a list that is no name of a role or a service. */
export const listFault = ({ requestedRoles, addRoleToAdmin, subscribe }: ClientLists): Fault | undefined => {
  const lists = { requested_roles: requestedRoles, add_role_to_admin: addRoleToAdmin, subscribe_ep_change: subscribe }
  const [wrong] = Object.entries(lists).find(([, items]) => !items.every((item) => parseLabel(item) !== undefined)) ?? []
  return wrong === undefined ? undefined : invalid(wrong, `holds what ${NOT.label}`)
}

const listText = (bag: Databag, key: string): string => (bag[key] === NONE ? '' : (bag[key] ?? ''))

/**
 * Reads the request of one client unit as charm-keystone does: the plain form wins, and `None` in any key makes it the form that asks
 * only for the address. Undefined while nothing is complete.
 */
export const decodeRequest = (bag: Databag): ClientRequest | Fault | undefined => {
  const lists = {
    requestedRoles: commaList(listText(bag, 'requested_roles')),
    addRoleToAdmin: commaList(listText(bag, 'add_role_to_admin')),
    subscribe: listText(bag, 'subscribe_ep_change').split(/\s+/).filter(Boolean),
  }
  const endpoints = [...groupsByPrefix(bag, FIVE)].flatMap(([prefix, { service, region, ...keys }]): readonly ClientEndpoint[] => {
    const urls = urlsOf(keys)
    return service === undefined || region === undefined || urls === undefined ? [] : [{ prefix, service, region, urls }]
  })
  const [first] = endpoints
  if (first === undefined) return undefined
  const none = Object.keys(bag).find((key) => bag[key] === NONE)
  // The groups are sorted, so the one without a prefix comes first.
  if (first.prefix === '') return none === undefined ? { form: 'register', endpoints: [first], ...lists } : { form: 'address', ...lists }
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

/** Gives the text of a key. Empty, absent, and keystone's mark of a value to delete are the same. */
export const textOf = (bag: Databag, key: string): string | undefined => (bag[key] === '__null__' ? undefined : bag[key] || undefined)

/** Reads the application databag; undefined while it holds no request. */
export const decodeAppRequest = (bag: Databag): AppRequest | Fault | undefined => {
  const region = textOf(bag, 'region')
  const text = textOf(bag, 'service-endpoints')
  if (region === undefined || text === undefined) return undefined
  const list = parseJson(text)
  const wrong = invalid('service-endpoints', 'is not a JSON list of objects with names and URLs')
  if (!isList(list)) return wrong
  const endpoints: AppEndpoint[] = []
  for (const item of list) {
    if (!isRecord(item)) return wrong
    const { service_name: service, type, description = '' } = item
    const urls = urlsOf(item)
    if (typeof service !== 'string' || typeof type !== 'string' || typeof description !== 'string' || urls === undefined) return wrong
    endpoints.push({ service, type, description, urls })
  }
  return { region, endpoints }
}
