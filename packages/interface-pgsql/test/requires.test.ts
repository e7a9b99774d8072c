import type { Databag, RelationView } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { connectionString, connectionUrl, type PgsqlRequest, pgsql } from '../src/index.ts'
import { relationForRequirer } from '../src/testing/index.ts'
import { applied, expectState, expectWrittenOnce, forAny, plain, vector, viewOf } from './helpers.ts'

const request: PgsqlRequest = { database: 'trove', extensions: ['citext'] }
const side = pgsql.requires
const string = (host: string): string => `dbname=trove host=${host} password=Bq8nW2xK port=5432 user=juju_trove`
const connection = (host: string): unknown => ({
  host,
  port: 5432,
  database: 'trove',
  username: 'juju_trove',
  password: { secret: 'Bq8nW2xK' },
})

const allowed = { 'allowed-subnets': '10.5.1.21/32,10.5.1.22/32', 'allowed-units': 'trove/0 trove/1' }
const echo = { database: 'trove', extensions: 'citext' }
/** A unit of the classic charm; the operator differs in the separator. */
const classic = (more: Databag = {}): Databag => ({
  ...allowed,
  ...echo,
  host: '10.5.5.31',
  master: string('10.5.5.31'),
  password: 'Bq8nW2xK',
  port: '5432',
  schema_password: 'Bq8nW2xK',
  schema_user: 'juju_trove',
  standbys: `${string('10.5.5.32')}\n${string('10.5.5.33')}`,
  state: 'master',
  user: 'juju_trove',
  version: '12',
  ...more,
})
const fieldsOnly = (more: Databag = {}): Databag => classic({ master: '', standbys: '', ...more })

describe('reading connection strings', () => {
  test('is absent while there is no remote unit', () => {
    expect(side.read(viewOf({}), request)).toEqual({ state: 'absent' })
  })

  test('waits for a primary', () => {
    expect(side.read(viewOf({ 'postgresql/0': {} }), request)).toEqual({ state: 'waiting', missing: ['master'] })
    expect(side.read(viewOf({ 'postgresql/0': classic({ master: '', state: 'hot standby' }) }), request)).toEqual({
      state: 'waiting',
      missing: ['master'],
    })
  })

  const expected = {
    state: 'ready',
    data: { primary: connection('10.5.5.31'), standbys: [connection('10.5.5.32'), connection('10.5.5.33')], version: '12' },
  }

  test('gives primary and standbys as the classic charm writes them', () => {
    const units = { 'postgresql/0': classic(), 'postgresql/1': classic({ host: '10.5.5.32', state: 'hot standby' }) }
    expect(plain(side.read(viewOf(units), request))).toEqual(expected)
  })

  test('gives primary and standbys as the operator writes them', () => {
    const standbys = `${string('10.5.5.32')},${string('10.5.5.33')}`
    const units = { 'postgresql/0': {}, 'postgresql/1': classic({ standbys, 'allowed-subnets': '', allowed_units: 'trove/7' }) }
    expect(plain(side.read(viewOf(units), request))).toEqual(expected)
  })

  test('gives the standbys of any unit that knows some, as the primary hears of them last', () => {
    const units = { 'postgresql/0': classic({ standbys: '', version: '' }), 'postgresql/1': classic({ state: 'hot standby' }) }
    expect(plain(side.read(viewOf(units), request))).toEqual(expected)
  })

  test('reads strings in the bag of the application, before those of units', () => {
    const app = { ...allowed, ...echo, master: string('10.5.5.40') }
    expect(plain(side.read(viewOf({ 'postgresql/0': {} }, { remoteAppData: app }), request))).toEqual({
      state: 'ready',
      data: { primary: connection('10.5.5.40'), standbys: [] },
    })
    expect(side.read(viewOf({ 'postgresql/0': classic() }, { remoteAppData: app }), request)).toMatchObject({
      data: { primary: { host: '10.5.5.40' } },
    })
  })

  test('needs no fields beside the strings, and takes a primary that several proxies name', () => {
    const bag = { ...allowed, ...echo, master: string('10.5.5.31') }
    expect(side.read(viewOf({ 'pgbouncer/0': bag, 'pgbouncer/1': bag }), request)).toMatchObject({ state: 'ready' })
  })

  test('never shows the password as text', () => {
    expect(JSON.stringify(side.read(viewOf({ 'postgresql/0': classic() }), request))).not.toContain('Bq8nW2xK')
  })
})

describe('being let in', () => {
  const read = (more: Databag, view: Partial<RelationView> = {}): unknown =>
    side.read(viewOf({ 'postgresql/0': classic(more) }, view), request)

  test('needs each own network word for word in the list', () => {
    expect(read({ 'allowed-subnets': '10.5.1.21/32' })).toMatchObject({ state: 'ready' })
    expect(read({ 'allowed-subnets': '10.5.1.0/24' })).toEqual({ state: 'waiting', missing: ['allowed-subnets'] })
    expect(read({}, { localUnitData: { 'egress-subnets': '10.5.1.21/32,10.9.0.0/16' } })).toEqual({
      state: 'waiting',
      missing: ['allowed-subnets'],
    })
  })

  test.each(['trove/0 trove/1', 'trove/1,trove/0'])('goes by the units "%s" while no networks are listed', (units) => {
    expect(read({ 'allowed-subnets': '', 'allowed-units': units })).toMatchObject({ state: 'ready' })
    expect(read({ 'allowed-subnets': '', 'allowed-units': units }, { localUnit: 'trove/10' })).toEqual({
      state: 'waiting',
      missing: ['allowed-units'],
    })
  })

  test('goes by the networks alone as soon as one is listed, since units have other names across models', () => {
    expect(read({}, { localUnit: 'trove/9' })).toMatchObject({ state: 'ready' })
    expect(read({}, { localUnitData: {}, localUnit: 'trove/9' })).toMatchObject({ state: 'ready' })
    expect(read({}, { localUnitData: { 'egress-subnets': '10.9.0.1/32' } })).toEqual({ state: 'waiting', missing: ['allowed-subnets'] })
  })

  test('is asked of every unit that shows strings, and of no other', () => {
    const strict = classic({ 'allowed-subnets': '10.5.1.22/32' })
    expect(side.read(viewOf({ 'postgresql/0': classic(), 'postgresql/1': strict }), request)).toMatchObject({ state: 'waiting' })
    const fresh = { ...strict, master: '', standbys: '' }
    expect(side.read(viewOf({ 'postgresql/0': classic(), 'postgresql/1': fresh }), request)).toMatchObject({ state: 'ready' })
  })
})

describe('what was asked for', () => {
  const read = (asked: PgsqlRequest, more: Databag = {}): unknown => side.read(viewOf({ 'postgresql/0': classic(more) }), asked)

  test('must be shown word for word, sorted and without blanks', () => {
    const asked = { database: 'trove', roles: ['b', 'a'], extensions: ['hstore', 'citext', 'citext'] }
    expect(read(asked)).toEqual({ state: 'waiting', missing: ['roles', 'extensions'] })
    expect(read(asked, { roles: 'a,b', extensions: 'citext,hstore' })).toMatchObject({ state: 'ready' })
    expect(read(asked, { roles: 'a, b', extensions: 'citext,hstore' })).toEqual({ state: 'waiting', missing: ['roles'] })
    expect(read({ database: 'other' })).toEqual({ state: 'waiting', missing: ['database'] })
  })

  test('is nothing at all when the server decides', () => {
    expect(read({}, { database: '', extensions: 'x' })).toMatchObject({ data: { primary: { database: 'trove' } } })
  })

  test.each([
    [{ database: '' }, 'database'],
    [{ database: 'a\nb' }, 'database'],
    [{ roles: ['a,b'] }, 'roles'],
    [{ roles: [''] }, 'roles'],
    [{ extensions: ['a b'] }, 'extensions'],
    [{ extensions: ['citext(public)'] }, 'extensions'],
    [{ extensions: ['citext:public'] }, 'extensions'],
  ])('%j is refused, and not sent', (asked, key) => {
    expect(read(asked)).toMatchObject({ state: 'invalid', key })
    expect(applied({}, side.write(asked, viewOf({})).unit)).toEqual({ 'private-address': '10.5.1.21' })
  })
})

describe('reading single fields', () => {
  const read = (units: Readonly<Record<string, Databag>>, asked: PgsqlRequest = request): unknown => plain(side.read(viewOf(units), asked))

  test.each(['master', 'standalone'])('gives the one unit that is %s, and the standbys', (state) => {
    const units = { 'p/0': fieldsOnly({ host: '10.5.5.32', state: 'hot standby' }), 'p/1': fieldsOnly({ state }) }
    expect(read(units)).toEqual({
      state: 'ready',
      data: { primary: connection('10.5.5.31'), standbys: [connection('10.5.5.32')], version: '12' },
    })
  })

  test('waits while two units or none say that they are the primary', () => {
    expect(read({ 'p/0': fieldsOnly(), 'p/1': fieldsOnly({ host: '10.5.5.32' }) })).toEqual({ state: 'waiting', missing: ['master'] })
    expect(read({ 'p/0': fieldsOnly({ state: 'hot standby' }) })).toEqual({ state: 'waiting', missing: ['master'] })
    expect(read({ 'p/0': fieldsOnly({ state: 'failed' }) })).toEqual({ state: 'waiting', missing: ['master'] })
  })

  test('waits for the fields that the primary lacks', () => {
    const bag = fieldsOnly({ password: '', port: '', 'allowed-subnets': '', 'allowed-units': 'trove/1' })
    expect(read({ 'p/0': bag })).toEqual({ state: 'waiting', missing: ['port', 'password', 'allowed-units'] })
  })

  test('takes the recorded first generation, which tells no more than where it is', () => {
    const data = {
      primary: { host: 'dbserver.local', port: 5432, database: 'trove', username: 'adam', password: { secret: 'foo' } },
      standbys: [],
    }
    expect(read(vector('pgsql-6').units, {})).toEqual({ state: 'ready', data })
    expect(read(vector('pgsql-6').units, { database: 'trove' })).toEqual({ state: 'ready', data })
    expect(read(vector('pgsql-6').units)).toEqual({ state: 'waiting', missing: ['extensions'] })
    expect(read({ 'p/0': { host: 'h', user: 'u' } }, {})).toEqual({ state: 'waiting', missing: ['password'] })
  })
})

test('a bad key is refused only when no other unit has an answer', () => {
  const bad = classic({ master: 'x' })
  expect(side.read(viewOf({ 'p/0': bad }), request)).toMatchObject({ state: 'invalid', key: 'master' })
  expect(side.read(viewOf({ 'p/0': fieldsOnly({ port: 'x' }) }), request)).toMatchObject({ state: 'invalid', key: 'port' })
  expect(side.read(viewOf({ 'p/0': classic({ port: 'x' }) }), request)).toMatchObject({ state: 'ready' })
  expect(side.read(viewOf({ 'p/0': bad, 'p/1': classic() }), request)).toMatchObject({ state: 'ready' })
})

describe('writing the request', () => {
  test('is sorted and without blanks, and announces the address, which Juju 4 leaves to the charm', () => {
    const asked = { database: 'trove', roles: ['trove_rw', 'trove_ro', 'trove_ro'], extensions: ['hstore', 'citext'] }
    expect(applied({}, side.write(asked, viewOf({})).unit)).toEqual({
      database: 'trove',
      roles: 'trove_ro,trove_rw',
      extensions: 'citext,hstore',
      'private-address': '10.5.1.21',
    })
    expect(side.write({ address: '10.9.9.9' }, viewOf({})).unit).toMatchObject({ 'private-address': '10.9.9.9' })
  })

  test('takes away what is not asked for any more, and what the operator refuses in the bag of the application', () => {
    const localUnitData = { database: 'old', roles: 'x', extensions: 'y', note: 'kept' }
    expect(applied(localUnitData, side.write({}, viewOf({}, { localUnitData })).unit)).toEqual({ note: 'kept' })
    expect(applied({ database: 'old', roles: 'x' }, side.write(request, viewOf({})).app)).toEqual({})
  })
})

const key = fc.oneof(
  fc.constantFrom('master', 'standbys', 'allowed-subnets', 'allowed-units', 'database', 'roles', 'extensions', 'host', 'port', 'user'),
  fc.constantFrom('password', 'schema_user', 'schema_password', 'state', 'version', 'egress-subnets', 'ingress-address', '__proto__'),
  fc.string(),
)
const value = fc.oneof(
  fc.constantFrom('', 'trove', 'trove/0', 'master', 'hot standby', '5432', '10.5.1.21/32', string('h'), `${string('a')},${string('b')}`),
  fc.string({ unit: 'binary' }),
)
const bag: fc.Arbitrary<Databag> = fc.dictionary(key, value)
const anyView: fc.Arbitrary<RelationView> = fc
  .record({ units: fc.dictionary(fc.string(), bag, { maxKeys: 3 }), remoteAppData: bag, localUnitData: bag, localUnit: fc.string() })
  .map(({ units, ...more }) => viewOf(units, more))
const anyRequest: fc.Arbitrary<PgsqlRequest> = fc.record(
  { database: fc.string(), roles: fc.array(fc.string()), extensions: fc.array(fc.string()), address: fc.string() },
  { requiredKeys: [] },
)

describe('any databag', () => {
  test('reads as one of the four states', () =>
    forAny([anyView, anyRequest], (view, asked) => {
      for (const state of [side.read(view, asked), side.read(view, {})]) expectState(state)
    }))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, anyRequest], (view, asked) => expectWrittenOnce(view, (seen) => side.write(asked, seen))))

  test('of a million characters is read', () => {
    const many = 200_000
    const strings = Array.from({ length: 10_000 }, (_, index) => string(`h${index}`)).join(',')
    const words = Array.from({ length: many }, (_, index) => `trove/${index}`).join(' ')
    const huge = classic({ standbys: strings, 'allowed-units': words, 'allowed-subnets': words.replaceAll(' ', ',') })
    expect(side.read(viewOf({ 'p/0': huge }), request)).toEqual({ state: 'waiting', missing: ['allowed-subnets'] })
    const blanks = `${', '.repeat(many)}${'\\'.repeat(many)}${"'".repeat(many)}${' '.repeat(many)}`
    expect(side.read(viewOf({ 'p/0': classic({ master: blanks }) }), request)).toMatchObject({ key: 'master' })
    expect(side.read(viewOf({ 'p/0': classic({ standbys: `host=${blanks}` }) }), request)).toMatchObject({ state: 'ready' })
  })
})

test('data for the tests of charms reads as it says', () => {
  const read = (options: Parameters<typeof relationForRequirer>[1], asked: PgsqlRequest = {}): unknown =>
    side.read(viewOf(relationForRequirer('db', options).remoteUnits), asked)
  expect(read({})).toMatchObject({ data: { primary: { host: '10.5.5.31', database: 'trove' }, standbys: [] } })
  expect(read({ addresses: ['10.5.5.31', '10.5.5.32'] })).toMatchObject({ data: { standbys: [{ host: '10.5.5.32' }] } })
  expect(read({ roles: ['b', 'a'], extensions: ['citext'] }, { roles: ['b', 'a'], extensions: ['citext'] })).toMatchObject({
    state: 'ready',
  })
  expect(read({ response: false })).toEqual({ state: 'waiting', missing: ['master'] })
  expect(read({ allowedUnits: ['trove/7'] })).toEqual({ state: 'waiting', missing: ['allowed-units'] })
})

describe('what a connection string says besides', () => {
  const bag = { 'allowed-units': 'trove/0', database: 'trove' }
  const reading = (master: string) => plain(pgsql.requires.read(viewOf({ 'postgresql/0': { ...bag, master } }), {}))

  test('is passed on, and a password may be missing', () => {
    const master = 'dbname=trove host=db user=u sslmode=require connect_timeout=10 hostaddr=10.5.5.31 sslkey=/etc/shadow'
    expect(reading(master)).toMatchObject({
      state: 'ready',
      data: { primary: { host: 'db', options: { sslmode: 'require', connect_timeout: '10', hostaddr: '10.5.5.31' } } },
    })
    expect(JSON.stringify(reading(master))).not.toMatch(/password|shadow/)
  })

  test('stands in the URL and in the string', () => {
    const login = { host: 'db', port: 5432, database: 'd', username: 'u', options: { sslmode: 'require', options: '-c a=b c' } }
    expect(connectionUrl(login).reveal()).toBe('postgresql://u@db:5432/d?sslmode=require&options=-c%20a%3Db%20c')
    expect(connectionString(login).reveal()).toBe("dbname=d host=db port=5432 user=u sslmode=require options='-c a=b c'")
  })

  test.each(['host=None', 'host=a,b', 'host=/run/postgresql', 'host="h"', 'host=h port=0', 'host=h hostaddr=x', 'host=h dbname=a;b'])(
    'does not make a host of %s',
    (string) => {
      expect(reading(`dbname=d user=u ${string}`)).toMatchObject({ state: 'invalid', key: 'master' })
    },
  )
})
