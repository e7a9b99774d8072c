import { expect } from 'vitest'
import { application, written } from '../relation.ts'
import { answered, asked, asking, context, type ExampleMeeting, filesAfter } from './meet.ts'

export const amqp: readonly ExampleMeeting[] = [
  {
    of: 'amqp',
    role: 'provider',
    ...context('AMQPContext'),
    shows: 'connects to it',
    run: async (they, ours) => {
      const relation = await answered(ours, await asking(they, ours, 'amqp', { username: 'trove', vhost: 'openstack' }))
      const config = { 'rabbit-user': 'trove', 'rabbit-vhost': 'openstack' }
      expect((await they.charmhelpers('amqp', relation, {}, { config })).value).toMatchObject({
        transport_url: expect.stringMatching(/^rabbit:\/\/trove:.+@10\.0\.0\.31:5672\/openstack$/),
      })
    },
  },
  {
    of: 'amqp',
    role: 'requirer',
    library: 'ops',
    part: 'a broker of the tests',
    shows: 'answers it',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('rabbitmq-server', ['10.5.1.31']), 'amqp')
      const { value, relation: after } = await they.ops('RabbitmqServer', relation)
      expect(written(value)).toEqual({ username: 'greeter', vhost: 'greeter' })
      expect(await filesAfter(unit, after)).toMatchObject({
        '/etc/greeter.conf': 'rabbit://greeter:password-of-greeter@10.5.1.31:5672/greeter',
      })
    },
  },
]
