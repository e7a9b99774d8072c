/** openstack-ha: classic units and ours are peers of one application, as in an upgrade of a charm from Python to ours. */
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { expect } from 'vitest'
import type { Meeting, Spec, Surroundings } from '../meeting.ts'
import { application, opened, type Relation, relate, viewOf, weWrite } from '../relation.ts'

// trove/0 and trove/1 are ours, trove/2 is theirs.
const start: Relation = relate('cluster', application('trove', ['10.5.3.21', '10.5.3.22']), application('trove', ['10.5.3.23'], 2))

const around: Surroundings = {
  bindings: { cluster: '10.5.3.23', internal: '10.5.3.23', public: '203.0.113.23', admin: '10.5.4.23' },
  interfaces: {
    eth0: [['10.5.3.23', '255.255.255.0']],
    eth1: [['203.0.113.23', '255.255.255.0']],
    eth2: [['10.5.4.23', '255.255.255.0']],
  },
}

const ready: Relation = weWrite(start, (view) => {
  const octet = view.localUnit === 'trove/0' ? 21 : 22
  const addresses = { public: `203.0.113.${octet}`, internal: `10.5.3.${octet}`, admin: `10.5.4.${octet}` }
  return openstackHa.peers.write({ addresses, unitState: 'READY' }, view)
})

const frontend = (prefix: string): object => ({
  network: `${prefix}.23/255.255.255.0`,
  backends: { 'trove-0': `${prefix}.21`, 'trove-1': `${prefix}.22`, 'trove-2': `${prefix}.23` },
})

const ours: readonly Meeting[] = [
  {
    library: 'charmhelpers',
    part: 'contrib.openstack.context.HAProxyContext',
    shows: 'has a backend for each of our units on each network',
    run: async (they) => {
      expect((await they.charmhelpers('haproxy', ready, {}, around)).value).toMatchObject({
        default_backend: '10.5.3.23',
        frontends: { '10.5.3.23': frontend('10.5.3'), '203.0.113.23': frontend('203.0.113'), '10.5.4.23': frontend('10.5.4') },
      })
    },
  },
  {
    library: 'charmhelpers',
    part: 'contrib.openstack.context.HAProxyContext',
    shows: 'has no backend on a network whose address our units do not tell',
    run: async (they) => {
      const relation = weWrite(ready, (view) => openstackHa.peers.write({}, view))
      const { value } = await they.charmhelpers('haproxy', relation, {}, around)
      expect(value).toMatchObject({
        frontends: { '203.0.113.23': { backends: { 'trove-2': '203.0.113.23' } }, '10.5.3.23': frontend('10.5.3') },
      })
      expect(value).not.toMatchObject({ frontends: { '203.0.113.23': frontend('203.0.113') } })
    },
  },
  {
    library: 'charmhelpers',
    part: 'contrib.openstack.utils.are_peers_ready',
    shows: 'is true when each of our units says so, and false when one does not',
    run: async (they) => {
      expect((await they.charmhelpers('peers_unit_state', ready)).value).toEqual({
        states: { 'trove/0': 'READY', 'trove/1': 'READY' },
        ready: true,
      })
      const other = weWrite(ready, (view) => openstackHa.peers.write({ unitState: 'NOTREADY' }, view), ['trove/1'])
      expect((await they.charmhelpers('peers_unit_state', other)).value).toEqual({
        states: { 'trove/0': 'READY', 'trove/1': 'NOTREADY' },
        ready: false,
      })
      // A unit that says nothing is unknown.
      expect((await they.charmhelpers('peers_unit_state', start)).value).toMatchObject({ states: { 'trove/0': 'UNKNOWN' }, ready: false })
    },
  },
]

export const openstackHaSpec: Spec = {
  interface: 'openstack-ha',
  cells: {
    'their data': {
      meetings: [
        {
          library: 'charmhelpers',
          part: 'contrib.openstack.utils.inform_peers_unit_state',
          shows: 'tells its state and addresses, beside which other keys do not count',
          run: async (they) => {
            const settings = {
              'public-address': '203.0.113.23',
              'internal-address': '10.5.3.23',
              trove_passwd: 'a classic charm keeps it here',
            }
            const { relation } = await they.charmhelpers('relation_set', ready, { settings })
            const told = await they.charmhelpers('tell_unit_state', relation, { unit_state: 'READY' })
            const addresses = { public: '203.0.113.23', internal: '10.5.3.23' }
            expect(opened(openstackHa.peers.read(viewOf(told.relation)))).toMatchObject({
              state: 'ready',
              data: { units: { 'trove/1': { address: '10.5.3.22' }, 'trove/2': { address: '10.5.3.23', addresses, unitState: 'READY' } } },
            })
          },
        },
      ],
      reason: 'each charm writes its addresses itself, through relation_set, which is what is met',
    },
    'our data': { meetings: ours },
  },
}
