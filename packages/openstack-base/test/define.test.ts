import { blocked, command, option } from '@charm-layers/charm'
import { run } from '@charm-layers/charm-testing'
import { relationForRequirer as broker } from '@charm-layers/interface-amqp/testing'
import { relationForRequirer as keystone } from '@charm-layers/interface-keystone/testing'
import { describe, expect, test } from 'vitest'
import { configFile, database, defineOpenStackCharm, feature, identity, messaging, type OpenStackCharm } from '../src/index.ts'
import { machine, settle, text } from '../src/testing/index.ts'

const base = {
  name: 'barbican',
  summary: 'Keeps secrets',
  user: 'barbican',
  release: { package: 'barbican-common', versions: { 15: 'zed' } },
  packages: ['barbican-common', 'barbican-api'],
  services: { api: { unit: 'barbican-api', ports: ['9310/udp', 9311] }, worker: { unit: 'barbican-worker' } },
  features: [],
  files: [],
} as const satisfies OpenStackCharm<'api' | 'worker', Record<never, never>>
const bookworm = machine('bookworm', {
  'barbican-common': { version: '15.0.0-2', services: [] },
  'barbican-api': { version: '15.0.0-2', services: ['barbican-api', 'barbican-worker'] },
})
const keys = () => database({ user: 'barbican', migrate: () => ['/usr/bin/barbican-db-manage'], tables: [] })

describe('what cannot be right is refused when the charm is defined', () => {
  test('a name that two features bring', () => {
    expect(() => defineOpenStackCharm({ ...base, features: [keys(), keys()] })).toThrow(
      "charm 'barbican': option 'database' comes from two features",
    )
    const own = feature({ options: { debug: { type: 'string', description: 'Another one' } }, apply: () => ({}) })
    expect(() => defineOpenStackCharm({ ...base, features: [own] })).toThrow("option 'debug' comes from two features")
    const acting = () => feature({ actions: { look: { description: 'Looks', run: () => ({ results: {} }) } }, apply: () => ({}) })
    expect(() => defineOpenStackCharm({ ...base, features: [acting(), acting()] })).toThrow("action 'look' comes from two features")
  })

  test('an API that is registered without a port', () => {
    const registered = identity({ service: 'barbican', endpoint: 'worker', description: 'Keeps secrets', path: '' })
    expect(() => defineOpenStackCharm({ ...base, features: [registered] })).toThrow("registers service 'worker', which has no TCP port")
  })

  test('a file that is extended by an option which is not there, or that cannot be extended', () => {
    const extended = (format: 'oslo.config' | 'yaml', flags: string) =>
      defineOpenStackCharm({ ...base, files: [configFile('/etc/f', () => '', { format, flags })] })
    expect(() => extended('oslo.config', 'guest-config-flag')).toThrow("flags 'guest-config-flag' of /etc/f is no option of the charm")
    expect(() => extended('yaml', 'config-flags')).toThrow("flags 'config-flags' of /etc/f cannot extend a file of format yaml")
    expect(() => extended('oslo.config', 'config-flags')).not.toThrow()
  })
})

test('template data that two features give fails the hook by its name', async () => {
  const giving = () => feature({ apply: () => ({ data: { keys: 1 } }) })
  const charm = defineOpenStackCharm({ ...base, features: [giving(), giving()] })
  await expect(settle(charm, bookworm)).rejects.toThrow("template data 'keys' comes from two features")
})

test('the service that is named is registered by its TCP port, and every port of every service is opened and watched', async () => {
  const registered = identity({ service: 'barbican', endpoint: 'api', description: 'Keeps secrets', path: '/v1' })
  const charm = defineOpenStackCharm({ ...base, features: [registered] })
  const state = { ...bookworm, relations: [keystone('identity-service', { username: 'barbican' })] }
  const out = await settle(charm, state)
  expect(out.relations[0]?.localUnitData?.public_url).toBe('http://10.0.0.10:9311/v1')
  expect(out.openPorts).toEqual(['9310/udp', '9311/tcp'])
  const silent = await settle(charm, { ...state, silent: ['9310/udp', '9311/tcp'] })
  expect(silent.status).toEqual(blocked('Services with ports not open that should be: barbican-api: [9310/udp, 9311]'))
})

test('what comes once the services run is done after their start, and not before', async () => {
  const late = feature({ apply: () => ({ finish: () => command('tell the world', ['/usr/bin/world']) }) })
  const charm = defineOpenStackCharm({
    ...base,
    features: [messaging({ user: 'barbican' }), late],
    finish: () => command('count the keys', ['/usr/bin/count']),
  })
  const waiting = await run(charm, 'install', bookworm)
  expect(waiting.ran).toEqual([])
  const out = await run(charm, 'config-changed', { ...waiting, relations: [broker('amqp')] })
  const order = ['unmask barbican-api barbican-worker', 'run tell the world', 'run count the keys']
  expect(out.changes.filter((change) => order.some((one) => change.startsWith(one))).map((change) => change.split(',')[0])).toEqual(order)
})

describe('each file has the escape of its format', () => {
  const given = "a$b 'c' #\\d"
  const charm = (format: 'oslo.config' | 'yaml' | 'haproxy' | 'plain') =>
    defineOpenStackCharm({
      ...base,
      data: () => ({ value: given, none: '' }),
      files: [configFile('/etc/f', ({ value, none, sections }) => [value, none, typeof sections].join('|'), { format, restarts: ['api'] })],
    })
  test.for([
    ['oslo.config', "a$$b 'c' #\\d||object"],
    ['yaml', `${JSON.stringify(given)}|""|object`],
    ['haproxy', "a$b\\ \\'c\\'\\ \\#\\\\d|''|object"],
    ['plain', `${given}||object`],
  ] as const)('%s', async ([format, written]) => expect(text(await settle(charm(format), bookworm), '/etc/f')).toBe(written))

  test('and its own refusal: the file stays as it was, and the status says which value', async () => {
    const broken = defineOpenStackCharm({
      ...base,
      data: () => ({ deep: { value: 'a\nb' } }),
      files: [configFile('/etc/f', () => 'new', { format: 'plain' })],
    })
    const out = await settle(broken, { ...bookworm, files: { '/etc/f': 'old' } })
    expect(out.status.message).toContain("/etc/f: the value 'deep.value' holds a line break or another control character")
    expect(text(out, '/etc/f')).toBe('old')
  })
})

describe('a value that one format cannot hold', () => {
  const charm = defineOpenStackCharm({
    ...base,
    config: { word: option.string({ default: 'fine', description: 'A word' }) },
    files: [configFile('/etc/f', () => 'new', { format: 'oslo.config', restarts: ['api', 'worker'] })],
  })
  const told = blocked("/etc/f: option 'word' holds \\$, which oslo.config cannot read")

  test('starts no service of a new unit', async () => {
    const out = await settle(charm, { ...bookworm, config: { word: '\\$debug' } })
    expect([out.status, out.started, out.files['/etc/f']]).toEqual([told, [], undefined])
  })

  test('stops no service of a unit that runs', async () => {
    const before = await settle(charm, bookworm)
    const out = await run(charm, 'config-changed', { ...before, config: { word: '\\$debug' } })
    expect([out.status, out.services, out.files]).toEqual([told, before.services, before.files])
  })
})

test('a file may be reloaded in place of a restart, and have an owner of its own', async () => {
  const options = { format: 'yaml', reloads: ['api'], owner: 'root', group: 'bind', mode: 0o644 } as const
  const charm = defineOpenStackCharm({ ...base, files: [configFile('/etc/pools.yaml', ({ options: of }) => JSON.stringify(of), options)] })
  const out = await settle(charm, bookworm)
  expect(out.files['/etc/pools.yaml']).toMatchObject({ mode: 0o644, owner: 'root', group: 'bind' })
  const changed = await run(charm, 'config-changed', { ...out, config: { debug: true } })
  expect([changed.restarted, changed.reloaded]).toEqual([[], ['barbican-api']])
})

test('a cluster secret comes in the encoding that is asked for', async () => {
  const charm = defineOpenStackCharm({
    ...base,
    clusterSecrets: { hex: 4, key: { bytes: 32, encoding: 'base64' } },
    files: [configFile('/etc/f', ({ secrets }) => Object.values(Object(secrets)).join(' '), { format: 'plain' })],
  })
  const [hex = '', key = ''] = text(await settle(charm, bookworm), '/etc/f').split(' ')
  expect(hex).toMatch(/^[0-9a-f]{8}$/)
  expect(Buffer.from(key, 'base64')).toHaveLength(32)
  expect(key).toMatch(/^[A-Za-z0-9+/]{43}=$/)
})
