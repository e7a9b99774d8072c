// Models of the tests: greeters that ask one broker, and a subordinate beside each greeter.
import { active, type Charm, type Context, defineCharm, fact, status, when } from '@charm-layers/charm'
import type { Interface } from '@charm-layers/relation'
import type { Application, Model } from '../../src/index.ts'
import { greeter, queue, ring } from '../greeter.ts'

/** Answers every client with a password that all units share. It is made anew for each `owner`. */
const brokerOf = (owner: (context: Pick<Context, 'fact'>) => string | undefined): Charm =>
  defineCharm({
    name: 'broker',
    summary: 'Plays a message broker',
    provides: { queue },
    peers: { ring },
    desired: ({ relations, sharedSecret, fact: recorded, identity, leader }) => {
      const password = sharedSecret(`password-of-${owner({ fact: recorded }) ?? 'nobody'}`)
      return [
        leader && fact('owner', identity.unit.replace('/', '-')),
        relations.ring.tell({ address: 'none' }),
        password.steps,
        password.state === 'ready' ? relations.queue.clients.map((client) => client.reply({ password: password.data.reveal() })) : [],
        status(active()),
      ]
    },
  })

export const broker: Charm = brokerOf(() => 'all')

/** A broker with a fault: each new leader makes another password. */
export const fickle: Charm = brokerOf((context) => context.fact('owner'))

/** The greeter, with a status. */
export const waits: Charm = {
  ...greeter,
  desired: (context) => [greeter.desired(context), status(active())],
}

/** The interface of a subordinate: it tells how often it was asked. */
const beside: Interface<{ readonly word: string }, { readonly word: string }> = {
  requires: {
    interface: 'beside',
    side: 'requires',
    write: ({ word }) => ({ unit: { word } }),
    read: (view) => {
      const [word] = [...view.remoteUnits.values()].flatMap((bag) => bag.word ?? [])
      return word === undefined ? { state: 'waiting', missing: ['word'] } : { state: 'ready', data: { word } }
    },
  },
  provides: {
    interface: 'beside',
    side: 'provides',
    write: ({ word }) => ({ unit: { word } }),
    read: (view) => {
      const [word] = [...view.remoteUnits.values()].flatMap((bag) => bag.word ?? [])
      return word === undefined ? { state: 'waiting', missing: ['word'] } : { state: 'ready', data: { word } }
    },
  },
  scope: 'container',
}

/** Juju wants an endpoint of a subordinate that requires. */
const host: Pick<Interface<never, string>, 'requires'> = {
  requires: { interface: 'juju-info', side: 'requires', write: () => ({}), read: () => ({ state: 'absent' }) },
}

/** A charm that asks the subordinate on its machine. */
export const principal: Charm = defineCharm({
  name: 'principal',
  summary: 'Has a subordinate',
  requires: { helper: beside },
  desired: ({ relations, identity }) => {
    const asked = relations.helper.ask({ word: identity.unit })
    return [
      asked.steps,
      when(asked, ({ word }) => status(word === `heard ${identity.unit}` ? active() : { name: 'blocked', message: word })),
    ]
  },
})

export const helper: Charm = defineCharm({
  name: 'helper',
  summary: 'Answers the unit beside it',
  subordinate: true,
  requires: { 'juju-info': { ...host, scope: 'container' } },
  provides: { helper: beside },
  desired: ({ relations }) =>
    relations.helper.clients.map((client) => [
      client.request.state === 'ready' ? client.reply({ word: `heard ${client.request.data.word}` }) : [],
      status(active()),
    ]),
})

/** Greeters and their broker. */
export const greeters = (more: Partial<Application> = {}, of: { readonly broker?: Charm; readonly units?: number } = {}): Model => ({
  name: 'greeters',
  applications: {
    greeter: { charm: waits, units: of.units ?? 3, serves: ['greeter-worker'], restartsTogether: true, ...more },
    broker: { charm: of.broker ?? broker, units: 2 },
  },
  relations: [['greeter:queue', 'broker:queue']],
})
