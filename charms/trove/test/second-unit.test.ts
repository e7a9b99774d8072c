// Several units: HAProxy on each spreads requests over all, and all register the endpoints of the leader.
import { active, blocked, type Result, run, type State, waiting } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { charm, deployed, text } from './trove.ts'

const registered = (out: Result) => {
  const { public_url, internal_url, admin_url } = out.relations.find(({ endpoint }) => endpoint === 'identity-service')?.localUnitData ?? {}
  return { public_url, internal_url, admin_url }
}
const told = (address: string) => ({
  'private-address': address,
  'public-address': address,
  'internal-address': address,
  'admin-address': address,
})

/** A second unit beside a deployed leader, with another address. */
const beside = (leader: Result, more: State = {}): State => ({
  ...leader,
  leader: false,
  unit: 1,
  addresses: { public: '10.0.0.11', internal: '10.0.0.11', admin: '10.0.0.11', cluster: '10.0.0.11' },
  machine: { ...leader.machine, addresses: ['10.0.0.11'] },
  relations: leader.relations.map(({ localAppData, ...one }) =>
    one.endpoint === 'cluster'
      ? {
          ...one,
          localUnitData: { 'ingress-address': '10.0.0.11' },
          localAppData: localAppData ?? {},
          remoteUnits: { 'trove/0': told('10.0.0.10') },
        }
      : { ...one, remoteUnits: allowed(one.remoteUnits) },
  ),
  ...more,
})
const allowed = (units: Readonly<Record<string, Readonly<Record<string, string>>>> = {}) =>
  Object.fromEntries(
    Object.entries(units).map(([unit, bag]) => [unit, bag.allowed_units ? { ...bag, allowed_units: 'trove/0 trove/1' } : bag]),
  )
/** The servers of each back end, as they stand in HAProxy's file. */
const servers = (out: Result): readonly string[] =>
  text(out, '/etc/haproxy/haproxy.cfg')
    .split('\n')
    .flatMap((line) => /^ +server (.*) check$/.exec(line)?.[1] ?? [])

test('a second unit is ready, and registers the endpoints of the leader', async () => {
  const leader = await deployed()
  const out = await run(charm, 'update-status', beside(leader))
  expect(out.status).toEqual(active('Unit is ready'))
  expect(out.services?.['trove-taskmanager']?.active).toBe(true)
  expect(registered(out)).toEqual(registered(leader))
})

test('the leader is ready beside it, and its endpoints stay in the catalogue', async () => {
  const leader = await deployed()
  const relations = leader.relations.map((one) =>
    one.endpoint === 'cluster' ? { ...one, remoteUnits: { 'trove/1': told('10.0.0.11') } } : one,
  )
  const out = await run(charm, 'update-status', { ...leader, relations })
  expect(out.status).toEqual(active('Unit is ready'))
  expect(registered(out)).toEqual(registered(leader))
})

test('each of the two spreads requests over both, in the same order', async () => {
  const leader = await deployed()
  expect(servers(await run(charm, 'update-status', beside(leader)))).toEqual(['trove-0 10.0.0.10:8769', 'trove-1 127.0.0.1:8759'])
  const relations = leader.relations.map((one) =>
    one.endpoint === 'cluster' ? { ...one, remoteUnits: { 'trove/1': told('10.0.0.11') } } : one,
  )
  const out = await run(charm, 'cluster-relation-changed', { ...leader, relations })
  expect(servers(out)).toEqual(['trove-0 127.0.0.1:8759', 'trove-1 10.0.0.11:8769'])
  expect(out.changes.filter((change) => change.includes('haproxy'))).toEqual([
    'write /etc/haproxy/haproxy.cfg (0600 root:root)',
    'reload haproxy',
  ])
})

test('a second unit that becomes the leader registers its own', async () => {
  const out = await run(charm, 'leader-elected', beside(await deployed(), { leader: true }))
  expect(out.status).toEqual(active('Unit is ready'))
  expect(registered(out).public_url).toContain('//10.0.0.11:8779/')
})

test('a unit for which no leader has found endpoints yet registers none', async () => {
  const leader = await deployed()
  const state = beside(leader)
  const relations = (state.relations ?? []).map((one) => {
    if (one.endpoint === 'identity-service') return { ...one, localUnitData: {} }
    const { 'fact-endpoints': _gone, ...rest } = one.localAppData ?? {}
    return one.endpoint === 'cluster' ? { ...one, localAppData: rest } : one
  })
  const out = await run(charm, 'update-status', { ...state, relations })
  expect(out.status).toEqual(waiting('Awaiting leader to register the endpoints'))
  expect(registered(out)).toEqual({})
})

describe('a peer that tells', () => {
  const peering = async (bag: Readonly<Record<string, string>>) => {
    const leader = await deployed()
    const relations = leader.relations.map((one) => (one.endpoint === 'cluster' ? { ...one, remoteUnits: { 'trove/1': bag } } : one))
    return { before: leader, out: await run(charm, 'cluster-relation-changed', { ...leader, relations }) }
  }

  test('nothing yet is no server', async () => {
    const { out } = await peering({})
    expect(servers(out)).toEqual(['trove-0 127.0.0.1:8759'])
    expect(out.status).toEqual(active('Unit is ready'))
  })

  test('no address of a network is no server there', async () => {
    const { out } = await peering({ 'private-address': '10.0.0.11' })
    expect(servers(out)).toEqual(['trove-0 127.0.0.1:8759'])
  })

  test('a name is no server: HAProxy would not start when it cannot be resolved', async () => {
    const { out } = await peering(told('trove-1.example.com'))
    expect(servers(out)).toEqual(['trove-0 127.0.0.1:8759'])
  })

  test.each(['None', '10.0.0.11 10.0.0.12', '10.0.0.11\n    server x 10.6.6.6:1 check'])(
    '%j is told, and no file changes',
    async (address) => {
      const { before, out } = await peering(told(address))
      expect(text(out, '/etc/haproxy/haproxy.cfg')).toBe(text(before, '/etc/haproxy/haproxy.cfg'))
      expect(out.status.message).toMatch(/^'cluster' invalid: /)
      expect(out.status).toEqual(blocked(out.status.message))
    },
  )
})
