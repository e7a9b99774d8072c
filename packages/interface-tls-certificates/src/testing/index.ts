/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import type { Databag } from '@charm-layers/relation'
import { sample } from './counterpart.ts'
import { type RelationData, writtenBag } from '@charm-layers/relation/testing'
import { secret } from '../text.ts'
import { type Certificate, encodeAuthority, encodeCertificates, type Pair } from '../wire.ts'
import { type CertificateRequest, encodeRequests, keyNameOf } from '../wire-request.ts'

export type { ClientQuirks, ProviderQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'
export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'

/** What may be chosen of a provider. */
export interface ProviderOptions {
  readonly id?: number
  readonly remoteApp?: string
  /** Addresses of the provider's units, which all answer alike. */
  readonly addresses?: readonly string[]
  /** The provider has answered. */
  readonly response?: boolean
  /** Client units that have certificates: `trove/0` to `trove/2`. Without the own unit the relation waits for `<u>.processed_requests`. */
  readonly units?: readonly string[]
  /** Common names of server certificates. */
  readonly server?: readonly string[]
  /** Common names of client certificates. */
  readonly client?: readonly string[]
  /** PEM. */
  readonly ca?: string
  /** PEM. */
  readonly chain?: string
}

/** What may be chosen of a client. */
export interface ClientOptions {
  readonly id?: number
  readonly remoteApp?: string
  readonly addresses?: readonly string[]
  /** The client has asked. */
  readonly response?: boolean
  readonly server?: readonly CertificateRequest[]
  readonly client?: readonly CertificateRequest[]
}

const juju = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address, 'private-address': address })

const units = (
  app: string,
  addresses: readonly string[],
  bag: (unit: string, address: string) => Databag,
): Readonly<Record<string, Databag>> =>
  Object.fromEntries(addresses.map((address, number) => [`${app}/${number}`, writtenBag(juju(address), bag(`${app}/${number}`, address))]))

const pairOf = (name: string): Pair => {
  const { cert, key } = sample(name)
  return { cert, key: secret(key) }
}

const named = (commonName: string): Certificate => ({ commonName, ...pairOf(commonName) })

/** Gives a relation with a provider, for the test of a charm that requires certificates. */
export const relationForRequirer = (endpoint: string, options: ProviderOptions = {}): RelationData => {
  const {
    id,
    remoteApp = 'vault',
    addresses = ['10.5.7.50'],
    response = true,
    units: clients = ['trove/0', 'trove/1', 'trove/2'],
  } = options
  const { server = ['trove.example.com'], client = [], ca = sample('root').cert, chain } = options
  const certificates = { server: server.map(named), client: client.map(named), intermediate: [] }
  const answer: Databag = Object.assign(
    encodeAuthority({ ca, ...(chain === undefined ? {} : { chain }), globalClient: pairOf('client') }),
    ...clients.map((unit) => encodeCertificates(keyNameOf(unit), certificates)),
  )
  return {
    endpoint,
    interface: 'tls-certificates',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: {},
    remoteUnits: units(remoteApp, addresses, () => (response ? answer : {})),
  }
}

/** Gives a relation with a client, for the test of a charm that provides certificates. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.7.21'], response = true, server, client = [] } = options
  return {
    endpoint,
    interface: 'tls-certificates',
    ...(id === undefined ? {} : { id }),
    remoteApp,
    remoteAppData: {},
    remoteUnits: units(remoteApp, addresses, (unit, address) =>
      response
        ? encodeRequests({
            server: server ?? [{ commonName: `${remoteApp}.example.com`, sans: [address] }],
            client,
            application: [],
            intermediate: [],
            unitName: keyNameOf(unit),
          })
        : {},
    ),
  }
}
