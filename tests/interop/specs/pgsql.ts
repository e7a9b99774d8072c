/** pgsql: ops-lib-pgsql and PostgresqlDBContext of charmhelpers read a server of ours; pgconnstr writes as the classic server does. */
import { connectionString, type PgsqlAnswer, type PgsqlRequest, pgsql } from '@charm-layers/interface-pgsql'
import { secret } from '@charm-layers/relation'
import fc from 'fast-check'
import { expect } from 'vitest'
import type { Meeting, Spec } from '../meeting.ts'
import { application, opened, type Relation, relate, swapped, viewOf, weWrite, written } from '../relation.ts'

const clients = application('trove', ['10.5.5.21', '10.5.5.22'])
const SERVERS = ['10.5.5.31', '10.5.5.32', '10.5.5.33']
const providing: Relation = relate('pgsql-db', application('postgresql', SERVERS), clients)
const requiring: Relation = relate('pgsql-db', clients, application('postgresql', ['10.5.5.31']))
const request: PgsqlRequest = { database: 'trove', extensions: ['hstore', 'citext'] }

// Everything that the quoting of libpq is about.
const PASSWORD = "it's a \\ secret"

/** Lets the servers do what they are asked, the first as the primary. */
const answered = (relation: Relation, more: Partial<PgsqlAnswer> = {}): Relation =>
  weWrite(relation, (view) => {
    const asked = pgsql.provides.read(view)
    if (asked.state !== 'ready') throw new Error(JSON.stringify(asked))
    const host = view.localUnitData['ingress-address'] ?? ''
    const answer: PgsqlAnswer = {
      database: asked.data.database,
      username: 'juju_trove',
      password: secret(PASSWORD),
      asked: asked.data.asked,
      host,
      port: 5432,
      state: host === SERVERS[0] ? 'master' : 'hot standby',
      version: '14.9',
      primary: { host: '10.5.5.31', port: 5432 },
      standbys: [
        { host: '10.5.5.32', port: 5432 },
        { host: '10.5.5.33', port: 5432 },
      ],
      allowed: asked.data.clients,
      ...more,
    }
    return pgsql.provides.write(answer, view)
  })

const ask = { ask: { database: 'trove', extensions: ['hstore', 'citext'], roles: ['trove_rw', 'trove_ro'] } }
const client = { library: 'ops-lib-pgsql', part: 'pgsql.PostgreSQLClient' }
const login = { dbname: 'trove', port: '5432', user: 'juju_trove', password: PASSWORD }

const answers: readonly Meeting[] = [
  {
    ...client,
    shows: 'finds the primary and the standbys, whatever the password has in it',
    run: async (they) => {
      const joined = await they.ops('PgsqlClient', providing, ask)
      const relation = answered(joined.relation)
      const own = pgsql.requires.read(viewOf(swapped(relation)), ask.ask)
      expect(opened(own)).toMatchObject({ state: 'ready', data: { primary: { host: '10.5.5.31', password: PASSWORD } } })
      const { value } = await they.ops('PgsqlClient', relation, ask)
      expect(value).toEqual({
        master: {
          ...login,
          host: '10.5.5.31',
          uri: `postgresql://juju_trove:${encodeURIComponent(PASSWORD).replace("'", '%27')}@10.5.5.31:5432/trove`,
        },
        standbys: [
          { ...login, host: '10.5.5.32' },
          { ...login, host: '10.5.5.33' },
        ],
      })
    },
  },
  {
    ...client,
    shows: 'finds none before its network is let in, and none before its request is echoed',
    run: async (they) => {
      const { relation } = await they.ops('PgsqlClient', providing, ask)
      const stranger = [{ unit: 'trove/1', subnets: ['10.5.5.22/32'] }]
      expect((await they.ops('PgsqlClient', answered(relation, { allowed: stranger }), ask)).value).toEqual({})
      expect((await they.ops('PgsqlClient', answered(relation, { asked: { database: 'trove' } }), ask)).value).toEqual({})
    },
  },
  {
    library: 'charmhelpers',
    part: 'contrib.openstack.context.PostgresqlDBContext',
    shows: 'finds host, user and password in the single fields',
    run: async (they) => {
      const { value } = await they.charmhelpers('postgresql', answered(providing), { database: 'trove' })
      expect(value).toEqual({
        database_host: '10.5.5.31',
        database: 'trove',
        database_user: 'juju_trove',
        database_password: PASSWORD,
        database_type: 'postgresql',
      })
    },
  },
]

const server = { library: 'ops', part: 'a server of the tests' }
const reason =
  'the servers have their code in the charms; the library of the operator on PyPI (postgresql-charms-single-kernel) speaks postgresql_client only'

export const pgsqlSpec: Spec = {
  interface: 'pgsql',
  cells: {
    'their request': {
      meetings: [
        {
          ...client,
          shows: 'asks for a database, roles and extensions, of the application and of the unit',
          run: async (they) => {
            const { relation } = await they.ops('PgsqlClient', providing, ask)
            const texts = { database: 'trove', roles: 'trove_ro,trove_rw', extensions: 'citext,hstore' }
            expect(relation.theirs.app).toEqual(texts)
            expect(pgsql.provides.read(viewOf(relation))).toEqual({
              state: 'ready',
              data: {
                database: 'trove',
                roles: ['trove_ro', 'trove_rw'],
                extensions: [{ name: 'citext' }, { name: 'hstore' }],
                asked: texts,
                clients: [
                  { unit: 'trove/0', subnets: ['10.5.5.21/32'] },
                  { unit: 'trove/1', subnets: ['10.5.5.22/32'] },
                ],
              },
            })
          },
        },
        {
          ...client,
          shows: 'asks for nothing, and gets a database of the name of its application',
          run: async (they) => {
            const { relation } = await they.ops('PgsqlClient', providing, { ask: {} })
            expect(pgsql.provides.read(viewOf(relation))).toMatchObject({ state: 'ready', data: { database: 'trove', asked: {} } })
            expect((await they.ops('PgsqlClient', answered(relation), { ask: {} })).value).toMatchObject({ master: { dbname: 'trove' } })
          },
        },
      ],
    },
    'our answer': { meetings: answers },
    'our request': {
      meetings: [
        {
          ...server,
          shows: 'finds what is asked for, sorted and without blanks',
          run: async (they) => {
            const { value } = await they.ops(
              'Postgresql',
              weWrite(requiring, (view) => pgsql.requires.write(request, view)),
            )
            expect(written(value)).toEqual({ database: 'trove', extensions: 'citext,hstore' })
          },
        },
      ],
      reason,
    },
    'their answer': {
      meetings: [
        {
          library: 'pgconnstr',
          part: 'ConnectionString, in a server of the tests',
          shows: 'is read with its quotes, in both places',
          run: async (they) => {
            const { relation } = await they.ops(
              'Postgresql',
              weWrite(requiring, (view) => pgsql.requires.write(request, view)),
            )
            const connection = { database: 'trove', port: 5432, username: 'juju_trove', password: PASSWORD }
            expect(opened(pgsql.requires.read(viewOf(relation), request))).toEqual({
              state: 'ready',
              data: {
                primary: { ...connection, host: '10.5.5.31' },
                standbys: [
                  { ...connection, host: '10.5.5.32' },
                  { ...connection, host: '10.5.5.33' },
                ],
                version: '14.9',
              },
            })
            expect(pgsql.requires.read(viewOf(relation, 'trove/1'), request)).toEqual({ state: 'waiting', missing: ['allowed-subnets'] })
          },
        },
        {
          library: 'pgconnstr',
          part: 'ConnectionString',
          shows: 'writes any printable password byte for byte as we do, and we read it back',
          run: async (they) => {
            const passwords = fc.sample(fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 12 }), { numRuns: 500, seed: 7 })
            const bare = { host: '10.5.5.31', port: 5432, dbname: 'trove', user: 'juju_trove' }
            const texts = await they.connectionStrings(passwords.map((password) => ({ ...bare, password })))
            for (const [index, master] of texts.entries()) {
              const password = passwords[index] ?? ''
              const login = { host: '10.5.5.31', port: 5432, database: 'trove', username: 'juju_trove', password: secret(password) }
              expect(connectionString(login).reveal()).toBe(master)
              const bag = { master, 'allowed-subnets': '10.5.5.21/32', database: 'trove' }
              const relation = { ...requiring, theirs: { ...requiring.theirs, units: { 'postgresql/0': bag } } }
              expect(opened(pgsql.requires.read(viewOf(relation), { database: 'trove' }))).toMatchObject({
                data: { primary: { password } },
              })
            }
          },
        },
      ],
      reason,
    },
  },
}
