/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/relation'
import { type RelationData, writtenBag } from '@charm-layers/relation/testing'
import { encodeAnswer, encodeRequests, secret } from '../wire.ts'

export type { ClientQuirks, DatabaseQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'
export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'

/** What may be chosen of a database. */
export interface DatabaseOptions {
  readonly id?: number
  readonly remoteApp?: string
  /** Addresses of the database's units; the first is the leader, which alone answers. */
  readonly addresses?: readonly string[]
  /** The database has answered. */
  readonly response?: boolean
  /** Client units that may connect: by default `trove/0` to `trove/2`, so a charm of another name has to give its own. */
  readonly allowedUnits?: readonly string[]
  /** Prefixes of the requests that are answered; `''` is the plain form. */
  readonly prefixes?: readonly string[]
  readonly host?: string
  readonly password?: string
  /** PEM. */
  readonly ca?: string
}

/** What may be chosen of a client. */
export interface ClientOptions {
  readonly id?: number
  readonly remoteApp?: string
  readonly addresses?: readonly string[]
  /** The client has asked. */
  readonly response?: boolean
  readonly database?: string
  readonly username?: string
}

const juju = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address, 'private-address': address })

const units = (
  app: string,
  addresses: readonly string[],
  bag: (address: string, number: number) => Databag,
): Readonly<Record<string, Databag>> =>
  Object.fromEntries(addresses.map((address, number) => [`${app}/${number}`, writtenBag(juju(address), bag(address, number))]))

/** Gives a relation with a database, for the test of a charm that requires one. */
export const relationForRequirer = (endpoint: string, options: DatabaseOptions = {}): RelationData => {
  const { id, remoteApp = 'mysql', addresses = ['10.5.2.30'], response = true, allowedUnits = ['trove/0', 'trove/1', 'trove/2'] } = options
  const { prefixes = [''], host, password = 'Hc2Qm8vNpT5wXz7R', ca } = options
  return {
    endpoint,
    interface: 'mysql-shared',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: {},
    remoteUnits: units(remoteApp, addresses, (address, number) =>
      response && number === 0
        ? encodeAnswer({
            host: host ?? address,
            port: 3306,
            waitTimeout: 3600,
            ...(ca === undefined ? {} : { tls: { ca } }),
            grants: prefixes.map((prefix) => ({ prefix, password: secret(password), allowedUnits })),
          })
        : {},
    ),
  }
}

/** Gives a relation with a client, for the test of a charm that provides a database. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.2.21'], response = true, database = remoteApp, username = remoteApp } = options
  return {
    endpoint,
    interface: 'mysql-shared',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: {},
    remoteUnits: units(remoteApp, addresses, (address) =>
      response ? encodeRequests([{ prefix: '', database, username, addresses: [address] }]) : {},
    ),
  }
}
