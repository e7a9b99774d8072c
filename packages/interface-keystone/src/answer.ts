/**
 * What keystone writes, in one of three dialects: raw keys in the unit databag of its leader, and keys with dashes in the application
 * databag of keystone on Kubernetes, with the password in clear or as the id of a Juju secret.
 */
import { type Databag, type Fault, invalid, isFault, type Secret } from '@charm-layers/relation'
import {
  defined,
  definedOrFault,
  hostOf,
  isRecord,
  labelOf,
  NOT,
  numberOf,
  numberText,
  parsedOf,
  parseJson,
  parseLabel,
  parseName,
  portOf,
  pythonJson,
  secretOf,
  urlOf,
} from '@charm-layers/relation/wire'
import { type KnownUrls, parseCatalogUrl, textOf } from './request.ts'

/** How one of keystone's endpoints is spoken to. */
export type Protocol = 'http' | 'https'

/** Where one of keystone's three endpoints is, as far as it says. */
export interface LocationBag {
  readonly protocol?: Protocol
  readonly host?: string
  readonly port?: number
  /** The full URL; keystone on Kubernetes only. */
  readonly url?: string
}

/** What keystone may tell every client, besides its own address. */
export interface NewsBag {
  readonly adminDomainId?: string
  readonly serviceType?: string
  /** Keystone's own region, only in the answer to a request for the address; may be several regions separated by spaces. */
  readonly region?: string
  /** Seconds for which a catalog may be remembered. */
  readonly catalogTtl?: number
  /** Endpoints of the services that were subscribed to. Compare with the last seen. */
  readonly endpoints?: Readonly<Record<string, KnownUrls>>
}

/** What keystone may tell with a user. */
export interface UserBag {
  readonly userId?: string
  /** Always there from version 3 of the API on. */
  readonly projectId?: string
  readonly domainId?: string
  readonly adminProjectId?: string
  readonly adminUserId?: string
  /** This name and the two that follow: keystone on Kubernetes only. */
  readonly adminDomain?: string
  readonly adminProject?: string
  readonly adminUser?: string
}

/** What a keystone has written into one databag. */
export interface AnswerBag extends NewsBag, UserBag {
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
  readonly project?: string
  readonly domain?: string
  readonly adminRole?: string
  readonly createdRoles?: readonly string[]
}

/** How keys are spelt: `unit` with underscores in a unit databag, `app` with dashes in an application databag. */
export type Dialect = 'unit' | 'app'

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

/** Keys that exist in an application databag only, spelt as they would be in a unit databag. */
const APP_TEXTS: Texts = [
  ['credentials', 'service_credentials'],
  ['adminDomain', 'admin_domain_name'],
  ['adminProject', 'admin_project_name'],
  ['adminUser', 'admin_user_name'],
]

const ALL_TEXTS: Texts = /* @__PURE__ */ TEXTS.concat(APP_TEXTS)

/** The endpoints, and what their full URLs are called. */
const LOCATIONS = [
  ['service', 'public_auth_url'],
  ['auth', 'admin_auth_url'],
  ['internal', 'internal_auth_url'],
] as const

/** Maps each key that is read from its spelling in a unit databag to its spelling in an application databag. */
const namesInApplication = (): ReadonlyMap<string, string> =>
  new Map([
    ...[
      ...LOCATIONS.flatMap(([which, url]) => [`${which}_host`, `${which}_port`, `${which}_protocol`, url]),
      ...ALL_TEXTS.map(([, key]) => key),
      'api_version',
      'service_password',
      'created_roles',
    ].map((key) => [key, key.replaceAll('_', '-')] as const),
    ['service_username', 'service-user-name'],
    ['service_tenant', 'service-project-name'],
    ['service_tenant_id', 'service-project-id'],
    ['service_domain', 'service-domain-name'],
    // charm-keystone writes these two into its application databag, with underscores.
    ['catalog_ttl', 'catalog_ttl'],
    ['ep_changed', 'ep_changed'],
  ])

const APP_NAMES = /* @__PURE__ */ namesInApplication()

/** Gives the name of a key in a dialect. */
export const spell = (key: string, dialect: Dialect): string => (dialect === 'unit' ? key : (APP_NAMES.get(key) ?? key))

/** Gives what a databag of one dialect says, under the keys of a unit databag. */
export const respelt = (bag: Databag, dialect: Dialect): Databag => {
  // The common case: a unit databag without values to drop needs no copy.
  if (dialect === 'unit' && Object.keys(bag).every((key) => textOf(bag, key) !== undefined)) return bag
  const found: Record<string, string> = {}
  for (const [key, name] of APP_NAMES) {
    const text = textOf(bag, dialect === 'unit' ? key : name)
    if (text !== undefined) found[key] = text
  }
  // Recorded databags of keystone on Kubernetes have this one with an underscore.
  const domainId = dialect === 'app' ? textOf(bag, 'service-domain_id') : undefined
  return domainId === undefined ? found : { service_domain_id: domainId, ...found }
}

const locationOf = (bag: Databag, which: string, urlKey: string): LocationBag | Fault | undefined => {
  const [portText, protocol] = [bag[`${which}_port`], bag[`${which}_protocol`]]
  const [host, url] = [hostOf(bag, `${which}_host`), urlOf(bag, urlKey)]
  if (isFault(host)) return host
  if (isFault(url)) return url
  // A port may have leading zeros here.
  const port = portOf(numberText(numberOf(portText)))
  if (portText !== undefined && port === undefined) return invalid(`${which}_port`, NOT.port)
  if (protocol !== undefined && protocol !== 'http' && protocol !== 'https') {
    return invalid(`${which}_protocol`, 'is neither http nor https')
  }
  const location = defined<LocationBag>({ protocol, host, port, url })
  return Object.keys(location).length === 0 ? undefined : location
}

const URLS = ['public', 'internal', 'admin'] as const

/** Gives the URLs, as they stand in the catalog; what is no URL is left out, as if the service had no such endpoint. */
const urlsIn = (member: Readonly<Record<string, unknown>>): readonly (readonly [string, string])[] =>
  URLS.flatMap((which) => {
    const text = member[which]
    const url = typeof text === 'string' ? parseCatalogUrl(text) : undefined
    return url === undefined ? [] : [[which, url] as const]
  })

/** Reads the notification. In 2020 it was a checksum for a while; such a member names no endpoint and is left out. */
const endpointsOf = (text: string | undefined): Readonly<Record<string, KnownUrls>> | undefined => {
  const services = text === undefined ? undefined : parseJson(text)
  if (!isRecord(services)) return undefined
  return Object.fromEntries(
    Object.entries(services).flatMap(([service, member]) => {
      const urls = isRecord(member) && parseName(service) !== undefined ? urlsIn(member) : []
      return urls.length === 0 ? [] : [[service, Object.fromEntries(urls)]]
    }),
  )
}

const versionOf = (text: string): string | undefined => /^v?(\d{1,3}(?:\.\d{1,3})?)$/i.exec(text)?.[1]

const rolesOf = (text: string): readonly string[] | undefined => {
  const roles = text.split(',').filter((role) => role !== '')
  return roles.every((role) => parseLabel(role) !== undefined) ? roles : undefined
}

/**
 * Reads what a keystone has written, under the keys of a unit databag. Certificates that it handed out before 18.08 are not read: it
 * removes them today.
 */
export const decodeAnswer = (bag: Databag): AnswerBag | Fault => {
  const texts: { [Field in TextField]?: string } = {}
  for (const [field, key] of ALL_TEXTS) {
    const text = labelOf(bag, key)
    if (isFault(text)) return text
    if (text !== undefined) texts[field] = text
  }
  const [service, auth, internal] = LOCATIONS.map(([which, urlKey]) => locationOf(bag, which, urlKey))
  return definedOrFault<AnswerBag>({
    service,
    auth,
    // The public endpoint serves in place of an internal one without a port. A host that is none is a mistake that somebody should see.
    internal: isFault(internal) && !/_(host|url)$/.test(internal.key) ? undefined : internal,
    ...texts,
    apiVersion: parsedOf(bag, 'api_version', versionOf, 'is no version such as 3 or 2.0'),
    password: secretOf(bag, 'service_password'),
    createdRoles: parsedOf(bag, 'created_roles', rolesOf, `holds what ${NOT.label}`),
    catalogTtl: numberOf(bag.catalog_ttl),
    endpoints: endpointsOf(bag.ep_changed),
  })
}

/** Says whether keystone wrote a key before 18.08 and removes it today, since some readers switch to TLS because of it. */
export const isRetired = (key: string): boolean => /^(https_keystone|admin_token|ca_cert|ssl_(cert|key)(_.*)?)$/.test(key)

/** Writes an answer. Every key of the dialect is named: an empty value removes the key from the databag. */
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
  for (const [field, key] of app ? ALL_TEXTS : TEXTS) put(key, answer[field])
  put('service_password', answer.password?.reveal())
  put('created_roles', answer.createdRoles?.join(','))
  return { ...bag, ...encodeNotification(answer) }
}

/** Writes the notification of changed endpoints, which goes into the leader's unit databag and the application's. */
export const encodeNotification = ({ catalogTtl, endpoints }: AnswerBag): Databag => ({
  catalog_ttl: numberText(catalogTtl),
  ep_changed: endpoints === undefined ? '' : pythonJson(endpoints),
})
