import type { Databag, RelationView } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type MysqlPrefixedRequest, type MysqlRequest, mysqlShared, mysqlSharedPrefixed, type Schema } from '../src/index.ts'
import { relationForRequirer } from '../src/testing/index.ts'
import { applied, expectState, expectWrittenOnce, forAny, plain, vector, viewOf } from './helpers.ts'

const request: MysqlRequest = { database: 'trove', username: 'trove' }
const several: MysqlPrefixedRequest = {
  schemas: { designate: { database: 'designate', username: 'designate' }, dpm: { database: 'dpm', username: 'dpm' } },
}
const side = mysqlShared.requires
const prefixed = mysqlSharedPrefixed.requires
const answer = (more: Databag = {}): Databag => ({ db_host: '10.5.2.30', password: 'pw', allowed_units: 'trove/0 trove/1', ...more })

describe('reading the answer', () => {
  test('is absent while there is no remote unit', () => {
    expect(side.read(viewOf({}), request)).toEqual({ state: 'absent' })
  })

  test('waits for what is missing, by the names of the keys', () => {
    expect(side.read(viewOf({ 'mysql/0': {} }), request)).toEqual({ state: 'waiting', missing: ['db_host', 'password', 'allowed_units'] })
    expect(side.read(viewOf({ 'mysql/0': { password: 'pw', db_host: 'h' } }), request)).toEqual({
      state: 'waiting',
      missing: ['allowed_units'],
    })
  })

  test('waits until the own unit is a word of the list, not a part of one', () => {
    const view = viewOf({ 'mysql/0': answer({ allowed_units: 'trove/10 trove/2' }) }, { localUnit: 'trove/1' })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['allowed_units'] })
    expect(side.read({ ...view, localUnit: 'trove/10' }, request)).toMatchObject({ state: 'ready' })
  })

  test('gives the schema that was asked for with what the provider says, on port 3306 unless told', () => {
    expect(plain(side.read(viewOf({ 'mysql/0': answer() }), request))).toEqual({
      state: 'ready',
      data: { host: '10.5.2.30', port: 3306, database: 'trove', username: 'trove', password: { secret: 'pw' } },
    })
    const more = { db_host: '127.0.0.1', db_port: '3307', wait_timeout: '3600', ssl_ca: btoa('PEM'), 'access-network': '10.0.0.0/8' }
    expect(side.read(viewOf({ 'router/0': answer(more) }), request)).toMatchObject({
      data: { host: '127.0.0.1', port: 3307, waitTimeout: 3600, tls: { ca: 'PEM' }, accessNetwork: '10.0.0.0/8' },
    })
  })

  test('takes all keys from the one unit that lets this unit in, whatever a former leader still shows', () => {
    const stale = answer({ password: 'old', allowed_units: 'trove/1', db_host: 'old' })
    expect(plain(side.read(viewOf({ 'mysql/0': stale, 'mysql/1': {}, 'mysql/2': answer() }), request))).toMatchObject({
      data: { host: '10.5.2.30', password: { secret: 'pw' } },
    })
  })

  test('does not put an answer together from two units', () => {
    const view = viewOf({ 'mysql/0': { db_host: 'h', password: 'pw' }, 'mysql/1': { allowed_units: 'trove/0' } })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['allowed_units'] })
  })

  test('stops using a database in maintenance, whichever unit says so', () => {
    const view = viewOf({ 'mysql/0': answer(), 'mysql/1': { 'cluster-series-upgrading': 'True' } })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['end of cluster-series-upgrading'] })
  })

  test('refuses a bad key only when no other unit has an answer', () => {
    const bad = answer({ db_port: 'x' })
    expect(side.read(viewOf({ 'mysql/0': bad }), request)).toMatchObject({ state: 'invalid', key: 'db_port' })
    expect(side.read(viewOf({ 'mysql/0': bad, 'mysql/1': answer() }), request)).toMatchObject({ state: 'ready' })
  })

  test('says so when no own address is in the network that percona-cluster grants in', () => {
    const view = viewOf({ 'mysql/0': { 'access-network': '10.99.0.0/24' } })
    expect(side.read(view, request)).toMatchObject({ state: 'invalid', key: 'access-network' })
    expect(side.read(view, { ...request, addresses: ['10.5.2.21', '10.99.0.7'] })).toMatchObject({ state: 'waiting' })
    expect(side.read(view, { ...request, addresses: ['trove-0.example'] })).toMatchObject({ state: 'waiting' })
  })

  test('never shows the password as text', () => {
    expect(JSON.stringify(side.read(viewOf({ 'mysql/0': answer({ password: 'hunter2' }) }), request))).not.toContain('hunter2')
  })

  test('refuses an empty request, which comes from an option', () => {
    expect(side.read(viewOf({}), { ...request, database: '' })).toEqual({ state: 'invalid', key: 'database', why: 'is empty' })
  })
})

describe('reading the answer to several requests', () => {
  const designate = { designate_password: 'a', designate_allowed_units: 'trove/0' }
  const bag = { db_host: '10.5.2.30', ...designate, dpm_password: 'b', dpm_allowed_units: 'trove/0' }

  test('gives each schema by its prefix', () => {
    expect(plain(prefixed.read(viewOf({ 'mysql/0': bag }), several))).toEqual({
      state: 'ready',
      data: {
        host: '10.5.2.30',
        port: 3306,
        schemas: {
          designate: { database: 'designate', username: 'designate', password: { secret: 'a' } },
          dpm: { database: 'dpm', username: 'dpm', password: { secret: 'b' } },
        },
      },
    })
  })

  test('waits until each prefix is answered', () => {
    const { dpm_password: _password, ...rest } = bag
    expect(prefixed.read(viewOf({ 'mysql/0': rest }), several)).toEqual({
      state: 'waiting',
      missing: ['dpm_password'],
    })
    expect(prefixed.read(viewOf({ 'mysql/0': { ...bag, dpm_allowed_units: 'trove/1' } }), several)).toEqual({
      state: 'waiting',
      missing: ['dpm_allowed_units'],
    })
  })

  test.each(['my', 'sql', 'mysql', 'router', 'r', 'MRUP', 'UP', 'MICUP', 'IC', 'a_b'])(
    'refuses the prefix %s, which a modern provider never answers, and sends nothing',
    (prefix) => {
      const schemas = { [prefix]: { database: 'd', username: 'u' } }
      // The types refuse these too, when the prefix is known to the compiler.
      const asked = { schemas: schemas as Readonly<Record<string, Schema>> as MysqlPrefixedRequest['schemas'] }
      expect(prefixed.read(viewOf({}), asked)).toMatchObject({ state: 'invalid', key: `${prefix}_database` })
      expect(applied({}, prefixed.write(asked, viewOf({})).unit)).toEqual({ 'private-address': '10.5.1.21' })
    },
  )

  test('refuses to mix the forms, since percona-cluster passes over one of them', () => {
    const schemas = { '': { database: 'd', username: 'u' }, nova: { database: 'n', username: 'n' } }
    // The types refuse this too.
    const asked = { schemas: schemas as Readonly<Record<string, Schema>> as MysqlPrefixedRequest['schemas'] }
    expect(prefixed.read(viewOf({}), asked)).toMatchObject({ state: 'invalid', key: 'database' })
    expect(applied({}, prefixed.write(asked, viewOf({})).unit)).toEqual({ 'private-address': '10.5.1.21' })
  })

  test('refuses a request for nothing', () => {
    expect(prefixed.read(viewOf({}), { schemas: {} })).toMatchObject({ state: 'invalid', key: 'database' })
  })
})

describe('recorded providers', () => {
  const read = (name: string, localUnit: string): unknown => side.read(viewOf(vector(name).units, { localUnit }), request)

  test.each([
    ['mysql-shared-7', 'other-app/0', 'other-app/1'],
    ['mysql-shared-9', 'keystone/1', 'keystone/3'],
  ])('%s is complete for %s and not for %s', (name, complete, incomplete) => {
    expect(read(name, complete)).toMatchObject({ state: 'ready' })
    expect(read(name, incomplete)).toEqual({ state: 'waiting', missing: ['allowed_units'] })
  })

  test.each(['mysql-shared-1', 'mysql-shared-3'])('%s has no list, so the grants may be missing', (name) => {
    expect(read(name, 'trove/0')).toEqual({ state: 'waiting', missing: ['allowed_units'] })
  })

  test('mysql-shared-5 grants in a network where this unit is not', () => {
    expect(read('mysql-shared-5', 'trove/0')).toMatchObject({ state: 'invalid', key: 'access-network' })
  })

  test('mysql-shared-13 answers a prefix', () => {
    const asked = { schemas: { myprefix: { database: 'd', username: 'u' } } }
    const view = viewOf(vector('mysql-shared-13').units, { localUnit: 'unit/1' })
    expect(prefixed.read(view, asked)).toEqual({ state: 'waiting', missing: ['db_host'] })
  })
})

describe('writing the request', () => {
  test('is what a charm in Python writes, with the address that Juju 4 leaves out', () => {
    expect(applied({}, side.write(request, viewOf({})).unit)).toEqual({
      database: 'trove',
      username: 'trove',
      hostname: '10.5.1.21',
      'private-address': '10.5.1.21',
    })
  })

  test('announces the address inside the access network', () => {
    const view = viewOf({ 'mysql/0': {}, 'mysql/1': { 'access-network': '10.99.0.0/24' } })
    expect(side.write({ ...request, addresses: ['10.5.2.21', '10.99.0.7'] }, view).unit).toMatchObject({
      hostname: '10.99.0.7',
      'private-address': '10.99.0.7',
    })
    expect(side.write({ ...request, addresses: ['10.5.2.21'] }, view).unit).toMatchObject({ hostname: '10.5.2.21' })
  })

  test.for<readonly string[] | undefined>([undefined, [], ['']])(
    'sends nothing without an address (%j): modern providers take each key for a request',
    (addresses) => {
      const localUnitData = { 'egress-subnets': '', database: 'trove', username: 'trove', hostname: '10.5.1.21' }
      const asked = addresses === undefined ? request : { ...request, addresses }
      expect(applied(localUnitData, side.write(asked, viewOf({}, { localUnitData })).unit)).toEqual({})
      const more = addresses === undefined ? several : { ...several, addresses }
      expect(applied({}, prefixed.write(more, viewOf({}, { localUnitData: {} })).unit)).toEqual({})
    },
  )

  test('passes over an empty address', () => {
    expect(side.write({ ...request, addresses: ['', '10.5.2.21'] }, viewOf({})).unit).toMatchObject({ hostname: '10.5.2.21' })
  })

  test("leaves no other key in the databag but Juju's: each would be a request of its own", () => {
    const localUnitData = { 'egress-subnets': 'x', 'ingress-address': '10.5.1.21', nova_database: 'n', note: 'hello', a_b: 'c' }
    expect(applied(localUnitData, side.write(request, viewOf({}, { localUnitData })).unit)).toEqual({
      'egress-subnets': 'x',
      'ingress-address': '10.5.1.21',
      'private-address': '10.5.1.21',
      database: 'trove',
      username: 'trove',
      hostname: '10.5.1.21',
    })
  })

  test('does not mix the forms', () => {
    const localUnitData = { 'ingress-address': '10.5.1.21', database: 'trove', username: 'trove', hostname: 'h' }
    expect(applied(localUnitData, prefixed.write(several, viewOf({}, { localUnitData })).unit)).toEqual({
      'ingress-address': '10.5.1.21',
      'private-address': '10.5.1.21',
      designate_database: 'designate',
      designate_hostname: '10.5.1.21',
      designate_username: 'designate',
      dpm_database: 'dpm',
      dpm_hostname: '10.5.1.21',
      dpm_username: 'dpm',
    })
  })
})

const key = fc.oneof(
  fc.constantFrom('db_host', 'password', 'allowed_units', 'db_port', 'wait_timeout', 'ssl_ca', 'ssl_cert', 'ssl_key', 'access-network'),
  fc.constantFrom(
    'designate_password',
    'designate_allowed_units',
    'dpm_password',
    'dpm_allowed_units',
    'cluster-series-upgrading',
    '__proto__',
  ),
  fc.constantFrom('ingress-address', 'egress-subnets', 'private-address', 'database', 'username', 'hostname'),
  fc.string(),
)
const value = fc.oneof(
  fc.constantFrom('', 'trove/0', 'True', '3306', 'UEVN', '10.5.2.30', '10.5.2.0/24', '::/0'),
  fc.string({ unit: 'binary' }),
)
const bag: fc.Arbitrary<Databag> = fc.dictionary(key, value)
const anyView: fc.Arbitrary<RelationView> = fc
  .record({ units: fc.dictionary(fc.string(), bag, { maxKeys: 3 }), remoteAppData: bag, localUnitData: bag })
  .map(({ units, ...more }) => viewOf(units, more))
const own = { addresses: fc.array(fc.oneof(fc.ipV4(), fc.ipV6(), fc.string())) }
const anyRequest: fc.Arbitrary<MysqlRequest> = fc.record(
  { database: fc.string(), username: fc.string(), ...own },
  { requiredKeys: ['database', 'username'] },
)

describe('any databag', () => {
  test('reads as one of the four states', () =>
    forAny([anyView, anyRequest], (view, asked) => {
      for (const state of [side.read(view, asked), prefixed.read(view, several)]) expectState(state)
    }))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, anyRequest], (view, asked) => {
      const once = expectWrittenOnce(view, (seen) => side.write(asked, seen))
      expectWrittenOnce(once, (seen) => prefixed.write(several, seen))
    }))

  test('of a hundred thousand keys and words is read', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`p${index}_password`, 'x']))
    const words = Array.from({ length: 100_000 }, (_, index) => `trove/${index + 1}`).join(' ')
    expect(side.read(viewOf({ 'mysql/0': { ...many, ...answer({ allowed_units: words }) } }), request)).toMatchObject({ state: 'waiting' })
  })
})

test('data for the tests of charms reads as it says', () => {
  const view = (options: Parameters<typeof relationForRequirer>[1]): RelationView =>
    viewOf(relationForRequirer('shared-db', options).remoteUnits)
  expect(side.read(view({}), request)).toMatchObject({ state: 'ready' })
  expect(side.read(view({ ca: 'PEM' }), request)).toMatchObject({ data: { tls: { ca: 'PEM' } } })
  expect(prefixed.read(view({ prefixes: ['designate', 'dpm'] }), several)).toMatchObject({ state: 'ready' })
  expect(side.read(view({ response: false }), request)).toMatchObject({ state: 'waiting' })
  const { remoteUnits } = relationForRequirer('shared-db', { addresses: ['10.5.2.30', '10.5.2.31'] })
  expect(remoteUnits['mysql/0']).toMatchObject({ db_host: '10.5.2.30' })
  // Only the leader of mysql-innodb-cluster answers.
  expect(Object.keys(remoteUnits['mysql/1'] ?? {})).toEqual(['egress-subnets', 'ingress-address', 'private-address'])
  expect(side.read(view({ allowedUnits: ['trove/7'] }), request)).toEqual({ state: 'waiting', missing: ['allowed_units'] })
})

test.each([
  ['db_host', 'None'],
  ['db_host', '"10.5.2.30"'],
  ['db_host', '10.5.2.30/x?y=@z'],
  ['db_host', 'fe80::1%eth0'],
  ['db_port', '1e3'],
  ['access-network', '10.5.2.0'],
])('refuses %s=%j, by its key', (key, value) => {
  const bag = { db_host: '10.5.2.30', password: 'pw', allowed_units: 'trove/0', [key]: value }
  const state = mysqlShared.requires.read(viewOf({ 'mysql/0': bag }), { database: 'trove', username: 'trove' })
  expect(state).toMatchObject({ state: 'invalid', key })
})
