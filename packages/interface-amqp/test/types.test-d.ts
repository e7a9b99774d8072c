import type { RelationView, Secret } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'
import { type AmqpAnswer, type AmqpRequest, amqp, type Broker } from '../src/index.ts'

declare const view: RelationView
const ask = (_request: AmqpRequest): void => {}
const answer = (_answer: AmqpAnswer): void => {}

test('what a client must not send does not compile', () => {
  ask({ username: 'trove', vhost: 'openstack' })
  // @ts-expect-error: a virtual host is needed
  ask({ username: 'trove' })
  // @ts-expect-error: any text of `admin` means yes to the broker, so there is no false
  ask({ username: 'trove', vhost: 'openstack', admin: false })
  // @ts-expect-error: the prefixed form crashes the broker
  ask({ prefix: 'nova', username: 'trove', vhost: 'openstack' })
  // @ts-expect-error: the three keys of an expiry act only together
  ask({ username: 'trove', vhost: 'openstack', expiry: { name: 'heat_expiry' } })
  const expiry = { name: 'heat_expiry', queues: 'heat-.*', milliseconds: 5 }
  ask({ username: 'heat', vhost: 'openstack', expiry })
  // @ts-expect-error: the broker passes over an expiry in another virtual host
  ask({ username: 'heat', vhost: 'heat', expiry })
  // @ts-expect-error: an address is given or left out
  ask({ username: 'trove', vhost: 'openstack', address: undefined })
  // @ts-expect-error: an expiry is a number
  ask({ username: 'trove', vhost: 'openstack', expiry: { name: 'a', queues: 'b', milliseconds: '5' } })
})

test('what a broker must not answer does not compile', () => {
  // @ts-expect-error: a password is a secret, not a text
  answer({ address: '10.5.1.31', password: 'pw' })
  // @ts-expect-error: hacluster has a virtual address
  answer({ address: '10.5.1.31', ha: { vipOnly: true } })
  // @ts-expect-error: these keys are never written with content
  answer({ address: '10.5.1.31', tls: { port: 5671, cert: 'PEM', key: 'PEM' } })
  // @ts-expect-error: `clustered` means hacluster, which a native cluster is not
  answer({ address: '10.5.1.31', clustered: true })
  // @ts-expect-error: presence alone says that it is more than the virtual address
  answer({ address: '10.5.1.31', ha: { vip: '10.5.1.30', vipOnly: false } })
  // @ts-expect-error: TLS has a port
  answer({ address: '10.5.1.31', tls: { ca: 'PEM' } })
})

test('data cannot be used before it is ready', () => {
  const state = amqp.requires.read(view, { username: 'trove', vhost: 'openstack' })
  // @ts-expect-error: it may be absent
  void state.data
  if (state.state === 'ready') {
    expectTypeOf(state.data).toEqualTypeOf<Broker>()
    expectTypeOf(state.data.password).toEqualTypeOf<Secret>()
    // @ts-expect-error: a secret is no text
    const text: string = state.data.password
    void text
  }
})
