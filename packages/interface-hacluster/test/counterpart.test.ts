import type { Databag, State } from '@charm-layers/relation'
import type { LocalBags, RelationData } from '@charm-layers/relation/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { combine, dnsResources, type HaclusterRequest, hacluster, haproxyResources, systemdResources, vipResources } from '../src/index.ts'
import type { Cluster } from '../src/requires.ts'
import type { HaclusterQuirks, PrincipalQuirks } from '../src/testing/index.ts'
import { counterpartForProvider, counterpartForRequirer, relationForProvider, relationForRequirer } from '../src/testing/index.ts'
import { applied, forAny, settled, viewOf } from './helpers.ts'

const subordinate = relationForRequirer('ha', { response: false })
const principal = relationForProvider('ha', { response: false })
const juju = { 'egress-subnets': '10.20.30.21/32', 'ingress-address': '10.20.30.21' }
const request = combine(haproxyResources('trove'), vipResources('trove', ['10.20.30.40', '2001:db8::40']))

const asked = (what: HaclusterRequest): LocalBags => ({
  units: { 'trove/0': applied(juju, hacluster.requires.write(what, viewOf(subordinate.remoteUnits, { localUnitData: juju })).unit) },
})
const answer = (quirks: HaclusterQuirks, what: HaclusterRequest, local = asked(what)): State<Cluster> => {
  const { remoteUnits } = settled(counterpartForRequirer(quirks), subordinate, local, 1)
  return hacluster.requires.read(viewOf(remoteUnits), what)
}

describe('hacluster', () => {
  test('answers what our requirer asks, and takes nothing back', () => {
    expect(answer({}, request)).toEqual({ state: 'ready', data: { clustered: true } })
    const once = counterpartForRequirer()(subordinate, asked(request))
    expect(once.remoteUnits).toEqual({ 'hacluster/0': { ...juju, clustered: 'yes' } })
    expect(counterpartForRequirer({ nodes: 1 })(once, { units: {} })).toEqual(once)
  })

  test('answers nothing while nothing is asked, unless its cluster is there before', () => {
    expect(counterpartForRequirer()(subordinate, { units: {} })).toEqual(subordinate)
    expect(counterpartForRequirer({ early: true })(subordinate, { units: {} })).toEqual(subordinate)
    expect(answer({}, {})).toEqual({ state: 'waiting', missing: ['clustered'] })
    expect(answer({ early: true }, {})).toMatchObject({ state: 'ready' })
  })

  test('waits for ever with too few nodes', () => {
    expect(answer({ nodes: 2 }, request)).toMatchObject({ state: 'waiting' })
    expect(answer({ nodes: 1, clusterCount: 1 }, request)).toMatchObject({ state: 'ready' })
  })

  test('waits for ever with DNS records and no MAAS', () => {
    const names = dnsResources('trove', { public: { fqdn: 'trove.example.com', address: '203.0.113.21' } })
    expect(answer({ maas: false }, names)).toMatchObject({ state: 'waiting' })
    expect(answer({}, names)).toMatchObject({ state: 'ready' })
  })

  test.each<[string, Databag]>([
    ['a null', { json_resources: 'null' }],
    ['a list in which it looks for a resource', { json_resources: '{"haproxy": "ocf:x:y"}', json_init_services: '["haproxy"]' }],
  ])('fails its hook on %s, which our requirer cannot write', (_, bag) => {
    expect(answer({}, {}, { units: { 'trove/0': bag } })).toMatchObject({ state: 'waiting' })
  })
})

/** Lets a principal ask until nothing changes, and gives the relation after each hook. */
const hooks = (quirks: PrincipalQuirks, relation = principal): readonly RelationData[] => {
  const play = counterpartForProvider(quirks)
  const [first, second, third] = [1, 2, 3].map((times) =>
    Array.from({ length: times }).reduce<RelationData>((now) => play(now, { units: {} }), relation),
  )
  expect(third).toEqual(second)
  return first === undefined || second === undefined ? [] : [first, second]
}
const groups = (relation: RelationData | undefined): unknown => {
  const state = hacluster.provides.read(viewOf(relation?.remoteUnits ?? {}))
  return state.state === 'ready' ? state.data.groups : state
}

describe('a principal', () => {
  test('asks nothing while it has no unit', () => {
    expect(counterpartForProvider()({ ...principal, remoteUnits: {} }, { units: {} }).remoteUnits).toEqual({})
  })

  test.each(['classic', 'old', 'reactive'] as const)('in the way of %s is understood by our provider, which answers', (charm) => {
    const [, last] = hooks({ charm, vips: ['10.20.30.40', '10.5.100.1'], bindInterface: 'eth0' })
    const remoteUnits = last?.remoteUnits ?? {}
    const state = hacluster.provides.read(viewOf(remoteUnits))
    expect(state).toMatchObject({
      state: 'ready',
      data: {
        resources: { res_trove_haproxy: 'lsb:haproxy', res_trove_687205e_vip: 'ocf:heartbeat:IPaddr2' },
        resourceParams: { res_trove_242d562_vip: expect.stringMatching(/params ip="10\.5\.100\.1" .*op monitor timeout="20s"/) },
        corosync: charm === 'classic' ? {} : { bindInterface: 'eth0' },
      },
    })
    const { unit } = hacluster.provides.write({ clustered: true }, viewOf(remoteUnits))
    expect(hacluster.requires.read(viewOf({ 'hacluster/0': applied({}, unit) }), {})).toMatchObject({ state: 'ready' })
    expect(hooks({ charm }, last).at(-1)).toEqual(hooks({ charm }, last).at(0))
  })

  test('in the way of reactive has the last address in its group one hook late', () => {
    expect(hooks({ charm: 'reactive' }).map(groups)).toEqual([{}, { grp_trove_vips: 'res_trove_687205e_vip' }])
    expect(hooks({ charm: 'reactive', vips: ['10.20.30.40', '10.5.100.1'] }).map(groups)).toEqual([
      { grp_trove_vips: 'res_trove_687205e_vip' },
      { grp_trove_vips: 'res_trove_242d562_vip res_trove_687205e_vip' },
    ])
  })

  test('in the way of reactive has one name for all IPv6 addresses, and writes every key', () => {
    const [, last] = hooks({ charm: 'reactive', service: 'my-app', vips: ['2001:db8::1', '2001:db8::2'] })
    const { 'trove/0': bag = {} } = last?.remoteUnits ?? {}
    expect(bag).toMatchObject({
      json_resources: '{"res_my-app_None_ipv6addr_vip": "ocf:heartbeat:IPv6addr", "res_my_app_haproxy": "lsb:haproxy"}',
      json_clones: '{"cl_res_my_app_haproxy": "res_my_app_haproxy"}',
      json_init_services: '["haproxy"]',
      json_delete_resources: '[]',
      json_ms: '{}',
      corosync_mcastport: '4440',
    })
    expect(bag.json_resource_params).toContain('"  params ipv6addr=\\"2001:db8::2\\"  meta migration-threshold')
  })

  test('of old prints Python', () => {
    const [first] = hooks({ charm: 'old' })
    expect(first?.remoteUnits['trove/0']).toMatchObject({
      resources: "{'res_trove_haproxy': 'lsb:haproxy', 'res_trove_687205e_vip': 'ocf:heartbeat:IPaddr2'}",
      init_services: "{'res_trove_haproxy': 'haproxy'}",
    })
  })

  // Charms after systemd: what our requirer asks for beside the addresses.
  test('that is ours is understood by hacluster', () => {
    expect(answer({}, combine(request, systemdResources('trove', 'trove-conductor', 'one node')))).toMatchObject({ state: 'ready' })
  })
})

describe('any request', () => {
  const key = fc.constantFrom('json_resources', 'resources', 'json_init_services', 'json_delete_resources', 'clones', '__proto__')
  const value = fc.oneof(fc.constantFrom('', '{}', '["a"]', '{"a":"ocf:maas:dns"}', "{'a': 'ocf:x:y'}"), fc.json(), fc.string())
  const bag: fc.Arbitrary<Databag> = fc.dictionary(fc.oneof(key, fc.string()), value)
  const quirks: fc.Arbitrary<HaclusterQuirks> = fc.record(
    { nodes: fc.nat({ max: 4 }), maas: fc.constant(false), early: fc.constant(true) },
    { requiredKeys: [] },
  )

  test('is answered or not, and what is asked again changes nothing', () =>
    forAny([fc.dictionary(fc.constantFrom('trove/0', 'x'), bag), quirks], (units, how) =>
      expect(['ready', 'waiting']).toContain(answer(how, {}, { units }).state),
    ))
})
