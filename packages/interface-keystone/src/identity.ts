/** What a client learns of keystone, and the URL that is made of it. */
import type { Secret } from '@charm-layers/relation'
import { defined, urlHost } from '@charm-layers/relation/wire'
import type { AnswerBag, LocationBag, NewsBag, UserBag } from './answer.ts'

/** Where one of keystone's three endpoints is. The whole URL is there when keystone gives it (on Kubernetes it has a path). */
export interface Location extends Required<Omit<LocationBag, 'url'>>, Pick<LocationBag, 'url'> {}

/** Where keystone is. */
export interface KeystoneAddress extends NewsBag {
  /** The public endpoint (`service_*`). */
  readonly service: Location
  /** The administrator's endpoint (`auth_*`). */
  readonly auth: Location
  /** The internal endpoint. A keystone from before 2021 does not tell it; the public endpoint then takes its place. */
  readonly internal: Location
  /** `3`, or `2.0` when keystone does not say. */
  readonly apiVersion: string
  readonly createdRoles: readonly string[]
}

/** A service user, and where keystone is. */
export interface Identity extends KeystoneAddress, UserBag {
  readonly username: string
  readonly password: Secret
  readonly project: string
  /** Domain of the user and the project, by name. */
  readonly domain: string
  readonly adminRole: string
}

const locationOf = (bag: LocationBag = {}): Location | undefined => {
  const { protocol = 'http', host, port } = bag
  return host === undefined || port === undefined ? undefined : { ...bag, protocol, host, port }
}

/** Makes the address of an answer; undefined if it is not complete. */
export const addressOf = (bag: AnswerBag): KeystoneAddress | undefined => {
  const { apiVersion = '2.0', createdRoles = [], adminDomainId, region, serviceType, endpoints, catalogTtl } = bag
  const [service, auth] = [locationOf(bag.service), locationOf(bag.auth)]
  if (service === undefined || auth === undefined) return undefined
  const where = { service, auth, internal: locationOf(bag.internal) ?? service, apiVersion, createdRoles }
  return defined<KeystoneAddress>({ ...where, adminDomainId, region, serviceType, endpoints, catalogTtl })
}

/** Makes the identity of an answer; undefined if it is not complete. */
export const identityOf = (bag: AnswerBag): Identity | undefined => {
  const address = addressOf(bag)
  const { username, password, project, credentials: _credentials, ...rest } = bag
  if (address === undefined || username === undefined || password === undefined || project === undefined) return undefined
  // Without a domain keystone has put the user into its default one.
  return { domain: 'default', adminRole: 'Admin', ...rest, ...address, username, password, project }
}

/** Makes the URL to get tokens from: the administrator's endpoint unless said otherwise, with the version's path. */
export const authUrl = (
  identity: Pick<KeystoneAddress, 'service' | 'auth' | 'internal' | 'apiVersion'>,
  which: 'service' | 'auth' | 'internal' = 'auth',
): string => {
  const { protocol, host, port, url } = identity[which]
  const path = identity.apiVersion.startsWith('3') ? 'v3' : 'v2.0'
  if (url !== undefined) return /\/v(3|2\.0)\/?$/.test(url) ? url : `${url.replace(/\/$/, '')}/${path}`
  return `${protocol}://${urlHost(host)}:${port}/${path}`
}
