/** tls-certificates: cert_utils of charmhelpers and charms.reactive speak the older protocol, charmlibs the newer one, which is refused. */
import { type TlsAnswer, type TlsRequest, tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { secret } from '@charm-layers/relation'
import { expect } from 'vitest'
import type { Meeting, Spec, Surroundings } from '../meeting.ts'
import { application, firstUnit, opened, type Relation, relate, swapped, viewOf, weWrite, written } from '../relation.ts'

const providing: Relation = relate('certificates', application('vault', ['10.5.7.50']), application('trove', ['10.5.7.21', '10.5.7.22']))
const requiring: Relation = relate('certificates', application('trove', ['10.5.7.21', '10.5.7.22']), application('vault', ['10.5.7.50']))

const pem = (kind: string, body: string): string => `-----BEGIN ${kind}-----\n${body}\n-----END ${kind}-----`
const [CA, CHAIN] = [pem('CERTIFICATE', 'MIIBroot'), pem('CERTIFICATE', 'MIIBinter')]
const pair = (body: string) => ({ cert: pem('CERTIFICATE', `MIIC${body}`), key: secret(pem('RSA PRIVATE KEY', `MIIE${body}`)) })

/** The machine of cert_utils, and the request that it leads to. */
const around: Surroundings = {
  unit: 'trove/0',
  config: { vip: '10.5.7.20 203.0.113.20', 'os-public-hostname': 'trove.example.com' },
  bindings: { internal: '10.5.7.21', admin: '10.5.8.21', public: '203.0.113.21' },
  interfaces: {
    eth0: [['10.5.7.21', '255.255.255.0']],
    eth1: [['203.0.113.21', '255.255.255.0']],
    eth2: [['10.5.8.21', '255.255.255.0']],
  },
}
const HOST = 'juju-9f3c1a-4.example.com'
const request: TlsRequest = {
  server: [
    { commonName: HOST, sans: ['10.5.7.21', '10.5.7.20', '10.5.8.21'] },
    { commonName: 'trove.example.com', sans: ['203.0.113.21', '203.0.113.20', 'trove.example.com'] },
  ],
}

const answerOf = (names: readonly string[]): TlsAnswer => ({
  ca: CA,
  chain: CHAIN,
  globalClient: pair('glob'),
  units: ['trove_0', 'trove_1', 'trove_10'].map((unitName) => ({
    unitName,
    server: names.map((commonName) => ({ commonName, ...pair(`${unitName}${commonName}`) })),
    client: [],
    intermediate: [],
  })),
})
const names = [HOST, 'trove.example.com']
const answered: Relation = weWrite(providing, (view) => tlsCertificates.provides.write(answerOf(names), view))
const bare = (body: string) => ({ cert: pair(body).cert, key: pair(body).key.reveal() })
const opens = (commonName: string) => bare(`trove_0${commonName}`)

const helpers = { library: 'charmhelpers', part: 'contrib.openstack.cert_utils' }
const reactive = { library: 'charms.reactive', part: 'endpoints.Relation' }

const answers: readonly Meeting[] = [
  {
    ...helpers,
    shows: 'get_requests_for_local_unit and get_bundle_for_cn find the certificates of their own unit',
    run: async (they) => {
      const { value } = await they.charmhelpers('certificates', answered, { names: ['trove.example.com', 'none'] })
      expect(value).toEqual({
        bundles: [{ ca: CA, chain: CHAIN, certs: Object.fromEntries(names.map((name) => [name, opens(name)])) }],
        names: { 'trove.example.com': { ...opens('trove.example.com'), ca: CA, chain: CHAIN }, none: {} },
        https: true,
      })
    },
  },
  {
    ...helpers,
    shows: 'process_certificates installs them with chain and authority',
    run: async (they) => {
      const { value } = await they.charmhelpers('process_certificates', answered)
      const { cert, key } = opens(HOST)
      expect(value).toMatchObject({
        done: true,
        installed: {
          [`/etc/apache2/ssl/trove/cert_${HOST}`]: `${cert}\n${CHAIN}`,
          [`/etc/apache2/ssl/trove/key_${HOST}`]: key,
          vault_juju_ca_cert: CA,
        },
      })
    },
  },
  {
    ...helpers,
    shows: 'finds nothing for a unit whose name begins as that of another',
    run: async (they) => {
      const only = { ...answerOf(names), units: answerOf(names).units.slice(2) }
      const relation = weWrite(providing, (view) => tlsCertificates.provides.write(only, view))
      expect((await they.charmhelpers('certificates', relation, { names: [HOST] })).value).toMatchObject({
        bundles: [],
        names: { [HOST]: {} },
      })
    },
  },
  {
    ...reactive,
    shows: 'received decodes the collections, and leaves PEM as it is',
    run: async (they) => {
      const { value } = await they.charmhelpers('reactive_received', answered)
      expect(value).toMatchObject({
        ca: CA,
        chain: CHAIN,
        'client.cert': pair('glob').cert,
        'trove_0.processed_requests': { [HOST]: opens(HOST) },
      })
    },
  },
]

const bagOf = (relation: Relation, unit: string): unknown => written(relation.ours.units[unit])
const unitRequest = { commonName: HOST, sans: ['10.5.7.20', '10.5.7.21', '10.5.8.21'] }
const publicRequest = { commonName: 'trove.example.com', sans: ['203.0.113.20', '203.0.113.21', 'trove.example.com'] }

export const tlsCertificatesSpec: Spec = {
  interface: 'tls-certificates',
  cells: {
    'their request': {
      meetings: [
        {
          ...helpers,
          shows: 'get_certificate_request asks for the machine and for a host name, which we find',
          run: async (they) => {
            const { relation } = await they.charmhelpers('ask_certificates', providing, {}, around)
            expect(tlsCertificates.provides.read(viewOf(relation))).toMatchObject({
              state: 'ready',
              data: { units: [{ unit: 'trove/0', unitName: 'trove_0', server: [unitRequest, publicRequest], client: [] }] },
            })
          },
        },
        {
          ...reactive,
          shows: 'to_publish asks in both forms and for every kind, which we find',
          run: async (they) => {
            const raw = { unit_name: 'trove_0', common_name: HOST, certificate_name: '0d4c6f0e' }
            const json = {
              sans: ['10.5.7.21'],
              cert_requests: { b: { sans: null }, a: {} },
              client_cert_requests: { 'trove-client': { sans: [] } },
            }
            const { relation } = await they.charmhelpers('reactive_publish', providing, { raw, json })
            expect(tlsCertificates.provides.read(viewOf(relation))).toMatchObject({
              state: 'ready',
              data: {
                units: [
                  {
                    unitName: 'trove_0',
                    server: [
                      { commonName: 'a', sans: [] },
                      { commonName: 'b', sans: [] },
                      { commonName: HOST, sans: ['10.5.7.21'] },
                    ],
                    client: [{ commonName: 'trove-client', sans: [] }],
                  },
                ],
              },
            })
          },
        },
        {
          library: 'charmlibs-interfaces-tls-certificates',
          part: 'TLSCertificatesRequiresV4',
          shows: 'sends a signing request of the newer protocol, which is refused by name',
          run: async (they) => {
            const { relation } = await they.ops('SigningClient', providing)
            expect(tlsCertificates.provides.read(viewOf(relation))).toMatchObject({ state: 'invalid', key: 'certificate_signing_requests' })
          },
        },
      ],
    },
    'our answer': { meetings: answers },
    'our request': {
      meetings: [
        {
          ...helpers,
          shows: 'get_certificate_request writes byte for byte what we write',
          run: async (they) => {
            const { relation } = await they.charmhelpers('ask_certificates', providing, {}, around)
            const own = weWrite(requiring, (view) => tlsCertificates.requires.write(request, view))
            expect(bagOf(own, 'trove/0')).toEqual(bagOf(swapped(relation), 'trove/0'))
          },
        },
        {
          ...reactive,
          shows: 'received decodes our requests as its own',
          run: async (they) => {
            const own = weWrite(requiring, (view) =>
              tlsCertificates.requires.write({ ...request, client: [{ commonName: 'c', sans: [] }] }, view),
            )
            expect(written((await they.charmhelpers('reactive_received', own)).value)).toEqual({
              unit_name: 'trove_0',
              cert_requests: { [HOST]: { sans: unitRequest.sans }, 'trove.example.com': { sans: publicRequest.sans } },
              client_cert_requests: { c: { sans: [] } },
            })
          },
        },
      ],
      reason: 'vault and easyrsa have their code in the charms and in an interface layer, on no registry',
    },
    'their answer': {
      meetings: [
        {
          ...reactive,
          shows: 'to_publish answers by unit, and each of our units finds its own',
          run: async (they) => {
            const own = weWrite(requiring, (view) => tlsCertificates.requires.write(request, view))
            const of = (unit: string) => Object.fromEntries(names.map((name) => [name, bare(`${unit}${name}`)]))
            const json = { 'trove_0.processed_requests': of('trove_0'), 'trove_1.processed_requests': of('trove_1') }
            // Some programs print text before a certificate.
            const raw = { ca: `Certificate:\n    Data:\n${CA}`, chain: CHAIN }
            const { relation } = await they.charmhelpers('reactive_publish', own, { json, raw })
            for (const unit of ['trove_0', 'trove_1']) {
              expect(opened(tlsCertificates.requires.read(viewOf(relation, unit.replace('_', '/')), request))).toMatchObject({
                state: 'ready',
                data: { ca: CA, chain: CHAIN, server: names.map((commonName) => ({ commonName, ...of(unit)[commonName] })) },
              })
            }
          },
        },
        {
          library: 'charmlibs-interfaces-tls-certificates',
          part: 'TLSCertificatesProvidesV4',
          shows: 'signs in the newer protocol, which is refused by name',
          run: async (they) => {
            const asked = await they.ops(
              'SigningClient',
              relate('certificates', application('vault', ['10.5.7.50']), application('trove', ['10.5.7.21'])),
            )
            const { relation } = await they.ops('SigningProvider', swapped(asked.relation))
            expect(relation.theirs.name).toBe('vault')
            expect(relation.theirs.app).toHaveProperty('certificates')
            expect(tlsCertificates.requires.read(viewOf(relation, firstUnit(relation.ours)), request)).toMatchObject({
              state: 'invalid',
              key: 'certificates',
            })
          },
        },
      ],
      reason: 'vault and easyrsa have their code in the charms and in an interface layer, on no registry',
    },
  },
}
