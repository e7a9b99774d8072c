import { expect } from 'vitest'
import { application } from '../relation.ts'
import { answered, around, asked, type ExampleMeeting, filesAfter, relationWith, TROVE } from './meet.ts'

const pem = (body: string): string => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`

export const tlsCertificates: readonly ExampleMeeting[] = [
  {
    of: 'tls-certificates',
    role: 'provider',
    library: 'charmhelpers',
    part: 'contrib.openstack.cert_utils',
    shows: 'asks for a certificate, and installs it',
    run: async (they, ours) => {
      const certificates = relationWith(ours, application('trove', ['10.20.30.21']), 'certificates')
      const { relation } = await they.charmhelpers('ask_certificates', certificates, {}, around)
      const { value } = await they.charmhelpers('process_certificates', await answered(ours, relation))
      expect(value).toMatchObject({
        done: true,
        installed: { '/etc/apache2/ssl/trove/cert_juju-9f3c1a-4.example.com': expect.stringContaining('BEGIN CERTIFICATE') },
      })
    },
  },
  {
    of: 'tls-certificates',
    role: 'provider',
    library: 'charms.reactive',
    part: 'endpoints.Relation',
    shows: 'finds the certificate of the name that is asked for in the older form, and that of the other',
    run: async (they, ours) => {
      const first = { unit_name: 'trove_0', common_name: 'a.example.com', certificate_name: '0d4c6f0e' }
      const json = { sans: ['10.5.0.21'], cert_requests: { 'b.example.com': { sans: [] } } }
      const start = relationWith(ours, TROVE, 'certificates')
      const { relation } = await they.charmhelpers('reactive_publish', start, { raw: first, json })
      // The names under which the interface layer of reactive charms looks for the two.
      expect((await they.charmhelpers('reactive_received', await answered(ours, relation))).value).toMatchObject({
        ca: expect.stringContaining('BEGIN CERTIFICATE'),
        'trove_0.server.cert': expect.stringContaining('BEGIN CERTIFICATE'),
        'trove_0.server.key': expect.stringMatching(/./),
        'trove_0.processed_requests': { 'b.example.com': { cert: expect.stringContaining('BEGIN CERTIFICATE') } },
      })
    },
  },
  {
    of: 'tls-certificates',
    role: 'requirer',
    library: 'charms.reactive',
    part: 'endpoints.Relation',
    shows: 'decodes its request, and answers by unit',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('vault', ['10.5.7.50']), 'certificates')
      const { value } = await they.charmhelpers('reactive_received', relation)
      expect(value).toMatchObject({ unit_name: 'greeter_0', cert_requests: { 'greeter.example.com': { sans: ['10.5.7.20'] } } })
      const json = { 'greeter_0.processed_requests': { 'greeter.example.com': { cert: pem('MIICgreeter'), key: 'KEY' } } }
      const { relation: after } = await they.charmhelpers('reactive_publish', relation, { json, raw: { ca: pem('MIICca') } })
      expect(await filesAfter(unit, after)).toMatchObject({
        '/etc/greeter/cert.pem': expect.stringContaining('MIICgreeter'),
        '/etc/greeter/key.pem': 'KEY',
      })
    },
  },
]
