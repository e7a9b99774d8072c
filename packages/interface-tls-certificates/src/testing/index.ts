/** Relation data for the tests of charms that use the interface: plain data, with typical values. */
import { type Databag, secret } from '@charm-layers/relation'
import { type RelationData, type RemoteOptions, relationOf, unitBags } from '@charm-layers/relation/testing'
import { type Certificate, encodeAuthority, encodeCertificates } from '../answer.ts'
import { keyNameOf } from '../protocol.ts'
import { type CertificateRequest, encodeRequests } from '../request.ts'
import { sample } from './counterpart.ts'

export type { Counterpart, LocalBags, RelationData } from '@charm-layers/relation/testing'
export type { ClientQuirks, ProviderQuirks } from './counterpart.ts'
export { counterpartForProvider, counterpartForRequirer } from './counterpart.ts'

/** What a test may choose about a provider, whose units all answer alike. */
export interface ProviderOptions extends RemoteOptions {
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

/** What a test may choose about a client. */
export interface ClientOptions extends RemoteOptions {
  readonly server?: readonly CertificateRequest[]
  readonly client?: readonly CertificateRequest[]
}

const named = (commonName: string): Certificate => {
  const { cert, key } = sample(commonName)
  return { commonName, cert, key: secret(key) }
}

/** Gives a relation with a provider, for the test of a charm that requires certificates. */
export const relationForRequirer = (endpoint: string, options: ProviderOptions = {}): RelationData => {
  const { id, remoteApp = 'vault', addresses = ['10.5.7.50'], response = true } = options
  const { units = ['trove/0', 'trove/1', 'trove/2'], server = ['trove.example.com'], client = [] } = options
  const { ca = sample('root').cert, chain } = options
  const certificates = { server: server.map(named), client: client.map(named), intermediate: [] }
  const answer: Databag = Object.assign(
    encodeAuthority({ ca, ...(chain === undefined ? {} : { chain }), globalClient: named('client') }),
    ...units.map((unit) => encodeCertificates(keyNameOf(unit), certificates)),
  )
  const remoteUnits = unitBags(remoteApp, addresses, () => (response ? answer : {}))
  return relationOf({ endpoint, interface: 'tls-certificates', id, remoteApp, remoteUnits })
}

/** Gives a relation with a client, for the test of a charm that provides certificates. */
export const relationForProvider = (endpoint: string, options: ClientOptions = {}): RelationData => {
  const { id, remoteApp = 'trove', addresses = ['10.5.7.21'], response = true, server, client = [] } = options
  const asked = (address: string, number: number): Databag =>
    encodeRequests({
      server: server ?? [{ commonName: `${remoteApp}.example.com`, sans: [address] }],
      client,
      application: [],
      intermediate: [],
      unitName: keyNameOf(`${remoteApp}/${number}`),
    })
  const remoteUnits = unitBags(remoteApp, addresses, (address, number) => (response ? asked(address, number) : {}))
  return relationOf({ endpoint, interface: 'tls-certificates', id, remoteApp, remoteUnits })
}
