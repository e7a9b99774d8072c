/** An identity service for the model: it makes a user for each client that registers. */
import { active, type Charm, defineCharm, status } from '@charm-layers/charm'
import { keystone as interfaceKeystone } from '@charm-layers/interface-keystone'
import { openstackHa } from '@charm-layers/interface-openstack-ha'

export const keystone: Charm = defineCharm({
  name: 'keystone',
  summary: 'Plays an identity service',
  provides: { 'identity-service': interfaceKeystone },
  peers: { cluster: openstackHa },
  desired: ({ relations, sharedSecret, address, leader }) => {
    const host = address('identity-service')
    const answers = relations['identity-service'].clients.map((client) => {
      if (client.request.state !== 'ready' || client.request.data.form !== 'register' || host === undefined || !leader) return []
      const { username, serviceType } = client.request.data
      const password = sharedSecret(`password-${username}`)
      if (password.state !== 'ready') return password.steps
      const here = { protocol: 'http', host, port: 5000 } as const
      const reply = client.reply({
        form: 'register',
        service: here,
        auth: here,
        internal: here,
        apiVersion: '3',
        adminDomainId: 'default',
        serviceType,
        username,
        password: password.data,
        userId: `id-of-${username}`,
        project: 'services',
        projectId: 'id-of-services',
        domain: 'service_domain',
        domainId: 'id-of-service-domain',
        adminProjectId: 'id-of-admin-project',
        adminUserId: 'id-of-admin',
        adminRole: 'Admin',
      })
      return [password.steps, reply]
    })
    return [relations.cluster.tell({}), answers, status(active())]
  },
})
