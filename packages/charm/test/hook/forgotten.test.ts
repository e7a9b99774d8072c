import { providesSide, ready } from '@charm-layers/relation'
import { describe, expect, test } from 'vitest'
import { run } from '../../../charm-testing/src/index.ts'
import { queue, ring } from '../../../charm-testing/test/greeter.ts'
import { type Action, defineCharm, when } from '../../src/index.ts'

const relation = { endpoint: 'queue', interface: 'queue', remoteApp: 'broker', remoteUnits: { 'broker/0': { password: 'hunter2' } } }
const client = { endpoint: 'site', interface: 'site', remoteApp: 'proxy', remoteUnits: { 'proxy/0': {} } }
const relations = [relation, client]
const site = {
  provides: providesSide<string, string>(
    'site',
    () => ready('a site'),
    (answer) => ({ unit: { answer } }),
  ),
}
const declared = { name: 'forgetful', summary: 'Forgets', requires: { queue }, provides: { site }, peers: { ring } }

/** Charms that each make one call and do not return its steps. */
const forgetful = {
  "relations['queue'].ask()": defineCharm({ ...declared, desired: (context) => void context.relations.queue.ask({ username: 'me' }) }),
  "reply() to proxy on 'site'": defineCharm({
    ...declared,
    desired: (context) => {
      for (const one of context.relations.site.clients) one.reply('yes')
      return []
    },
  }),
  "relations['ring'].tell()": defineCharm({ ...declared, desired: (context) => void context.relations.ring.tell({ address: 'here' }) }),
  "sharedSecret('key')": defineCharm({ ...declared, desired: ({ sharedSecret }) => void sharedSecret('key') }),
  "probe('the disk')": defineCharm({ ...declared, desired: ({ probe }) => void probe('the disk', ['/bin/disk']) }),
}
const refusal = (called: string): string => `the charm calls ${called} but does not return its steps, so the call has no effect`

test.for(Object.entries(forgetful))('a hook fails that calls %s and returns nothing of it', async ([called, charm]) => {
  await expect(run(charm, 'config-changed', { relations })).rejects.toThrow(refusal(called))
})

test('what is asked twice, for two clients that want the same user, is returned once', async () => {
  const charm = defineCharm({
    ...declared,
    desired: ({ sharedSecret }) => [sharedSecret('key'), sharedSecret('key')].slice(1).map(({ steps }) => steps),
  })
  await expect(run(charm, 'config-changed', { relations })).resolves.toHaveProperty('status')
})

test('an answer brings with it what asks for it, ready or not', async () => {
  const charm = defineCharm({
    ...declared,
    desired: ({ relations: { queue: broker }, sharedSecret }) => [
      when(broker.ask({ username: 'me' }), () => []),
      when(sharedSecret('key'), () => []),
    ],
  })
  const out = await run(charm, 'config-changed', { relations, leader: true })
  expect(out.relations[0]?.localUnitData?.username).toBe('me')
  expect(Object.keys(out.secrets ?? {})).toHaveLength(1)
})

describe('an action', () => {
  const acting = (act: Action['run']) =>
    defineCharm({ ...declared, actions: (action) => ({ look: action({ description: 'Looks', run: act }) }), desired: () => [] })

  test('may look at what every hook asks for', async () => {
    const charm = acting((context) => ({ results: { key: context.sharedSecret('key').state } }))
    expect((await run(charm, { action: 'look' }, { relations })).results).toEqual({ key: 'waiting' })
  })

  test('cannot forget a question to the machine', async () => {
    const charm = acting((context) => ({ results: { disk: context.probe('the disk', ['/bin/disk']).state } }))
    await expect(run(charm, { action: 'look' }, { relations })).rejects.toThrow(refusal("probe('the disk')"))
  })
})
