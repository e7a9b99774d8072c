import { expect } from 'vitest'
import { application } from '../relation.ts'
import { answered, asked, asking, context, type ExampleMeeting, filesAfter } from './meet.ts'

export const mysqlShared: readonly ExampleMeeting[] = [
  {
    of: 'mysql-shared',
    role: 'provider',
    ...context('SharedDBContext'),
    shows: 'finds host and password',
    run: async (they, ours) => {
      const request = { database: 'trove', username: 'trove', hostname: '10.5.0.21' }
      const relation = await answered(ours, await asking(they, ours, 'shared-db', request))
      const config = { 'openstack-origin': 'cloud:jammy-yoga' }
      const { value } = await they.charmhelpers('shared_db', relation, { database: 'trove', user: 'trove' }, { config })
      expect(value).toMatchObject({ database_host: '10.0.0.31', database_port: '3306', database_password: expect.stringMatching(/./) })
      expect(relation.ours.units[ours.name]?.allowed_units).toBe('trove/0')
    },
  },
  {
    of: 'mysql-shared',
    role: 'requirer',
    library: 'charmhelpers',
    part: 'contrib.database.mysql',
    shows: 'get_db_data finds its request, get_allowed_units lets it in',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('mysql', ['10.5.2.31']), 'shared-db')
      const request = { database: 'greeter', username: 'greeter' }
      const requests = await they.charmhelpers('database_requests', relation, { unprefixed: 'MRUP' })
      expect(requests.value).toEqual({ MRUP: { ...request, hostname: '10.0.0.21' } })
      const { value } = await they.charmhelpers('allowed_units', relation, { ...request, granted: ['10.0.0.21'] })
      const settings = { db_host: '10.5.2.30', password: 'Hc2Qm8vN', allowed_units: Array.isArray(value) ? value.join(' ') : '' }
      const { relation: after } = await they.charmhelpers('relation_set', relation, { settings })
      expect(await filesAfter(unit, after)).toMatchObject({
        '/etc/greeter.conf': 'mysql+pymysql://greeter:Hc2Qm8vN@10.5.2.30:3306/greeter',
      })
    },
  },
]
