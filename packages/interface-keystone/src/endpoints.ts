/** The request as a charm's author writes it, and the checks for values that must not be sent. */
import { type Databag, type Fault, invalid } from '@charm-layers/relation'
import { byKey, defined, parseLabel, withPrefix } from '@charm-layers/relation/wire'
import { type ClientEndpoint, type ClientLists, type ClientRequest, encodeAppRequest, endpointFault, NONE, urlKeys } from './request.ts'
import { type ServiceName, serviceType, unknownService } from './services.ts'

/** One service to be registered. */
export interface Endpoint {
  /** Name in the catalog; keystone has a fixed list. */
  readonly service: ServiceName
  readonly region: string
  /** URLs that keystone stores as they are. They must be equal on every unit, or the catalog changes with each hook. */
  readonly publicUrl: string
  readonly internalUrl: string
  readonly adminUrl: string
  /** If every endpoint has one, the leader also asks in the form that keystone on Kubernetes reads. */
  readonly description?: string
}

/** What a client may ask for besides endpoints. */
export interface Extras {
  /** Roles to create, and to give to the service's user if there is one. */
  readonly requestedRoles?: readonly string[]
  /** Roles to give to the administrator of the cloud. */
  readonly addRoleToAdmin?: readonly string[]
  /** Services whose endpoints this charm wants to be told of. */
  readonly subscribe?: readonly ServiceName[]
}

/** Endpoints by prefix. Readers end a prefix at the first underscore, so a prefix must not contain one; and it must not be empty. */
export type Endpoints = Readonly<Record<string, Endpoint>> & { readonly [prefix: `${string}_${string}`]: never } & { readonly ''?: never }

/** What a client asks for: one service, or several that share one user. */
export type KeystoneRequest = (Endpoint & Extras & { readonly endpoints?: never }) | (Extras & { readonly endpoints: Endpoints })

/** An endpoint as it stands in databags. */
type Described = ClientEndpoint & Pick<Endpoint, 'description'>

/** Lists the endpoints in the order of their prefixes, so that equal requests are equal text. */
const endpointsOf = (request: KeystoneRequest): readonly Described[] => {
  const all = request.endpoints === undefined ? [['', request] as const] : Object.entries<Endpoint>(request.endpoints).sort(byKey)
  return all.map(([prefix, { service, region, publicUrl, internalUrl, adminUrl, description }]) =>
    defined<Described>({ prefix, service, region, urls: { public: publicUrl, internal: internalUrl, admin: adminUrl }, description }),
  )
}

const once = (items: readonly string[] = []): readonly string[] => [...new Set(items)]

/** Fills in the lists that are not given, and names each item once. */
export const listsOf = ({ requestedRoles, addRoleToAdmin, subscribe }: Extras): ClientLists => ({
  requestedRoles: once(requestedRoles),
  addRoleToAdmin: once(addRoleToAdmin),
  subscribe: once(subscribe),
})

/** Makes the request for the unit databag. */
export const clientRequest = (request: KeystoneRequest): ClientRequest => ({
  form: 'register',
  endpoints: endpointsOf(request),
  ...listsOf(request),
})

/** Makes the application databag for keystone on Kubernetes; undefined unless every endpoint has a description. */
export const appRequest = (request: KeystoneRequest): Databag | undefined => {
  const all = endpointsOf(request)
  const endpoints = all.flatMap(({ service, urls, description }) =>
    description === undefined ? [] : [{ service, type: serviceType(service) ?? '', description, urls }],
  )
  const region = all[0]?.region
  return region === undefined || endpoints.length < all.length ? undefined : encodeAppRequest({ region, endpoints })
}

/**
 * Finds list items that keystone would read as something else: one that holds the separator becomes two, and a lone `None` asks for the
 * address only.
 */
export const addressFault = ({ requestedRoles = [], addRoleToAdmin = [], subscribe = [] }: Extras): Fault | undefined => {
  const lists = [
    ['requested_roles', requestedRoles, /,/],
    ['add_role_to_admin', addRoleToAdmin, /,/],
    ['subscribe_ep_change', subscribe, /\s/],
  ] as const
  for (const [key, items, separator] of lists) {
    if (items.length === 1 && items[0] === NONE) return invalid(key, "is the text 'None', which keystone takes for no text")
    const wrong = items.some((item) => parseLabel(item) === undefined || separator.test(item))
    if (wrong) return invalid(key, 'an item is empty, is no name, or holds what parts the items')
  }
  return undefined
}

/** Finds values that keystone would misread, or that make its hook fail. Many of them can come from an operator's option. */
export const requestFault = (request: KeystoneRequest): Fault | undefined => {
  const endpoints = endpointsOf(request)
  const [first] = endpoints
  if (first === undefined) return invalid('service', 'no endpoint is asked for')
  for (const endpoint of endpoints) {
    const { prefix, service, region, urls } = endpoint
    if (prefix.includes('_') || (prefix === '' && request.endpoints !== undefined)) {
      return invalid(withPrefix(prefix, 'service'), 'the prefix is empty or holds an underscore')
    }
    if (serviceType(service) === undefined) return unknownService(withPrefix(prefix, 'service'))
    for (const [name, value] of Object.entries({ region, ...urlKeys(urls) })) {
      const key = withPrefix(prefix, name)
      if (value === '') return invalid(key, 'is empty')
      if (value === NONE) return invalid(key, "is the text 'None', which keystone takes for a request for its address only")
    }
    const wrong = endpointFault(endpoint)
    if (wrong !== undefined) return wrong
  }
  const differing = endpoints.find(({ region }) => region !== first.region)
  if (differing !== undefined && endpoints.every(({ description }) => description !== undefined)) {
    const why = 'keystone on Kubernetes, which a description is for, is told one region for all endpoints'
    return invalid(withPrefix(differing.prefix, 'region'), why)
  }
  return addressFault(request)
}
