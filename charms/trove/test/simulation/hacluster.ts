/** The subordinate that makes a cluster of the machines, for the model: it says so once it has the request of the unit beside it. */
import { active, type Charm, defineCharm, status } from '@charm-layers/charm'
import { hacluster as interfaceHacluster } from '@charm-layers/interface-hacluster'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import type { Interface } from '@charm-layers/relation'

/** Juju wants an endpoint of a subordinate that requires; this one says nothing. */
const jujuInfo: Pick<Interface<never, never>, 'requires'> = {
  requires: { interface: 'juju-info', side: 'requires', read: () => ({ state: 'absent' }), write: () => ({}) },
}

export const hacluster: Charm = defineCharm({
  name: 'hacluster',
  summary: 'Plays a cluster',
  subordinate: true,
  requires: { 'juju-info': { ...jujuInfo, scope: 'container' } },
  provides: { ha: interfaceHacluster },
  peers: { hanode: openstackHa },
  desired: ({ relations }) => [
    relations.hanode.tell({}),
    relations.ha.clients.map((client) => client.request.state === 'ready' && client.reply({ clustered: true })),
    status(active()),
  ],
})
