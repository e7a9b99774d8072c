import type { Databag, RelationView } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AmqpRequest, amqp } from '../src/index.ts'
import { relationForRequirer } from '../src/testing/index.ts'
import { applied, expectState, expectWrittenOnce, forAny, plain, vector, viewOf } from './helpers.ts'

const request: AmqpRequest = { username: 'trove', vhost: 'openstack' }
const expiry = { name: 'heat_expiry', queues: 'heat-.*', milliseconds: 3600000 }
const side = amqp.requires
const broker = (number: number, more: Databag = {}): Databag => ({
  hostname: `10.5.1.3${number}`,
  'private-address': `10.5.1.3${number}`,
  password: 'pw',
  ...more,
})
const tls = (ca: string): Databag => ({ ssl_port: '5671', ssl_ca: btoa(ca) })
const hostsOf = (units: Readonly<Record<string, Databag>>): unknown => {
  const state = side.read(viewOf(units), request)
  return state.state === 'ready' ? state.data.hosts : state
}

describe('reading the broker', () => {
  test('is absent while there is no remote unit', () => {
    expect(side.read(viewOf({}), request)).toEqual({ state: 'absent' })
  })

  test('waits for the password, since the address is shown long before', () => {
    const view = viewOf({ 'rabbitmq-server/0': { hostname: '10.5.1.31', 'private-address': '10.5.1.31' } })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['password'] })
  })

  test('waits for address and password of a unit that Juju 4 shows without either', () => {
    const view = viewOf({ 'rabbitmq-server/0': { 'ingress-address': '10.5.1.31' } })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['private-address', 'password'] })
  })

  test('lists the units that have a password, sorted as text, so that the file stays the same', () => {
    const units = { 'r/2': broker(3), 'r/0': { 'private-address': '10.5.1.30' }, 'r/10': broker(1), 'r/1': broker(2) }
    expect(hostsOf(units)).toEqual(['10.5.1.31', '10.5.1.32', '10.5.1.33'])
  })

  test('gives port, password and no TLS from a broker without TLS', () => {
    expect(plain(side.read(viewOf({ 'r/0': broker(1) }), request))).toEqual({
      state: 'ready',
      data: { hosts: ['10.5.1.31'], port: 5672, password: { secret: 'pw' }, haQueues: false },
    })
  })

  test('never shows the password as text', () => {
    const state = side.read(viewOf({ 'r/0': broker(1, { password: 'hunter2' }) }), request)
    expect(JSON.stringify(state)).not.toContain('hunter2')
  })

  test('switches to the TLS port and decodes the authority', () => {
    expect(side.read(viewOf({ 'r/0': broker(1, tls('PEM')) }), request)).toMatchObject({ data: { port: 5671, tls: { ca: 'PEM' } } })
  })

  test('leaves the authority to the system when the broker gives none', () => {
    const state = side.read(viewOf({ 'r/0': broker(1, { ssl_port: '5671' }) }), request)
    expect(state).toMatchObject({ data: { port: 5671, tls: {} } })
  })

  test('waits while only some ready units show TLS', () => {
    const view = viewOf({ 'r/0': broker(1), 'r/1': broker(2, tls('PEM')) })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['ssl_port', 'ssl_ca'] })
  })

  test('waits while ready units show different authorities', () => {
    const view = viewOf({ 'r/0': broker(1, tls('old')), 'r/1': broker(2, tls('new')) })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['ssl_ca'] })
  })

  test('waits while a password that was rotated has not reached all units', () => {
    const view = viewOf({ 'r/0': broker(1, { password: 'new' }), 'r/1': broker(2) })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['password'] })
  })

  test('does not mind what a unit without a password says of TLS', () => {
    const view = viewOf({ 'r/0': broker(1), 'r/1': { 'private-address': 'x', ssl_port: 'nonsense' } })
    expect(side.read(view, request)).toMatchObject({ state: 'ready' })
  })

  test('uses the virtual address alone when the broker is behind hacluster', () => {
    const ha = { clustered: 'true', vip: '10.5.1.30' }
    expect(hostsOf({ 'r/0': broker(1, ha), 'r/1': broker(2, ha) })).toEqual(['10.5.1.30'])
  })

  test('uses all units when the virtual address is said to be no more than that', () => {
    const ha = { clustered: 'true', vip: '10.5.1.30', 'ha-vip-only': 'true' }
    expect(hostsOf({ 'r/0': broker(1, ha), 'r/1': broker(2, ha) })).toEqual(['10.5.1.31', '10.5.1.32'])
  })

  test('counts units that are not ready yet for several, as the classic reader does', () => {
    const ha = { clustered: 'true', vip: '10.5.1.30', 'ha-vip-only': 'true' }
    expect(hostsOf({ 'r/0': broker(1, ha), 'r/1': { 'private-address': '10.5.1.32' } })).toEqual(['10.5.1.31'])
  })

  test('uses the virtual address of a single unit even then, as the classic reader does', () => {
    expect(hostsOf({ 'r/0': broker(1, { clustered: 'true', vip: '10.5.1.30', 'ha-vip-only': 'true' }) })).toEqual(['10.5.1.30'])
  })

  test('does not use a virtual address that hacluster has not taken yet', () => {
    expect(hostsOf({ 'r/0': broker(1, { vip: '10.5.1.30' }) })).toEqual(['10.5.1.31'])
  })

  test('waits for the virtual address of a broker that says it is clustered', () => {
    expect(hostsOf({ 'r/0': broker(1, { clustered: 'true' }) })).toEqual({ state: 'waiting', missing: ['vip'] })
  })

  test('refuses a port that is none', () => {
    const state = side.read(viewOf({ 'r/0': broker(1, { ssl_port: 'x' }) }), request)
    expect(state).toEqual({ state: 'invalid', key: 'ssl_port', why: 'is not a port number' })
  })

  test('refuses a request that is empty, which comes from an option', () => {
    expect(side.read(viewOf({}), { ...request, vhost: '' })).toEqual({ state: 'invalid', key: 'vhost', why: 'is empty' })
  })

  test('tells a very old broker', () => {
    expect(side.read(viewOf({ 'r/0': broker(1, { ha_queues: 'True' }) }), request)).toMatchObject({ data: { haQueues: true } })
  })
})

describe('recorded brokers', () => {
  const units = (...names: readonly string[]): Readonly<Record<string, Databag>> =>
    Object.assign({}, ...names.map((name) => vector(name).units))
  test.each([
    [['rabbitmq-1'], ['rabbithost']],
    [['rabbitmq-3'], ['rabbithost1', 'rabbithost2']],
    [['rabbitmq-5'], { state: 'waiting', missing: ['password'] }],
    [['rabbitmq-9'], { state: 'waiting', missing: ['private-address', 'password'] }],
    [['rabbitmq-11'], { state: 'waiting', missing: ['private-address', 'password'] }],
    [['live/rabbitmq-01-single-1unit.provider.rabbitmq-server-0.unit'], ['10.91.0.13']],
    [
      ['live/rabbitmq-04-single-2units.provider.rabbitmq-server-0.unit', 'live/rabbitmq-04-single-2units.provider.rabbitmq-server-1.unit'],
      ['10.91.0.13', '10.91.0.14'],
    ],
    [
      ['live/rabbitmq-05-ssl-on-2units.provider.rabbitmq-server-0.unit', 'live/rabbitmq-05-ssl-on-2units.provider.rabbitmq-server-1.unit'],
      ['10.91.0.13', '10.91.0.14'],
    ],
  ])('%j', (names, expected) => {
    expect(hostsOf(units(...names))).toEqual(expected)
  })

  test('a leader that has no TLS yet, seen live for a minute, is waited for', () => {
    const view = viewOf(
      units(
        'live/rabbitmq-04-single-2units.provider.rabbitmq-server-0.unit',
        'live/rabbitmq-05-ssl-on-2units.provider.rabbitmq-server-1.unit',
      ),
    )
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['ssl_port', 'ssl_ca'] })
  })
})

describe('writing the request', () => {
  test('is what a charm in Python writes', () => {
    const written = { username: 'trove', vhost: 'openstack', 'private-address': '10.5.1.21' }
    expect(applied({}, side.write(request, viewOf({})).unit)).toEqual(written)
  })

  test('announces the address that is asked for', () => {
    expect(side.write({ ...request, address: '10.5.9.9' }, viewOf({})).unit).toMatchObject({ 'private-address': '10.5.9.9' })
  })

  test('asks for an administrator with the text true and takes any other text away', () => {
    expect(side.write({ ...request, admin: true }, viewOf({})).unit?.admin).toBe('true')
    expect(side.write(request, viewOf({}, { localUnitData: { admin: 'False' } })).unit?.admin).toBe('')
  })

  test.each<[string, AmqpRequest, string]>([
    ['an empty user', { ...request, username: '' }, 'username'],
    ['an empty virtual host', { ...request, vhost: '' }, 'vhost'],
    ['an expiry without a name', { username: 'heat', vhost: 'openstack', expiry: { ...expiry, name: '' } }, 'ttlname'],
    ['an expiry of no queues', { username: 'heat', vhost: 'openstack', expiry: { ...expiry, queues: '' } }, 'ttlreg'],
    ['an expiry that is no whole number', { username: 'heat', vhost: 'openstack', expiry: { ...expiry, milliseconds: 0.5 } }, 'ttl'],
    // The types refuse this one.
    ['an expiry that has no effect', { username: 'heat', vhost: 'other' as 'openstack', expiry }, 'ttl'],
  ])('refuses %s, which comes from an option, and sends nothing', (_what, asked, key) => {
    expect(side.read(viewOf({ 'r/0': broker(1) }), asked)).toMatchObject({ state: 'invalid', key })
    const localUnitData = { username: 'trove', vhost: 'openstack', admin: 'true', ttl: '5' }
    expect(applied(localUnitData, side.write(asked, viewOf({}, { localUnitData })).unit)).toEqual({})
  })

  test('asks for an expiry with its three keys', () => {
    expect(side.write({ username: 'heat', vhost: 'openstack', expiry }, viewOf({})).unit).toMatchObject({
      ttlname: 'heat_expiry',
      ttlreg: 'heat-.*',
      ttl: '3600000',
    })
  })

  test('leaves keys alone that belong to no request', () => {
    const localUnitData = { some_note: 'x', 'egress-subnets': 'y' }
    expect(applied(localUnitData, side.write(request, viewOf({}, { localUnitData })).unit)).toMatchObject(localUnitData)
  })

  test('takes away the prefixed form, which crashes the broker', () => {
    const localUnitData = { nova_username: 'nova', nova_vhost: 'openstack', nova_ttl: '1' }
    expect(applied(localUnitData, side.write(request, viewOf({}, { localUnitData })).unit)).toEqual({
      username: 'trove',
      vhost: 'openstack',
    })
  })
})

const key = fc.oneof(
  fc.constantFrom('private-address', 'hostname', 'password', 'ssl_port', 'ssl_ca', 'clustered', 'vip', 'ha-vip-only', 'ha_queues'),
  fc.constantFrom('username', 'vhost', 'admin', 'ttl', 'ttlname', 'ttlreg', 'x_username', 'x_vhost', 'x_ttl', 'x_password', '__proto__'),
  fc.string(),
)
const value = fc.oneof(fc.constantFrom('', 'true', 'None', '5671', 'UEVN', '10.5.1.31'), fc.string({ unit: 'binary' }))
const bag: fc.Arbitrary<Databag> = fc.dictionary(key, value)
const anyView: fc.Arbitrary<RelationView> = fc
  .record({ units: fc.dictionary(fc.string(), bag, { maxKeys: 3 }), remoteAppData: bag, localUnitData: bag })
  .map(({ units, ...more }) => viewOf(units, more))
const common = { username: fc.string(), admin: fc.constant(true as const), address: fc.string() }
const anyExpiry = fc.record({ name: fc.string(), queues: fc.string(), milliseconds: fc.oneof(fc.nat(), fc.double()) })
const anyRequest: fc.Arbitrary<AmqpRequest> = fc.oneof(
  fc.record({ ...common, vhost: fc.string() }, { requiredKeys: ['username', 'vhost'] }),
  fc.record({ ...common, vhost: fc.constant('openstack' as const), expiry: anyExpiry }, { requiredKeys: ['username', 'vhost', 'expiry'] }),
)

describe('any databag', () => {
  test('reads as one of the four states and shows no password', () =>
    forAny([anyView, anyRequest], (view, asked) => {
      const state = side.read(view, asked)
      expectState(state)
      if (state.state === 'ready') expect(JSON.parse(JSON.stringify(state.data)).password).toBe('***')
    }))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, anyRequest], (view, asked) => expectWrittenOnce(view, (seen) => side.write(asked, seen))))

  test('of a hundred thousand keys is read', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`p${index}_username`, 'x'.repeat(10)]))
    expect(side.read(viewOf({ 'r/0': many }), request)).toMatchObject({ state: 'waiting' })
    expect(amqp.provides.read(viewOf({ 'r/0': many }))).toMatchObject({ state: 'waiting' })
  })
})

test('data for the tests of charms reads as it says', () => {
  const view = (options: Parameters<typeof relationForRequirer>[1]): RelationView =>
    viewOf(relationForRequirer('amqp', options).remoteUnits)
  expect(side.read(view({}), request)).toMatchObject({ state: 'ready' })
  expect(side.read(view({ tls: { port: 5671, ca: 'PEM' } }), request)).toMatchObject({ data: { port: 5671, tls: { ca: 'PEM' } } })
  expect(side.read(view({ response: false }), request)).toEqual({ state: 'waiting', missing: ['password'] })
})
