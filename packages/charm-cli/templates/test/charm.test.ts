import { blocked, run } from '@charm-layers/charm-testing'
import { relationForRequirer as broker } from '@charm-layers/interface-amqp/testing'
import { expect, test } from 'vitest'
import charm from '../src/charm.ts'

test('says what is missing', async () => {
  const out = await run(charm, 'install')
  expect(out.status).toEqual(blocked("'queue' missing"))
})

test('tells collectd where the broker is, and the next hook has nothing to do', async () => {
  const queue = broker('queue', { addresses: ['10.0.0.7'], password: 'secret' })
  const out = await run(charm, 'queue-relation-changed', { config: { interval: 60 }, relations: [queue] })
  const written = out.files['/etc/collectd/collectd.conf.d/my-charm.conf']?.content
  expect(written).toContain('Interval 60\n')
  expect(written).toContain('Host "10.0.0.7"\n')
  expect(written).toContain('Password "secret"\n')
  expect((await run(charm, 'update-status', out)).changes).toEqual([])
})
