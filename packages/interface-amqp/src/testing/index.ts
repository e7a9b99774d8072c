/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import { secret } from '@charm-layers/relation'
import { type RelationData, type RemoteOptions, relationOf, unitBags } from '@charm-layers/relation/testing'
import { encodeAnswer } from '../answer.ts'
import { encodeRequests } from '../request.ts'

export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'
export type { BrokerQuirks, ClientQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'

/** What a test may choose about a broker. */
export interface BrokerOptions extends RemoteOptions {
  readonly password?: string
  readonly tls?: { readonly port: number; readonly ca?: string }
}

/** What a test may choose about a client. */
export interface ClientOptions extends RemoteOptions {
  readonly username?: string
  readonly vhost?: string
}

/** Gives a relation with a broker, for the test of a charm that requires one. */
export const relationForRequirer = (endpoint: string, options: BrokerOptions = {}): RelationData => {
  const { id, remoteApp = 'rabbitmq-server', addresses = ['10.5.1.31'], response = true, password = 'k3VbT9x7Qd', tls } = options
  // The broker shows its address before it has answered.
  const remoteUnits = unitBags(remoteApp, addresses, (address) =>
    encodeAnswer({
      address,
      hostname: address,
      ...(response ? { password: secret(password) } : {}),
      ...(response && tls !== undefined ? { sslPort: tls.port, ...(tls.ca === undefined ? {} : { sslCa: tls.ca }) } : {}),
    }),
  )
  return relationOf({ endpoint, interface: 'rabbitmq', id, remoteApp, remoteUnits })
}

/** Gives a relation with a client, for the test of a charm that provides a broker. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.1.21'], response = true, username = remoteApp, vhost = 'openstack' } = options
  const request = response ? encodeRequests([{ prefix: '', username, vhost }]) : {}
  return relationOf({ endpoint, interface: 'rabbitmq', id, remoteApp, remoteUnits: unitBags(remoteApp, addresses, () => request) })
}
