import { active, blocked, type Relation, run, type State } from '@charm-layers/charm-testing'
import { relationForRequirer as broker } from '@charm-layers/interface-amqp/testing'
import { relationForRequirer as keystone } from '@charm-layers/interface-keystone/testing'
import { relationForRequirer as mysql } from '@charm-layers/interface-mysql-shared/testing'
import { expect, test } from 'vitest'
import charm from '../src/charm.ts'

const version = '15.0.1-4'
const machine: State = {
  leader: true,
  machine: { distribution: 'debian', codename: 'bookworm' },
  offered: { 'magnum-common': { version, services: [] } },
  commands: ({ argv }) => (argv[2]?.includes('processlist') ? { stdout: '{"tables": [], "others": 0}' } : {}),
}
const relation = (id: number, data: Omit<Relation, 'id'>): Relation => ({ ...data, id })

test('a charm of one page says what it misses', async () => {
  const out = await run(charm, 'config-changed', machine)
  expect(out.status).toEqual(blocked("'shared-db' missing, 'amqp' missing, 'identity-service' missing"))
})

test('a charm of one page becomes active, and has nothing to do then', async () => {
  const relations = [
    relation(1, mysql('shared-db', { allowedUnits: ['magnum/0'] })),
    relation(2, broker('amqp')),
    relation(3, keystone('identity-service', { username: 'magnum' })),
  ]
  let out = await run(charm, 'install', { ...machine, relations })
  for (let hook = 0; hook < 3; hook += 1) out = await run(charm, 'cluster-relation-changed', out)
  expect(out.status).toEqual(active('Unit is ready'))
  expect(out.changes).toEqual([])
  expect(out.files['/etc/magnum/magnum.conf']?.content).toContain('[database]\nconnection = mysql+pymysql://magnum:')
  expect(out.relations.find(({ endpoint }) => endpoint === 'identity-service')?.localUnitData?.public_url).toBe('http://10.0.0.10:9511/v1')
})
