import { type Databag, type RelationView, type State, secret } from '@charm-layers/relation'
import type { LocalBags, RelationData } from '@charm-layers/relation/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Database, type MysqlRequest, mysqlShared, mysqlSharedPrefixed } from '../src/index.ts'
import { counterpartForProvider, counterpartForRequirer, type DatabaseQuirks } from '../src/testing/counterpart.ts'
import { relationForProvider, relationForRequirer } from '../src/testing/index.ts'
import { applied, forAny, plain, settled, viewOf } from './helpers.ts'

const juju = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address })
const view = ({ remoteUnits, remoteApp, remoteAppData }: RelationData, more: Partial<RelationView> = {}): RelationView =>
  viewOf(remoteUnits, { remoteApp, remoteAppData, ...more })

const request: MysqlRequest = { database: 'trove', username: 'trove' }
const servers = relationForRequirer('shared-db', { addresses: ['10.5.2.31', '10.5.2.32'], response: false })
const subordinate = relationForRequirer('shared-db', { remoteApp: 'trove-mysql-router', response: false })

/** What units of trove write, given the relation so far. */
const asking = (units: Readonly<Record<string, string>>, asked = request, relation = servers): LocalBags => ({
  units: Object.fromEntries(
    Object.entries(units).map(([localUnit, address]) => {
      const localUnitData = juju(address)
      return [localUnit, applied(localUnitData, mysqlShared.requires.write(asked, view(relation, { localUnit, localUnitData })).unit)]
    }),
  ),
})
const one = asking({ 'trove/0': '10.5.1.21' })
const two = asking({ 'trove/0': '10.5.1.21', 'trove/1': '10.5.1.22' })

const read = (relation: RelationData, localUnit = 'trove/0', asked = request): State<Database> =>
  mysqlShared.requires.read(view(relation, { localUnit }), asked)
const ends = (quirks: DatabaseQuirks, local = one, relation = servers): State<Database> =>
  read(settled(counterpartForRequirer(quirks), relation, local))

describe('a database', () => {
  test.each(['innodb', 'router', 'percona', 'operator', 'router-operator'] as const)('of the kind %s answers nothing unasked', (charm) => {
    const server = counterpartForRequirer({ charm })
    for (const units of [{}, { 'trove/0': juju('10.5.1.21') }]) expect(server(servers, { units })).toEqual(servers)
  })

  test.each<[DatabaseQuirks, object]>([
    [{}, { host: '10.5.2.31', port: 3306, waitTimeout: 3600 }],
    [
      { leader: 'mysql/1', ca: 'PEM' },
      { host: '10.5.2.32', tls: { ca: 'PEM' } },
    ],
    [{ charm: 'router' }, { host: '127.0.0.1', port: 3306, waitTimeout: 3600 }],
    [{ charm: 'router-operator' }, { host: '127.0.0.1', waitTimeout: 28800 }],
    [
      { charm: 'percona', vip: '10.5.2.30' },
      { host: '10.5.2.30', port: 3306 },
    ],
    [{ charm: 'operator' }, { host: '10.5.2.31', waitTimeout: 28800 }],
    [{ password: 'pw' }, { password: { secret: 'pw' } }],
  ])('%j is understood by our requirer', (quirks, data) => {
    const relation = quirks.charm?.startsWith('router') ? subordinate : servers
    expect(plain(ends(quirks, one, relation))).toMatchObject({ state: 'ready', data })
  })

  test('lets a unit in when its grant works, and not before', () => {
    const early = settled(counterpartForRequirer({ granted: ['trove/1'] }), servers, two)
    expect(read(early)).toEqual({ state: 'waiting', missing: ['allowed_units'] })
    expect(read(early, 'trove/1')).toMatchObject({ state: 'ready' })
    expect(read(settled(counterpartForRequirer(), early, two))).toMatchObject({ state: 'ready' })
    expect(ends({ charm: 'router', granted: [] }, one, subordinate)).toEqual({ state: 'waiting', missing: ['allowed_units'] })
  })

  test('that has lost its leader still shows the old answer', () => {
    const before = settled(counterpartForRequirer({ password: 'old' }), servers, one)
    const after = settled(counterpartForRequirer({ leader: 'mysql/1', password: 'new' }), before, two)
    expect(Object.values(after.remoteUnits).map(({ password, allowed_units }) => [password, allowed_units])).toEqual([
      ['old', 'trove/0'],
      ['new', 'trove/0 trove/1'],
    ])
    // The second unit is let in by the new leader alone.
    expect(plain(read(after, 'trove/1'))).toMatchObject({ data: { password: { secret: 'new' } } })
  })

  test('whose cluster is not formed answers nobody, and takes nothing back', () => {
    expect(counterpartForRequirer({ forming: true })(servers, one)).toEqual(servers)
    const ready = settled(counterpartForRequirer(), servers, one)
    expect(counterpartForRequirer({ forming: true })(ready, two)).toEqual(ready)
    expect(counterpartForRequirer()(ready, { units: {} })).toEqual(ready)
  })

  test('in another model never lets a client find itself', () => {
    expect(ends({ crossModel: true })).toEqual({ state: 'waiting', missing: ['allowed_units'] })
  })

  test('answers each prefix', () => {
    const schemas = { nova: { database: 'nova', username: 'nova' }, novacell0: { database: 'nova_cell0', username: 'nova' } }
    const units = (relation: RelationData): LocalBags => ({
      units: { 'trove/0': applied({}, mysqlSharedPrefixed.requires.write({ schemas }, view(relation)).unit) },
    })
    for (const [charm, relation] of [['innodb', servers] as const, ['percona', servers] as const, ['router', subordinate] as const]) {
      const ready = settled(counterpartForRequirer({ charm }), relation, units(relation))
      expect(plain(mysqlSharedPrefixed.requires.read(view(ready), { schemas }))).toMatchObject({
        data: { schemas: { nova: { password: { secret: 'Hc2Qm8vN-nova' } }, novacell0: { database: 'nova_cell0' } } },
      })
    }
  })
})

describe('what modern providers make of a request that our types refuse', () => {
  const poisoned = { units: { 'trove/0': { ...one.units['trove/0'], note: 'hello' } } }
  const late = { units: { ...one.units, 'trove/1': { ...one.units['trove/0'], zz_note: 'hello' } } }
  const list = { units: { 'trove/0': { ...one.units['trove/0'], hostname: '["10.5.1.21", "10.5.1.22"]' } } }
  const prefix = (name: string): LocalBags => ({
    units: { 'trove/0': { [`${name}_database`]: 'd', [`${name}_username`]: 'u', [`${name}_hostname`]: 'h' } },
  })

  test('any other key ends the hook of mysql-innodb-cluster, or gets the password of another', () => {
    expect(counterpartForRequirer()(servers, poisoned)).toEqual(servers)
    expect(counterpartForRequirer()(servers, late).remoteUnits['mysql/0']).toMatchObject({ zz_password: 'Hc2Qm8vN-trove' })
  })

  test('mysql-router waits for an answer to it for ever, percona-cluster does not mind', () => {
    expect(counterpartForRequirer({ charm: 'router' })(subordinate, poisoned)).toEqual(subordinate)
    expect(ends({ charm: 'percona' }, poisoned)).toMatchObject({ state: 'ready' })
  })

  test('a list of addresses is understood by percona-cluster alone', () => {
    expect(counterpartForRequirer()(servers, list)).toEqual(servers)
    expect(counterpartForRequirer({ charm: 'router' })(subordinate, list)).toEqual(subordinate)
    expect(ends({ charm: 'percona' }, list)).toMatchObject({ state: 'ready' })
  })

  test('a prefix that is part of their own words is never answered, or without the prefix', () => {
    expect(counterpartForRequirer({ charm: 'router' })(subordinate, prefix('sql')).remoteUnits).toMatchObject({
      'trove-mysql-router/0': expect.not.objectContaining({ sql_password: expect.anything() }),
    })
    expect(counterpartForRequirer()(servers, prefix('UP')).remoteUnits['mysql/0']).toMatchObject({ password: 'Hc2Qm8vN-u' })
    expect(counterpartForRequirer({ charm: 'router' })(subordinate, prefix('UP')).remoteUnits['trove-mysql-router/0']).toMatchObject({
      password: 'Hc2Qm8vN-u',
    })
  })
})

describe('percona-cluster', () => {
  test('repeats the answer on its other units a round later', () => {
    const server = counterpartForRequirer({ charm: 'percona' })
    const first = server(servers, one)
    expect(Object.values(first.remoteUnits).map(({ password }) => password)).toEqual(['Hc2Qm8vN-trove', undefined])
    expect(Object.values(server(first, one).remoteUnits).map(({ password }) => password)).toEqual(['Hc2Qm8vN-trove', 'Hc2Qm8vN-trove'])
  })

  test('passes over a request from outside its network until another address is announced', () => {
    const server = counterpartForRequirer({ charm: 'percona', accessNetwork: '10.99.0.0/24' })
    const told = settled(server, servers, one)
    expect(read(told)).toMatchObject({ state: 'invalid', key: 'access-network' })
    const asked = { ...request, addresses: ['10.5.1.21', '10.99.0.7'] }
    const again = settled(server, told, asking({ 'trove/0': '10.5.1.21' }, asked, told))
    expect(read(again, 'trove/0', asked)).toMatchObject({ state: 'ready', data: { accessNetwork: '10.99.0.0/24' } })
  })

  test('says on all units that it is in maintenance, and then that it is over', () => {
    const ready = settled(counterpartForRequirer({ charm: 'percona' }), servers, one)
    const busy = settled(counterpartForRequirer({ charm: 'percona', upgrading: true }), ready, one)
    expect(read(busy)).toEqual({ state: 'waiting', missing: ['end of cluster-series-upgrading'] })
    expect(settled(counterpartForRequirer({ charm: 'percona' }), busy, one)).toEqual(ready)
  })

  test('passes over prefixes beside a plain request', () => {
    const both = { units: { 'trove/0': { ...one.units['trove/0'], nova_database: 'n', nova_username: 'n', nova_hostname: '10.5.1.21' } } }
    expect(counterpartForRequirer({ charm: 'percona' })(servers, both).remoteUnits['mysql/0']).not.toHaveProperty('nova_password')
  })

  test('finds the address of a schema whose prefix has another name by private-address', () => {
    const bag = { api_database: 'nova_api', api_username: 'nova', api_hostname: '10.5.1.21' }
    const server = counterpartForRequirer({ charm: 'percona' })
    expect(server(servers, { units: { 'nova/0': bag } }).remoteUnits['mysql/0']).not.toHaveProperty('api_allowed_units')
    const units = { 'nova/0': { ...bag, 'private-address': '10.5.1.21' } }
    expect(server(servers, { units }).remoteUnits['mysql/0']).toMatchObject({ api_allowed_units: 'nova/0' })
  })
})

describe("canonical's mysql-operator", () => {
  const operator = counterpartForRequirer({ charm: 'operator' })

  test('does not serve a unit without private-address, which on Juju 4 is any that does not write it', () => {
    const { 'private-address': _address, ...bag }: Databag = one.units['trove/0'] ?? {}
    expect(operator(servers, { units: { 'trove/0': bag } }).remoteUnits['mysql/0']).not.toHaveProperty('allowed_units')
  })

  test('takes a unit for served whose name is part of another', () => {
    const units = asking({ 'trove/10': '10.5.1.30', 'trove/1': '10.5.1.22' })
    const relation = settled(operator, servers, units)
    expect(relation.remoteUnits['mysql/0']).toMatchObject({ allowed_units: 'trove/10' })
    expect(read(relation, 'trove/1')).toEqual({ state: 'waiting', missing: ['allowed_units'] })
  })

  test('remembers in its application databag, lists units in no order, and forgets those that leave', () => {
    const relation = settled(operator, servers, two)
    expect(relation.remoteAppData).toMatchObject({ database: 'trove', allowed_units: 'trove/1 trove/0' })
    expect(settled(operator, relation, one).remoteAppData.allowed_units).toBe('trove/0')
  })
})

describe('a client', () => {
  const joined = relationForProvider('shared-db', { addresses: ['10.5.1.21', '10.5.1.22'], response: false })
  const local = { units: { 'mysql/0': juju('10.5.2.31') } }

  test('asks with each unit from its own address, and is understood by our provider', () => {
    const asked = settled(counterpartForProvider(), joined, local)
    expect(mysqlShared.provides.read(view(asked))).toMatchObject({
      data: {
        requests: [
          { unit: 'trove/0', addresses: ['10.5.1.21'] },
          { unit: 'trove/1', addresses: ['10.5.1.22'] },
        ],
      },
    })
  })

  test.each([
    [{ prefixes: ['nova', 'novaapi'] }, { prefix: 'nova', database: 'nova' }],
    [
      { database: 'keystone', username: 'keyuser' },
      { prefix: '', database: 'keystone', username: 'keyuser' },
    ],
    [{ list: true, addresses: { 'trove/0': ['2001:db8::21', '2001:db8::20'] } } as const, { addresses: ['2001:db8::21', '2001:db8::20'] }],
  ])('%j is understood by our provider', (quirks, first) => {
    const asked = settled(counterpartForProvider(quirks), joined, local)
    expect(mysqlShared.provides.read(view(asked))).toMatchObject({
      state: 'ready',
      data: { requests: expect.arrayContaining([expect.objectContaining(first)]) },
    })
  })

  test('announces another address when it learns of a network, and gets its answer', () => {
    const client = counterpartForProvider({ addresses: { 'trove/0': ['10.5.1.21', '10.99.0.7'] } })
    const write = (grants: readonly { prefix: string; password: ReturnType<typeof secret>; allowedUnits: string[] }[]): LocalBags => {
      const { unit } = mysqlShared.provides.write({ host: '10.5.2.31', port: 3306, accessNetwork: '10.99.0.0/24', grants }, view(joined))
      return { units: { 'mysql/0': applied(juju('10.5.2.31'), unit) } }
    }
    const asked = settled(client, client(joined, local), write([]))
    expect(asked.remoteUnits['trove/0']).toMatchObject({ hostname: '10.99.0.7' })
    const { units } = write([{ prefix: '', password: secret('pw'), allowedUnits: ['trove/0'] }])
    expect(mysqlShared.requires.read(viewOf(units), { ...request, addresses: ['10.99.0.7'] })).toMatchObject({ state: 'ready' })
  })
})

describe('any request', () => {
  const some: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(
      fc.constantFrom('database', 'username', 'hostname', 'private-address'),
      fc.constantFrom('x_database', 'x_username', 'x_hostname', 'sql_username', '__proto__'),
      fc.string(),
    ),
    fc.oneof(fc.constantFrom('', '[]', '[1]', '10.5.1.21', '__proto__'), fc.string()),
  )
  const bag = fc.oneof(
    some,
    some.map((more) => ({ ...one.units['trove/0'], ...more })),
  )
  const local: fc.Arbitrary<LocalBags> = fc.record({ units: fc.dictionary(fc.constantFrom('trove/0', 'trove/1', 'x'), bag) })

  test('comes to an end, and what is asked again changes nothing', () =>
    forAny(
      [
        local,
        fc.constantFrom<DatabaseQuirks>(
          {},
          { charm: 'router' },
          { charm: 'percona', accessNetwork: '10.5.1.0/24' },
          { charm: 'operator' },
          { charm: 'router-operator' },
        ),
      ],
      (asked, quirks) => settled(counterpartForRequirer(quirks), servers, asked, 4),
    ))
})
