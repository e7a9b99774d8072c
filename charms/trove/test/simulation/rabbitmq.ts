/** A message broker for the model: each unit answers with its own address, and all with the same password. */
import { active, type Charm, defineCharm, status } from '@charm-layers/charm'
import { amqp } from '@charm-layers/interface-amqp'
import { openstackHa } from '@charm-layers/interface-openstack-ha'

export const rabbitmq: Charm = defineCharm({
  name: 'rabbitmq',
  summary: 'Plays a message broker',
  provides: { amqp },
  peers: { cluster: openstackHa },
  desired: ({ relations, sharedSecret, address }) => {
    const own = address('amqp')
    const answers = relations.amqp.clients.map((client) => {
      const [asked] = client.request.state === 'ready' ? client.request.data.requests : []
      if (!asked || own === undefined) return []
      const password = sharedSecret(`password-${asked.username}`)
      return [password.steps, password.state === 'ready' && client.reply({ address: own, password: password.data })]
    })
    return [relations.cluster.tell({}), answers, status(active())]
  },
})
