// What `desired` may do with relations, secrets and memory: what must not compile, and what the types promise.
import { defineCharm, file, keep, randomValue, remembered, service, when } from '@charm-layers/charm'
import type { Interface, PeerInterface, Secret } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'

declare const broker: Interface<{ readonly username: string }, { readonly host: string; readonly password: Secret }>
declare const ring: PeerInterface<{ readonly address: string }, readonly string[]>
const definition = { name: 'typed', summary: 'Types only' } as const

test('data cannot be used before it is ready, nor asked for without the keys of the request', () => {
  defineCharm({
    ...definition,
    requires: { amqp: broker },
    desired: ({ relations }) => {
      const answer = relations.amqp.ask({ username: 'x' })
      // @ts-expect-error: the answer may be absent or waiting
      void answer.data
      // @ts-expect-error: the request has no vhost
      relations.amqp.ask({ username: 'x', vhost: 'y' })
      // @ts-expect-error: the request needs a username
      relations.amqp.ask({})
      // @ts-expect-error: no such endpoint
      void relations.nosuch
      return [
        when(answer, (data) => {
          expectTypeOf(data.host).toEqualTypeOf<string>()
          expectTypeOf(data.password).toEqualTypeOf<Secret>()
          return []
        }),
        when({ answer }, (all) => {
          expectTypeOf(all.answer.host).toEqualTypeOf<string>()
          return []
        }),
      ]
    },
  })
})

test('a provider sees its clients, and answers with all that the interface wants', () => {
  defineCharm({
    ...definition,
    provides: { amqp: broker },
    desired: ({ relations }) =>
      relations.amqp.clients.map((client) =>
        when(client.request, (request) => {
          expectTypeOf(request.username).toEqualTypeOf<string>()
          // @ts-expect-error: the answer needs a password
          client.reply({ host: 'h' })
          return []
        }),
      ),
  })
})

test('peers tell what their interface wants, and see what the others told', () => {
  defineCharm({
    ...definition,
    peers: { cluster: ring },
    desired: ({ relations, fact }) => {
      expectTypeOf(fact('schema')).toEqualTypeOf<string | undefined>()
      // @ts-expect-error: the interface wants an address
      relations.cluster.tell({})
      // @ts-expect-error: only an endpoint that requires can ask
      void relations.cluster.ask
      return when(relations.cluster.told, (hosts) => {
        expectTypeOf(hosts).toEqualTypeOf<readonly string[]>()
        return relations.cluster.tell({ address: 'here' })
      })
    },
  })
})

test('a shared secret is used as a secret, once it is there', () => {
  defineCharm({
    ...definition,
    desired: ({ sharedSecret }) => {
      const value = sharedSecret('key')
      // @ts-expect-error: the secret may not be there yet
      void value.data
      return when(value, (key) => file('/etc/key', key))
    },
  })
})

test('what is remembered has the type that was declared, and is kept as that', () => {
  const [paused, seen] = [remembered.boolean('paused'), remembered.list('seen')]
  defineCharm({
    ...definition,
    actions: (action) => ({ resume: action({ description: 'Goes on', run: () => ({ do: keep(paused, false), results: {} }) }) }),
    desired: ({ recall }) => {
      expectTypeOf(recall(paused)).toEqualTypeOf<boolean>()
      expectTypeOf(recall(seen)).toEqualTypeOf<readonly string[]>()
      // @ts-expect-error: the value is a boolean
      keep(paused, 'yes')
      return keep(seen, ['x'])
    },
  })
})

test('a charm cannot wait: what should be is known or not', () => {
  defineCharm({
    ...definition,
    // @ts-expect-error: a promise is no list of steps
    desired: async () => [],
  })
})

test('an action gives results or a reason, not both', () => {
  defineCharm({
    ...definition,
    actions: (action) => ({
      fails: action({ description: 'Fails', run: () => ({ fail: 'no' }) }),
      works: action({ description: 'Works', run: () => ({ do: service('x'), results: { count: 1, name: undefined } }) }),
      // @ts-expect-error: neither results nor a reason
      silent: action({ description: 'Says nothing', run: () => ({}) }),
      // @ts-expect-error: a result is a text, a number or a boolean
      nested: action({ description: 'Nests', run: () => ({ results: { a: { b: 'c' } } }) }),
    }),
    desired: () => [],
  })
})

test('a secret of a charm has the keys of its content, and nothing else goes into it', () => {
  defineCharm({
    ...definition,
    desired: ({ ownSecret }) => {
      // @ts-expect-error: a number is no content
      ownSecret('login', { username: 1 })
      // @ts-expect-error: Juju does not rotate so
      ownSecret('login', { username: 'x' }, { rotate: 'sometimes' })
      return when(ownSecret('login', { username: 'x', password: randomValue() }), ({ id, content }) => {
        expectTypeOf(id).toEqualTypeOf<string>()
        expectTypeOf(content).toEqualTypeOf<Readonly<Record<'username' | 'password', Secret>>>()
        // @ts-expect-error: no such key
        void content.nosuch
        return []
      })
    },
  })
})
