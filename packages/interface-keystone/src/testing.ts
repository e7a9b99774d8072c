/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/charm/relation'
import { secret } from './text.ts'
import { type AnswerBag, encodeAnswer } from './wire.ts'
import { encodeRequest } from './wire-request.ts'

/** A relation as a test gives it. */
export interface RelationData {
  readonly endpoint: string
  readonly interface: string
  readonly id?: number
  readonly remoteApp: string
  readonly remoteAppData: Databag
  readonly remoteUnits: Readonly<Record<string, Databag>>
  readonly localUnitData?: Databag
  readonly localAppData?: Databag
}

/** What may be chosen of a keystone. */
export interface KeystoneOptions {
  readonly id?: number
  readonly remoteApp?: string
  /** Addresses of keystone's units; the first is the leader, which alone answers. */
  readonly addresses?: readonly string[]
  /** Keystone has answered. */
  readonly response?: boolean
  readonly host?: string
  readonly protocol?: 'http' | 'https'
  readonly username?: string
  readonly password?: string
  /** `app` answers as keystone on Kubernetes does, with the password in clear. */
  readonly dialect?: 'unit' | 'app'
}

/** What may be chosen of a client. */
export interface ClientOptions {
  readonly id?: number
  readonly remoteApp?: string
  readonly addresses?: readonly string[]
  /** The client has asked. */
  readonly response?: boolean
  readonly service?: string
  readonly region?: string
  /** URL of all three endpoints. */
  readonly url?: string
}

const juju = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address })

const present = (bag: Databag): Databag => Object.fromEntries(Object.entries(bag).filter(([, value]) => value !== ''))

const answer = (host: string, protocol: 'http' | 'https', username: string, password: string): AnswerBag => ({
  serviceProtocol: protocol,
  serviceHost: host,
  servicePort: 5000,
  authProtocol: protocol,
  authHost: host,
  authPort: 35357,
  internalProtocol: protocol,
  internalHost: host,
  internalPort: 5000,
  apiVersion: '3',
  username,
  password: secret(password),
  userId: 'deadbeefcafe0011223344556677889a',
  project: 'services',
  projectId: '1234abcd5678ef901234abcd5678ef90',
  domain: 'service_domain',
  domainId: '77aa66bb55cc44dd33ee22ff11001122',
  adminDomainId: '5f0e7c1d2b3a49488796a5b4c3d2e1f0',
  adminRole: 'Admin',
  serviceType: 'database',
})

/** Gives a relation with a keystone, for the test of a charm that requires one. */
export const relationForRequirer = (endpoint: string, options: KeystoneOptions = {}): RelationData => {
  const { id, remoteApp = 'keystone', addresses = ['10.5.0.32'], response = true, dialect = 'unit' } = options
  const { host = addresses[0] ?? '10.5.0.32', protocol = 'http', username = 'trove', password = 'Zq7hT2mWk9sXb4LpV8nC3rYd' } = options
  const bag = response ? present(encodeAnswer(answer(host, protocol, username, password), dialect)) : {}
  return {
    endpoint,
    interface: 'keystone',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: dialect === 'app' ? bag : {},
    remoteUnits: Object.fromEntries(
      addresses.map((address, number) => [
        `${remoteApp}/${number}`,
        { ...juju(address), ...(number === 0 && dialect === 'unit' ? bag : {}) },
      ]),
    ),
  }
}

/** Gives a relation with a client, for the test of a charm that provides keystone. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.0.21'], response = true, service = remoteApp, region = 'RegionOne' } = options
  const { url = `http://${addresses[0] ?? '10.5.0.21'}:8779/v1.0/$(tenant_id)s` } = options
  const request = encodeRequest({
    form: 'register',
    endpoints: [{ prefix: '', service, region, urls: { public: url, internal: url, admin: url } }],
    requestedRoles: [],
    addRoleToAdmin: [],
    subscribe: [],
  })
  return {
    endpoint,
    interface: 'keystone',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: {},
    remoteUnits: Object.fromEntries(
      addresses.map((address, number) => [`${remoteApp}/${number}`, { ...juju(address), ...(response ? present(request) : {}) }]),
    ),
  }
}
