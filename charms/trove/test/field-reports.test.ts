// What operators met with other charms of OpenStack, tried on this one. RPT is the number of the report.
import type { Result, State } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { answering, charm, deployed, machine, relations, run, type Series, settle, text } from './trove.ts'

/** A machine whose archive offers another version of Trove. */
const withTrove = (series: Series, version: string): State => {
  const base = machine(series)
  const offered = Object.entries(base.offered ?? {}).map(([name, one]) => [name, one && name.includes('trove') ? { ...one, version } : one])
  return { ...base, offered: Object.fromEntries(offered) }
}
const settled = (state: State): Promise<Result> => settle({ ...state, relations: relations(), commands: answering({ tables: [] }) })
const toldToPeers = (out: Result): string =>
  JSON.stringify(out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localAppData ?? {})

const conf = '/etc/trove/trove.conf'
const guest = '/etc/trove/trove-guestagent.conf'
/** Gives the options of one section of a file. */
const section = (out: Result, path: string, name: string): string => text(out, path).split(`[${name}]`)[1]?.split('\n[')[0] ?? ''
/** The state with more keys in what the other side of an endpoint has written. */
const told = (state: State, endpoint: string, more: Readonly<Record<string, string>>): State => ({
  ...state,
  relations: (state.relations ?? []).map((one) => {
    if (one.endpoint !== endpoint) return one
    const bags = Object.entries(one.remoteUnits ?? {}).map(([unit, bag]) => [unit, { ...bag, ...more }] as const)
    return { ...one, remoteUnits: Object.fromEntries(bags) }
  }),
})

describe('RPT-01: an address that is none', () => {
  test.each([
    ['amqp', { 'private-address': 'None' }],
    ['amqp', { 'private-address': '10.5.1.31 ' }],
    ['amqp', { clustered: 'True', vip: 'None' }],
    ['shared-db', { db_host: 'None' }],
    ['shared-db', { db_host: '"10.5.2.30"' }],
    ['shared-db', { db_host: '10.5.2.30/x?y=@z' }],
    ['identity-service', { auth_host: 'None', service_host: 'None' }],
    ['identity-service', { auth_host: '10.0.0.1,10.0.0.2' }],
  ])('%s %j changes no file and is told', async (endpoint, more) => {
    const before = await deployed('jammy')
    const out = await run(charm, 'config-changed', told(before, endpoint, more))
    expect(text(out, conf)).toBe(text(before, conf))
    expect(out.restarted).toEqual([])
    expect(out.status.name).not.toBe('active')
  })
})

test('RPT-07: the same database under a new relation goes on without a person', async () => {
  const before = await deployed('jammy')
  const others = before.relations.filter(({ endpoint }) => endpoint !== 'shared-db')
  const [again] = relations()
  if (again === undefined) throw new Error('no relation')
  let out = await run(charm, 'update-status', { ...before, relations: others })
  out = await run(charm, 'shared-db-relation-changed', { ...out, relations: [...out.relations, { ...again, id: 99 }] })
  for (let hook = 0; hook < 4; hook += 1) out = await run(charm, 'update-status', out)
  expect(out.status.name).toBe('active')
  expect(out.services?.['trove-api']).toMatchObject({ active: true, masked: false })
})

describe('RPT-08: idle connections are closed before the server does', () => {
  test.each([
    ['30', 27],
    ['1', 1],
    ['3600', 3240],
    ['28800', 3600],
    ['0', 600],
    ['-5', 600],
    ['1e3', 600],
    ['soon', 600],
    ['9999999999999999999', 600],
  ])('wait_timeout %s', async (wait_timeout, seconds) => {
    const out = await run(charm, 'config-changed', told(await deployed('jammy'), 'shared-db', { wait_timeout }))
    expect(section(out, conf, 'database')).toContain(`\nconnection_recycle_time = ${seconds}\n`)
  })
})

describe('RPT-14: a release older than the one asked for', () => {
  const asked = { 'openstack-origin': 'cloud:jammy-caracal' }
  const told = 'openstack-origin offers caracal, but yoga is installed (trove-common 17.0.0)'

  test('is told with both names, and makes no schema', async () => {
    const out = await settled({ ...machine('jammy'), config: asked })
    expect(out.version).toBe('17.0.0')
    expect(out.status).toEqual({ name: 'blocked', message: told })
    expect(toldToPeers(out)).not.toContain('yoga')
  })

  test('is told on a unit that runs, which goes on', async () => {
    const out = await run(charm, 'config-changed', { ...(await deployed('jammy')), config: { ...asked, debug: true } })
    expect(out.status.message).toBe(told)
    expect(out.services?.['trove-api']).toMatchObject({ active: true, masked: false })
    expect(out.files['/etc/trove/trove.conf']?.content).toContain('debug = true')
  })
})

test.each([
  'deb http://mirror.example.com/ubuntu jammy main',
  'deb [arch=amd64] http://mirror.organized.example.com/ubuntu jammy main',
  'http://mirror.example.com/ubuntu',
  'https://training.example.com/ubuntu',
  'ppa:acme/openstack',
  'ppa:zedtown/caracals',
])('RPT-15: %s can be deployed from', async (origin) => {
  const out = await settled({ ...machine('jammy'), config: { 'openstack-origin': origin } })
  expect(out.status).toEqual({ name: 'active', message: 'Unit is ready' })
  expect(toldToPeers(out)).toContain('yoga')
})

describe('RPT-24: a version that is in no table', () => {
  const told = 'trove-common 99.0.0 is of no OpenStack release that this charm knows; the newest is hibiscus'

  test('is not taken for another release', async () => {
    const out = await settled(withTrove('noble', '1:99.0.0-0ubuntu1'))
    expect(out.status).toEqual({ name: 'blocked', message: told })
    expect(toldToPeers(out)).not.toContain('caracal')
    expect(out.started).toEqual([])
  })

  test('keeps the services running with their files', async () => {
    const before = await deployed('noble')
    const packages = Object.fromEntries(
      Object.entries(before.packages ?? {}).map(([name, had]) => [name, name.includes('trove') ? '1:99.0.0' : had]),
    )
    const out = await run(charm, 'update-status', { ...before, packages })
    expect(out.status).toEqual({ name: 'blocked', message: told })
    expect(out.files).toEqual(before.files)
    expect(out.services?.['trove-api']).toMatchObject({ active: true, masked: false })
  })
})

test.each([
  ['26.0.0-1', 'hibiscus'],
  ['1:26.0.0-0ubuntu1', 'hibiscus'],
  ['25.1.0-1', 'gazpacho'],
])('Trove %s is of release %s', async (version, release) => {
  const said = toldToPeers(await settled(withTrove('noble', version)))
  expect(said).toContain(release)
  expect(said).not.toContain('caracal')
})

describe('RPT-16: an endpoint with an IPv6 address is listened on', () => {
  const v6 = '2001:db8::10'
  // Trove listens on the loopback interface, HAProxy wherever clients may come.
  const listens = async (more: State) =>
    text(await deployed('noble', more), '/etc/haproxy/haproxy.cfg').includes('bind :::8779 v6only') ? '::' : '0.0.0.0'

  test.each<[string, string, State]>([
    ['addresses of IPv6', '::', { addresses: { public: v6, internal: v6, admin: v6, cluster: v6 } }],
    ['one address of IPv6', '::', { addresses: { admin: v6 } }],
    ['addresses of IPv4', '0.0.0.0', {}],
    ['a host name, on a machine without IPv6', '0.0.0.0', { config: { 'os-public-hostname': 'trove.example.com' } }],
  ])('%s: %s', async (_, host, more) => {
    expect(await listens(more)).toBe(host)
  })

  test.each([
    [v6, '::'],
    ['fe80::1', '::'],
  ])('a host name, on a machine with %s: %s', async (address, host) => {
    const { machine: own } = machine('noble')
    const config = { 'os-public-hostname': 'trove.example.com' }
    expect(await listens({ machine: { ...own, addresses: ['10.0.0.10', address] }, config })).toBe(host)
  })
})

test('RPT-40: heartbeats on yoga are green threads', async () => {
  const out = await deployed('jammy')
  for (const path of [conf, guest]) expect(section(out, path, 'oslo_messaging_rabbit')).toContain('heartbeat_in_pthread = false')
})

test('RPT-42: guests get no password of the service', async () => {
  const out = await deployed('noble')
  expect(section(out, guest, 'service_credentials')).toMatch(/auth_url = .*\n(.*\n)*region_name = /)
  expect(text(out, guest)).not.toContain('password')
  expect(text(out, guest)).not.toContain('Zq7hT2mWk9sXb4LpV8nC3rYd')
})

test('RPT-43: guests have no login to the virtual host of nova and neutron', async () => {
  const out = await deployed('noble')
  for (const path of [conf, guest]) expect(text(out, path)).toMatch(/^transport_url = .*\/trove$/m)
})

test('RPT-44: a name with a dot is an option of a section', async () => {
  const out = await deployed('noble', { config: { 'config-flags': 'mysql.docker_image=registry.example.com/mysql' } })
  expect(out.status.name).toBe('active')
  expect(section(out, conf, 'mysql')).toContain('docker_image = registry.example.com/mysql')
})

test('RPT-45: service tokens are asked for, with the role that keystone tells', async () => {
  const out = await deployed('noble')
  expect(section(out, conf, 'keystone_authtoken')).toContain('service_token_roles_required = true')
  const other = await run(charm, 'config-changed', told(out, 'identity-service', { admin_role: 'CloudAdmin' }))
  expect(section(other, conf, 'keystone_authtoken')).toContain('service_token_roles = CloudAdmin\n')
})
