/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/relation'
import { secret } from '../connection.ts'
import { provides } from '../provides.ts'
import { type RelationData, writtenBag } from '@charm-layers/relation/testing'
import { encodeRequest, listed, type RequestTexts } from '../wire.ts'

export type { ClientQuirks, ServerQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'
export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'

/** What may be chosen of a server. */
export interface ServerOptions {
  readonly id?: number
  readonly remoteApp?: string
  /** Addresses of the server's units; the first is the primary, the rest are standbys. */
  readonly addresses?: readonly string[]
  /** The server has answered. */
  readonly response?: boolean
  /** Client units that may connect: `trove/0` to `trove/2`. Without the own unit the relation waits for `allowed-units`. */
  readonly allowedUnits?: readonly string[]
  readonly database?: string
  /** As the client asked for them. */
  readonly roles?: readonly string[]
  readonly extensions?: readonly string[]
  readonly password?: string
}

/** What may be chosen of a client. */
export interface ClientOptions {
  readonly id?: number
  readonly remoteApp?: string
  readonly addresses?: readonly string[]
  /** The client has asked. */
  readonly response?: boolean
  readonly database?: string
  readonly roles?: readonly string[]
  readonly extensions?: readonly string[]
}

interface Lists {
  readonly roles: readonly string[] | undefined
  readonly extensions: readonly string[] | undefined
}

const juju = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address, 'private-address': address })

const units = (app: string, addresses: readonly string[], bag: (address: string) => Databag): Readonly<Record<string, Databag>> =>
  Object.fromEntries(addresses.map((address, number) => [`${app}/${number}`, writtenBag(juju(address), bag(address))]))

const textsOf = ({ roles, extensions }: Lists): RequestTexts => ({ roles: listed(roles), extensions: listed(extensions) })

const NOTHING = {
  id: 'db:0',
  localUnit: 'postgresql/0',
  localUnitData: {},
  remoteApp: 'trove',
  remoteAppData: {},
  remoteUnits: new Map<string, Databag>(),
}

/** Gives a relation with a server, for the test of a charm that requires one. */
export const relationForRequirer = (endpoint: string, options: ServerOptions = {}): RelationData => {
  const { id, remoteApp = 'postgresql', addresses = ['10.5.5.31'], response = true } = options
  const { allowedUnits = ['trove/0', 'trove/1', 'trove/2'], database = 'trove', roles, extensions, password = 'Bq8nW2xK' } = options
  const [primary = '', ...standbys] = addresses
  const server = (host: string): { readonly host: string; readonly port: number } => ({ host, port: 5432 })
  const answer = (address: string): Databag =>
    provides.write(
      {
        ...server(address),
        database,
        username: 'juju_trove',
        password: secret(password),
        asked: textsOf({ roles, extensions }),
        state: address !== primary ? 'hot standby' : standbys.length > 0 ? 'master' : 'standalone',
        version: '12',
        primary: server(primary),
        standbys: standbys.map(server),
        // Without networks, so that the data fits whatever addresses the test gives its own unit.
        allowed: allowedUnits.map((unit) => ({ unit, subnets: [] })),
      },
      NOTHING,
    ).unit ?? {}
  return {
    endpoint,
    interface: 'pgsql',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: {},
    remoteUnits: units(remoteApp, addresses, (address) => (response ? answer(address) : {})),
  }
}

/** Gives a relation with a client, for the test of a charm that provides a database. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.5.21'], response = true, database = remoteApp, roles, extensions } = options
  const request = { database, ...textsOf({ roles, extensions }) }
  return {
    endpoint,
    interface: 'pgsql',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: {},
    remoteUnits: units(remoteApp, addresses, () => (response ? encodeRequest(request) : {})),
  }
}
