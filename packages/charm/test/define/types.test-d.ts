// What must not compile, and what the types promise to those who write charms.
import {
  type Answer,
  defineCharm,
  file,
  keep,
  option,
  randomValue,
  remembered,
  type StorageInstance,
  service,
  when,
} from '@charm-layers/charm'
import type { Interface, PeerInterface, Secret } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'

declare const broker: Interface<{ readonly username: string }, { readonly host: string; readonly password: Secret }>
declare const ring: PeerInterface<{ readonly address: string }, readonly string[]>

const definition = { name: 'typed', summary: 'Types only' } as const

test('config is typed from the declaration', () => {
  defineCharm({
    ...definition,
    config: {
      port: option.int({ default: 1, description: 'With a default' }),
      label: option.string({ description: 'Without one' }),
      debug: option.boolean({ default: false, description: 'Yes or no' }),
    },
    desired: ({ config }) => {
      expectTypeOf(config.port).toEqualTypeOf<number>()
      expectTypeOf(config.label).toEqualTypeOf<string | undefined>()
      expectTypeOf(config.debug).toEqualTypeOf<boolean>()
      // @ts-expect-error: an option that is not declared
      void config.nosuch
      return []
    },
  })
})

test('an option has the type that its function says', () => {
  // @ts-expect-error: a text is no int
  option.int({ default: '1', description: 'Wrong' })
  // @ts-expect-error: an option needs a description
  option.int({ default: 1 })
})

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

test('an endpoint is global, or its scope is the container', () => {
  defineCharm({ ...definition, requires: { amqp: { ...broker, scope: 'container' } }, desired: () => [] })
  // @ts-expect-error: the scope global is the default, and cannot be written
  defineCharm({ ...definition, requires: { amqp: { ...broker, scope: 'global' } }, desired: () => [] })
})

test('an action knows the config and the relations of its charm, and the values of its parameters', () => {
  defineCharm({
    ...definition,
    config: { greeting: option.string({ default: 'hello', description: 'What to say' }) },
    requires: { queue: broker },
    storage: { data: { type: 'filesystem' } },
    actions: (action) => ({
      greet: action({
        description: 'Says hello',
        params: {
          name: { type: 'string', description: 'To whom' },
          times: { type: 'integer', description: 'How often', default: 1 },
          tone: { type: 'string', description: 'How', enum: ['loud', 'low'], required: true },
          level: { type: 'integer', enum: [1, 2], required: true },
          words: { type: 'array', items: { type: 'string' }, default: [] },
          where: {
            type: 'object',
            required: true,
            properties: { host: { type: 'string', required: true }, port: { type: 'integer' } },
          },
          labels: { type: 'object', additionalProperties: { type: 'number' }, required: true },
        },
        run: ({ config, relations, storage }, params) => {
          expectTypeOf(config.greeting).toEqualTypeOf<string>()
          // @ts-expect-error: no such option
          void config.greting
          // @ts-expect-error: no such endpoint
          void relations.nosuch
          expectTypeOf(storage.data).toEqualTypeOf<Answer<StorageInstance>>()
          expectTypeOf(params.name).toEqualTypeOf<string | undefined>()
          expectTypeOf(params.times).toEqualTypeOf<number>()
          expectTypeOf(params.tone).toEqualTypeOf<'loud' | 'low'>()
          expectTypeOf(params.level).toEqualTypeOf<1 | 2>()
          expectTypeOf(params.words).toEqualTypeOf<readonly string[]>()
          expectTypeOf(params.where.host).toEqualTypeOf<string>()
          expectTypeOf(params.where.port).toEqualTypeOf<number | undefined>()
          expectTypeOf(params.labels.any).toEqualTypeOf<number | undefined>()
          // @ts-expect-error: no such parameter
          void params.nosuch
          return { do: relations.queue.ask({ username: 'x' }).steps, results: {} }
        },
      }),
      // @ts-expect-error: a default of another type
      wrong: action({ description: 'x', params: { n: { type: 'integer', default: '1' } }, run: () => ({ results: {} }) }),
      // @ts-expect-error: a value of the enumeration of another type
      mixed: action({ description: 'x', params: { n: { type: 'integer', enum: ['1'] } }, run: () => ({ results: {} }) }),
      open: action({
        description: 'Takes anything',
        additionalProperties: true,
        params: { name: { type: 'string', required: true } },
        run: (_, params) => {
          expectTypeOf(params.name).toEqualTypeOf<string>()
          expectTypeOf(params.other).toEqualTypeOf<unknown>()
          return { results: {} }
        },
      }),
    }),
    desired: () => [],
  })
})

test('what a definition cannot say is refused by name', () => {
  // @ts-expect-error: not supported: only charms for Kubernetes have this
  defineCharm({ ...definition, containers: { web: {} }, desired: () => [] })
  // @ts-expect-error: not supported: write extraBindings
  defineCharm({ ...definition, 'extra-bindings': ['public'], desired: () => [] })
  // @ts-expect-error: not supported: only charms for Kubernetes have images
  defineCharm({ ...definition, resources: { web: { type: 'oci-image', filename: 'x' } }, desired: () => [] })
  // @ts-expect-error: not supported: Juju makes the one relation of peers itself
  defineCharm({ ...definition, peers: { ring: { ...ring, limit: 1 } }, desired: () => [] })
  // @ts-expect-error: not supported: a secret belongs to a model
  option.secret({ description: 'A password', default: 'secret:cq9r1kvmp25c77u0a1b0' })
  defineCharm({
    ...definition,
    actions: (action) => ({
      // @ts-expect-error: not supported: write required: true in the parameter
      old: action({ description: 'x', required: ['a'], run: () => ({ results: {} }) }),
      // @ts-expect-error: not supported: Juju does not check it: write pattern
      dated: action({ description: 'x', params: { day: { type: 'string', format: 'date' } }, run: () => ({ results: {} }) }),
    }),
    desired: () => [],
  })
  expectTypeOf<NonNullable<Parameters<typeof defineCharm>[0]['containers']>>().toExtend<{ 'not supported': string }>()
})

test('an option of type secret is an answer with the keys that were declared', () => {
  defineCharm({
    ...definition,
    config: {
      login: option.secret({ description: 'For the registry', keys: ['username', 'password'] }),
      any: option.secret({ description: 'Any keys' }),
    },
    desired: ({ config }) => {
      // @ts-expect-error: an operator may not have set it
      void config.login.data
      return [
        when(config.login, (login) => {
          expectTypeOf(login).toEqualTypeOf<{ readonly username: Secret; readonly password: Secret }>()
          return file('/etc/login', login.password)
        }),
        when(config.any, ({ token }) => {
          expectTypeOf(token).toEqualTypeOf<Secret | undefined>()
          return []
        }),
      ]
    },
  })
})

test('only a resource that is declared can be asked for', () => {
  defineCharm({
    ...definition,
    resources: { image: { filename: 'image.tar.gz' } },
    desired: ({ resource, plannedUnits }) => {
      // @ts-expect-error: no such resource
      resource('imgae')
      return [
        when(resource('image'), (path) => file('/etc/path', path)),
        when(plannedUnits(), (count) => file('/etc/count', String(count))),
      ]
    },
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

test('a storage of one instance is an answer, and one with a range is a list of answers', () => {
  defineCharm({
    ...definition,
    storage: { data: { type: 'filesystem', location: '/srv/data' }, disks: { type: 'block', multiple: '0-3', minimumSize: '10G' } },
    desired: ({ storage }) => {
      // @ts-expect-error: Juju may not have attached it yet
      void storage.data.data
      // @ts-expect-error: no such storage
      void storage.nosuch
      expectTypeOf(storage.disks).toEqualTypeOf<readonly Answer<StorageInstance>[]>()
      return [
        when(storage.data, ({ id, location }) => file(`${location}/id`, id)),
        storage.disks.map((disk) => when(disk, ({ location }) => file('/etc/disk', location))),
      ]
    },
  })
  // @ts-expect-error: a disk is mounted nowhere
  defineCharm({ ...definition, storage: { disk: { type: 'block', location: '/srv' } }, desired: () => [] })
  // @ts-expect-error: no such type
  defineCharm({ ...definition, storage: { disk: { type: 'tape' } }, desired: () => [] })
  // @ts-expect-error: no such range
  defineCharm({ ...definition, storage: { disk: { type: 'block', multiple: 'many' } }, desired: () => [] })
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
