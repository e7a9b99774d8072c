// Results of actions are arguments of a hook tool. Nobody sees arguments over the agent's socket; every user of the machine sees those of
// a process.

import { expect, test } from 'vitest'
import { run } from '../../../charm-testing/src/index.ts'
import { memoryClock, memoryHost } from '../../../charm-testing/src/memory-host/index.ts'
import { type Charm, defineCharm, secret } from '../../src/index.ts'
import { type HookTools, parseEvent, parseIdentity, runHook } from '../../src/ports.ts'

const charm: Charm = defineCharm({
  name: 'keeper',
  summary: 'Keeps a password',
  actions: (action) => ({
    tell: action({ description: 'Tells it', run: () => ({ results: { password: secret('hunter2'), user: 'keeper' } }) }),
    greet: action({ description: 'Tells another thing', run: () => ({ results: { user: 'keeper' } }) }),
  }),
  desired: () => [],
})

/** Runs an action with hook tools that are processes, and gives the arguments of those processes. */
async function started(name: string): Promise<readonly string[]> {
  const arguments_: string[] = []
  const tools: HookTools = {
    argumentsAreSeen: true,
    calls: 0,
    close: async () => undefined,
    call: async (tool, args) => {
      arguments_.push([tool, ...args].join(' '))
      return { code: 0, stdout: '{}', stderr: '' }
    },
  }
  const env = { JUJU_DISPATCH_PATH: `actions/${name}`, JUJU_ACTION_UUID: '2', JUJU_UNIT_NAME: 'keeper/0', JUJU_CHARM_DIR: '/charm' }
  const model = { JUJU_MODEL_NAME: 'test', JUJU_MODEL_UUID: 'x', JUJU_VERSION: '3.6.28' }
  const clock = memoryClock(0)
  const identity = parseIdentity({ ...env, ...model })
  await runHook(charm, parseEvent(env), identity, { tools, host: memoryHost({}, clock), clock })
  return arguments_
}

test('a secret result is told to Juju over the socket', async () => {
  const out = await run(charm, { action: 'tell' })
  expect(out.results).toEqual({ password: 'hunter2', user: 'keeper' })
  expect(JSON.stringify([out.log, out.statuses])).not.toContain('hunter2')
})

test('a secret result is never an argument of a process; the action fails and says why', async () => {
  const said = await started('tell')
  expect(said.join('\n')).not.toContain('hunter2')
  expect(said.some((line) => line.startsWith('action-set'))).toBe(false)
  expect(said).toContain(
    "action-fail -- 'password' is secret, and can be told only over the socket of the unit agent: without it, every user of the machine would see it",
  )
})

test('other results go either way', async () => {
  expect(await started('greet')).toContain('action-set -- user=keeper')
})
