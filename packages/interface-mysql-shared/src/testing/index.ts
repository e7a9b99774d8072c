/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import { secret } from '@charm-layers/relation'
import { type RelationData, type RemoteOptions, relationOf, unitBags } from '@charm-layers/relation/testing'
import { encodeAnswer } from '../answer.ts'
import { encodeRequests } from '../request.ts'

export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'
export type { ClientQuirks, DatabaseQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'

/** What a test may choose about a database. The first of its units is the leader, which alone answers. */
export interface DatabaseOptions extends RemoteOptions {
  /** Client units that may connect: by default `trove/0` to `trove/2`, so a charm of another name has to give its own. */
  readonly allowedUnits?: readonly string[]
  /** Prefixes of the requests that are answered; `''` is the plain form. */
  readonly prefixes?: readonly string[]
  readonly host?: string
  readonly password?: string
  /** PEM. */
  readonly ca?: string
}

/** What a test may choose about a client. */
export interface ClientOptions extends RemoteOptions {
  readonly database?: string
  readonly username?: string
}

/** Gives a relation with a database, for the test of a charm that requires one. */
export const relationForRequirer = (endpoint: string, options: DatabaseOptions = {}): RelationData => {
  const { id, remoteApp = 'mysql', addresses = ['10.5.2.30'], response = true, allowedUnits = ['trove/0', 'trove/1', 'trove/2'] } = options
  const { prefixes = [''], host = addresses[0] ?? '', password = 'Hc2Qm8vNpT5wXz7R', ca } = options
  const grants = prefixes.map((prefix) => ({ prefix, password: secret(password), allowedUnits }))
  const answer = encodeAnswer({ host, port: 3306, waitTimeout: 3600, ...(ca === undefined ? {} : { tls: { ca } }), grants })
  const remoteUnits = unitBags(remoteApp, addresses, (_, number) => (response && number === 0 ? answer : {}))
  return relationOf({ endpoint, interface: 'mysql-shared', id, remoteApp, remoteUnits })
}

/** Gives a relation with a client, for the test of a charm that provides a database. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.2.21'], response = true, database = remoteApp, username = remoteApp } = options
  const remoteUnits = unitBags(remoteApp, addresses, (address) =>
    response ? encodeRequests([{ prefix: '', database, username, addresses: [address] }]) : {},
  )
  return relationOf({ endpoint, interface: 'mysql-shared', id, remoteApp, remoteUnits })
}
