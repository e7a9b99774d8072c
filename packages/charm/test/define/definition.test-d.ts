// What a definition may say: what must not compile, and what its types promise to those who write charms.
import { type Answer, defineCharm, file, option, type StorageInstance, when } from '@charm-layers/charm'
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
  // @ts-expect-error: not supported: nobody may see the value, and everybody may see a default
  option.sensitive({ description: 'A key', key: 'the-key', default: 'x' })
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

test('an option of type sensitive is an answer with a secret', () => {
  defineCharm({
    ...definition,
    config: { key: option.sensitive({ description: 'A key', key: 'the-key' }) },
    desired: ({ config }) => {
      // @ts-expect-error: it is no text
      void config.key.length
      return when(config.key, (key) => {
        expectTypeOf(key).toEqualTypeOf<Secret>()
        return file('/etc/key', key)
      })
    },
  })
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
