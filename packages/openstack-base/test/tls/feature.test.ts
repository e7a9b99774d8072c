// The feature in a whole charm: what other features get of it, and what nobody gets.
import { type Context, file } from '@charm-layers/charm'
import { run, type State } from '@charm-layers/charm-testing'
import { expect, test } from 'vitest'
import { configFile, defineOpenStackCharm, feature, type Situation, tls } from '../../src/index.ts'
import { machine, settle } from '../../src/testing/index.ts'
import { between, leaf, name, now, options, root } from './greeter.ts'
import { base64 } from './pki.ts'

const seen: Situation['tls'][] = []
const reader = feature({
  apply: (_: Context, situation) => {
    seen.push(situation.tls)
    return { publish: file('/etc/barbican/tls', situation.tls.certificates.map((one) => one.name).join(' ')) }
  },
})
const charm = defineOpenStackCharm({
  name: 'barbican',
  summary: 'Keeps secrets',
  user: 'barbican',
  release: { package: 'barbican-common', versions: { 15: 'zed' } },
  packages: ['barbican-common'],
  services: { api: { unit: 'barbican-api', ports: [9311] } },
  // The one that reads stands first: the feature TLS is asked before it all the same.
  features: [reader, tls()],
  files: [configFile('/etc/barbican/barbican.conf', () => '[DEFAULT]\n', { format: 'oslo.config', restarts: ['api'] })],
})
const offered = {
  'barbican-common': { version: '15.0.0-2', services: ['barbican-api'] },
  'ca-certificates': { version: '20230311', services: [] },
}
const bookworm: State = { ...machine('bookworm', offered), now }
const wrapped = (text: string): string => (text.match(/.{1,76}/g) ?? []).join('\n')
const config = { ...options({ ssl_cert: wrapped(base64(leaf.certificate + between.certificate)) }), 'os-public-hostname': name }
const named = { ...config, 'os-internal-hostname': name, 'os-admin-hostname': name }

test('other features get the certificates, whatever their order; options may have several lines', async () => {
  const out = await settle(charm, { ...bookworm, config: named })
  expect([out.status.message, out.files['/etc/barbican/tls']?.content]).toEqual(['Unit is ready', name])
  expect(seen.at(-1)).toMatchObject({ state: 'ready', authorities: root.certificate })
})

test('without certificates there is no TLS', async () => {
  const out = await settle(charm, bookworm)
  expect([out.status.message, seen.at(-1)]).toEqual(['Unit is ready', { state: 'off', certificates: [], authorities: '' }])
})

test('a certificate that is not for all hosts in the catalogue is told, and the unit goes on without', async () => {
  const out = await settle(charm, { ...bookworm, config, addresses: { internal: '10.0.0.11' } })
  expect(out.status).toEqual({
    name: 'blocked',
    message: `option 'ssl_cert' is not for 10.0.0.11, which clients call, but for ${name} 10.0.0.10`,
  })
  expect(seen.at(-1)).toEqual({ state: 'kept', certificates: [] })
  expect(out.services?.['barbican-api']?.active).toBe(true)
})

test('a host name that is wrong does not take TLS away', async () => {
  const good = await settle(charm, { ...bookworm, config: named })
  const out = await run(charm, 'config-changed', { ...good, config: { ...named, 'os-public-hostname': 'no host' } })
  expect(out.status.message).toContain("option 'os-public-hostname'")
  expect(seen.at(-1)).toMatchObject({ state: 'kept', certificates: [{ name }] })
})

test('the private key is in no log, no status, no argument, no memory and no databag', async () => {
  const out = await settle(charm, { ...bookworm, config: named })
  const { files: _, config: set, ...rest } = out
  const body = leaf.key.split('\n')[1] ?? ''
  expect(set).toEqual(named)
  for (const text of [body, base64(leaf.key)]) expect(JSON.stringify(rest)).not.toContain(text)
})
