/** Keystone's side: reads what a client application asks for, and writes the answer. Only keystone's leader answers. */
import type { Databags, ProvidesSide, RelationView, Secret, State } from '@charm-layers/relation'
import type { Location } from './identity.ts'
import { serviceType, unknownService } from './services.ts'
import { byName, type Fault, isFault } from './text.ts'
import { completeView } from '@charm-layers/relation'
import { encodeAnswer, encodeNotification, isRetired } from './wire.ts'
import { type ClientRequest, decodeRequest, type EndpointUrls, FIVE, keyOf } from './wire-request.ts'

/** What a client application asks for. Its units should ask for the same; of different requests the last unit's counts. */
export type KeystoneClient =
  | Extract<ClientRequest, { form: 'address' }>
  | (Extract<ClientRequest, { form: 'register' }> & {
      /** The user to make: the name of the service, or all names sorted and joined by `_`. */
      readonly username: string
      /** Catalog type of the service whose key comes first in Juju's order, as charm-keystone says it. */
      readonly serviceType: string
    })

/** Where keystone is, for every answer. */
export interface Addresses {
  readonly service: Omit<Location, 'url'>
  readonly auth: Omit<Location, 'url'>
  readonly internal: Omit<Location, 'url'>
  /** As keystone writes it: classic charms make a number of it, and fail with `v3`. */
  readonly apiVersion: '3' | '2' | '2.0'
  readonly adminDomainId?: string
  readonly serviceType?: string
  /** The requested roles, as keystone spells them. */
  readonly createdRoles?: readonly string[]
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
      readonly adminProjectId?: string
      readonly adminUserId?: string
      readonly adminRole?: string
    } & (
        | {
            readonly apiVersion: '3'
            /** Domain of the user and the project. From version 3 on classic charms wait for it, and for its id. */
            readonly domain: string
            readonly domainId: string
          }
        | { readonly apiVersion: '2' | '2.0'; readonly domain?: never; readonly domainId?: never }
      ))

const clientOf = (request: ClientRequest): KeystoneClient | Fault => {
  if (request.form === 'address') return request
  const types: (readonly [key: string, type: string])[] = []
  for (const { prefix, service } of request.endpoints) {
    const key = keyOf(prefix, 'service')
    const type = serviceType(service)
    if (type === undefined) return unknownService(key)
    types.push([key, type])
  }
  const username = request.endpoints
    .map(({ service }) => service)
    .sort()
    .join('_')
  return { ...request, username, serviceType: types.sort(byName)[0]?.[1] ?? '' }
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
  const missing = FIVE.filter((key) => !bags.some((bag) => bag[key]))
  return { state: 'waiting', missing: missing.length === 0 ? FIVE : missing }
}

const write = (answer: KeystoneAnswer, view: RelationView): Databags => {
  const { form, ...shown } = answer
  const bag = form === 'none' ? {} : { ...shown, ...answer.notification }
  const leftovers = Object.keys(view.localUnitData).filter(isRetired)
  const unit = { ...Object.fromEntries(leftovers.map((key) => [key, ''])), ...encodeAnswer(bag, 'unit') }
  // A unit that shows nothing is not the leader, and may not write for the application.
  return form === 'none' ? { unit } : { unit, app: encodeNotification(bag) }
}

/** The provides side of the keystone interface. */
export const provides: ProvidesSide<KeystoneClient, KeystoneAnswer> = {
  interface: 'keystone',
  side: 'provides',
  read: (view) => read(completeView(view)),
  write,
}
