/** rabbitmq: AMQPContext of charmhelpers reads a broker of ours. */
import { type AmqpAnswer, amqp, transportUrl } from '@charm-layers/interface-amqp'
import { secret } from '@charm-layers/relation'
import { expect } from 'vitest'
import type { Meeting, Spec, They } from '../meeting.ts'
import { application, opened, type Relation, relate, swapped, viewOf, weWrite, written } from '../relation.ts'

const config = { 'rabbit-user': 'trove', 'rabbit-vhost': 'openstack' }
const BROKERS = ['10.5.1.33', '10.5.1.31', '10.5.1.32']
const ALL = 'rabbit://trove:k3VbT9@10.5.1.31:5672,trove:k3VbT9@10.5.1.32:5672,trove:k3VbT9@10.5.1.33:5672/openstack'
const CA = '-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n'
const request = { username: 'trove', vhost: 'openstack' }

const providing = (addresses: readonly string[]): Relation =>
  relate('amqp', application('rabbitmq-server', addresses), application('trove', ['10.5.1.21']))
const requiring: Relation = relate('amqp', application('trove', ['10.5.1.21']), application('rabbitmq-server', ['10.5.1.31']))

/** Lets each broker unit answer with its own address. */
const answered = (addresses: readonly string[], answer: Partial<AmqpAnswer>): Relation =>
  weWrite(providing(addresses), (view) => amqp.provides.write({ address: view.localUnitData['ingress-address'] ?? '', ...answer }, view))

/** What our own requirer makes of the same bags. */
const ourUrl = (relation: Relation): string => {
  const state = amqp.requires.read(viewOf(swapped(relation)), request)
  return state.state === 'ready' ? transportUrl(state.data, request).reveal() : JSON.stringify(state)
}

const context = { library: 'charmhelpers', part: 'contrib.openstack.context.AMQPContext' }

const reads = (shows: string, addresses: readonly string[], answer: Partial<AmqpAnswer>, url: string): Meeting => ({
  ...context,
  shows,
  run: async (they) => {
    const relation = answered(addresses, { password: secret('k3VbT9'), ...answer })
    const { value } = await they.charmhelpers('amqp', relation, { tls: answer.tls !== undefined }, { config })
    expect(value).toMatchObject({ transport_url: url })
    expect(ourUrl(relation)).toBe(url)
  },
})

const answers: readonly Meeting[] = [
  reads('connects to a single broker', ['10.5.1.31'], {}, 'rabbit://trove:k3VbT9@10.5.1.31:5672/openstack'),
  reads('connects to three brokers, sorted', BROKERS, {}, ALL),
  reads('brackets an IPv6 address', ['2001:db8::31'], {}, 'rabbit://trove:k3VbT9@[2001:db8::31]:5672/openstack'),
  reads('connects to the virtual address alone', BROKERS, { ha: { vip: '10.5.1.30' } }, 'rabbit://trove:k3VbT9@10.5.1.30:5672/openstack'),
  reads('connects to all brokers when the virtual address is for itself', BROKERS, { ha: { vip: '10.5.1.30', vipOnly: true } }, ALL),
  reads('uses the TLS port', ['10.5.1.31'], { tls: { port: 5671, ca: CA } }, 'rabbit://trove:k3VbT9@10.5.1.31:5671/openstack'),
  {
    ...context,
    shows: 'stores the authority as it was given',
    run: async (they) => {
      const relation = answered(['10.5.1.31'], { password: secret('k3VbT9'), tls: { port: 5671, ca: CA } })
      const { files } = await they.charmhelpers('amqp', relation, { tls: true }, { config })
      expect(files).toEqual({ '/rabbit-client-ca.pem': CA })
    },
  },
  {
    ...context,
    shows: 'is incomplete while the broker shows its address only',
    run: async (they) => {
      const relation = answered(['10.5.1.31'], {})
      expect((await they.charmhelpers('amqp', relation, {}, { config })).value).toEqual({})
      expect(amqp.requires.read(viewOf(swapped(relation)), request)).toEqual({ state: 'waiting', missing: ['password'] })
    },
  },
]

const asked = async (they: They, settings: object): Promise<unknown> =>
  amqp.provides.read(viewOf((await they.charmhelpers('relation_set', providing(['10.5.1.31']), { settings })).relation))

export const amqpSpec: Spec = {
  interface: 'rabbitmq',
  cells: {
    'their request': {
      meetings: [
        {
          library: 'charmhelpers',
          part: 'core.hookenv.relation_set',
          shows: 'asks for a user, for an administrator and for a queue policy',
          run: async (they) => {
            const policy = { ttlname: 'heat_expiry', ttlreg: 'heat-engine-listener|engine_worker', ttl: 3600000 }
            const expiry = { name: 'heat_expiry', queues: 'heat-engine-listener|engine_worker', milliseconds: 3600000 }
            expect(await asked(they, request)).toEqual({ state: 'ready', data: { requests: [{ prefix: '', ...request }] } })
            expect(await asked(they, { ...request, admin: true, ...policy })).toEqual({
              state: 'ready',
              data: { requests: [{ prefix: '', ...request, admin: true, expiry }] },
            })
          },
        },
      ],
      reason: 'each charm writes the keys itself, through relation_set, which is what is met',
    },
    'our answer': { meetings: answers },
    'our request': {
      meetings: [
        {
          library: 'ops',
          part: 'a broker of the tests',
          shows: 'finds the user and the virtual host, and no other key',
          run: async (they) => {
            const { value } = await they.ops(
              'RabbitmqServer',
              weWrite(requiring, (view) => amqp.requires.write(request, view)),
            )
            expect(written(value)).toEqual(request)
          },
        },
      ],
      reason: 'rabbitmq-server has its code in the charm, on no registry',
    },
    'their answer': {
      meetings: [
        {
          library: 'ops',
          part: 'a broker of the tests',
          shows: 'is ready when the broker has answered',
          run: async (they) => {
            const { relation } = await they.ops(
              'RabbitmqServer',
              weWrite(requiring, (view) => amqp.requires.write(request, view)),
            )
            expect(opened(amqp.requires.read(viewOf(relation), request))).toEqual({
              state: 'ready',
              data: { hosts: ['10.5.1.31'], port: 5672, password: 'password-of-trove', haQueues: false },
            })
          },
        },
        {
          library: 'charmhelpers',
          part: 'core.hookenv.relation_set',
          shows: 'writes flags and numbers, which are read as such',
          run: async (they) => {
            const ca = Buffer.from(CA).toString('base64')
            const settings = { password: 'k3VbT9', ssl_port: 5671, clustered: true, vip: '10.5.1.30', ssl_ca: ca, ssl_cert: '' }
            const { relation } = await they.charmhelpers('relation_set', requiring, { settings })
            expect(opened(amqp.requires.read(viewOf(relation), request))).toEqual({
              state: 'ready',
              data: { hosts: ['10.5.1.30'], port: 5671, password: 'k3VbT9', tls: { ca: CA }, haQueues: false },
            })
          },
        },
      ],
      reason: 'rabbitmq-server has its code in the charm, on no registry',
    },
  },
}
