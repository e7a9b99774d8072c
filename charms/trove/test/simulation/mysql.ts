/** A database for the model: its leader answers on the address that an operator sets, with passwords that it makes once. */
import { active, type Charm, defineCharm, option, status } from '@charm-layers/charm'
import { mysqlShared } from '@charm-layers/interface-mysql-shared'
import { openstackHa } from '@charm-layers/interface-openstack-ha'

export const mysql: Charm = defineCharm({
  name: 'mysql',
  summary: 'Plays a database',
  config: {
    address: option.string({ default: 'db-first.example', description: 'Name of the server' }),
    generation: option.string({ default: 'first', description: 'Passwords are made anew for another text' }),
  },
  provides: { 'shared-db': mysqlShared },
  peers: { cluster: openstackHa },
  desired: ({ relations, config, sharedSecret, leader }) => {
    const answers = relations['shared-db'].clients.map((client) => {
      if (client.request.state !== 'ready' || !leader) return []
      const asked = client.request.data.requests
      const password = sharedSecret(`password-${config.generation}-${client.application}`)
      if (password.state !== 'ready' || asked.length === 0) return password.steps
      const allowedUnits = asked.map(({ unit }) => unit)
      return [
        password.steps,
        client.reply({
          host: config.address,
          port: 3306,
          grants: [{ prefix: asked[0]?.prefix ?? '', password: password.data, allowedUnits }],
        }),
      ]
    })
    return [relations.cluster.tell({}), answers, status(active())]
  },
})
