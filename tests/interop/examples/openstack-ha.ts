import { expect } from 'vitest'
import type { Surroundings } from '../meeting.ts'
import { application } from '../relation.ts'
import { answered, context, type ExampleMeeting, filesAfter, relationWith } from './meet.ts'

const peers: Surroundings = {
  bindings: { cluster: '10.5.3.23', internal: '10.5.3.23', public: '203.0.113.23', admin: '10.5.4.23' },
  interfaces: { eth0: [['10.5.3.23', '255.255.255.0']], eth1: [['203.0.113.23', '255.255.255.0']], eth2: [['10.5.4.23', '255.255.255.0']] },
}

export const openstackHa: readonly ExampleMeeting[] = [
  {
    of: 'openstack-ha',
    role: 'peer',
    ...context('HAProxyContext'),
    shows: 'balances over it, and is told to it',
    run: async (they, ours) => {
      const { relation } = await they.charmhelpers(
        'relation_set',
        relationWith(ours, application('greeter', ['10.5.3.23'], 2), 'cluster'),
        { settings: { 'public-address': '203.0.113.23' } },
      )
      expect(await filesAfter(ours, relation)).toMatchObject({ '/etc/backends': 'greeter/2 10.5.3.23\n' })
      expect((await they.charmhelpers('haproxy', await answered(ours, relation), {}, peers)).value).toMatchObject({
        frontends: {
          '10.5.3.23': { backends: { 'greeter-0': '10.0.0.41', 'greeter-2': '10.5.3.23' } },
          '203.0.113.23': { backends: { 'greeter-0': '203.0.113.21', 'greeter-2': '203.0.113.23' } },
        },
      })
    },
  },
]
