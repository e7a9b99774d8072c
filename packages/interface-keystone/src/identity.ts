/** What a client learns of keystone, and the URL that is made of it. */
import type { Secret } from '@charm-layers/relation'
import type { AnswerBag, LocationBag, Protocol } from './wire.ts'
import type { KnownUrls } from './wire-request.ts'

/** Where one of keystone's three endpoints is. */
export interface Location {
  readonly protocol: Protocol
  readonly host: string
  readonly port: number
  /** The whole URL, when keystone gives it (on Kubernetes it has a path). */
  readonly url?: string
}

/** Where keystone is. */
export interface KeystoneAddress {
  /** The public endpoint (`service_*`). */
  readonly service: Location
  /** The administrator's endpoint (`auth_*`). */
  readonly auth: Location
  /** The internal endpoint; before 2021 keystone did not tell, and the public one stands for it. */
  readonly internal: Location
  /** `3`, or `2.0` when keystone does not say. */
  readonly apiVersion: string
  readonly adminDomainId?: string
  /** Keystone's own region, only in the answer to a request for the address. */
  readonly region?: string
  readonly serviceType?: string
  readonly createdRoles: readonly string[]
  /** Endpoints of the services that were subscribed to. Compare with the last seen. */
  readonly endpoints?: Readonly<Record<string, KnownUrls>>
  /** Seconds for which a catalog may be remembered. */
  readonly catalogTtl?: number
}

/** A service user, and where keystone is. */
export interface Identity extends KeystoneAddress {
  readonly username: string
  readonly password: Secret
  readonly userId?: string
  readonly project: string
  /** Always there from version 3 of the API on. */
  readonly projectId?: string
  /** Domain of the user and the project, by name. */
  readonly domain: string
  readonly domainId?: string
  readonly adminRole: string
  readonly adminProjectId?: string
  readonly adminUserId?: string
  /** This name and the two that follow: keystone on Kubernetes only. */
  readonly adminDomain?: string
  readonly adminProject?: string
  readonly adminUser?: string
}

const some = <T extends object, K extends keyof T>(from: T, ...keys: readonly K[]): Pick<T, K> => {
  const picked: Partial<Pick<T, K>> = {}
  for (const key of keys) if (from[key] !== undefined) picked[key] = from[key]
  return picked as Pick<T, K>
}

const locationOf = (bag: LocationBag = {}): Location | undefined => {
  const { protocol = 'http', host, port } = bag
  return host === undefined || port === undefined ? undefined : { ...bag, protocol, host, port }
}

/** Makes the address of an answer; undefined if it is not complete. */
export const addressOf = (bag: AnswerBag): KeystoneAddress | undefined => {
  const service = locationOf(bag.service)
  const auth = locationOf(bag.auth)
  if (service === undefined || auth === undefined) return undefined
  return {
    service,
    auth,
    internal: locationOf(bag.internal) ?? service,
    apiVersion: bag.apiVersion ?? '2.0',
    createdRoles: bag.createdRoles ?? [],
    ...some(bag, 'adminDomainId', 'region', 'serviceType', 'endpoints', 'catalogTtl'),
  }
}

/** Makes the identity of an answer; undefined if it is not complete. */
export const identityOf = (bag: AnswerBag): Identity | undefined => {
  const address = addressOf(bag)
  const { username, password, project, credentials: _credentials, ...rest } = bag
  if (address === undefined || username === undefined || password === undefined || project === undefined) return undefined
  return {
    // Without a domain keystone has put the user into its default one.
    domain: 'default',
    adminRole: 'Admin',
    ...rest,
    ...address,
    username,
    password,
    project,
  }
}

/** Makes the URL to get tokens from: the administrator's endpoint unless said otherwise, with the version's path. */
export const authUrl = (
  identity: Pick<KeystoneAddress, 'service' | 'auth' | 'internal' | 'apiVersion'>,
  which: 'service' | 'auth' | 'internal' = 'auth',
): string => {
  const { protocol, host, port, url } = identity[which]
  const path = identity.apiVersion.startsWith('3') ? 'v3' : 'v2.0'
  if (url !== undefined) return /\/v(3|2\.0)\/?$/.test(url) ? url : `${url.replace(/\/$/, '')}/${path}`
  return `${protocol}://${host.includes(':') && !host.startsWith('[') ? `[${host}]` : host}:${port}/${path}`
}
