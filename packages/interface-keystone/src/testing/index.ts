/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/relation'
import { type RelationData, type RemoteOptions, relationOf, unitBags, writtenBag } from '@charm-layers/relation/testing'
import { encodeAnswer } from '../answer.ts'
import { encodeRequest } from '../request.ts'
import { type AnswerOptions, PASSWORD, SECRET_ID, typicalAnswer } from './typical.ts'

export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'
export type { ClientQuirks, KeystoneQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'

/** What a test may choose about a keystone; its first unit is the leader, which alone answers. */
export interface KeystoneOptions extends RemoteOptions, AnswerOptions {
  readonly username?: string
}

/** What a test may choose about a client. */
export interface ClientOptions extends RemoteOptions {
  readonly service?: string
  readonly region?: string
  /** URL of all three endpoints. */
  readonly url?: string
}

/** As on Juju 4, which writes no `private-address`; keystone writes none of its own on this relation. */
const NO_ADDRESS: Databag = { 'private-address': '' }

/** Gives a relation with a keystone, for the test of a charm that requires one. */
export const relationForRequirer = (endpoint: string, options: KeystoneOptions = {}): RelationData => {
  const { id, remoteApp = 'keystone', addresses = ['10.5.0.32'], response = true, dialect = 'unit' } = options
  const { username = 'trove', password = PASSWORD } = options
  const answer = typicalAnswer(username, { host: addresses[0] ?? '10.5.0.32', ...options })
  const unit = response && dialect === 'unit' ? encodeAnswer({ ...answer, serviceType: 'database' }, 'unit') : {}
  const app = response && dialect !== 'unit' ? encodeAnswer(answer, 'app') : {}
  const remoteUnits = unitBags(remoteApp, addresses, (_address, number) => ({ ...NO_ADDRESS, ...(number === 0 ? unit : {}) }))
  return {
    ...relationOf({ endpoint, interface: 'keystone', id, remoteApp, remoteUnits }),
    remoteAppData: writtenBag({}, app),
    ...(dialect === 'secret' && response ? { secrets: { [SECRET_ID]: { username, password } } } : {}),
  }
}

/** Gives a relation with a client, for the test of a charm that provides keystone. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.0.21'], response = true, service = remoteApp, region = 'RegionOne' } = options
  const { url = `http://${addresses[0] ?? '10.5.0.21'}:8779/v1.0/$(tenant_id)s` } = options
  const endpoints = [{ prefix: '', service, region, urls: { public: url, internal: url, admin: url } }]
  const request = encodeRequest({ form: 'register', endpoints, requestedRoles: [], addRoleToAdmin: [], subscribe: [] })
  const remoteUnits = unitBags(remoteApp, addresses, () => ({ ...NO_ADDRESS, ...(response ? request : {}) }))
  return relationOf({ endpoint, interface: 'keystone', id, remoteApp, remoteUnits })
}
