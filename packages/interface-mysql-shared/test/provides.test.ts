import { type Databag, secret } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MysqlAnswer, mysqlShared, mysqlSharedPrefixed } from '../src/index.ts'
import { relationForProvider } from '../src/testing/index.ts'
import { anyViewOf, applied, expectState, expectWrittenOnce, forAny, plain, testPartialViews, vector, viewOf } from './helpers.ts'

const side = mysqlShared.provides
const answer: MysqlAnswer = {
  host: '10.5.2.30',
  port: 3306,
  grants: [{ prefix: '', password: secret('pw'), allowedUnits: ['trove/1', 'trove/0'] }],
}

describe('reading what clients ask for', () => {
  test('is absent without a client, and waits for what none has sent', () => {
    expect(side.read(viewOf({}))).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'trove/0': { database: 'trove' } }))).toEqual({ state: 'waiting', missing: ['username', 'hostname'] })
  })

  test('gives the request of each unit, since each connects from its own address', () => {
    const bag = (hostname: string): Databag => ({ database: 'trove', username: 'trove', hostname })
    expect(side.read(viewOf({ 'trove/0': bag('10.5.2.21'), 'trove/1': {}, 'trove/2': bag('10.5.2.23') }))).toEqual({
      state: 'ready',
      data: {
        requests: [
          { unit: 'trove/0', prefix: '', database: 'trove', username: 'trove', addresses: ['10.5.2.21'] },
          { unit: 'trove/2', prefix: '', database: 'trove', username: 'trove', addresses: ['10.5.2.23'] },
        ],
      },
    })
  })

  test.each(['mysql-shared-11', 'live/mysql-shared-01-keystone.requirer.keystone-1.unit'])('reads the recorded request %s', (name) => {
    expect(side.read(viewOf(vector(name).units))).toMatchObject({ data: { requests: [{ database: 'keystone' }] } })
  })

  test('names the key of a request that cannot be read', () => {
    const view = viewOf({ 'trove/0': { database: 'd', username: 'u', hostname: '[]' } })
    expect(side.read(view)).toMatchObject({ state: 'invalid', key: 'hostname' })
  })

  test('reads what our own requires side writes, in both forms', () => {
    const single = mysqlShared.requires.write({ database: 'trove', username: 'trove' }, viewOf({})).unit
    const schemas = { nova: { database: 'n', username: 'n' }, novaapi: { database: 'a', username: 'a' } }
    const prefixed = mysqlSharedPrefixed.requires.write({ schemas }, viewOf({})).unit
    expect(side.read(viewOf({ 'trove/0': applied({}, single), 'nova/0': applied({}, prefixed) }))).toMatchObject({
      data: {
        requests: [
          { unit: 'trove/0', prefix: '' },
          { prefix: 'nova', database: 'n' },
          { prefix: 'novaapi', database: 'a' },
        ],
      },
    })
  })
})

describe('writing the answer', () => {
  test('is what mysql-innodb-cluster writes', () => {
    expect(applied({}, side.write({ ...answer, waitTimeout: 3600, tls: { ca: 'PEM' } }, viewOf({})).unit)).toEqual({
      db_host: '10.5.2.30',
      db_port: '3306',
      password: 'pw',
      allowed_units: 'trove/0 trove/1',
      wait_timeout: '3600',
      ssl_ca: btoa('PEM'),
    })
  })

  test('shows its own address when it is given one, and leaves it to Juju otherwise', () => {
    expect(side.write({ ...answer, address: '10.5.2.31' }, viewOf({})).unit).toMatchObject({ 'private-address': '10.5.2.31' })
    expect(side.write(answer, viewOf({})).unit).not.toHaveProperty('private-address')
  })

  test('takes away what does not hold any more', () => {
    const localUnitData = {
      ssl_ca: 'x',
      'cluster-series-upgrading': 'True',
      old_password: 'x',
      old_allowed_units: 'y',
      'access-network': 'z',
    }
    expect(applied(localUnitData, side.write({ ...answer, grants: [] }, viewOf({}, { localUnitData })).unit)).toEqual({
      db_host: '10.5.2.30',
      db_port: '3306',
    })
  })

  test('passes over a grant whose prefix holds an underscore: no client asked for it, and another would read it', () => {
    const grants = ['a_b', 'a'].map((prefix) => ({ prefix, password: secret(prefix), allowedUnits: ['trove/0'] }))
    const { unit } = side.write({ ...answer, grants }, viewOf({}))
    expect(unit).toMatchObject({ a_password: 'a', a_allowed_units: 'trove/0' })
    expect(unit).not.toHaveProperty('a_b_password')
  })

  test('announces maintenance and the access network as percona-cluster does', () => {
    const { unit } = side.write({ ...answer, upgrading: true, accessNetwork: '10.5.2.0/24' }, viewOf({}))
    expect(unit).toMatchObject({ 'cluster-series-upgrading': 'True', 'access-network': '10.5.2.0/24' })
  })

  test('is read by our own requires side', () => {
    const bag = applied({}, side.write(answer, viewOf({})).unit)
    const state = mysqlShared.requires.read(viewOf({ 'mysql/0': bag }), { database: 'trove', username: 'trove' })
    expect(plain(state)).toMatchObject({ data: { host: '10.5.2.30', password: { secret: 'pw' } } })
  })
})

describe('any databag', () => {
  const bag: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(
      fc.constantFrom('database', 'username', 'hostname', 'x_database', 'x_username', 'x_hostname', 'x_password', 'allowed_units'),
      fc.string(),
    ),
    fc.oneof(fc.constantFrom('', '10.5.2.21', '["a", "b"]', '[['), fc.string({ unit: 'binary' })),
  )
  const anyView = anyViewOf(viewOf, bag)

  test('reads as one of the four states', () => forAny([anyView], (view) => expectState(side.read(view))))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, fc.array(fc.string())], (view, allowedUnits) => {
      const given: MysqlAnswer = { ...answer, grants: [{ prefix: 'x', password: secret('p'), allowedUnits }] }
      expectWrittenOnce(view, (seen) => side.write(given, seen))
    }))
})

test('data for the tests of charms reads as it says', () => {
  const read = (options: Parameters<typeof relationForProvider>[1]): unknown =>
    side.read(viewOf(relationForProvider('shared-db', options).remoteUnits))
  expect(read({})).toMatchObject({ data: { requests: [{ unit: 'trove/0', database: 'trove', addresses: ['10.5.2.21'] }] } })
  expect(read({ response: false })).toMatchObject({ state: 'waiting' })
})

testPartialViews(viewOf, {
  reads: [
    (view) => mysqlShared.requires.read(view, { database: 'd', username: 'u' }),
    (view) => mysqlSharedPrefixed.requires.read(view, { schemas: { nova: { database: 'd', username: 'u' } } }),
    (view) => side.read(view),
  ],
})
