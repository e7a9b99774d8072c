// Until high availability is built, clients reach the leader alone.
import { active, type Result, run, type State } from '@charm-layers/charm-testing'
import { expect, test } from 'vitest'
import { charm, deployed } from './trove.ts'

const registered = (out: Result) => {
  const { public_url, internal_url, admin_url } = out.relations.find(({ endpoint }) => endpoint === 'identity-service')?.localUnitData ?? {}
  return { public_url, internal_url, admin_url }
}

/** A second unit beside a deployed leader, with another address. */
const beside = (leader: Result, more: State = {}): State => ({
  ...leader,
  leader: false,
  unit: 1,
  addresses: { public: '10.0.0.11', internal: '10.0.0.11', admin: '10.0.0.11', cluster: '10.0.0.11' },
  relations: leader.relations.map(({ localAppData, ...one }) =>
    one.endpoint === 'cluster'
      ? { ...one, localUnitData: {}, localAppData: localAppData ?? {}, remoteUnits: { 'trove/0': { 'private-address': '10.0.0.10' } } }
      : { ...one, remoteUnits: allowed(one.remoteUnits) },
  ),
  ...more,
})
const allowed = (units: Readonly<Record<string, Readonly<Record<string, string>>>> = {}) =>
  Object.fromEntries(
    Object.entries(units).map(([unit, bag]) => [unit, bag.allowed_units ? { ...bag, allowed_units: 'trove/0 trove/1' } : bag]),
  )

test('a second unit says what it is, runs its daemons, and registers the endpoints of the leader', async () => {
  const leader = await deployed()
  const out = await run(charm, 'update-status', beside(leader))
  expect(out.status.name).toBe('blocked')
  expect(out.status.message).toBe('High availability is not built yet, clients reach the leader only: juju remove-unit trove/1')
  expect(out.services?.['trove-taskmanager']?.active).toBe(true)
  expect(registered(out)).toEqual(registered(leader))
})

test('the leader is ready beside it, and its endpoints stay in the catalogue', async () => {
  const leader = await deployed()
  const relations = leader.relations.map((one) =>
    one.endpoint === 'cluster' ? { ...one, remoteUnits: { 'trove/1': { 'private-address': '10.0.0.11' } } } : one,
  )
  const out = await run(charm, 'update-status', { ...leader, relations })
  expect(out.status).toEqual(active('Unit is ready'))
  expect(registered(out)).toEqual(registered(leader))
})

test('a second unit that becomes the leader registers its own', async () => {
  const out = await run(charm, 'leader-elected', beside(await deployed(), { leader: true }))
  expect(out.status).toEqual(active('Unit is ready'))
  expect(registered(out).public_url).toContain('//10.0.0.11:8779/')
})
