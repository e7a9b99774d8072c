/** Keystone's side: reads what a client application asks for, and writes the answer. Only keystone's leader answers. */
import type { Databags, ProvidesSide, RelationView, Secret, State } from '@charm-layers/charm/relation'
import type { Location } from './identity.ts'
import { serviceType } from './services.ts'
import { type Fault, invalid, isFault } from './text.ts'
import { type AnswerBag, encodeAnswer, encodeNotification } from './wire.ts'
import { type ClientRequest, decodeRequest, type EndpointUrls, keyOf } from './wire-request.ts'

/** What a client application asks for. Its units should ask for the same; of different requests the last unit's counts. */
export type KeystoneClient =
  | Extract<ClientRequest, { form: 'address' }>
  | (Extract<ClientRequest, { form: 'register' }> & {
      /** The user to make: the name of the service, or all names sorted and joined by `_`. */
      readonly username: string
      /** Catalog type of the first endpoint. */
      readonly serviceType: string
    })

/** Where keystone is, for every answer. */
export interface Addresses {
  readonly service: Location
  readonly auth: Location
  readonly internal: Location
  readonly apiVersion: string
  readonly adminDomainId?: string
  readonly serviceType?: string
  /** Tells a client that has subscribed. It stands in the application databag too. */
  readonly notification?: { readonly catalogTtl: number; readonly endpoints: Readonly<Record<string, EndpointUrls>> }
}

/** What keystone answers. */
export type KeystoneAnswer =
  /** A unit that is not the leader shows nothing, which takes away what it has shown as a leader. */
  | { readonly form: 'none' }
  | (Addresses & { readonly form: 'address'; readonly region: string })
  | (Addresses & {
      readonly form: 'register'
      readonly username: string
      readonly password: Secret
      readonly userId?: string
      readonly project: string
      readonly projectId: string
      readonly domain?: string
      readonly domainId?: string
      readonly adminProjectId?: string
      readonly adminUserId?: string
      readonly adminRole?: string
      readonly createdRoles?: readonly string[]
    })

const clientOf = (request: ClientRequest): KeystoneClient | Fault => {
  if (request.form === 'address') return request
  const unknown = request.endpoints.find(({ service }) => serviceType(service) === undefined)
  if (unknown !== undefined) return invalid(keyOf(unknown.prefix, 'service'), 'is not a service name that keystone knows')
  const names = [...new Set(request.endpoints.map(({ service }) => service))].sort()
  return { ...request, username: names.join('_'), serviceType: serviceType(request.endpoints[0]?.service ?? '') ?? '' }
}

const read = (view: RelationView): State<KeystoneClient> => {
  if (view.remoteUnits.size === 0) return { state: 'absent' }
  let last: ClientRequest | undefined
  for (const bag of view.remoteUnits.values()) {
    const request = decodeRequest(bag)
    if (request === undefined) continue
    if (isFault(request)) return request
    last = request
  }
  if (last !== undefined) {
    const client = clientOf(last)
    return isFault(client) ? client : { state: 'ready', data: client }
  }
  const bags = [...view.remoteUnits.values()]
  const keys = ['service', 'region', 'public_url', 'internal_url', 'admin_url']
  const missing = keys.filter((key) => !bags.some((bag) => bag[key]))
  return { state: 'waiting', missing: missing.length === 0 ? keys : missing }
}

const bagOf = (answer: KeystoneAnswer): AnswerBag => {
  if (answer.form === 'none') return {}
  const { form: _form, service, auth, internal, notification, ...rest } = answer
  return {
    ...rest,
    serviceProtocol: service.protocol,
    serviceHost: service.host,
    servicePort: service.port,
    authProtocol: auth.protocol,
    authHost: auth.host,
    authPort: auth.port,
    internalProtocol: internal.protocol,
    internalHost: internal.host,
    internalPort: internal.port,
    ...notification,
  }
}

const write = (answer: KeystoneAnswer): Databags => {
  const bag = bagOf(answer)
  const unit = encodeAnswer(bag, 'unit')
  // A unit that shows nothing is not the leader, and may not write for the application.
  return answer.form === 'none' ? { unit } : { unit, app: Object.fromEntries(encodeNotification(bag)) }
}

/** The provides side of the keystone interface. */
export const provides: ProvidesSide<KeystoneClient, KeystoneAnswer> = { interface: 'keystone', side: 'provides', read, write }
