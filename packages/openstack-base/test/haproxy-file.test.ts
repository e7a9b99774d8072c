// HAProxy's whole configuration, as openstack-base writes it for a charm with several services.
import { type Relation, run, type State } from '@charm-layers/charm-testing'
import { expect, test } from 'vitest'
import { defineOpenStackCharm, highAvailability, type OpenStackCharm } from '../src/index.ts'
import { machine, settle, text } from '../src/testing/index.ts'

const config = '/etc/haproxy/haproxy.cfg'
const base = {
  name: 'heat',
  summary: 'Orchestrates',
  user: 'heat',
  release: { package: 'heat-common', versions: { 15: 'zed' } },
  packages: ['heat-common', 'heat-api'],
  services: {
    api: { unit: 'heat-api', ports: [8004, '9000/tcp'] },
    cfn: { unit: 'heat-api-cfn', ports: [8000, '8000/udp'] },
    engine: { unit: 'heat-engine', ports: [7001] },
  },
  features: [highAvailability({ services: ['api', 'cfn'], health: '/healthcheck', disableFile: '/etc/heat/healthcheck_disable' })],
  files: [],
} as const satisfies OpenStackCharm<'api' | 'cfn' | 'engine', Record<never, never>>
const charm = defineOpenStackCharm(base)
const bookworm = machine('bookworm', {
  'heat-common': { version: '15.0.0-2', services: [] },
  'heat-api': { version: '15.0.0-2', services: ['heat-api', 'heat-api-cfn', 'heat-engine'] },
})
const cluster = (remoteUnits: NonNullable<Relation['remoteUnits']>, localUnitData = {}): Relation => ({
  endpoint: 'cluster',
  interface: 'openstack-ha',
  remoteApp: 'heat',
  remoteUnits,
  localUnitData,
})
/** The lines of the file that begin with one of these words. */
const lines = (of: string, ...words: readonly string[]): readonly string[] =>
  of
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => words.some((word) => line.startsWith(`${word} `)))
const written = async (state: State): Promise<string> => text(await settle(charm, { ...bookworm, ...state }), config)

test('each port that clients use has a front end and a back end; the service listens ten ports below', async () => {
  const out = await settle(charm, bookworm)
  expect(lines(text(out, config), 'frontend', 'bind', 'backend', 'server')).toEqual([
    'bind 127.0.0.1:8888',
    'frontend heat-api_8004',
    'bind *:8004',
    'backend heat-api_8004_10.0.0.10',
    'server heat-0 10.0.0.10:7994 check',
    'frontend heat-api_9000',
    'bind *:9000',
    'backend heat-api_9000_10.0.0.10',
    'server heat-0 10.0.0.10:8990 check',
    'frontend heat-api-cfn_8000',
    'bind *:8000',
    'backend heat-api-cfn_8000_10.0.0.10',
    'server heat-0 10.0.0.10:7990 check',
  ])
  expect(out.openPorts).toEqual(['7001/tcp', '8000/tcp', '8000/udp', '8004/tcp', '9000/tcp'])
})

test.each<[string, string]>([
  ['7994/tcp', 'heat-api: [7994]'],
  ['7990/tcp', 'heat-api-cfn: [7990]'],
  ['8000/udp', 'heat-api-cfn: [8000/udp]'],
  ['7001/tcp', 'heat-engine: [7001]'],
  ['9000/tcp', 'haproxy: [9000]'],
])('nobody listening on %s is told', async (port, who) => {
  const out = await run(charm, 'update-status', { ...(await settle(charm, bookworm)), silent: [port] })
  expect(out.status.message).toBe(`Services with ports not open that should be: ${who}`)
})

test('the file is for root alone, and its password for nobody else', async () => {
  const out = await settle(charm, bookworm)
  expect(out.files[config]).toMatchObject({ mode: 0o600, owner: 'root', group: 'root' })
  const [, password = ''] = /stats auth admin:([0-9a-f]{32})\n/.exec(text(out, config)) ?? []
  expect(password).toHaveLength(32)
  expect(JSON.stringify([out.log, out.statuses, out.changes, out.ran])).not.toContain(password)
})

test('the timeouts are those of the Python charms, or what the operator says', async () => {
  const timeouts = (of: string) => lines(of, 'timeout').slice(0, 4)
  expect(timeouts(await written({}))).toEqual([
    'timeout queue 9000',
    'timeout connect 9000',
    'timeout client 90000',
    'timeout server 90000',
  ])
  const options = { 'haproxy-queue-timeout': 1, 'haproxy-connect-timeout': 2, 'haproxy-client-timeout': 3, 'haproxy-server-timeout': 4 }
  expect(timeouts(await written({ config: options }))).toEqual([
    'timeout queue 1',
    'timeout connect 2',
    'timeout client 3',
    'timeout server 4',
  ])
})

test.each([0, -1, 2 ** 31])('a timeout of %i is refused, and the file stays', async (value) => {
  const before = await settle(charm, bookworm)
  const out = await run(charm, 'config-changed', { ...before, config: { 'haproxy-server-timeout': value } })
  expect(out.status.message).toBe(`option 'haproxy-server-timeout' is ${value}, it has to be a number of milliseconds from 1 to 2147483647`)
  expect(text(out, config)).toBe(text(before, config))
})

test('each network has its back ends, the one that peers call private first, and equal addresses one', async () => {
  const addresses = { public: '203.0.113.10/25', internal: '10.0.0.10', admin: '10.5.0.10/16' }
  const peer = {
    'private-address': '10.0.0.11',
    'public-address': '203.0.113.11',
    'internal-address': '10.0.0.11',
    'admin-address': '10.5.0.11',
  }
  const { 'admin-address': _none, ...lame } = peer
  const out = await written({ addresses, relations: [cluster({ 'heat/10': lame, 'heat/2': peer })] })
  expect(lines(out.split('frontend heat-api_9000')[0] ?? '', 'acl', 'use_backend', 'default_backend', 'server', 'backend')).toEqual([
    'acl net_10.0.0.10 dst 10.0.0.10/24',
    'use_backend heat-api_8004_10.0.0.10 if net_10.0.0.10',
    'acl net_203.0.113.10 dst 203.0.113.10/25',
    'use_backend heat-api_8004_203.0.113.10 if net_203.0.113.10',
    'acl net_10.5.0.10 dst 10.5.0.10/16',
    'use_backend heat-api_8004_10.5.0.10 if net_10.5.0.10',
    'default_backend heat-api_8004_10.0.0.10',
    'backend heat-api_8004_10.0.0.10',
    'server heat-0 10.0.0.10:7994 check',
    'server heat-2 10.0.0.11:7994 check',
    'server heat-10 10.0.0.11:7994 check',
    'backend heat-api_8004_203.0.113.10',
    'server heat-0 203.0.113.10:7994 check',
    'server heat-2 203.0.113.11:7994 check',
    'server heat-10 203.0.113.11:7994 check',
    'backend heat-api_8004_10.5.0.10',
    'server heat-0 10.5.0.10:7994 check',
    'server heat-2 10.5.0.11:7994 check',
  ])
})

test('a machine with IPv6 is reached by it; one without starts all the same', async () => {
  const [v4, v6] = [await written({}), await written({ machine: { ...bookworm.machine, addresses: ['10.0.0.10', 'fe80::1'] } })]
  expect(v4).not.toContain(':::')
  expect(lines(v6, 'bind')).toContain('bind :::8004 v6only')
})

test('addresses of IPv6 are servers of their own network', async () => {
  const out = await written({
    addresses: { public: 'fd00::10', internal: '10.0.0.10', admin: '10.0.0.10' },
    relations: [cluster({ 'heat/1': { 'private-address': '10.0.0.11', 'public-address': 'fd00::11' } })],
  })
  expect(lines(out, 'server')).toContain('server heat-1 [fd00::11]:7994 check')
  expect(lines(out, 'acl')).toContain('acl net_fd00::10 dst fd00::10/64')
})

test('with prefer-ipv6 the addresses of IPv6 are told and used', async () => {
  const addresses = { public: ['10.0.0.10', 'fd00::10'], internal: ['10.0.0.10', 'fe80::1', 'fd00::10'], admin: '10.0.0.10' }
  const machineOf = { ...bookworm.machine, addresses: ['10.0.0.10', 'fe80::1', 'fd00::10'] }
  const out = await settle(charm, { ...bookworm, addresses, machine: machineOf, config: { 'prefer-ipv6': true } })
  const bag = out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localUnitData ?? {}
  for (const type of ['private', 'public', 'internal', 'admin']) expect(bag[`${type}-address`]).toBe('fd00::10')
  expect(lines(text(out, config), 'server')[0]).toBe('server heat-0 [fd00::10]:7994 check')
  const none = await run(charm, 'config-changed', { ...bookworm, config: { 'prefer-ipv6': true } })
  expect(none.status.message).toContain("option 'prefer-ipv6': no global address of IPv6 is known on the binding 'cluster'")
})

test('HAProxy goes on while something else is missing, and learns of peers', async () => {
  const before = await settle(charm, bookworm)
  const relations = before.relations.map((one) =>
    one.endpoint === 'cluster'
      ? {
          ...one,
          remoteUnits:
            cluster({
              'heat/1': {
                'private-address': '10.0.0.11',
                'public-address': '10.0.0.11',
                'internal-address': '10.0.0.11',
                'admin-address': '10.0.0.11',
              },
            }).remoteUnits ?? {},
        }
      : one,
  )
  const out = await run(charm, 'update-status', { ...before, relations, config: { 'worker-multiplier': -1 } })
  expect(out.status.name).toBe('blocked')
  expect(lines(text(out, config), 'server')).toContain('server heat-1 10.0.0.11:7994 check')
})

test('a unit that ran without HAProxy frees the port before HAProxy takes it', async () => {
  const old = defineOpenStackCharm({ ...base, features: [] })
  const before = await settle(old, bookworm)
  let out = await run(charm, 'upgrade-charm', before)
  expect(out.status.message).toBe('Awaiting leader to create required secrets')
  out = await run(charm, 'config-changed', out)
  expect(out.status.message).toBe('Unit is ready')
  expect(out.changes).toEqual([`write ${config} (0600 root:root)`, 'reload haproxy', expect.stringContaining('remember')])
})

test.each<[string, Parameters<typeof defineOpenStackCharm>[0]['services']]>([
  ['port 7990 behind', { api: { unit: 'a', ports: [8000] }, cfn: { unit: 'b', ports: [7990] } }],
  ['port 7980 behind', { api: { unit: 'a', ports: [8000] }, cfn: { unit: 'b', ports: [7980] } }],
  ['port 8888 behind', { api: { unit: 'a', ports: [8898] } }],
  ['is no port', { api: { unit: 'a', ports: [15] } }],
  ["balances service 'api', which has no TCP port", { api: { unit: 'a', ports: ['53/udp'] } }],
])('%s the load balancer is refused when the charm is defined', (message, services) => {
  const balanced = highAvailability({ services: ['api'], health: '/', disableFile: '/etc/x' })
  expect(() => defineOpenStackCharm({ ...base, services, features: [balanced] })).toThrow(message)
})

test.each([
  ['healthcheck', 'health does not begin with /'],
  ['/a\nb', 'health holds a line break or another control character'],
])('%j as the path of the health check is refused when the charm is defined', (health, message) => {
  expect(() => highAvailability({ services: ['api'], health, disableFile: '/etc/x' })).toThrow(message)
})
