/** mysql-shared: SharedDBContext of charmhelpers reads a database of ours, its helpers for databases read a request of ours. */
import { connectionUrl, type MysqlAnswer, mysqlShared, mysqlSharedPrefixed } from '@charm-layers/interface-mysql-shared'
import { secret } from '@charm-layers/relation'
import { expect } from 'vitest'
import type { Meeting, Spec, They } from '../meeting.ts'
import { application, opened, type Relation, relate, swapped, viewOf, weWrite, written } from '../relation.ts'

const config = { 'openstack-origin': 'cloud:jammy-yoga' }
const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
const request = { database: 'trove', username: 'trove' }
const schemas = {
  nova: { database: 'nova', username: 'nova' },
  novaapi: { database: 'nova_api', username: 'nova' },
  novacell0: { database: 'nova_cell0', username: 'nova' },
}

const clients = application('trove', ['10.5.2.21', '10.5.2.22'])
const providing: Relation = relate('shared-db', application('mysql', ['10.5.2.31']), clients)
const requiring: Relation = relate('shared-db', clients, application('mysql', ['10.5.2.31']))

const allowedUnits = ['trove/0', 'trove/1']
const plain: MysqlAnswer = {
  host: '10.5.2.30',
  port: 3306,
  grants: [{ prefix: '', password: secret('Hc2Qm8vN'), allowedUnits }],
}
const several: MysqlAnswer = {
  ...plain,
  grants: Object.keys(schemas).map((prefix) => ({ prefix, password: secret(`of-${prefix}`), allowedUnits })),
}

const answered = (answer: MysqlAnswer): Relation => weWrite(providing, (view) => mysqlShared.provides.write(answer, view))

const context = { library: 'charmhelpers', part: 'contrib.openstack.context.SharedDBContext' }
const helpers = { library: 'charmhelpers', part: 'contrib.database.mysql' }

const reads = (shows: string, answer: MysqlAnswer, found: object, url: string): Meeting => ({
  ...context,
  shows,
  run: async (they) => {
    const relation = answered(answer)
    const { value } = await they.charmhelpers('shared_db', relation, { database: 'trove', user: 'trove' }, { config })
    expect(value).toEqual({
      database: 'trove',
      database_user: 'trove',
      database_password: 'Hc2Qm8vN',
      database_type: 'mysql+pymysql',
      ...found,
    })
    const state = mysqlShared.requires.read(viewOf(swapped(relation)), request)
    expect(state.state === 'ready' && connectionUrl(state.data).reveal()).toBe(url)
  },
})

const answers: readonly Meeting[] = [
  reads(
    'finds host, port and password',
    plain,
    { database_host: '10.5.2.30', database_port: '3306' },
    'mysql+pymysql://trove:Hc2Qm8vN@10.5.2.30:3306/trove',
  ),
  reads(
    'brackets an IPv6 address',
    { ...plain, host: '2001:db8::30' },
    { database_host: '[2001:db8::30]', database_port: '3306' },
    'mysql+pymysql://trove:Hc2Qm8vN@[2001:db8::30]:3306/trove',
  ),
  {
    ...context,
    shows: 'finds the password of each prefix',
    run: async (they) => {
      const relation = answered(several)
      for (const [prefix, { database, username }] of Object.entries(schemas)) {
        const args = { relation_prefix: prefix, database, user: username }
        const { value } = await they.charmhelpers('shared_db', relation, args, { config })
        expect(value).toMatchObject({ database_host: '10.5.2.30', database, database_password: `of-${prefix}` })
      }
      const state = mysqlSharedPrefixed.requires.read(viewOf(swapped(relation)), { schemas })
      expect(opened(state)).toMatchObject({
        state: 'ready',
        data: { schemas: { novaapi: { database: 'nova_api', password: 'of-novaapi' } } },
      })
    },
  },
  {
    ...context,
    shows: 'stores the authority as it was given',
    run: async (they) => {
      const args = { database: 'trove', user: 'trove', tls: true }
      const { files } = await they.charmhelpers('shared_db', answered({ ...plain, tls: { ca: CA } }), args, { config })
      expect(files).toEqual({ '/db-client.ca': CA })
    },
  },
  {
    ...context,
    shows: 'is incomplete before there is a grant',
    run: async (they) => {
      const relation = answered({ ...plain, grants: [] })
      expect((await they.charmhelpers('shared_db', relation, { database: 'trove', user: 'trove' }, { config })).value).toEqual({})
      expect(mysqlShared.requires.read(viewOf(swapped(relation)), request)).toMatchObject({ state: 'waiting' })
    },
  },
  {
    library: 'ops-lib-mysql',
    part: 'opslib.mysql.MySQLClient',
    shows: 'takes an answer of ours for none, since it speaks the interface mysql: it wants host, user and root_password',
    run: async (they) => {
      expect((await they.ops('MysqlClient', answered(plain))).value).toEqual({})
      const itsOwn = { host: '10.5.2.30', database: 'trove', user: 'trove', password: 'x', root_password: 'y' }
      const theirs = weWrite(providing, () => ({ unit: itsOwn }))
      expect((await they.ops('MysqlClient', theirs)).value).toEqual({ available: true })
    },
  },
]

const asked = async (they: They, settings: object): Promise<unknown> =>
  mysqlShared.provides.read(viewOf((await they.charmhelpers('relation_set', providing, { settings })).relation))

const bagsOf = async (they: They, relation: Relation): Promise<unknown> =>
  (await they.charmhelpers('database_requests', relation, { unprefixed: 'MRUP' })).value

export const mysqlSharedSpec: Spec = {
  interface: 'mysql-shared',
  cells: {
    'their request': {
      meetings: [
        {
          library: 'charmhelpers',
          part: 'core.hookenv.relation_set',
          shows: 'asks for one database, and for several with prefixes',
          run: async (they) => {
            expect(await asked(they, { ...request, hostname: '10.5.2.21' })).toEqual({
              state: 'ready',
              data: { requests: [{ unit: 'trove/0', prefix: '', ...request, addresses: ['10.5.2.21'] }] },
            })
            const nova = { nova_database: 'nova', nova_username: 'nova', nova_hostname: '10.5.2.21' }
            const api = { novaapi_database: 'nova_api', novaapi_username: 'nova', novaapi_hostname: '10.5.2.21' }
            expect(await asked(they, { ...api, ...nova })).toEqual({
              state: 'ready',
              data: {
                requests: [
                  { unit: 'trove/0', prefix: 'nova', database: 'nova', username: 'nova', addresses: ['10.5.2.21'] },
                  { unit: 'trove/0', prefix: 'novaapi', database: 'nova_api', username: 'nova', addresses: ['10.5.2.21'] },
                ],
              },
            })
          },
        },
        {
          ...context,
          shows: 'announces the address that is in the network of our answer',
          run: async (they) => {
            const around = {
              config,
              bindings: { 'juju-info': '10.5.2.21' },
              interfaces: { eth0: [['10.5.2.21', '255.255.255.0']], eth1: [['10.9.0.21', '255.255.255.0']] },
            } as const
            const start = answered({ ...plain, accessNetwork: '10.9.0.0/24' })
            const { relation } = await they.charmhelpers('shared_db', start, { database: 'trove', user: 'trove' }, around)
            expect(written(relation.theirs.units['trove/0'])).toEqual({ hostname: '10.9.0.21' })
            const own = { ...request, addresses: ['10.5.2.21', '10.9.0.21'] }
            expect(mysqlShared.requires.write(own, viewOf(swapped(start))).unit?.hostname).toBe('10.9.0.21')
          },
        },
      ],
      reason: 'each charm writes the keys itself, through relation_set, which is what is met',
    },
    'our answer': { meetings: answers },
    'our request': {
      meetings: [
        {
          ...helpers,
          shows: 'get_db_data finds one request, and nothing that it would take for another',
          run: async (they) => {
            const relation = weWrite(requiring, (view) => mysqlShared.requires.write(request, view))
            expect(await bagsOf(they, relation)).toEqual({ MRUP: { ...request, hostname: '10.5.2.21' } })
          },
        },
        {
          ...helpers,
          shows: 'get_db_data finds a request for each prefix',
          run: async (they) => {
            const relation = weWrite(requiring, (view) => mysqlSharedPrefixed.requires.write({ schemas }, view))
            expect(await bagsOf(they, relation)).toEqual(
              Object.fromEntries(Object.entries(schemas).map(([prefix, schema]) => [prefix, { ...schema, hostname: '10.5.2.21' }])),
            )
          },
        },
        {
          ...helpers,
          shows: 'get_db_data finds nothing once the plain form has given way to prefixes',
          run: async (they) => {
            const before = weWrite(requiring, (view) => mysqlShared.requires.write(request, view))
            const relation = weWrite(before, (view) => mysqlSharedPrefixed.requires.write({ schemas: { nova: schemas.nova } }, view))
            expect(await bagsOf(they, relation)).toEqual({ nova: { ...schemas.nova, hostname: '10.5.2.21' } })
          },
        },
      ],
    },
    'their answer': {
      meetings: [
        {
          ...helpers,
          shows: 'get_allowed_units names our units as the grants arrive, and each is ready when it is named',
          run: async (they) => {
            const start = weWrite(requiring, (view) => mysqlShared.requires.write(request, view))
            const states = async (granted: readonly string[]): Promise<readonly string[]> => {
              const { value } = await they.charmhelpers('allowed_units', start, { ...request, granted })
              const settings = { db_host: '10.5.2.30', password: 'Hc2Qm8vN', allowed_units: Array.isArray(value) ? value.join(' ') : '' }
              const { relation } = await they.charmhelpers('relation_set', start, { settings })
              return allowedUnits.map((unit) => mysqlShared.requires.read(viewOf(relation, unit), request).state)
            }
            expect(await states([])).toEqual(['waiting', 'waiting'])
            expect(await states(['10.5.2.22'])).toEqual(['waiting', 'ready'])
            expect(await states(['10.5.2.21', '10.5.2.22'])).toEqual(['ready', 'ready'])
          },
        },
        {
          library: 'charmhelpers',
          part: 'core.hookenv.relation_set',
          shows: 'writes numbers and the mark of an upgrade, which are read as such',
          run: async (they) => {
            const settings = { db_host: '127.0.0.1', db_port: 3306, wait_timeout: 3600, password: 'x', allowed_units: 'trove/0' }
            const { relation } = await they.charmhelpers('relation_set', requiring, { settings })
            expect(opened(mysqlShared.requires.read(viewOf(relation), request))).toEqual({
              state: 'ready',
              data: { ...request, host: '127.0.0.1', port: 3306, waitTimeout: 3600, password: 'x' },
            })
            const upgrading = { ...settings, 'cluster-series-upgrading': true }
            const later = await they.charmhelpers('relation_set', requiring, { settings: upgrading })
            expect(mysqlShared.requires.read(viewOf(later.relation), request).state).toBe('waiting')
          },
        },
      ],
      reason: 'the charms of the databases are on no registry; what they have of charmhelpers is met, without a database',
    },
  },
}
