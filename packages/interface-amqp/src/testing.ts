/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/charm/relation'
import { type RelationData, written } from './relation-data.ts'
import { encodeAnswer, encodeRequests, secret } from './wire.ts'

export type { BrokerQuirks, ClientQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'
export type { Counterpart, LocalBags, RelationData } from './relation-data.ts'

/** What may be chosen of a broker. */
export interface BrokerOptions {
  readonly id?: number
  readonly remoteApp?: string
  /** Addresses of the broker's units. */
  readonly addresses?: readonly string[]
  /** The broker has answered. */
  readonly response?: boolean
  readonly password?: string
  readonly tls?: { readonly port: number; readonly ca?: string }
}

/** What may be chosen of a client. */
export interface ClientOptions {
  readonly id?: number
  readonly remoteApp?: string
  readonly addresses?: readonly string[]
  /** The client has asked. */
  readonly response?: boolean
  readonly username?: string
  readonly vhost?: string
}

const juju = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address, 'private-address': address })

const units = (app: string, addresses: readonly string[], bag: (address: string) => Databag): Readonly<Record<string, Databag>> =>
  Object.fromEntries(addresses.map((address, number) => [`${app}/${number}`, written(juju(address), bag(address))]))

/** Gives a relation with a broker, for the test of a charm that requires one. */
export const relationForRequirer = (endpoint: string, options: BrokerOptions = {}): RelationData => {
  const { id, remoteApp = 'rabbitmq-server', addresses = ['10.5.1.31'], response = true, password = 'k3VbT9x7Qd', tls } = options
  return {
    endpoint,
    interface: 'rabbitmq',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: {},
    // The broker shows its address before it has answered.
    remoteUnits: units(remoteApp, addresses, (address) =>
      encodeAnswer({
        address,
        hostname: address,
        ...(response ? { password: secret(password) } : {}),
        ...(response && tls !== undefined ? { sslPort: tls.port, ...(tls.ca === undefined ? {} : { sslCa: tls.ca }) } : {}),
      }),
    ),
  }
}

/** Gives a relation with a client, for the test of a charm that provides a broker. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.1.21'], response = true, username = remoteApp, vhost = 'openstack' } = options
  return {
    endpoint,
    interface: 'rabbitmq',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: {},
    remoteUnits: units(remoteApp, addresses, () => (response ? encodeRequests([{ prefix: '', username, vhost }]) : {})),
  }
}
