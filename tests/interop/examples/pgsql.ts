import { expect } from 'vitest'
import { application, written } from '../relation.ts'
import { answered, asked, asking, context, type ExampleMeeting, filesAfter, relationWith, TROVE } from './meet.ts'

export const pgsql: readonly ExampleMeeting[] = [
  {
    of: 'pgsql',
    role: 'provider',
    library: 'ops-lib-pgsql',
    part: 'pgsql.PostgreSQLClient',
    shows: 'finds the primary',
    run: async (they, ours) => {
      const ask = { ask: { database: 'trove', extensions: ['citext'] } }
      const { relation } = await they.ops('PgsqlClient', relationWith(ours, TROVE, 'pgsql-db'), ask)
      const { value } = await they.ops('PgsqlClient', await answered(ours, relation), ask)
      expect(value).toMatchObject({ master: { dbname: 'trove', host: '10.0.0.31', password: expect.stringMatching(/./) } })
    },
  },
  {
    of: 'pgsql',
    role: 'provider',
    ...context('PostgresqlDBContext'),
    shows: 'finds host, user and password',
    run: async (they, ours) => {
      const relation = await answered(ours, await asking(they, ours, 'pgsql-db', { database: 'trove' }))
      expect((await they.charmhelpers('postgresql', relation, { database: 'trove' })).value).toMatchObject({
        database_host: '10.0.0.31',
        database_user: 'user',
        database_password: expect.stringMatching(/./),
      })
    },
  },
  {
    of: 'pgsql',
    role: 'requirer',
    library: 'ops',
    part: 'a server of the tests, with pgconnstr',
    shows: 'answers it',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('postgresql', ['10.5.5.31']), 'pgsql-db')
      const { value, relation: after } = await they.ops('Postgresql', relation)
      expect(written(value)).toEqual({ database: 'greeter', extensions: 'citext' })
      expect(await filesAfter(unit, after)).toMatchObject({
        '/etc/greeter.conf': "postgresql://juju_trove:it's%20a%20%5C%20secret@10.5.5.31:5432/greeter",
      })
    },
  },
]
