// The charm of the tests: one relation, one service, one shared secret, one action. Its interfaces are as small as they can be.
import { type Charm, defineCharm, file, option, packages, ports, service, version, when } from '@charm-layers/charm'
import type { Interface, PeerInterface } from '@charm-layers/relation'

interface Ask {
  readonly username: string
}
interface Broker {
  readonly password: string
}

export const queue: Interface<Ask, Broker> = {
  requires: {
    interface: 'queue',
    side: 'requires',
    write: ({ username }) => ({ unit: { username } }),
    read: (view) => {
      const password = [...view.remoteUnits.values()].map((bag) => bag.password).find((one) => one !== undefined)
      if (password === undefined) return { state: 'waiting', missing: ['password'] }
      return password === 'bad' ? { state: 'invalid', key: 'password', why: 'is not one' } : { state: 'ready', data: { password } }
    },
  },
  provides: {
    interface: 'queue',
    side: 'provides',
    write: ({ password }) => ({ unit: { password } }),
    read: (view) => {
      const username = [...view.remoteUnits.values()].map((bag) => bag.username).find((one) => one !== undefined)
      return username === undefined ? { state: 'waiting', missing: ['username'] } : { state: 'ready', data: { username } }
    },
  },
}

export const ring: PeerInterface<{ readonly address: string }, readonly string[]> = {
  peers: {
    interface: 'ring',
    side: 'peers',
    write: ({ address }) => ({ unit: { address } }),
    read: (view) => ({ state: 'ready', data: [...view.remoteUnits.keys()] }),
  },
}

export const greeter: Charm = defineCharm({
  name: 'greeter',
  summary: 'Greets over a message queue',
  config: {
    user: option.string({ default: 'greeter', description: 'Name to ask the broker for' }),
    workers: option.int({ default: 2, description: 'Worker processes' }),
    greeting: option.string({ description: 'What to say' }),
  },
  requires: { queue },
  peers: { ring },
  extraBindings: ['public'],
  actions: (action) => ({
    greet: action({
      description: 'Says hello',
      params: { name: { type: 'string', description: 'To whom', default: 'world' } },
      run: (_, { name }) => ({ results: { text: `hello ${name}` } }),
    }),
  }),
  desired: ({ config, relations, host, sharedSecret, address }) => {
    const broker = relations.queue.ask({ username: config.user })
    const key = sharedSecret('greeting-key')
    return [
      packages('greeter-worker'),
      relations.ring.tell({ address: address('public') ?? '' }),
      when({ broker, key }, ({ broker, key: shared }) => [
        file('/etc/greeter.conf', `password=${broker.password}\nworkers=${config.workers}\nkey=${shared.reveal()}\n`, {
          mode: 0o640,
          restarts: 'greeter-worker',
        }),
        service('greeter-worker'),
        ports('8080/tcp'),
      ]),
      version(host.installed('greeter-worker')?.split('-')[0] ?? ''),
    ]
  },
})
