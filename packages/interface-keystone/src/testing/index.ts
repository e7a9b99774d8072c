/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/relation'
import { type RelationData, writtenBag } from '@charm-layers/relation/testing'
import { type AnswerDialect, PASSWORD, SECRET_ID, typicalAnswer } from '../typical.ts'
import { encodeAnswer, type Protocol } from '../wire.ts'
import { encodeRequest } from '../wire-request.ts'

export type { ClientQuirks, KeystoneQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'
export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'

/** What may be chosen of a keystone. */
export interface KeystoneOptions {
  readonly id?: number
  readonly remoteApp?: string
  /** Addresses of keystone's units; the first is the leader, which alone answers. */
  readonly addresses?: readonly string[]
  /** Keystone has answered. */
  readonly response?: boolean
  readonly host?: string
  readonly protocol?: Protocol
  readonly username?: string
  readonly password?: string
  /** Keystone on Kubernetes answers in its application databag: `app` with the password in clear, `secret` with one of `secrets`. */
  readonly dialect?: AnswerDialect
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

/** Gives a relation with a keystone, for the test of a charm that requires one. */
export const relationForRequirer = (endpoint: string, options: KeystoneOptions = {}): RelationData => {
  const { id, remoteApp = 'keystone', addresses = ['10.5.0.32'], response = true, dialect = 'unit' } = options
  const { host = addresses[0] ?? '10.5.0.32', protocol = 'http', username = 'trove', password = PASSWORD } = options
  const answer = typicalAnswer({ dialect, host, protocol, username, password })
  const encoded = dialect === 'unit' ? encodeAnswer({ ...answer, serviceType: 'database' }, 'unit') : encodeAnswer(answer, 'app')
  const bag = response ? writtenBag({}, encoded) : {}
  return {
    endpoint,
    interface: 'keystone',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: dialect === 'unit' ? {} : bag,
    remoteUnits: Object.fromEntries(
      addresses.map((address, number) => [
        `${remoteApp}/${number}`,
        { ...juju(address), ...(number === 0 && dialect === 'unit' ? bag : {}) },
      ]),
    ),
    ...(dialect === 'secret' && response ? { secrets: { [SECRET_ID]: { username, password } } } : {}),
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
      addresses.map((address, number) => [`${remoteApp}/${number}`, writtenBag(juju(address), response ? request : {})]),
    ),
  }
}
