import { expect } from 'vitest'
import { application } from '../relation.ts'
import { answered, around, asked, type ExampleMeeting, filesAfter, relationWith } from './meet.ts'

export const hacluster: readonly ExampleMeeting[] = [
  {
    of: 'hacluster',
    role: 'provider',
    library: 'charmhelpers',
    part: 'contrib.openstack.ha.utils.generate_ha_relation_data, contrib.hahelpers.cluster.is_clustered',
    shows: 'ask for resources, and find that the node is clustered',
    run: async (they, ours) => {
      const start = relationWith(ours, application('trove', ['10.20.30.21']), 'ha')
      const { relation } = await they.charmhelpers('ask_hacluster', start, { service: 'trove' }, around)
      expect((await they.charmhelpers('is_clustered', relation)).value).toBe(false)
      expect((await they.charmhelpers('is_clustered', await answered(ours, relation))).value).toBe(true)
      expect(await filesAfter(ours, relation)).toEqual({
        '/etc/resources.crm': 'primitive res_trove_687205e_vip ocf:heartbeat:IPaddr2\nprimitive res_trove_haproxy lsb:haproxy\n',
      })
    },
  },
  {
    of: 'hacluster',
    role: 'requirer',
    library: 'ops',
    part: 'a hacluster of the tests',
    shows: 'parses its request, and answers it',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('hacluster', ['10.0.0.21']), 'ha')
      const { value, relation: after } = await they.ops('Hacluster', relation)
      expect(value).toMatchObject({
        json_resources: { res_greeter_687205e_vip: 'ocf:heartbeat:IPaddr2', res_greeter_haproxy: 'lsb:haproxy' },
        json_clones: { cl_greeter_haproxy: 'res_greeter_haproxy' },
      })
      expect(await filesAfter(unit, after)).toMatchObject({ '/etc/greeter.conf': 'address = 10.20.30.40\n' })
    },
  },
]
