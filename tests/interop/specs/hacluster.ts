/** hacluster: what charmhelpers asks of it, and how it finds out that a node is clustered. */
import { combine, dnsResources, type HaclusterRequest, hacluster, haproxyResources, vipResources } from '@charm-layers/interface-hacluster'
import { expect } from 'vitest'
import type { Meeting, Spec, Surroundings, They } from '../meeting.ts'
import { application, type Relation, relate, viewOf, weWrite, written } from '../relation.ts'

const requiring: Relation = relate('ha', application('trove', ['10.20.30.21']), application('hacluster', ['10.20.30.21']))
const providing: Relation = relate('ha', application('hacluster', ['10.20.30.21']), application('trove', ['10.20.30.21']))

const around = (config: Readonly<Record<string, unknown>>, interfaces: Surroundings['interfaces'] = {}): Surroundings => ({
  unit: 'trove/0',
  config,
  interfaces,
  bindings: { public: '203.0.113.21', internal: '10.20.30.21', admin: '10.20.31.21' },
})
const networks: Surroundings['interfaces'] = {
  eth0: [['10.20.30.21', '255.255.255.0']],
  eth1: [['2001:db8::21', 'ffff:ffff:ffff:ffff::/64']],
}

const generate = { library: 'charmhelpers', part: 'contrib.openstack.ha.utils.generate_ha_relation_data' }

/** What charmhelpers writes for the principal. */
const theirBag = async (they: They, where: Surroundings, args: object): Promise<unknown> =>
  written((await they.charmhelpers('ask_hacluster', providing, { service: 'trove', ...args }, where)).relation.theirs.units['trove/0'])

interface Case {
  readonly shows: string
  readonly where: Surroundings
  readonly args?: object
  readonly request: HaclusterRequest
}

const cases: readonly Case[] = [
  {
    shows: 'haproxy and virtual addresses of both families, whose interface was found',
    where: around({ vip: '10.20.30.40 2001:db8::40' }, networks),
    request: combine(
      haproxyResources('trove'),
      vipResources('trove', [
        { address: '10.20.30.40', oldInterface: 'eth0' },
        { address: '2001:db8::40', oldInterface: 'eth1' },
      ]),
    ),
  },
  {
    shows: 'two addresses on one interface, and no haproxy',
    where: around({ vip: '10.20.30.40 10.20.30.41' }, networks),
    args: { haproxy: false },
    request: vipResources('trove', [
      { address: '10.20.30.40', oldInterface: 'eth0' },
      { address: '10.20.30.41', oldInterface: 'eth0' },
    ]),
  },
  {
    shows: 'an address whose interface and netmask are options',
    where: around({ vip: '10.5.100.1', vip_iface: 'eth7', vip_cidr: '24' }),
    request: combine(
      haproxyResources('trove'),
      vipResources('trove', [{ address: '10.5.100.1', fallback: { interface: 'eth7', netmask: '24' } }]),
    ),
  },
  {
    shows: 'records in MAAS in place of addresses',
    where: around({ 'dns-ha': true, 'os-public-hostname': 'trove.example.com', 'os-internal-hostname': 'trove.internal' }, networks),
    request: combine(
      haproxyResources('trove'),
      dnsResources('trove', {
        internal: { fqdn: 'trove.internal', address: '10.20.30.21' },
        public: { fqdn: 'trove.example.com', address: '203.0.113.21' },
      }),
    ),
  },
  {
    shows: 'a colocation, an order and a location of the charm',
    where: around({ vip: '10.20.30.40' }, networks),
    args: {
      settings: {
        resources: { res_trove_conductor: 'ocf:openstack:trove-conductor' },
        colocations: { vip_conductor: 'inf: res_trove_conductor grp_trove_vips' },
        orders: { first_vip: 'Mandatory: grp_trove_vips res_trove_conductor' },
        locations: { loc_conductor: 'res_trove_conductor rule inf: writable eq 1' },
      },
    },
    request: combine(haproxyResources('trove'), vipResources('trove', [{ address: '10.20.30.40', oldInterface: 'eth0' }]), {
      resources: { res_trove_conductor: { agent: 'ocf:openstack:trove-conductor' } },
      colocations: { vip_conductor: { score: 'inf', resources: ['res_trove_conductor', 'grp_trove_vips'] } },
      orders: { first_vip: { score: 'Mandatory', resources: ['grp_trove_vips', 'res_trove_conductor'] } },
      locations: { loc_conductor: { resource: 'res_trove_conductor', score: 'inf', rule: 'writable eq 1' } },
    }),
  },
]

const ourBag = (request: HaclusterRequest): unknown =>
  written(weWrite(requiring, (view) => hacluster.requires.write(request, view)).ours.units['trove/0'])

const same: readonly Meeting[] = cases.map(({ shows, where, args = {}, request }) => ({
  ...generate,
  shows: `writes byte for byte what we write: ${shows}`,
  run: async (they) => {
    expect(ourBag(request)).toEqual(await theirBag(they, where, args))
    expect(hacluster.requires.read(viewOf(requiring), request)).toMatchObject({ state: 'waiting', missing: ['clustered'] })
  },
}))

const reason = 'hacluster has its code in the charm, on no registry'

export const haclusterSpec: Spec = {
  interface: 'hacluster',
  cells: {
    'their request': {
      meetings: [
        {
          ...generate,
          shows: 'asks for addresses and haproxy, which we read as ours',
          run: async (they) => {
            const [first] = cases
            if (first === undefined) throw new Error('no case')
            const { relation } = await they.charmhelpers('ask_hacluster', providing, { service: 'trove' }, first.where)
            const state = hacluster.provides.read(viewOf(relation))
            const own = weWrite(requiring, (view) => hacluster.requires.write(first.request, view))
            expect(state).toEqual(hacluster.provides.read(viewOf({ ...own, ours: own.theirs, theirs: own.ours })))
            expect(state).toMatchObject({
              state: 'ready',
              data: {
                resources: { res_trove_687205e_vip: 'ocf:heartbeat:IPaddr2', res_trove_haproxy: 'lsb:haproxy' },
                deleteResources: ['res_trove_eth0_vip', 'res_trove_eth1_vip'],
              },
            })
          },
        },
        {
          library: 'charmhelpers',
          part: 'core.hookenv.relation_set',
          shows: 'writes dictionaries as Python, as rabbitmq-server does',
          run: async (they) => {
            const settings = {
              resources: { res_rabbitmq_vip: 'ocf:heartbeat:IPaddr2' },
              resource_params: { res_rabbitmq_vip: 'params ip="10.5.1.30" op monitor' },
              init_services: { res_rabbitmq_server: 'rabbitmq-server' },
              corosync_bindiface: 'eth0',
              corosync_mcastport: 5406,
            }
            const { relation } = await they.charmhelpers('relation_set', providing, { settings })
            expect(hacluster.provides.read(viewOf(relation))).toMatchObject({
              state: 'ready',
              data: {
                resources: settings.resources,
                resourceParams: settings.resource_params,
                initServices: settings.init_services,
                corosync: { bindInterface: 'eth0', multicastPort: 5406 },
              },
            })
          },
        },
      ],
    },
    'our answer': {
      meetings: [
        {
          library: 'charmhelpers',
          part: 'contrib.hahelpers.cluster.is_clustered',
          shows: 'is true with our answer, and false before',
          run: async (they) => {
            expect((await they.charmhelpers('is_clustered', providing)).value).toBe(false)
            const relation = weWrite(providing, (view) => hacluster.provides.write({ clustered: true }, view))
            expect((await they.charmhelpers('is_clustered', relation)).value).toBe(true)
          },
        },
      ],
    },
    'our request': {
      meetings: [
        ...same,
        {
          library: 'ops',
          part: 'a hacluster of the tests',
          shows: 'parses every key of a request',
          run: async (they) => {
            const request = combine(haproxyResources('trove'), vipResources('trove', ['10.20.30.40']))
            const { value } = await they.ops(
              'Hacluster',
              weWrite(requiring, (view) => hacluster.requires.write(request, view)),
            )
            expect(value).toMatchObject({
              json_resources: { res_trove_687205e_vip: 'ocf:heartbeat:IPaddr2', res_trove_haproxy: 'lsb:haproxy' },
              json_groups: { grp_trove_vips: 'res_trove_687205e_vip' },
              json_clones: { cl_trove_haproxy: 'res_trove_haproxy' },
              json_init_services: { res_trove_haproxy: 'haproxy' },
            })
          },
        },
      ],
      reason,
    },
    'their answer': {
      meetings: [
        {
          library: 'charmhelpers',
          part: 'core.hookenv.relation_set',
          shows: 'writes yes, or True, and both are read',
          run: async (they) => {
            for (const clustered of ['yes', true]) {
              const { relation } = await they.charmhelpers('relation_set', requiring, { settings: { clustered } })
              expect(hacluster.requires.read(viewOf(relation), {})).toEqual({ state: 'ready', data: { clustered: true } })
            }
          },
        },
      ],
      reason,
    },
  },
}
