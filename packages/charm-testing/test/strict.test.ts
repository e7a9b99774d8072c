// What Juju refuses, a test refuses, and what Juju fills in, a test fills in.
import { defineCharm, option } from '@charm-layers/charm'
import { type EventName, run, type State } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { queue } from './greeter.ts'

const charm = defineCharm({
  name: 'strict',
  summary: 'Is asked',
  config: {
    count: option.int({ default: 1, description: 'c' }),
    word: option.string({ description: 'w' }),
    on: option.boolean({ description: 'o' }),
  },
  requires: { queue },
  actions: (action) => ({
    ping: action({
      description: 'Pings',
      params: {
        count: { type: 'integer', default: 3, description: 'How often' },
        host: { type: 'string', description: 'Whom', enum: ['a', 'b'] },
        fast: { type: 'boolean', default: false, description: 'Whether to hurry' },
      },
      run: (_, params) => ({ results: { params: JSON.stringify(params) } }),
    }),
  }),
  desired: ({ relations }) => relations.queue.ask({ username: 'x' }).steps,
})

test('an action gets the defaults of parameters that are left out, and the others as they are', async () => {
  expect((await run(charm, { action: 'ping' })).results).toEqual({ params: '{"count":3,"fast":false}' })
  const out = await run(charm, { action: 'ping', params: { count: 5, host: 'b' } })
  expect(out.results).toEqual({ params: '{"count":5,"host":"b","fast":false}' })
})

describe('refused is', () => {
  const cases: readonly (readonly [what: string, event: EventName, state: State, text: string])[] = [
    [
      'a parameter of another type',
      { action: 'ping', params: { count: 'three' } },
      {},
      'validation failed: (root).count : must be of type integer, given "three"',
    ],
    ['a parameter that there is not', { action: 'ping', params: { nosuch: 1 } }, {}, 'additional property "nosuch" is not allowed'],
    [
      'a value that is none of several',
      { action: 'ping', params: { host: 'c' } },
      {},
      '(root).host : must match one of the enum values ["a","b"], given "c"',
    ],
    ['a number with a fraction', { action: 'ping', params: { count: 1.5 } }, {}, '(root).count : must be of type integer, given 1.5'],
    ['an action by a wrong name', { action: 'pong' }, {}, "action 'pong' is not declared by the charm: is 'ping' meant?"],
    ['an event by a wrong name', 'confg-changed' as EventName, {}, "Juju runs no hook 'confg-changed': is 'config-changed' meant?"],
    [
      'an event of an endpoint by a wrong name',
      'quue-relation-changed',
      {},
      "which the charm does not declare: is 'queue-relation-changed' meant?",
    ],
    ['a version that is none', 'install', { jujuVersion: 'banana' }, "Juju has no version 'banana'"],
    ['a number where a text should be', 'install', { config: { word: 5 } }, "option 'word' is of type string, not int"],
    ['a number where a boolean should be', 'install', { config: { on: 1 } }, "option 'on' is of type boolean, not int"],
    [
      'an address on a binding by a wrong name',
      'install',
      { addresses: { quue: '10.0.0.1' } },
      "address on 'quue', which is neither an endpoint",
    ],
    ['a number that no int holds', 'install', { config: { count: 1e300 } }, "option 'count' is of type int, not float"],
  ]
  test.for(cases)('%s', async ([, event, state, text]) => expect(run(charm, event, state)).rejects.toThrow(text))
})

test.for(['2.9.52', '3.6.28', '3.6.10.1', '4.0-beta5', '4.0.15'])('the version %s is one', async (jujuVersion) =>
  expect((await run(charm, 'install', { jujuVersion })).status.name).toBe('active'),
)
