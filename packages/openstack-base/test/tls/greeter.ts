// A charm with nothing but certificates, and what it gets.
import { type Charm, defineCharm, status } from '@charm-layers/charm'
import type { State } from '@charm-layers/charm-testing'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { certificateFiles, certificateFolder, certificates, tlsOptions } from '../../src/index.ts'
import { base64, issue, makeAuthority, type Pair } from './pki.ts'

export const name = 'api.example.com'

/** Makes a charm that clients call by these hosts. */
export const callable = (hosts: readonly string[]): Charm =>
  defineCharm({
    name: 'greeter',
    summary: 'Greets over TLS',
    config: { ...tlsOptions },
    requires: { certificates: { ...tlsCertificates, optional: true } },
    desired: (context) => {
      const { tls, steps, statuses } = certificates(context, { requests: [{ commonName: name, sans: ['10.0.0.10'] }], hosts })
      const paths = { certificate: '/etc/greeter/cert.pem', key: '/etc/greeter/key.pem', authorities: '/etc/greeter/ca.pem' }
      return [steps, statuses.map(status), certificateFiles(tls, paths), certificateFolder(tls, '/etc/greeter/tls', { group: 'greeter' })]
    },
  })

/** Needs a certificate for `name`. */
export const charm: Charm = callable([name])

export const root: Pair = makeAuthority('Test Root')
export const between: Pair = makeAuthority('Test Intermediate', { by: root })
export const leaf: Pair = issue(between, [name, '10.0.0.10'])

/** A minute after the certificates were made. */
export const now: number = Date.now() + 60_000

/** The options with a good certificate, as far as nothing else is said of one. */
export const options = (of: Partial<Record<'ssl_cert' | 'ssl_key' | 'ssl_ca', string>> = {}): Record<string, string> => ({
  ssl_cert: base64(leaf.certificate + between.certificate),
  ssl_key: base64(leaf.key),
  ssl_ca: base64(root.certificate),
  ...of,
})

/** What a provider with a good certificate tells, as far as nothing else is said. */
export const told = (of: { cert?: string; key?: string; ca?: string; chain?: string } = {}): Record<string, string> => {
  const { cert = leaf.certificate, key = leaf.key, ca = root.certificate, chain = between.certificate } = of
  return { ca, ...(chain === '' ? {} : { chain }), 'greeter_0.processed_requests': JSON.stringify({ [name]: { cert, key } }) }
}

/** A state in which the provider has told this. */
export const related = (bag: Record<string, string>): Pick<State, 'relations'> => ({
  relations: [
    {
      endpoint: 'certificates',
      interface: 'tls-certificates',
      remoteApp: 'vault',
      remoteUnits: { 'vault/0': bag },
    },
  ],
})
