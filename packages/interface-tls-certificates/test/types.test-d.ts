import type { RelationView, Secret } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'
import { type Certificates, type TlsAnswer, type TlsRequest, tlsCertificates } from '../src/index.ts'

declare const view: RelationView
declare const key: Secret
const ask = (_request: TlsRequest): void => {}
const answer = (_answer: TlsAnswer): void => {}
const pair = { cert: 'PEM', key }

test('what a client must not send does not compile', () => {
  ask({})
  ask({ server: [{ commonName: 'a', sans: ['10.5.7.20'] }], client: [{ commonName: 'b', sans: [] }] })
  // @ts-expect-error: the older form repeats one request in keys of its own, and is not written
  ask({ common_name: 'a', sans: [] })
  // @ts-expect-error: alternative names are a list
  ask({ server: [{ commonName: 'a', sans: '["10.5.7.20"]' }] })
  // @ts-expect-error: a certificate without alternative names is asked for by saying so
  ask({ server: [{ commonName: 'a' }] })
  // @ts-expect-error: the unit's name is taken from the relation, with an underscore
  ask({ unitName: 'trove/0' })
  // @ts-expect-error: signing requests are of the other protocol of this name
  ask({ certificate_signing_requests: [] })
})

test('what a provider must not answer does not compile', () => {
  answer({ ca: 'PEM', globalClient: pair, units: [] })
  // @ts-expect-error: clients fail when the authority comes later than certificates
  answer({ globalClient: pair, units: [] })
  // @ts-expect-error: some clients are not ready without the shared client certificate
  answer({ ca: 'PEM', units: [] })
  // @ts-expect-error: a private key is a secret, not a text
  answer({ ca: 'PEM', globalClient: { cert: 'PEM', key: 'PEM' }, units: [] })
  // @ts-expect-error: a certificate has its key with it
  answer({ ca: 'PEM', globalClient: { cert: 'PEM' }, units: [] })
  const unit = { unitName: 'trove_0', client: [], intermediate: [] }
  // @ts-expect-error: a server certificate has a name
  answer({ ca: 'PEM', globalClient: pair, units: [{ ...unit, server: [pair] }] })
  // @ts-expect-error: an application has one certificate
  answer({ ca: 'PEM', globalClient: pair, units: [{ ...unit, server: [], application: [pair] }] })
  // @ts-expect-error: in which keys a name is answered is known from the request
  answer({ ca: 'PEM', globalClient: pair, units: [{ ...unit, server: [], legacy: pair }] })
})

test('data cannot be used before it is ready', () => {
  const state = tlsCertificates.requires.read(view, {})
  // @ts-expect-error: it may be absent
  void state.data
  if (state.state === 'ready') {
    expectTypeOf(state.data).toEqualTypeOf<Certificates>()
    for (const certificate of state.data.server) {
      expectTypeOf(certificate.key).toEqualTypeOf<Secret>()
      // @ts-expect-error: a secret is no text
      const text: string = certificate.key
      void text
    }
  }
})
