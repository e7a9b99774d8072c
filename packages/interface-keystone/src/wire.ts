/**
 * The keystone wire: one codec for each databag. Reading is tolerant and never throws; writing is strict and in one order.
 * The answer comes in three dialects: raw keys in the unit databag of keystone's leader, and keys with dashes in the application
 * databag of keystone on Kubernetes, with the password in clear or as the id of a Juju secret. What is asked is in `wire-request.ts`.
 */
import type { Databag, Secret } from '@charm-layers/relation'
import { defined, type Fault, invalid, isFault, isRecord, parseJson, pythonJson, secret, textOf } from './text.ts'
import type { KnownUrls } from './wire-request.ts'

export type Protocol = 'http' | 'https'

/** Where one of keystone's three endpoints is, as far as it says. */
export interface LocationBag {
  readonly protocol?: Protocol
  readonly host?: string
  readonly port?: number
  /** The full URL; keystone on Kubernetes only. */
  readonly url?: string
}

/** What a keystone has written into one databag. */
export interface AnswerBag {
  /** The public endpoint. */
  readonly service?: LocationBag
  /** The administrator's endpoint. */
  readonly auth?: LocationBag
  /** Since 2021. */
  readonly internal?: LocationBag
  /** Without the `v` that keystone on Kubernetes puts in front. */
  readonly apiVersion?: string
  readonly username?: string
  readonly password?: Secret
  /** Id of a Juju secret with `username` and `password`; keystone on Kubernetes only. */
  readonly credentials?: string
  readonly userId?: string
  readonly project?: string
  readonly projectId?: string
  readonly domain?: string
  readonly domainId?: string
  readonly adminDomainId?: string
  readonly adminProjectId?: string
  readonly adminUserId?: string
  /** This name and the two that follow: keystone on Kubernetes only. */
  readonly adminDomain?: string
  readonly adminProject?: string
  readonly adminUser?: string
  readonly adminRole?: string
  readonly serviceType?: string
  readonly createdRoles?: readonly string[]
  /** Only in the answer to a request for the address; may be a list with spaces. */
  readonly region?: string
  readonly catalogTtl?: number
  /** Endpoints of the services that the client has subscribed to. */
  readonly endpoints?: Readonly<Record<string, KnownUrls>>
}

/** Who spells the keys: raw keys of a unit databag, or dashed ones of an application databag. */
export type Dialect = 'unit' | 'app'

const APP_NAMES: Readonly<Record<string, string>> = {
  service_username: 'service-user-name',
  service_tenant: 'service-project-name',
  service_tenant_id: 'service-project-id',
  service_domain: 'service-domain-name',
  // charm-keystone writes these two into its application databag, with underscores.
  catalog_ttl: 'catalog_ttl',
  ep_changed: 'ep_changed',
}

/** Gives the name of a key in a dialect. */
export const spell = (key: string, dialect: Dialect): string => (dialect === 'unit' ? key : (APP_NAMES[key] ?? key.replaceAll('_', '-')))

/** Gives the text of a key by its name in the unit dialect. */
export type Get = (key: string) => string | undefined

/** Reads a databag of one dialect. */
export const reader =
  (bag: Databag, dialect: Dialect): Get =>
  (key) =>
    textOf(bag, spell(key, dialect)) ??
    // Recorded databags of keystone on Kubernetes have this one with an underscore.
    (dialect === 'app' && key === 'service_domain_id' ? textOf(bag, 'service-domain_id') : undefined)

type TextField = {
  [Field in keyof AnswerBag]-?: Required<AnswerBag>[Field] extends string ? Field : never
}[keyof AnswerBag]

type Texts = readonly (readonly [field: TextField, key: string])[]

const TEXTS: Texts = [
  ['adminDomainId', 'admin_domain_id'],
  ['serviceType', 'service_type'],
  ['region', 'region'],
  ['username', 'service_username'],
  ['userId', 'service_user_id'],
  ['project', 'service_tenant'],
  ['projectId', 'service_tenant_id'],
  ['domain', 'service_domain'],
  ['domainId', 'service_domain_id'],
  ['adminProjectId', 'admin_project_id'],
  ['adminUserId', 'admin_user_id'],
  ['adminRole', 'admin_role'],
]

/** In an application databag only, under the names that these would have in a unit's. */
const APP_TEXTS: Texts = [
  ['credentials', 'service_credentials'],
  ['adminDomain', 'admin_domain_name'],
  ['adminProject', 'admin_project_name'],
  ['adminUser', 'admin_user_name'],
]

/** The endpoints, and what their full URLs are called. */
const LOCATIONS = [
  ['service', 'public_auth_url'],
  ['auth', 'admin_auth_url'],
  ['internal', 'internal_auth_url'],
] as const

const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined

const locationOf = (get: Get, which: string, urlKey: string, named: (key: string) => string): LocationBag | Fault | undefined => {
  const protocol = get(`${which}_protocol`)
  const port = get(`${which}_port`)
  const number = numberOf(port)
  if (port !== undefined && (number === undefined || number < 1 || number > 65535)) {
    return invalid(named(`${which}_port`), 'is not a port number')
  }
  if (protocol !== undefined && protocol !== 'http' && protocol !== 'https') {
    return invalid(named(`${which}_protocol`), 'is neither http nor https')
  }
  const location = defined<LocationBag>({ protocol, host: get(`${which}_host`), port: number, url: get(urlKey) })
  return Object.keys(location).length === 0 ? undefined : location
}

const URLS = ['public', 'internal', 'admin'] as const

/** Reads the notification. In 2020 it was a checksum for a while; such a member says nothing and is left out. */
const endpointsOf = (text: string | undefined): Readonly<Record<string, KnownUrls>> | undefined => {
  const services = text === undefined ? undefined : parseJson(text)
  if (!isRecord(services)) return undefined
  return Object.fromEntries(
    Object.entries(services).flatMap(([service, member]) => {
      const urls = isRecord(member) ? URLS.flatMap((which) => (typeof member[which] === 'string' ? [[which, member[which]]] : [])) : []
      return urls.length === 0 ? [] : [[service, Object.fromEntries(urls)]]
    }),
  )
}

/**
 * Reads what a keystone has written; `named` spells a key for a fault. Certificates that it handed out before 18.08 are not read: it
 * removes them today.
 */
export const decodeAnswer = (get: Get, named: (key: string) => string): AnswerBag | Fault => {
  const answer: { -readonly [Field in keyof AnswerBag]: AnswerBag[Field] } = {}
  for (const [which, urlKey] of LOCATIONS) {
    const location = locationOf(get, which, urlKey, named)
    if (location === undefined) continue
    // Nobody needs the internal endpoint: the public one stands for it.
    if (isFault(location) && which === 'internal') continue
    if (isFault(location)) return location
    answer[which] = location
  }
  for (const [field, key] of [...TEXTS, ...APP_TEXTS]) {
    const text = get(key)
    if (text !== undefined) answer[field] = text
  }
  const password = get('service_password')
  return defined<AnswerBag>({
    ...answer,
    apiVersion: get('api_version')?.replace(/^v(?=.)/i, ''),
    password: password === undefined ? undefined : secret(password),
    createdRoles: get('created_roles')
      ?.split(',')
      .filter((role) => role !== ''),
    catalogTtl: numberOf(get('catalog_ttl')),
    endpoints: endpointsOf(get('ep_changed')),
  })
}

/** Says whether keystone wrote a key before 18.08 and removes it today, since some readers switch to TLS because of it. */
export const isRetired = (key: string): boolean => /^(https_keystone|admin_token|ca_cert|ssl_(cert|key)(_.*)?)$/.test(key)

const numberText = (value: number | undefined): string => (value === undefined ? '' : String(value))

/** Writes an answer; every key of the dialect is named, the empty ones so that they go away. */
export const encodeAnswer = (answer: AnswerBag, dialect: Dialect): Databag => {
  const app = dialect === 'app'
  const bag: Record<string, string> = {}
  const put = (key: string, value: string | undefined): void => {
    bag[spell(key, dialect)] = value ?? ''
  }
  for (const [which, urlKey] of LOCATIONS) {
    const { protocol, host, port, url } = answer[which] ?? {}
    put(`${which}_host`, host)
    put(`${which}_port`, numberText(port))
    put(`${which}_protocol`, protocol)
    if (app) put(urlKey, url)
  }
  put('api_version', app && answer.apiVersion ? `v${answer.apiVersion}` : answer.apiVersion)
  for (const [field, key] of app ? [...TEXTS, ...APP_TEXTS] : TEXTS) put(key, answer[field])
  put('service_password', answer.password?.reveal())
  put('created_roles', answer.createdRoles?.join(','))
  return { ...bag, ...encodeNotification(answer) }
}

/** Writes the notification of changed endpoints, which goes into the leader's unit databag and the application's. */
export const encodeNotification = ({ catalogTtl, endpoints }: AnswerBag): Databag => ({
  catalog_ttl: numberText(catalogTtl),
  ep_changed: endpoints === undefined ? '' : pythonJson(endpoints),
})
