import { type Context, defineCharm, type RelationView } from '@charm-layers/charm'
import { describe, expect, test } from 'vitest'
import { type EventName, run, type State } from '../src/index.ts'
import { queue, ring } from './greeter.ts'

type Answered = { readonly state: 'absent' }

const uri = 'secret:cq9r1kvmp25c77u0a1b0'
const state: State = {
  leader: true,
  storage: ['data/0'],
  secrets: { [uri]: { value: 'x' } },
  relations: [
    { endpoint: 'queue', interface: 'queue', remoteApp: 'broker', remoteUnits: { 'broker/0': {}, 'broker/1': {} }, id: 3 },
    { endpoint: 'queue', interface: 'queue', remoteApp: 'other', remoteUnits: { 'other/0': {} }, id: 4 },
  ],
}

/** Runs an event and gives `context.event` as the charm has seen it. */
async function told(event: EventName, given: State = state): Promise<Context['event'] | undefined> {
  const seen: Context['event'][] = []
  const charm = defineCharm({
    name: 'listener',
    summary: 'Listens',
    requires: { queue },
    peers: { ring },
    storage: { data: { type: 'filesystem' } },
    desired: (context) => {
      seen.push(context.event)
      return []
    },
  })
  await run(charm, event, given)
  return seen[0]
}

describe('every event that Juju has reaches the charm', () => {
  const of = { endpoint: 'queue', relationId: 'queue:3', remoteApp: 'broker' }
  test.for([
    ['install', { type: 'install' }],
    ['start', { type: 'start' }],
    ['config-changed', { type: 'config-changed' }],
    ['update-status', { type: 'update-status' }],
    ['upgrade-charm', { type: 'upgrade-charm' }],
    ['leader-elected', { type: 'leader-elected' }],
    ['pre-series-upgrade', { type: 'pre-series-upgrade' }],
    ['post-series-upgrade', { type: 'post-series-upgrade' }],
    ['queue-relation-created', { type: 'relation-created', ...of }],
    ['queue-relation-joined', { type: 'relation-joined', ...of, remoteUnit: 'broker/0' }],
    ['queue-relation-changed', { type: 'relation-changed', ...of, remoteUnit: 'broker/0' }],
    ['queue-relation-departed', { type: 'relation-departed', ...of, remoteUnit: 'broker/0', departingUnit: 'broker/0' }],
    [
      { hook: 'queue-relation-departed', departing: 'listener/0' },
      { type: 'relation-departed', ...of, remoteUnit: 'broker/0', departingUnit: 'listener/0' },
    ],
    ['queue-relation-broken', { type: 'relation-broken', ...of }],
    [
      { hook: 'queue-relation-changed', unit: null },
      { type: 'relation-changed', ...of, remoteUnit: undefined },
    ],
    [
      { hook: 'queue-relation-changed', unit: 'broker/1' },
      { type: 'relation-changed', ...of, remoteUnit: 'broker/1' },
    ],
    [
      { hook: 'queue-relation-joined', relation: 4 },
      { type: 'relation-joined', endpoint: 'queue', relationId: 'queue:4', remoteApp: 'other', remoteUnit: 'other/0' },
    ],
    ['secret-changed', { type: 'secret-changed', secretId: uri, label: '' }],
    [
      { hook: 'secret-rotate', secret: uri, label: 'db' },
      { type: 'secret-rotate', secretId: uri, label: 'db' },
    ],
    ['secret-expired', { type: 'secret-expired', secretId: uri, label: '' }],
    ['secret-remove', { type: 'secret-remove', secretId: uri, label: '' }],
    ['data-storage-attached', { type: 'storage-attached', storageId: 'data/0', location: '/var/lib/juju/storage/data/0' }],
    ['data-storage-detaching', { type: 'storage-detaching', storageId: 'data/0', location: '/var/lib/juju/storage/data/0' }],
  ] as const satisfies readonly (readonly [EventName, object])[])('%j', async ([event, expected]) =>
    expect(await told(event)).toEqual(expected),
  )

  test('a follower is told of settings that the leader has changed', async () =>
    expect(await told('leader-settings-changed', { ...state, leader: false })).toEqual({ type: 'leader-settings-changed' }))

  test('stop and remove decide nothing, and run', async () => {
    expect(await told('stop')).toBeUndefined()
    expect(await told('remove')).toBeUndefined()
  })
})

describe('an event that Juju cannot produce is refused', () => {
  test.for([
    ['collect-metrics' as EventName, state, "Juju runs no hook 'collect-metrics'"],
    ['leader-elected', { ...state, leader: false }, "event 'leader-elected' on a unit that does not lead"],
    ['leader-settings-changed', state, "event 'leader-settings-changed' on the leader"],
    ['leader-settings-changed', { leader: false, jujuVersion: '4.0.15' }, "Juju 4 has no 'leader-settings-changed'"],
    ['pre-series-upgrade', { jujuVersion: '4.0.15' }, "Juju 4 has no 'pre-series-upgrade'"],
    ['secret-changed', {}, "event 'secret-changed' about a secret that the state does not have"],
    [{ hook: 'secret-rotate', secret: 'secret:x' }, state, "event 'secret-rotate' about a secret that the state does not have"],
    ['logs-storage-attached', state, "event 'logs-storage-attached' without a storage 'logs'"],
    ['db-relation-changed', state, "event 'db-relation-changed' without a relation on 'db'"],
    [{ hook: 'queue-relation-changed', relation: 9 }, state, "without a relation on 'queue'"],
    [{ hook: 'queue-relation-joined', unit: 'broker/7' }, state, "without the remote unit 'broker/7'"],
    [{ hook: 'queue-relation-departed', unit: null }, state, "event 'queue-relation-departed' is about a unit"],
    [
      { hook: 'queue-relation-departed', departing: 'broker/9' },
      state,
      "in which 'broker/9' leaves, which is neither 'broker/0' nor 'listener/0'",
    ],
    ['ring-relation-joined', state, "without the remote unit 'listener/…'"],
    [{ action: 'pause' }, state, "action 'pause' is not declared"],
  ] as const)('%j', async ([event, given, why]) => {
    await expect(told(event, given)).rejects.toThrow(why)
  })
})

test('the secrets that a relation comes with can be read, as the other side has granted them', async () => {
  const seen: unknown[] = []
  const charm = defineCharm({
    name: 'reader',
    summary: 'Reads',
    requires: {
      queue: {
        requires: {
          ...queue.requires,
          read: (view: RelationView): Answered => {
            seen.push(view.secrets?.get(uri))
            return { state: 'absent' }
          },
        },
      },
    },
    desired: ({ relations }) => relations.queue.ask({ username: 'x' }).steps,
  })
  const relation = { endpoint: 'queue', interface: 'queue', remoteApp: 'broker', remoteUnits: { 'broker/0': { secret: uri } } }
  await run(charm, 'config-changed', { relations: [{ ...relation, secrets: { [uri]: { password: 'hunter2' } } }] })
  expect(seen).toEqual([{ password: 'hunter2' }])
})
