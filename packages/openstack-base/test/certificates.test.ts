// The building block: where certificates come from, and what becomes of files while they change.
import { defineCharm, status } from '@charm-layers/charm'
import { active, type Result, run, type State } from '@charm-layers/charm-testing'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { describe, expect, test } from 'vitest'
import { certificateFiles, certificateFolder, certificates, tlsOptions } from '../src/index.ts'
import { base64, issue, makeAuthority, type Pair } from './pki.ts'

const name = 'api.example.com'

const charm = defineCharm({
  name: 'greeter',
  summary: 'Greets over TLS',
  config: { ...tlsOptions },
  requires: { certificates: { ...tlsCertificates, optional: true } },
  desired: (context) => {
    const { tls, steps, statuses } = certificates(context, { requests: [{ commonName: name, sans: ['10.0.0.10'] }], hosts: [name] })
    const paths = { certificate: '/etc/greeter/cert.pem', key: '/etc/greeter/key.pem', authorities: '/etc/greeter/ca.pem' }
    return [steps, statuses.map(status), certificateFiles(tls, paths), certificateFolder(tls, '/etc/greeter/tls', { group: 'greeter' })]
  },
})

const root = makeAuthority('Test Root')
const between = makeAuthority('Test Intermediate', { by: root })
const leaf = issue(between, [name, '10.0.0.10'])

const now = Date.now() + 60_000

const options = (pair: Pair, ca = root.certificate, chain = between.certificate): State => ({
  now,
  config: { ssl_cert: base64(pair.certificate + chain), ssl_key: base64(pair.key), ssl_ca: base64(ca) },
})

const bag = (pair: Pair) => ({
  ca: root.certificate,
  chain: between.certificate,
  'greeter_0.processed_requests': JSON.stringify({ [name]: { cert: pair.certificate, key: pair.key } }),
})

const related = (pair?: Pair): State => ({
  now,
  relations: [
    {
      endpoint: 'certificates',
      interface: 'tls-certificates',
      remoteApp: 'vault',
      remoteUnits: { 'vault/0': pair ? bag(pair) : {} },
    },
  ],
})

const textOf = ({ files }: Result, path: string): string | undefined => files[path]?.content

describe('certificates', () => {
  test('come from options, in files that their reader alone can read', async () => {
    const out = await run(charm, 'config-changed', options(leaf))
    expect(out.status).toEqual(active())
    expect(textOf(out, '/etc/greeter/cert.pem')).toBe(leaf.certificate + between.certificate)
    expect(out.files['/etc/greeter/key.pem']).toMatchObject({ content: leaf.key, mode: 0o600 })
    expect(textOf(out, '/etc/greeter/ca.pem')).toBe(root.certificate)
    expect(out.files['/etc/greeter/tls/0.pem']).toMatchObject({
      content: leaf.certificate + between.certificate + leaf.key,
      mode: 0o640,
      group: 'greeter',
    })
  })

  test('come from the relation, once the answer for this unit is there', async () => {
    const asked = await run(charm, 'certificates-relation-joined', related())
    expect(asked.status).toEqual({ name: 'waiting', message: "'certificates' incomplete: ca greeter_0.processed_requests" })
    expect(asked.relations[0]?.localUnitData).toMatchObject({
      unit_name: 'greeter_0',
      cert_requests: `{"${name}": {"sans": ["10.0.0.10"]}}`,
    })
    const out = await run(charm, 'certificates-relation-changed', related(leaf))
    expect(out.status).toEqual(active())
    expect(textOf(out, '/etc/greeter/cert.pem')).toBe(leaf.certificate + between.certificate)
  })

  test('go without a file', async () => {
    const before = await run(charm, 'config-changed', options(leaf))
    const out = await run(charm, 'config-changed', { ...before, config: {} })
    expect([out.status, Object.keys(out.files).filter((path) => path.startsWith('/etc/greeter'))]).toEqual([active(), []])
  })
})
