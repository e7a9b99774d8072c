import { type Databag, type RelationView, type State, secret } from '@charm-layers/relation'
import type { LocalBags, RelationData } from '@charm-layers/relation/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type PgsqlRequest, type Postgres, pgsql } from '../src/index.ts'
import { counterpartForProvider, counterpartForRequirer, type ServerQuirks } from '../src/testing/counterpart.ts'
import { relationForProvider, relationForRequirer } from '../src/testing/index.ts'
import { applied, forAny, settled, viewOf } from './helpers.ts'

const juju = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address })
const clients = { 'trove/0': juju('10.5.1.21'), 'trove/1': juju('10.5.1.22') }
const servers = relationForRequirer('db', { addresses: ['10.5.5.31', '10.5.5.32', '10.5.5.33'], response: false })
const view = ({ remoteUnits, remoteAppData, remoteApp }: RelationData, more: Partial<RelationView>): RelationView =>
  viewOf(remoteUnits, { remoteAppData, remoteApp, ...more })

/** Lets both units of trove ask, and gives what the first reads after each round of hooks, until nothing changes. */
const rounds = (quirks: ServerQuirks, asked: PgsqlRequest, relation = servers): readonly State<Postgres>[] => {
  const server = counterpartForRequirer(quirks)
  const units = Object.fromEntries(
    Object.entries(clients).map(([localUnit, localUnitData]) => {
      const { unit } = pgsql.requires.write(asked, view(relation, { localUnit, localUnitData }))
      return [localUnit, applied(localUnitData, unit)]
    }),
  )
  const states: State<Postgres>[] = []
  for (let now = relation, next = server(now, { units }); JSON.stringify(next) !== JSON.stringify(now); next = server(now, { units })) {
    now = next
    states.push(pgsql.requires.read(view(now, { localUnitData: units['trove/0'] ?? {} }), asked))
    if (states.length > 9) throw new Error('the counterpart comes to no end')
  }
  return states
}
const request: PgsqlRequest = { database: 'trove', extensions: ['citext'] }

describe('a server', () => {
  test('answers nothing while there is no client', () => {
    expect(counterpartForRequirer()(servers, { units: {} })).toEqual(servers)
  })

  test('of the classic charm knows its standbys after two hooks more, and answers as it does in the protocol', () => {
    const states = rounds({}, request)
    expect(states.map((state) => (state.state === 'ready' ? state.data.standbys.length : state.state))).toEqual([0, 1, 2])
    expect(states.at(-1)).toMatchObject({ data: { primary: { host: '10.5.5.31', username: 'juju_trove' }, version: '12' } })
    const { remoteUnits } = settled(counterpartForRequirer(), servers, {
      units: { 'trove/0': { ...juju('10.5.1.21'), extensions: 'citext' } },
    })
    expect(remoteUnits['postgresql/1']).toEqual({
      ...juju('10.5.5.32'),
      'private-address': '10.5.5.32',
      'allowed-subnets': '10.5.1.21/32',
      'allowed-units': 'trove/0',
      database: 'trove',
      extensions: 'citext',
      host: '10.5.5.32',
      master: 'dbname=trove host=10.5.5.31 password=Bq8nW2xK port=5432 user=juju_trove',
      password: 'Bq8nW2xK',
      port: '5432',
      schema_password: 'Bq8nW2xK',
      schema_user: 'juju_trove',
      standbys: ['10.5.5.32', '10.5.5.33']
        .map((host) => `dbname=trove host=${host} password=Bq8nW2xK port=5432 user=juju_trove`)
        .join('\n'),
      state: 'hot standby',
      user: 'juju_trove',
      version: '12',
    })
  })

  test('of the classic charm has no primary for a while when it fails over', () => {
    const units = { 'trove/0': { ...clients['trove/0'], database: 'trove' } }
    const before = settled(counterpartForRequirer(), servers, { units })
    const read = (relation: RelationData): State<Postgres> =>
      pgsql.requires.read(view(relation, { localUnitData: units['trove/0'] }), { database: 'trove' })
    const between = settled(counterpartForRequirer({ primary: 'none' }), before, { units })
    expect(read(between)).toEqual({ state: 'waiting', missing: ['master'] })
    const after = settled(counterpartForRequirer({ primary: 'postgresql/2' }), between, { units })
    expect(read(after)).toMatchObject({
      data: { primary: { host: '10.5.5.33' }, standbys: [{ host: '10.5.5.31' }, { host: '10.5.5.32' }] },
    })
  })

  test.each<[string, ServerQuirks, PgsqlRequest, number]>([
    ['the operator, in the bag of its leader', { charm: 'operator' }, request, 2],
    ['one for Kubernetes, in the bag of the application', { charm: 'kubernetes' }, request, 2],
    ['one of superusers', { superuser: true }, { roles: ['b', 'a'] }, 2],
    ['one in another model, which knows no unit by its name', { crossModel: true }, request, 2],
    ['one with its primary elsewhere', { primary: 'postgresql/1' }, request, 2],
    ['the operator with its primary elsewhere', { charm: 'operator', primary: 'postgresql/1' }, {}, 2],
    ['one of the first generation, of which there was one unit', { charm: 'fields' }, {}, 0],
  ])('is understood by our requirer: %s', (_, quirks, asked, standbys) => {
    const relation = quirks.charm === 'fields' ? relationForRequirer('db', { response: false }) : servers
    const last = rounds(quirks, asked, relation).at(-1)
    expect(last).toMatchObject({ state: 'ready', data: { primary: { database: 'trove' } } })
    expect(last?.state === 'ready' && last.data.standbys).toHaveLength(standbys)
  })

  test('of the operator never shows roles, and answers nothing when the bag of the application asks for some', () => {
    expect(rounds({ charm: 'operator' }, { roles: ['r'] })).toEqual([{ state: 'waiting', missing: ['roles'] }])
    const local = { units: clients, app: { roles: 'r' } }
    expect(counterpartForRequirer({ charm: 'operator' })(servers, local)).toEqual(servers)
    expect(counterpartForRequirer({ charm: 'operator', primary: 'none' })(servers, { units: clients })).toEqual(servers)
  })
})

describe('a client', () => {
  const joined = relationForProvider('db', { addresses: ['10.5.1.21', '10.5.1.22'], response: false })
  const local = { units: { 'postgresql/0': juju('10.5.5.31') } }

  test('asks nothing while it has no unit', () => {
    const empty = { ...joined, remoteUnits: {} }
    expect(counterpartForProvider()(empty, local)).toEqual(empty)
  })

  test.each(['reactive', 'ops'] as const)('in the way of %s is understood by our provider from its first hook on', (charm) => {
    const client = counterpartForProvider({ charm, database: 'd', roles: ['b', 'a'], extensions: ['citext'] })
    const asked = { database: 'd', roles: 'a,b', extensions: 'citext' }
    const first = client(joined, local)
    expect(pgsql.provides.read(view(first, { localUnit: 'postgresql/0' }))).toMatchObject({ state: 'ready', data: { asked } })
    const { remoteUnits } = settled(client, first, local)
    expect(Object.values(remoteUnits)).toMatchObject([asked, asked])
    expect(first.remoteAppData).toEqual(charm === 'ops' ? asked : {})
  })

  test('gets from our provider what it asked for, and our requirer reads it', () => {
    const asked = settled(counterpartForProvider({ extensions: ['citext'] }), joined, local)
    const state = pgsql.provides.read(view(asked, { localUnit: 'postgresql/0' }))
    if (state.state !== 'ready') throw new Error(state.state)
    const here = { host: '10.5.5.31', port: 5432 }
    const login = { username: 'u', password: secret('pw') }
    const { database, asked: echo, clients: allowed } = state.data
    const answer = { ...here, ...login, state: 'standalone', primary: here, standbys: [], database, asked: echo, allowed } as const
    const bag = applied(juju('10.5.5.31'), pgsql.provides.write(answer, view(asked, { localUnit: 'postgresql/0' })).unit)
    const localUnitData = asked.remoteUnits['trove/0'] ?? {}
    expect(pgsql.requires.read(viewOf({ 'postgresql/0': bag }, { localUnitData }), { extensions: ['citext'] })).toMatchObject({
      state: 'ready',
    })
  })
})

describe('any request', () => {
  const key = fc.constantFrom('database', 'roles', 'extensions', 'egress-subnets', 'ingress-address', 'private-address', '__proto__')
  const bag: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(key, fc.string()),
    fc.oneof(fc.constantFrom('', 'a,b', '10.5.1.21/32'), fc.string()),
  )
  const asked: fc.Arbitrary<LocalBags> = fc.record(
    { units: fc.dictionary(fc.constantFrom('trove/0', 'trove/1', 'x'), bag), app: bag },
    { requiredKeys: ['units'] },
  )
  const quirks: fc.Arbitrary<ServerQuirks> = fc.record(
    {
      charm: fc.constantFrom('classic', 'operator', 'kubernetes', 'fields'),
      primary: fc.constantFrom('postgresql/0', 'postgresql/2', 'none'),
      superuser: fc.constant(true),
      crossModel: fc.constant(true),
    },
    { requiredKeys: [] },
  )

  test('comes to an end, and what is asked again changes nothing', () =>
    forAny([asked, quirks], (local, how) => settled(counterpartForRequirer(how), servers, local, 4)))
})
