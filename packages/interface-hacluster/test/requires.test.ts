import type { Databag } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  combine,
  dnsResources,
  type HaclusterRequest,
  hacluster,
  haproxyResources,
  initScriptResources,
  systemdResources,
  vipResources,
} from '../src/index.ts'
import { relationForRequirer } from '../src/testing/index.ts'
import { anyViewOf, applied, expectState, expectWrittenOnce, forAny, vector, viewOf } from './helpers.ts'

const side = hacluster.requires
const request = combine(haproxyResources('trove'), vipResources('trove', ['10.20.30.40']))
const written = (asked: HaclusterRequest, own: Databag = {}): Databag =>
  applied(own, side.write(asked, viewOf({}, { localUnitData: own })).unit)
const params = (bag: Databag): unknown => JSON.parse(bag.json_resource_params ?? '{}')

describe('reading the answer', () => {
  test('is absent while there is no hacluster unit', () => {
    expect(side.read(viewOf({}), request)).toEqual({ state: 'absent' })
  })

  test('waits for the node to be part of the cluster', () => {
    const units = { 'hacluster/0': { 'ingress-address': '10.20.30.21' } }
    expect(side.read(viewOf(units), request)).toEqual({ state: 'waiting', missing: ['clustered'] })
  })

  test.each(['hacluster-9', 'live/hacluster-01.provider.hacluster-0.unit'])('is ready with the recorded answer %s', (name) => {
    expect(side.read(viewOf(vector(name).units), request)).toEqual({ state: 'ready', data: { clustered: true } })
  })

  test('waits while the answer is neither yes nor no, unless another unit says yes', () => {
    for (const clustered of ['soon', 'flump', 'None']) {
      expect(side.read(viewOf({ 'h/0': { clustered } }), request)).toEqual({ state: 'waiting', missing: ['clustered'] })
    }
    expect(side.read(viewOf({ 'h/0': { clustered: 'soon' }, 'h/1': { clustered: 'yes' } }), request)).toMatchObject({ state: 'ready' })
  })
})

describe('a request that hacluster would not carry out', () => {
  const resource = { agent: 'lsb:x' } as const
  const refused: readonly (readonly [string, string, HaclusterRequest])[] = [
    ['a name with a blank', 'json_resources', { resources: { 'a b': resource } }],
    ['a name that is part of another', 'json_resources', { resources: { res_a: resource, res_ab: resource } }],
    ['a group whose name is part of a primitive', 'json_groups', { resources: { res_g: resource }, groups: { g: { members: ['res_g'] } } }],
    ['one name for two things', 'json_clones', { resources: { x: resource }, clones: { x: { resource: 'x' } } }],
    ['a name that is part of a parameter', 'json_resources', { resources: { monitor: { agent: 'lsb:x', parameters: 'op monitor' } } }],
    ['a blank inside quotes', 'json_resource_params', { resources: { x: { agent: 'lsb:y', parameters: 'params a="b c"' } } }],
    ['a line break', 'json_resource_params', { resources: { x: { agent: 'lsb:y', parameters: 'op monitor\nproperty a=b' } } }],
    ['an address that ends its quotes', 'json_resource_params', vipResources('trove', ['10.0.0.1" x'])],
    ['an empty name to delete', 'json_delete_resources', { deleteResources: [''] }],
  ]
  test.each(refused)('%s is invalid, and what was asked before stays', (_, key, asked) => {
    expect(side.read(viewOf({ 'h/0': { clustered: 'yes' } }), asked)).toMatchObject({ state: 'invalid', key })
    expect(written(asked, written(request))).toEqual(written(request))
  })

  test('is none of those that the helpers make', () => {
    const asked = combine(
      haproxyResources('trove'),
      vipResources('trove', ['10.5.100.1', { address: 'ffff::1', fallback: { interface: 'eth1', netmask: '64' } }]),
      systemdResources('trove', 'trove-conductor'),
      initScriptResources('trove', 'memcached', 'one node'),
      dnsResources('trove', { public: { fqdn: 'trove.example.com', address: '203.0.113.21' } }),
    )
    expect(side.read(viewOf({ 'h/0': { clustered: 'yes' } }), asked)).toMatchObject({ state: 'ready' })
  })
})

describe('writing the request', () => {
  test('is what charm-helpers writes for three addresses, haproxy and settings of the charm, byte for byte', () => {
    const asked = combine(
      haproxyResources('testservice'),
      {
        resources: {},
        groups: { grp_testservice_wombles: { members: ['res_testservice_orinoco'] } },
        colocations: { vip_cauth: { score: 'inf', resources: ['res_nova_cauth', 'grp_nova_vips'] } },
        deleteResources: ['res_ceilometer_polling'],
      },
      vipResources('testservice', [
        { address: '10.5.100.1', oldInterface: 'eth1' },
        { address: 'ffff::1', oldInterface: 'eth1' },
        { address: 'ffaa::1', oldInterface: 'eth2' },
      ]),
    )
    // The recorded request names a service to disable of which it has no resource; that has no effect and cannot be written here.
    const { json_init_services, ...recorded } = vector('hacluster-1').databag
    expect(json_init_services).toContain('"res_testservice_haproxy":"haproxy"')
    expect(written(asked)).toEqual({ ...recorded, json_init_services: '{"res_testservice_haproxy":"haproxy"}' })
  })

  test('is what charm-helpers writes when the interface had to be given, byte for byte', () => {
    const fallback = { interface: 'eth1', netmask: '255.255.255.0' }
    expect(written(vipResources('testservice', [{ address: '10.5.100.1', fallback }]))).toEqual(vector('hacluster-3').databag)
  })

  test('asks for DNS records in the order of charm-helpers', () => {
    const address = '10.5.3.21'
    const names = {
      public: { fqdn: 'p', address },
      internal: { fqdn: 'i', address },
      admin: { fqdn: 'a', address },
      access: { fqdn: 'x', address },
    }
    const bag = written(dnsResources('trove', names))
    expect(bag.json_groups).toBe(
      '{"grp_trove_hostnames":"res_trove_admin_hostname res_trove_int_hostname res_trove_public_hostname res_trove_access_hostname"}',
    )
    expect(params(bag)).toMatchObject({ res_trove_int_hostname: 'params fqdn="i" ip_address="10.5.3.21"' })
    expect(bag.json_resources).toContain('"res_trove_access_hostname":"ocf:maas:dns"')
  })

  test('asks for nothing when there is no address and no host name', () => {
    expect(written(combine(vipResources('trove', []), dnsResources('trove', {})))).toEqual({})
    const address = '10.5.3.21'
    expect(written(combine(vipResources('trove', ''.split(' ')), dnsResources('trove', { public: { fqdn: '', address } })))).toEqual({})
  })

  test('asks for the addresses of an option that has more blanks than one between them', () => {
    expect(vipResources('trove', ' 10.20.30.40   10.5.100.1 '.split(' '))).toEqual(vipResources('trove', ['10.20.30.40', '10.5.100.1']))
    expect(vipResources('trove', [{ address: '' }])).toEqual({})
  })

  test('puts the addresses into a group of another name, since hacluster does not change one', () => {
    const more = combine(vipResources('trove', ['10.20.30.40', '10.5.100.1'], 'grp_trove_addresses'), {
      deleteResources: ['grp_trove_vips'],
    })
    expect(side.read(viewOf({ 'h/0': { clustered: 'yes' } }), more)).toMatchObject({ state: 'ready' })
    expect(written(more, written(request))).toMatchObject({
      json_groups: '{"grp_trove_addresses":"res_trove_687205e_vip res_trove_242d562_vip"}',
      json_delete_resources: '["grp_trove_vips","res_trove_haproxy"]',
    })
  })

  test('asks for an address that is given twice once', () => {
    expect(written(vipResources('trove', ['10.20.30.40', '10.20.30.40'])).json_groups).toBe('{"grp_trove_vips":"res_trove_687205e_vip"}')
  })

  test('asks for services on every node or on one', () => {
    const bag = written(combine(systemdResources('my-app', 'my-agent'), initScriptResources('my-app', 'old-agent', 'one node')))
    expect(bag).toMatchObject({
      json_resources: '{"res_my_app_my_agent":"systemd:my-agent","res_my_app_old_agent":"lsb:old-agent"}',
      json_clones: '{"cl_res_my_app_my_agent":"res_my_app_my_agent"}',
      json_systemd_services: '["my-agent"]',
    })
    expect(params(bag)).toMatchObject({
      res_my_app_old_agent:
        'meta migration-threshold="INFINITY" failure-timeout="5s" op monitor interval="5s" role=Started op monitor interval="6s" role=Stopped',
    })
  })

  test('spells constraints, master and slave, and corosync as crm and hacluster read them', () => {
    expect(
      written({
        ms: { ms_drbd: { resource: 'res_drbd', meta: 'master-max="1"' } },
        clones: { cl_x: { resource: 'res_x', meta: 'interleave=true' } },
        groups: { grp_x: { members: ['res_b', 'res_a'], meta: 'target-role="Started"' } },
        orders: { ord: { score: 'Mandatory', resources: ['res_a', 'res_b'] } },
        colocations: { col: { score: '-inf', resources: ['res_a', 'res_b'], nodeAttribute: 'rack' } },
        locations: { loc_mysql: { resource: 'grp_mysql_vips', score: 'inf', rule: 'writable eq 1' } },
        corosync: { bindInterface: 'eth0', multicastPort: 4440 },
      }),
    ).toEqual({
      json_ms: '{"ms_drbd":"res_drbd meta master-max=\\"1\\""}',
      json_clones: '{"cl_x":"res_x meta interleave=true"}',
      json_groups: '{"grp_x":"res_b res_a meta target-role=\\"Started\\""}',
      json_orders: '{"ord":"Mandatory: res_a res_b"}',
      json_colocations: '{"col":"-inf: res_a res_b node-attribute=rack"}',
      json_locations: '{"loc_mysql":"grp_mysql_vips rule inf: writable eq 1"}',
      corosync_bindiface: 'eth0',
      corosync_mcastport: '4440',
    })
  })

  test('deletes the resource of an address that is not configured any more, and goes on doing so', () => {
    const before = written(request)
    const after = written(vipResources('trove', ['10.5.100.1']), before)
    expect(after.json_delete_resources).toBe('["res_trove_687205e_vip","res_trove_haproxy"]')
    expect(written(vipResources('trove', ['10.5.100.1']), after)).toEqual(after)
  })

  test('does not delete what it asks for', () => {
    const own = { delete_resources: "['res_trove_687205e_vip', 'res_trove_eth0_vip']" }
    expect(written({ ...request, deleteResources: ['res_trove_haproxy'] }, own).json_delete_resources).toBe('["res_trove_eth0_vip"]')
  })

  test('takes away the keys of old charms, which hacluster would fall back to', () => {
    const own = { resources: "{'res_old': 'lsb:old'}", groups: "{'g': 'res_old'}", 'egress-subnets': 'x' }
    const bag = written(request, own)
    expect(Object.keys(bag)).not.toContain('resources')
    expect(Object.keys(bag)).not.toContain('groups')
    expect(bag).toMatchObject({ 'egress-subnets': 'x', json_delete_resources: '["res_old"]' })
  })
})

const key = fc.oneof(
  fc.constantFrom(
    'json_resources',
    'resources',
    'json_delete_resources',
    'delete_resources',
    'json_groups',
    'json_init_services',
    'clustered',
  ),
  fc.constantFrom('corosync_mcastport', 'corosync_bindiface', 'json_systemd_services', '__proto__', 'systemd_services'),
  fc.string(),
)
const value = fc.oneof(
  fc.constantFrom('', 'yes', 'null', '{}', '[]', '{"a":"b"}', "{'a': 'b'}", '["a"]', "['b', 'c']", '{"a":[1]}', '7', 'None'),
  fc.json(),
  fc.string({ unit: 'binary' }),
)
const bag: fc.Arbitrary<Databag> = fc.dictionary(key, value)
const anyView = anyViewOf(viewOf, bag, { remoteAppData: bag })
const name = fc.oneof(fc.constantFrom('res_a', 'res_b', 'a', 'b'), fc.string())
const anyRequest: fc.Arbitrary<HaclusterRequest> = fc.record(
  {
    resources: fc.dictionary(
      name,
      fc.record({ agent: fc.constant('lsb:x' as const), parameters: fc.string(), initService: fc.string() }, { requiredKeys: ['agent'] }),
    ),
    clones: fc.dictionary(name, fc.record({ resource: name, meta: fc.string() }, { requiredKeys: ['resource'] })),
    deleteResources: fc.array(name),
    systemdServices: fc.array(name),
  },
  { requiredKeys: [] },
)

describe('any databag', () => {
  test('reads as one of the four states', () => forAny([anyView, anyRequest], (view, asked) => expectState(side.read(view, asked))))

  test('is written once: the second write changes nothing', () =>
    forAny([anyView, anyRequest], (view, asked) => expectWrittenOnce(view, (seen) => side.write(asked, seen))))

  test('of many keys and of long values is read', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`p${index}`, 'x']))
    const long = { json_groups: `{${"'a': 'b', ".repeat(100_000)}`, json_ms: '['.repeat(100_000), resources: `'${'\\'.repeat(1_000_000)}` }
    expect(side.read(viewOf({ 'h/0': many }), request)).toMatchObject({ state: 'waiting' })
    expect(hacluster.provides.read(viewOf({ 'h/0': many }))).toMatchObject({ state: 'waiting' })
    expect(hacluster.provides.read(viewOf({ 'h/0': long }))).toMatchObject({ state: 'invalid' })
  })
})

test('data for the tests of charms reads as it says', () => {
  expect(side.read(viewOf(relationForRequirer('ha').remoteUnits), request)).toMatchObject({ state: 'ready' })
  const silent = relationForRequirer('ha', { response: false })
  expect(side.read(viewOf(silent.remoteUnits), request)).toEqual({ state: 'waiting', missing: ['clustered'] })
})

test.each(['None', '10.5.0.1,10.5.0.2', '256.1.1.1', 'fe80::1%eth0', 'host'])('asks for no virtual address %s', (address) => {
  expect(side.read(viewOf({}), vipResources('trove', [address]))).toMatchObject({ state: 'invalid', key: 'json_resource_params' })
})

test('deletes in the order that is asked for: a constraint, its group, its members', () => {
  const { unit } = side.write({ deleteResources: ['ord_b', 'grp_a', 'res_a', 'grp_a'] }, viewOf({}))
  expect(unit?.json_delete_resources).toBe('["ord_b","grp_a","res_a"]')
})
