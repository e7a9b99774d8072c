import type { Databag } from '@charm-layers/relation'
import { juju4Bag } from '@charm-layers/relation/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { combine, hacluster, haproxyResources, vipResources } from '../src/index.ts'
import { relationForProvider } from '../src/testing/index.ts'
import { anyViewOf, applied, expectState, expectWrittenOnce, forAny, testPartialViews, vector, viewOf } from './helpers.ts'

const side = hacluster.provides

describe('reading what the principal wants', () => {
  test('is absent without a principal, and waits for one that has not written', () => {
    expect(side.read(viewOf({}))).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'trove/0': { 'ingress-address': '10.20.30.21' } }))).toEqual({
      state: 'waiting',
      missing: ['json_resources'],
    })
  })

  test.each(['hacluster-1', 'hacluster-3', 'hacluster-5', 'hacluster-7', 'hacluster-11'])('reads the recorded request %s', (name) => {
    expect(side.read(viewOf(vector(name).units))).toMatchObject({ state: 'ready' })
  })

  const asking = (key: string, value: Readonly<Record<string, string>>) =>
    side.read(viewOf({ 'trove/0': { json_resources: '{"res_a": "lsb:haproxy"}', [`json_${key}`]: JSON.stringify(value) } }))

  test.each(['None', '"x"', ' x', 'x y', 'a,b', 'x\ny', 'http://x', '../x', '${x}', '$x', 'x;y', '-x', ''])(
    'refuses the agent %j',
    (agent) => {
      expect(asking('resources', { res_a: agent })).toMatchObject({ state: 'invalid', key: 'json_resources' })
    },
  )

  test.each(['lsb:haproxy', 'ocf:heartbeat:IPaddr2', 'systemd:foo@1.service', 'stonith:external/maas', 'haproxy'])(
    'takes the agent %s',
    (agent) => {
      expect(asking('resources', { res_a: agent })).toMatchObject({ state: 'ready' })
    },
  )

  test.each(['resource_params', 'init_services', 'groups'])('refuses names in %s that are none', (key) => {
    for (const name of ['None', 'x y', 'x\ny', '../x', '$x', '-x']) {
      expect(asking(key, { [name]: 'haproxy' })).toMatchObject({ state: 'invalid', key: `json_${key}` })
    }
  })

  test.each(['params ip="None"', 'op monitor interval="5s" params ip="None"', 'meta a="b" op monitor depth="0" params ip="None"'])(
    'refuses an address that is none in %s',
    (text) => {
      const bag = { json_resources: '{"vip": "ocf:heartbeat:IPaddr2"}', json_resource_params: JSON.stringify({ vip: text }) }
      expect(side.read(viewOf({ 'trove/0': bag }))).toMatchObject({ state: 'invalid', key: 'json_resource_params' })
    },
  )

  test('reads the request of a live principal', () => {
    const state = side.read(viewOf({ 'prin/0': liveRequest }))
    expect(state).toMatchObject({ state: 'ready', data: { resources: { res_trove_vip: 'ocf:heartbeat:IPaddr2' }, initServices: {} } })
  })

  test('reads what our own requires side writes', () => {
    const asked = combine(haproxyResources('trove'), vipResources('trove', ['10.20.30.40']))
    const { unit } = hacluster.requires.write(asked, viewOf({}))
    expect(side.read(viewOf({ 'trove/0': applied({}, unit) }))).toMatchObject({
      state: 'ready',
      data: {
        resources: { res_trove_687205e_vip: 'ocf:heartbeat:IPaddr2', res_trove_haproxy: 'lsb:haproxy' },
        groups: { grp_trove_vips: 'res_trove_687205e_vip' },
        initServices: { res_trove_haproxy: 'haproxy' },
      },
    })
  })

  test('names the key that cannot be read', () => {
    expect(side.read(viewOf({ 'trove/0': { json_clones: 'null' } }))).toMatchObject({ state: 'invalid', key: 'json_clones' })
  })
})

const liveParts = { json_clones: '{"cl_trove_haproxy":"res_trove_haproxy"}', json_groups: '{"grp_trove_vips":"res_trove_vip"}' }
const liveRequest: Databag = {
  ...juju4Bag('10.91.0.19'),
  ...liveParts,
  json_init_services: '{}',
  json_resource_params: '{"res_trove_haproxy":"op monitor interval=\\"5s\\""}',
  json_resources: '{"res_trove_haproxy":"systemd:cron","res_trove_vip":"ocf:heartbeat:IPaddr2"}',
}

describe('writing the answer', () => {
  test('is what hacluster writes', () => {
    expect(side.write({ clustered: true }, viewOf({}))).toEqual({ unit: { clustered: 'yes' } })
  })

  test('is read by our own requires side', () => {
    const { unit } = side.write({ clustered: true }, viewOf({}))
    expect(hacluster.requires.read(viewOf({ 'h/0': applied({}, unit) }), {})).toMatchObject({ state: 'ready' })
  })
})

describe('any databag', () => {
  const bag: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(
      fc.constantFrom('json_resources', 'resources', 'json_ms', 'json_init_services', 'json_delete_resources', 'clones'),
      fc.string(),
    ),
    fc.oneof(fc.constantFrom('', '{}', "{'a': 'b'}", '{"a":"b"}', '[]', 'null'), fc.json(), fc.string({ unit: 'binary' })),
  )
  const anyView = anyViewOf(viewOf, bag)

  test('reads as one of the four states', () => forAny([anyView], (view) => expectState(side.read(view))))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView], (view) => expectWrittenOnce(view, (seen) => side.write({ clustered: true }, seen))))
})

test('data for the tests of charms reads as it says', () => {
  const state = side.read(viewOf(relationForProvider('ha').remoteUnits))
  expect(state).toMatchObject({ state: 'ready', data: { resources: { res_trove_haproxy: 'lsb:haproxy' } } })
  expect(side.read(viewOf(relationForProvider('ha', { response: false }).remoteUnits))).toMatchObject({ state: 'waiting' })
})

testPartialViews(viewOf, { reads: [(view) => hacluster.requires.read(view, {}), (view) => side.read(view)] })

test.each([
  ['json_groups', '{"a": {"toString": 1, "valueOf": 1}}'],
  ['json_groups', `{"a": ${'['.repeat(10_000)}${']'.repeat(10_000)}}`],
  ['json_resource_params', '{"vip": "params ip=\\"None\\""}'],
  ['json_resource_params', '{"vip": "params ip=\\"10.5.0.1,10.5.0.2\\""}'],
  ['json_resource_params', '{"vip": "params ip=\\"10.5.0.1\\" cidr_netmask=\\"x\\""}'],
  ['json_orders', '{"a": "inf: b\\nc"}'],
])('refuses %s=%s, and does not throw', (key, value) => {
  const bag = { json_resources: '{"vip": "ocf:heartbeat:IPaddr2"}', [key]: value }
  expect(side.read(viewOf({ 'trove/0': bag }))).toMatchObject({ state: 'invalid', key })
})
