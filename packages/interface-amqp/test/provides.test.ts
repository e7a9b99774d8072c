import { type Databag, secret } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AmqpAnswer, amqp } from '../src/index.ts'
import { relationForProvider } from '../src/testing/index.ts'
import { anyViewOf, applied, expectState, expectWrittenOnce, forAny, plain, testPartialViews, vector, viewOf } from './helpers.ts'

const side = amqp.provides
const answer: AmqpAnswer = { address: '10.5.1.31', password: secret('pw') }

describe('reading what clients ask for', () => {
  test('is absent without a client, and waits for what none has sent', () => {
    expect(side.read(viewOf({}))).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'trove/0': { vhost: 'openstack' } }))).toEqual({ state: 'waiting', missing: ['username'] })
    expect(side.read(viewOf({ 'trove/0': { vhost: 'v' }, 'trove/1': { username: 'u' } }))).toEqual({
      state: 'waiting',
      missing: ['username', 'vhost'],
    })
  })

  test('gives equal requests of several units once', () => {
    const bag = { username: 'trove', vhost: 'openstack' }
    const view = viewOf({ 'trove/0': bag, 'trove/1': bag, 'trove/2': {} })
    expect(side.read(view)).toEqual({ state: 'ready', data: { requests: [{ prefix: '', ...bag }] } })
  })

  test("puts the last unit's request last when units differ", () => {
    const [a, b] = [
      { username: 'a', vhost: 'v' },
      { username: 'b', vhost: 'v' },
    ]
    const state = side.read(viewOf({ 'trove/0': a, 'trove/1': b, 'trove/2': a }))
    expect(state).toMatchObject({ data: { requests: [b, a] } })
  })

  test('passes over an expiry in a virtual host where rabbitmq-server does', () => {
    const bag = { username: 'heat', ttl: '5', ttlname: 'n', ttlreg: 'r' }
    expect(side.read(viewOf({ 'heat/0': { ...bag, vhost: 'other' } }))).toEqual({
      state: 'ready',
      data: { requests: [{ prefix: '', username: 'heat', vhost: 'other' }] },
    })
    expect(side.read(viewOf({ 'heat/0': { ...bag, vhost: 'openstack' } }))).toMatchObject({
      data: { requests: [{ expiry: { name: 'n', queues: 'r', milliseconds: 5 } }] },
    })
  })

  test('reads prefixed requests, which upstream cannot', () => {
    const state = side.read(
      viewOf({ 'nova/0': { nova_username: 'nova', nova_vhost: 'openstack', cell_username: 'c', cell_vhost: 'cell' } }),
    )
    expect(state).toMatchObject({ data: { requests: [{ prefix: 'cell' }, { prefix: 'nova' }] } })
  })

  test.each(['rabbitmq-7', 'rabbitmq-13'])('reads the recorded request %s', (name) => {
    expect(side.read(viewOf(vector(name).units))).toMatchObject({ state: 'ready', data: { requests: [{ vhost: 'openstack' }] } })
  })

  test('reads what our own requires side writes', () => {
    const { unit = {} } = amqp.requires.write({ username: 'trove', vhost: 'openstack', admin: true }, viewOf({}))
    expect(side.read(viewOf({ 'trove/0': applied({}, unit) }))).toEqual({
      state: 'ready',
      data: { requests: [{ prefix: '', username: 'trove', vhost: 'openstack', admin: true }] },
    })
  })
})

describe('writing the answer', () => {
  test('shows the address before there is a password', () => {
    expect(applied({}, side.write({ address: '10.5.1.31' }, viewOf({})).unit)).toEqual({
      hostname: '10.5.1.31',
      'private-address': '10.5.1.31',
    })
  })

  test('is what rabbitmq-server writes, with TLS and hacluster', () => {
    const full: AmqpAnswer = { ...answer, tls: { port: 5671, ca: 'PEM' }, ha: { vip: '10.5.1.30', vipOnly: true } }
    expect(applied({}, side.write(full, viewOf({})).unit)).toEqual({
      hostname: '10.5.1.31',
      'private-address': '10.5.1.31',
      password: 'pw',
      ssl_port: '5671',
      ssl_ca: btoa('PEM'),
      clustered: 'true',
      vip: '10.5.1.30',
      'ha-vip-only': 'true',
    })
  })

  test('takes away what does not hold any more', () => {
    const tls = { ssl_port: '5671', ssl_ca: 'UEVN' }
    const localUnitData = { ...tls, clustered: 'true', vip: 'v', 'ha-vip-only': 'true', old_password: 'x', password: 'y' }
    expect(applied(localUnitData, side.write(answer, viewOf({}, { localUnitData })).unit)).toEqual({
      hostname: '10.5.1.31',
      'private-address': '10.5.1.31',
      password: 'pw',
    })
  })

  test('never takes the address away, which a reader connects to', () => {
    const localUnitData = { 'private-address': '10.5.1.31', hostname: '10.5.1.31' }
    expect(applied(localUnitData, side.write({ address: '' }, viewOf({}, { localUnitData })).unit)).toEqual(localUnitData)
  })

  test('answers prefixed requests by prefix', () => {
    const { unit } = side.write({ address: 'a', prefixed: { nova: secret('n') } }, viewOf({}))
    expect(unit).toMatchObject({ nova_password: 'n', password: '' })
  })

  test('passes over a prefix with an underscore: no client asked for it, and another would read it', () => {
    const { unit } = side.write({ address: 'a', prefixed: { nova_cell: secret('c'), nova: secret('n') } }, viewOf({}))
    expect(Object.keys(applied({}, unit)).filter((key) => key.startsWith('nova'))).toEqual(['nova_password'])
  })

  test('is read by our own requires side', () => {
    const { unit } = side.write({ ...answer, tls: { port: 5671 } }, viewOf({}))
    const state = amqp.requires.read(viewOf({ 'r/0': applied({}, unit) }), { username: 'trove', vhost: 'openstack' })
    expect(plain(state)).toMatchObject({ data: { hosts: ['10.5.1.31'], port: 5671, password: { secret: 'pw' }, tls: {} } })
  })
})

describe('any databag', () => {
  const bag: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(
      fc.constantFrom('username', 'vhost', 'admin', 'ttl', 'ttlname', 'ttlreg', 'x_username', 'x_vhost', 'x_ttl', 'x_password'),
      fc.string(),
    ),
    fc.oneof(fc.constantFrom('', '1'), fc.string({ unit: 'binary' })),
  )
  const anyView = anyViewOf(viewOf, bag)

  test('reads as one of the four states', () => forAny([anyView], (view) => expectState(side.read(view))))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, fc.boolean()], (view, ready) => {
      const given: AmqpAnswer = ready ? { ...answer, prefixed: { x: secret('p') } } : { address: '10.5.1.31' }
      expectWrittenOnce(view, (seen) => side.write(given, seen))
    }))
})

test('data for the tests of charms reads as it says', () => {
  const read1 = (options: Parameters<typeof relationForProvider>[1]): unknown =>
    side.read(viewOf(relationForProvider('amqp', options).remoteUnits))
  expect(read1({})).toEqual({ state: 'ready', data: { requests: [{ prefix: '', username: 'trove', vhost: 'openstack' }] } })
  expect(read1({ response: false })).toEqual({ state: 'waiting', missing: ['username', 'vhost'] })
})

testPartialViews(viewOf, { reads: [(view) => amqp.requires.read(view, { username: 'u', vhost: 'v' }), (view) => side.read(view)] })

test.each([
  ['username', 'None'],
  ['username', '--help'],
  ['username', 'a b'],
  ['vhost', 'null'],
  ['vhost', '"trove"'],
])('creates no user or virtual host for %s=%j', (key, value) => {
  const bag = { username: 'trove', vhost: 'trove', [key]: value }
  expect(amqp.provides.read(viewOf({ 'trove/0': bag }))).toMatchObject({ state: 'invalid', key })
})
