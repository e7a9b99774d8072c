import { active, blocked, run } from '@charm-layers/charm-testing'
import { relationForRequirer as broker } from '@charm-layers/interface-amqp/testing'
import { relationForRequirer as keystone } from '@charm-layers/interface-keystone/testing'
import { relationForRequirer as mysql } from '@charm-layers/interface-mysql-shared/testing'
import { answering, machine, settle, text } from '@charm-layers/openstack-base/testing'
import { expect, test } from 'vitest'
import charm from '../src/charm.ts'

const version = '1:15.0.2-0+deb11u1'
const daemons = ['designate-api', 'designate-central', 'designate-mdns', 'designate-producer', 'designate-worker']
const bookworm = machine('bookworm', {
  'designate-common': { version, services: [] },
  ...Object.fromEntries(daemons.map((name) => [name, { version, services: [name] }])),
  bind9: { version: '1:9.18.49-1~deb12u1', services: ['named'] },
})
const deployed = () =>
  settle(charm, {
    ...bookworm,
    commands: answering({ tables: [] }, (argv) => argv.at(-1) === 'sync'),
    relations: [
      mysql('shared-db', { id: 1, allowedUnits: ['designate/0'] }),
      broker('amqp', { id: 2 }),
      keystone('identity-service', { id: 3, username: 'designate' }),
    ],
  })

test('a charm of one page says what it misses', async () => {
  const out = await run(charm, 'config-changed', bookworm)
  expect(out.status).toEqual(blocked("'shared-db' missing, 'amqp' missing, 'identity-service' missing"))
})

test('a charm of one page becomes active, and has nothing to do then', async () => {
  const out = await deployed()
  expect(out.status).toEqual(active('Unit is ready'))
  expect(out.changes).toEqual([])
  expect(text(out, '/etc/designate/designate.conf')).toContain('[storage:sqlalchemy]\nconnection = mysql+pymysql://designate:')
  const bag = out.relations.find(({ endpoint }) => endpoint === 'identity-service')?.localUnitData
  expect(bag?.public_url).toBe('http://10.0.0.10:9001')
  expect(out.openPorts).toEqual(['53/tcp', '53/udp', '5354/tcp', '5354/udp', '9001/tcp'])
})

test('the pool is applied after the services run, once, and again when it has changed', async () => {
  const out = await deployed()
  expect(text(out, '/etc/designate/pools.yaml')).toContain('ns_records: [{ hostname: "ns1.example.org.", priority: 1 }, ]')
  const changed = await run(charm, 'config-changed', { ...out, config: { nameservers: 'ns1.example.org. ns2.example.org.' } })
  expect(changed.changes.filter((change) => /^(run|restart) /.test(change))).toEqual([
    'restart designate-worker',
    'run Update of the pools',
  ])
  expect((await run(charm, 'update-status', changed)).changes).toEqual([])
})

test('BIND reads its options anew without a restart', async () => {
  const out = await deployed()
  const path = '/etc/bind/named.conf.options'
  const edited = { ...out, files: { ...out.files, [path]: { content: 'edited', mode: 0o640, owner: 'root', group: 'bind', modified: 0 } } }
  const after = await run(charm, 'update-status', edited)
  expect([after.reloaded, after.restarted]).toEqual([['named'], []])
})
