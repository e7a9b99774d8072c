/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import { completeView, secret } from '@charm-layers/relation'
import { type RelationData, type RemoteOptions, relationOf, unitBags } from '@charm-layers/relation/testing'
import { provides } from '../provides.ts'
import { encodeRequest, textsOf } from '../request.ts'

export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'
export type { ClientQuirks, ServerQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'

/** What a test may choose about a client. */
export interface ClientOptions extends RemoteOptions {
  readonly database?: string
  readonly roles?: readonly string[]
  readonly extensions?: readonly string[]
}

/**
 * What a test may choose about a server: `database`, `roles` and `extensions` as the client asked for them. Its first unit is the primary,
 * the rest are standbys.
 */
export interface ServerOptions extends ClientOptions {
  /** Client units that may connect: `trove/0` to `trove/2`. Without the own unit the relation waits for `allowed-units`. */
  readonly allowedUnits?: readonly string[]
  readonly password?: string
}

/** Gives a relation with a server, for the test of a charm that requires one. */
export const relationForRequirer = (endpoint: string, options: ServerOptions = {}): RelationData => {
  const { id, remoteApp = 'postgresql', addresses = ['10.5.5.31'], response = true } = options
  const { allowedUnits = ['trove/0', 'trove/1', 'trove/2'], database = 'trove', roles, extensions, password = 'Bq8nW2xK' } = options
  const [primary = { host: '', port: 5432 }, ...standbys] = addresses.map((host) => ({ host, port: 5432 }))
  const answer = {
    database,
    username: 'juju_trove',
    password: secret(password),
    asked: textsOf({ roles, extensions }),
    version: '12',
    primary,
    standbys,
    // Without networks, so that the data fits whatever addresses the test gives its own unit.
    allowed: allowedUnits.map((unit) => ({ unit, subnets: [] })),
  }
  const remoteUnits = unitBags(remoteApp, addresses, (host) => {
    if (!response) return {}
    const state = host !== primary.host ? 'hot standby' : standbys.length > 0 ? 'master' : 'standalone'
    return provides.write({ ...answer, host, port: 5432, state }, completeView({})).unit ?? {}
  })
  return relationOf({ endpoint, interface: 'pgsql', id, remoteApp, remoteUnits })
}

/** Gives a relation with a client, for the test of a charm that provides a database. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.5.21'], response = true, database = remoteApp, roles, extensions } = options
  const request = response ? encodeRequest(textsOf({ database, roles, extensions })) : {}
  return relationOf({ endpoint, interface: 'pgsql', id, remoteApp, remoteUnits: unitBags(remoteApp, addresses, () => request) })
}
