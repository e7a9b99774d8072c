import type { RelationView } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'
import { type Cluster, dnsResources, type HaclusterAnswer, type HaclusterRequest, hacluster, vipResources } from '../src/index.ts'

declare const view: RelationView
const ask = (_request: HaclusterRequest): void => {}
const answer = (_answer: HaclusterAnswer): void => {}

test('what a principal must not send does not compile', () => {
  ask({ resources: { res_x: { agent: 'lsb:haproxy', initService: 'haproxy' } } })
  // @ts-expect-error: an agent names its class
  ask({ resources: { res_x: { agent: 'haproxy' } } })
  // @ts-expect-error: parameters without a resource have no effect
  ask({ resourceParams: { res_x: 'params a=b' } })
  // @ts-expect-error: services as a list cannot be looked up by hacluster
  ask({ initServices: ['haproxy'] })
  // @ts-expect-error: a group has members
  ask({ groups: { grp_x: { members: [] } } })
  // @ts-expect-error: the rest of crm's command line is made here
  ask({ groups: { grp_x: 'res_a res_b' } })
  // @ts-expect-error: hacluster cannot read null
  ask({ clones: null })
  // @ts-expect-error: a text would be walked letter by letter
  ask({ deleteResources: 'res_x' })
  // @ts-expect-error: a constraint is between two resources
  ask({ orders: { ord: { score: 'Mandatory', resources: ['res_a'] } } })
  // @ts-expect-error: crm knows no such score
  ask({ colocations: { col: { score: 'always', resources: ['res_a', 'res_b'] } } })
  // @ts-expect-error: a location has a rule
  ask({ locations: { loc: { resource: 'res_a', score: 'inf' } } })
  // @ts-expect-error: a port is a number
  ask({ corosync: { multicastPort: '4440' } })
  // @ts-expect-error: interface and netmask are given together
  vipResources('trove', [{ address: '10.0.0.1', fallback: { interface: 'eth0' } }])
  // @ts-expect-error: a record has an address
  dnsResources('trove', { public: { fqdn: 'trove.example.com' } })
})

test('what hacluster must not answer does not compile', () => {
  answer({ clustered: true })
  // @ts-expect-error: any text means yes to some readers
  answer({ clustered: false })
})

test('data cannot be used before it is ready', () => {
  const state = hacluster.requires.read(view, {})
  // @ts-expect-error: it may be absent
  void state.data
  if (state.state === 'ready') expectTypeOf(state.data).toEqualTypeOf<Cluster>()
})
