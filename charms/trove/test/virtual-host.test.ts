// The virtual host of the broker: `trove`, and for what an earlier version of the charm deployed, the one that its instances know.
import { type Result, run, type State } from '@charm-layers/charm-testing'
import { expect, test } from 'vitest'
import { charm, deployed, text } from './trove.ts'

const asked = (out: Result) => out.relations.find(({ endpoint }) => endpoint === 'amqp')?.localUnitData?.vhost
const used = (out: Result) => [...text(out, '/etc/trove/trove.conf').matchAll(/^transport_url = .*\/(.*)$/gm)].map((found) => found[1])

/** What the earlier version has left: its request, its mark, and no note about a virtual host. */
async function earlier(more: State = {}): Promise<State> {
  const before = await deployed('noble', { config: { 'rabbit-vhost': 'openstack' } })
  const relations = before.relations.map((one) => {
    if (one.endpoint !== 'cluster') {
      const { localAppData: leaders, ...visible } = one
      return more.leader === false ? visible : { ...visible, localAppData: leaders ?? {} }
    }
    const { 'fact-rabbit-vhost': _, ...bag } = one.localAppData ?? {}
    return { ...one, localAppData: { ...bag, 'fact-schema': 'done caracal shared-db:3 trove' } }
  })
  return { ...before, config: {}, relations, ...more }
}

test('a new deployment has one of its own', async () => {
  const out = await deployed('noble')
  expect([asked(out), ...used(out)]).toEqual(['trove', 'trove'])
})

test.each([true, false])('what was deployed before keeps the shared one until told (leader: %s)', async (leader) => {
  const before = await earlier(leader ? {} : { leader, unit: 1 })
  let out = await run(charm, 'upgrade-charm', before)
  for (let hook = 0; hook < 2; hook += 1) out = await run(charm, 'update-status', out)
  expect([asked(out), ...used(out)]).toEqual(['openstack', 'openstack'])
  const moved = await run(charm, 'config-changed', { ...out, config: { 'rabbit-vhost': 'trove' } })
  expect([asked(moved), ...used(moved)]).toEqual(['trove', 'trove'])
})

test('it stays also when its relation is made anew, or the option is reset', async () => {
  let out = await run(charm, 'upgrade-charm', await earlier())
  const bare = out.relations.map((one) => (one.endpoint === 'amqp' ? { ...one, id: 77, localUnitData: {} } : one))
  out = await run(charm, 'update-status', { ...out, relations: bare })
  expect(asked(out)).toBe('openstack')
  const moved = await run(charm, 'config-changed', { ...out, config: { 'rabbit-vhost': 'own' } })
  expect(asked(await run(charm, 'config-changed', { ...moved, config: {} }))).toBe('own')
})
