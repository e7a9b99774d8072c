/** Keystone's side: reads what a client application asks for, and writes the answer. Only keystone's leader answers. */
import type { Databags, Fault, ProvidesSide, RelationView, Secret, State } from '@charm-layers/relation'
import { absent, awaiting, isFault, providesSide, ready } from '@charm-layers/relation'
import { byKey, clearKeys, missingKeys, withPrefix } from '@charm-layers/relation/wire'
import { encodeAnswer, encodeNotification, isRetired, type UserBag } from './answer.ts'
import type { Location } from './identity.ts'
import { type ClientRequest, decodeRequest, type EndpointUrls, endpointFault, FIVE, listFault } from './request.ts'
import { serviceType, unknownService } from './services.ts'

/** What a client application asks for. Its units should all ask for the same; if they differ, the last unit's request counts. */
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
  /** As keystone writes it, without `v`: classic charms convert it to a number and fail with `v3`. */
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
  /** For a unit that is not the leader: it empties its databag of answers, those from a time as the leader included. */
  | { readonly form: 'none' }
  | (Addresses & { readonly form: 'address'; readonly region: string })
  | (Addresses &
      Pick<UserBag, 'userId' | 'adminProjectId' | 'adminUserId'> & {
        readonly form: 'register'
        readonly username: string
        readonly password: Secret
        readonly project: string
        readonly projectId: string
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
  const services = request.endpoints.map(({ prefix, service }) => [withPrefix(prefix, 'service'), service] as const)
  for (const [key, service] of services) if (serviceType(service) === undefined) return unknownService(key)
  const wrong = request.endpoints.flatMap((endpoint) => endpointFault(endpoint) ?? [])[0]
  if (wrong !== undefined) return wrong
  const names = services.map(([, service]) => service).sort()
  const [first] = services.sort(byKey)
  return { ...request, username: names.join('_'), serviceType: serviceType(first?.[1] ?? '') ?? '' }
}

const read = (view: RelationView): State<KeystoneClient> => {
  if (view.remoteUnits.size === 0) return absent
  const requests = [...view.remoteUnits.values()].flatMap((bag) => decodeRequest(bag) ?? [])
  const last = requests.find(isFault) ?? requests.at(-1)
  if (last === undefined) return awaiting(...missingKeys(view, FIVE))
  const client = isFault(last) ? last : (listFault(last) ?? clientOf(last))
  return isFault(client) ? client : ready(client)
}

const write = (answer: KeystoneAnswer, view: RelationView): Databags => {
  const { form, ...shown } = answer
  const bag = form === 'none' ? {} : { ...shown, ...answer.notification }
  const unit = { ...clearKeys(view.localUnitData, isRetired), ...encodeAnswer(bag, 'unit') }
  // With `none` this unit is not the leader, and only the leader may write the application databag.
  return form === 'none' ? { unit } : { unit, app: encodeNotification(bag) }
}

/** The provides side of the keystone interface. */
export const provides: ProvidesSide<KeystoneClient, KeystoneAnswer> = providesSide('keystone', read, write)
