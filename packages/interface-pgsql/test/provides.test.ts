import { type Databag, secret } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PgsqlAnswer, pgsql } from '../src/index.ts'
import { relationForProvider } from '../src/testing/index.ts'
import { anyViewOf, applied, expectState, expectWrittenOnce, forAny, plain, testPartialViews, viewOf } from './helpers.ts'

const side = pgsql.provides
const here = { localUnit: 'postgresql/0', localUnitData: {}, remoteApp: 'trove' }
const answer: PgsqlAnswer = {
  database: 'trove',
  username: 'juju_trove',
  password: secret('Bq8nW2xK'),
  asked: { database: 'trove', extensions: 'citext' },
  host: '10.5.5.31',
  port: 5432,
  state: 'master',
  version: '12',
  primary: { host: '10.5.5.31', port: 5432 },
  standbys: [{ host: '10.5.5.32', port: 5432 }],
  allowed: [
    { unit: 'trove/1', subnets: ['10.5.5.22/32'] },
    { unit: 'trove/0', subnets: ['10.5.5.21/32'] },
  ],
}

describe('reading what clients ask for', () => {
  test('is absent without a client, and ready with one that leaves all to the server', () => {
    expect(side.read(viewOf({}, here))).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'trove/0': {} }, here))).toEqual({
      state: 'ready',
      data: { database: 'trove', roles: [], extensions: [], asked: {}, clients: [{ unit: 'trove/0', subnets: [] }] },
    })
  })

  test('keeps the database that was answered before, unless another is asked for', () => {
    const localUnitData = { database: 'restored' }
    expect(side.read(viewOf({ 'trove/0': {} }, { ...here, localUnitData }))).toMatchObject({ data: { database: 'restored' } })
    expect(side.read(viewOf({ 'trove/0': { database: 'x' } }, { ...here, localUnitData }))).toMatchObject({ data: { database: 'x' } })
  })

  test('gives lists, and the texts as they stand', () => {
    const bag = { database: 'd', roles: 'b, a', extensions: 'citext,hstore(ext),ltree:own' }
    expect(side.read(viewOf({ 'trove/0': bag, 'trove/1': bag, 'trove/2': {} }, here))).toMatchObject({
      data: {
        database: 'd',
        roles: ['b', 'a'],
        extensions: [{ name: 'citext' }, { name: 'hstore', schema: 'ext' }, { name: 'ltree', schema: 'own' }],
        asked: bag,
      },
    })
  })

  test('gives the networks of each client: those it sends from, else its addresses', () => {
    const units = {
      'trove/0': { 'egress-subnets': '10.5.5.21/32, 10.6.0.0/16', 'ingress-address': '10.5.5.21' },
      'trove/1': { 'ingress-address': '10.5.5.22', 'private-address': '10.9.9.9' },
      'trove/2': { 'private-address': '2001:db8::23' },
      'trove/3': {},
    }
    expect(side.read(viewOf(units, here))).toMatchObject({
      data: {
        clients: [
          { unit: 'trove/0', subnets: ['10.5.5.21/32', '10.6.0.0/16'] },
          { unit: 'trove/1', subnets: ['10.5.5.22/32'] },
          { unit: 'trove/2', subnets: ['2001:db8::23/128'] },
          { unit: 'trove/3', subnets: [] },
        ],
      },
    })
  })

  test('waits until all units ask for the same', () => {
    const units = { 'trove/0': { database: 'a' }, 'trove/1': { database: 'b' } }
    expect(side.read(viewOf(units, here))).toEqual({ state: 'waiting', missing: ['the same database from all units'] })
    expect(side.read(viewOf(units, { ...here, remoteAppData: { database: 'c' } }))).toMatchObject({ data: { database: 'c' } })
  })

  test('reads what our own requires side writes', () => {
    const { unit } = pgsql.requires.write({ database: 'd', roles: ['r'], extensions: ['citext'] }, viewOf({}))
    expect(side.read(viewOf({ 'trove/0': applied({}, unit) }, here))).toMatchObject({
      data: { database: 'd', roles: ['r'], extensions: [{ name: 'citext' }], clients: [{ subnets: ['10.5.1.21/32'] }] },
    })
  })
})

describe('writing the answer', () => {
  const primary = 'dbname=trove host=10.5.5.31 password=Bq8nW2xK port=5432 user=juju_trove'

  test('is what the classic charm writes', () => {
    expect(applied({}, side.write(answer, viewOf({})).unit)).toEqual({
      'allowed-subnets': '10.5.5.21/32,10.5.5.22/32',
      'allowed-units': 'trove/0 trove/1',
      database: 'trove',
      extensions: 'citext',
      host: '10.5.5.31',
      master: primary,
      password: 'Bq8nW2xK',
      port: '5432',
      schema_password: 'Bq8nW2xK',
      schema_user: 'juju_trove',
      standbys: primary.replace('31', '32'),
      state: 'master',
      user: 'juju_trove',
      version: '12',
    })
  })

  test('parts standbys by newlines, sorted', () => {
    const standbys = ['10.5.5.33', '10.5.5.32'].map((host) => ({ host, port: 5432 }))
    expect(side.write({ ...answer, standbys }, viewOf({})).unit?.standbys).toBe(
      `${primary.replace('31', '32')}\n${primary.replace('31', '33')}`,
    )
  })

  test('takes away what does not hold any more, and the misspelt key of the operator', () => {
    const localUnitData = applied({ allowed_units: 'trove/0' }, side.write({ ...answer, asked: { roles: 'r' } }, viewOf({})).unit)
    const { primary: _primary, ...rest } = answer
    const left = applied(localUnitData, side.write({ ...rest, asked: {}, standbys: [], superuser: true }, viewOf({})).unit)
    expect(Object.keys(left).sort()).toEqual(
      ['allowed-subnets', 'allowed-units', 'database', 'host', 'password', 'port', 'state', 'user', 'version'].sort(),
    )
  })

  test('is read by our own requires side', () => {
    const bag = applied({}, side.write(answer, viewOf({})).unit)
    const view = viewOf({ 'postgresql/0': bag }, { localUnitData: { 'egress-subnets': '10.5.5.21/32' } })
    expect(plain(pgsql.requires.read(view, { database: 'trove', extensions: ['citext'] }))).toMatchObject({
      data: { primary: { host: '10.5.5.31', password: { secret: 'Bq8nW2xK' } }, standbys: [{ host: '10.5.5.32' }], version: '12' },
    })
  })
})

test.each(['remoteAppData', 'unit'])('refuses a database whose name no connection string can hold, in %s', (where) => {
  const bag = { database: 'a\nb' }
  const view = where === 'unit' ? viewOf({ 'trove/0': bag }, here) : viewOf({ 'trove/0': {} }, { ...here, remoteAppData: bag })
  expect(side.read(view)).toMatchObject({ state: 'invalid', key: 'database' })
})

describe('any databag', () => {
  const bag: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(
      fc.constantFrom('database', 'roles', 'extensions', 'egress-subnets', 'ingress-address', 'private-address', '__proto__'),
      fc.string(),
    ),
    fc.oneof(fc.constantFrom('', 'a,b', 'x\ny', 'x(y', '(', ':', ',(),'), fc.string({ unit: 'binary' })),
  )
  const anyView = anyViewOf(viewOf, bag, { remoteAppData: bag })

  test('reads as one of the four states', () => forAny([anyView], (view) => expectState(side.read(view))))

  test('that reads as ready can be answered word for word', () =>
    forAny([anyView], (view) => {
      const state = side.read(view)
      if (state.state !== 'ready') return
      const { database, asked, clients } = state.data
      expect(side.write({ ...answer, database, asked, allowed: clients }, view).unit).toMatchObject({ database, host: answer.host })
    }))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, fc.array(fc.string()), fc.string()], (view, subnets, unit) => {
      const given: PgsqlAnswer = { ...answer, host: unit, allowed: [{ unit, subnets }] }
      expectWrittenOnce(view, (seen) => side.write(given, seen))
    }))
})

test('data for the tests of charms reads as it says', () => {
  const read = (options: Parameters<typeof relationForProvider>[1]): unknown =>
    side.read(viewOf(relationForProvider('db', options).remoteUnits, here))
  expect(read({})).toMatchObject({ data: { database: 'trove', clients: [{ unit: 'trove/0', subnets: ['10.5.5.21/32'] }] } })
  expect(read({ database: 'd', roles: ['s', 'r'], extensions: ['e'] })).toMatchObject({ data: { database: 'd', roles: ['r', 's'] } })
  expect(read({ response: false })).toMatchObject({ data: { asked: {} } })
})

testPartialViews(viewOf, { reads: [(view) => pgsql.requires.read(view, { database: 'd' }), (view) => pgsql.provides.read(view)] })

test.each([
  ['egress-subnets', 'None'],
  ['egress-subnets', '10.5.5.21/33'],
  ['ingress-address', 'host'],
  ['database', 'None'],
  ['roles', 'a;b'],
  ['extensions', 'citext("x")'],
])('lets nobody in, and creates nothing, for %s=%j', (key, value) => {
  expect(side.read(viewOf({ 'trove/0': { [key]: value } }, here))).toMatchObject({ state: 'invalid', key })
})
