/**
 * The keystone wire: one codec for each databag. Reading is tolerant and never throws; writing is strict and in one order.
 * The answer comes in three dialects: raw keys in the unit databag of keystone's leader, and keys with dashes in the application
 * databag of keystone on Kubernetes, with the password in clear or as the id of a Juju secret. What is asked is in `wire-request.ts`.
 */
import type { Databag, Secret } from '@charm-layers/charm/relation'
import { defined, type Fault, invalid, isRecord, parseJson, pythonJson, secret, textOf } from './text.ts'
import type { EndpointUrls } from './wire-request.ts'

export type Protocol = 'http' | 'https'

/** What a keystone has written into one databag. */
export interface AnswerBag {
  readonly serviceProtocol?: Protocol
  readonly serviceHost?: string
  readonly servicePort?: number
  readonly authProtocol?: Protocol
  readonly authHost?: string
  readonly authPort?: number
  /** Since 2021. */
  readonly internalProtocol?: Protocol
  readonly internalHost?: string
  readonly internalPort?: number
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
  readonly adminRole?: string
  readonly serviceType?: string
  readonly createdRoles?: readonly string[]
  /** Only in the answer to a request for the address; may be a list with spaces. */
  readonly region?: string
  /** Full URLs; keystone on Kubernetes only. */
  readonly publicAuthUrl?: string
  readonly internalAuthUrl?: string
  readonly adminAuthUrl?: string
  readonly catalogTtl?: number
  /** Endpoints of the services that the client has subscribed to. */
  readonly endpoints?: Readonly<Record<string, EndpointUrls>>
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

const NUMBER = /^\d{1,15}$/

const isPort = (text: string): boolean => /^\d{1,5}$/.test(text) && Number(text) > 0 && Number(text) < 65536

const LOCATIONS = ['service', 'auth', 'internal']

/** Finds a port or a protocol that is none. */
const locationFault = (bag: Databag, dialect: Dialect): Fault | undefined => {
  for (const which of LOCATIONS) {
    const port = textOf(bag, spell(`${which}_port`, dialect))
    if (port !== undefined && !isPort(port)) return invalid(spell(`${which}_port`, dialect), 'is not a port number')
    const protocol = textOf(bag, spell(`${which}_protocol`, dialect))
    if (protocol !== undefined && !protocolOf(protocol)) return invalid(spell(`${which}_protocol`, dialect), 'is neither http nor https')
  }
  return undefined
}

const protocolOf = (text: string | undefined): Protocol | undefined => (text === 'http' || text === 'https' ? text : undefined)

const numberOf = (text: string | undefined): number | undefined => (text !== undefined && NUMBER.test(text) ? Number(text) : undefined)

/** Reads the notification. In 2020 it was a checksum for a while; such a member says nothing and is left out. */
const endpointsOf = (text: string | undefined): Readonly<Record<string, EndpointUrls>> | undefined => {
  const services = text === undefined ? undefined : parseJson(text)
  if (!isRecord(services)) return undefined
  return Object.fromEntries(
    Object.entries(services).flatMap(([service, urls]) => {
      if (!isRecord(urls)) return []
      const { public: publicUrl, internal, admin } = urls
      if (typeof publicUrl !== 'string' || typeof internal !== 'string' || typeof admin !== 'string') return []
      return [[service, { public: publicUrl, internal, admin }]]
    }),
  )
}

/** Reads what a keystone has written. Certificates that it handed out before 18.08 are not read: it removes them today. */
export const decodeAnswer = (bag: Databag, dialect: Dialect): AnswerBag | Fault => {
  const fault = locationFault(bag, dialect)
  if (fault !== undefined) return fault
  const get = (key: string): string | undefined => textOf(bag, spell(key, dialect))
  const app = (key: string): string | undefined => (dialect === 'app' ? textOf(bag, key) : undefined)
  const password = get('service_password')
  const roles = get('created_roles')
  return defined<AnswerBag>({
    serviceProtocol: protocolOf(get('service_protocol')),
    serviceHost: get('service_host'),
    servicePort: numberOf(get('service_port')),
    authProtocol: protocolOf(get('auth_protocol')),
    authHost: get('auth_host'),
    authPort: numberOf(get('auth_port')),
    internalProtocol: protocolOf(get('internal_protocol')),
    internalHost: get('internal_host'),
    internalPort: numberOf(get('internal_port')),
    apiVersion: get('api_version')?.replace(/^v(?=.)/i, ''),
    username: get('service_username'),
    password: password === undefined ? undefined : secret(password),
    credentials: app('service-credentials'),
    userId: get('service_user_id'),
    project: get('service_tenant'),
    projectId: get('service_tenant_id'),
    domain: get('service_domain'),
    // Recorded databags of keystone on Kubernetes have this one with an underscore.
    domainId: get('service_domain_id') ?? app('service-domain_id'),
    adminDomainId: get('admin_domain_id'),
    adminProjectId: get('admin_project_id'),
    adminUserId: get('admin_user_id'),
    adminRole: get('admin_role'),
    serviceType: get('service_type'),
    createdRoles: roles?.split(',').filter((role) => role !== ''),
    region: get('region'),
    publicAuthUrl: app('public-auth-url'),
    internalAuthUrl: app('internal-auth-url'),
    adminAuthUrl: app('admin-auth-url'),
    catalogTtl: numberOf(get('catalog_ttl')),
    endpoints: endpointsOf(get('ep_changed')),
  })
}

/** Keys that keystone wrote before 18.08. Today it removes them, since some readers switch to TLS because of them. */
const RETIRED = ['https_keystone', 'ca_cert', 'ssl_cert', 'ssl_key']

/** Writes an answer; every key of the dialect is named, the empty ones so that they go away. */
export const encodeAnswer = (answer: AnswerBag, dialect: Dialect): Databag => {
  const number = (value: number | undefined): string => (value === undefined ? '' : String(value))
  const version = answer.apiVersion ?? ''
  const entries: readonly (readonly [key: string, value: string | undefined])[] = [
    ['service_host', answer.serviceHost],
    ['service_port', number(answer.servicePort)],
    ['service_protocol', answer.serviceProtocol],
    ['auth_host', answer.authHost],
    ['auth_port', number(answer.authPort)],
    ['auth_protocol', answer.authProtocol],
    ['internal_host', answer.internalHost],
    ['internal_port', number(answer.internalPort)],
    ['internal_protocol', answer.internalProtocol],
    ['api_version', dialect === 'app' && version !== '' ? `v${version}` : version],
    ['admin_domain_id', answer.adminDomainId],
    ['service_type', answer.serviceType],
    ['created_roles', answer.createdRoles?.join(',')],
    ['region', answer.region],
    ['service_username', answer.username],
    ['service_password', answer.password?.reveal()],
    ['service_user_id', answer.userId],
    ['service_tenant', answer.project],
    ['service_tenant_id', answer.projectId],
    ['service_domain', answer.domain],
    ['service_domain_id', answer.domainId],
    ['admin_project_id', answer.adminProjectId],
    ['admin_user_id', answer.adminUserId],
    ['admin_role', answer.adminRole],
    ...encodeNotification(answer),
  ]
  const appOnly: Databag = {
    'service-credentials': answer.credentials ?? '',
    'public-auth-url': answer.publicAuthUrl ?? '',
    'internal-auth-url': answer.internalAuthUrl ?? '',
    'admin-auth-url': answer.adminAuthUrl ?? '',
  }
  return {
    ...Object.fromEntries(entries.map(([key, value]) => [spell(key, dialect), value ?? ''])),
    ...(dialect === 'app' ? appOnly : Object.fromEntries(RETIRED.map((key) => [key, '']))),
  }
}

/** Writes the notification of changed endpoints, which goes into the leader's unit databag and the application's. */
export const encodeNotification = ({ catalogTtl, endpoints }: AnswerBag): readonly (readonly [key: string, value: string])[] => {
  const services = Object.entries(endpoints ?? {}).map(([service, urls]) => [
    service,
    { public: urls.public, internal: urls.internal, admin: urls.admin },
  ])
  return [
    ['catalog_ttl', catalogTtl === undefined ? '' : String(catalogTtl)],
    ['ep_changed', endpoints === undefined ? '' : pythonJson(Object.fromEntries(services))],
  ]
}
