/** The feature messaging: a user and a virtual host, asked for on the endpoint `amqp`. */
import { option } from '@charm-layers/charm'
import { amqp, transportUrl } from '@charm-layers/interface-amqp'
import { type Feature, feature, fromPlainAnswer } from '../define/feature.ts'

/** Makes the feature messaging. `user` and `vhost` are the defaults of the options `rabbit-user` and `rabbit-vhost`. */
export const messaging = ({ user, vhost = 'openstack' }: { readonly user: string; readonly vhost?: string }): Feature =>
  feature({
    options: {
      'rabbit-user': option.string({ default: user, description: 'User to ask the message broker for.' }),
      'rabbit-vhost': option.string({ default: vhost, description: 'Virtual host to ask the message broker for.' }),
    },
    requires: { amqp },
    apply: ({ config, relations }) => {
      const login = { username: config['rabbit-user'], vhost: config['rabbit-vhost'] }
      return fromPlainAnswer(relations.amqp.ask(login), (broker) => ({
        data: { messaging: { transport_url: transportUrl(broker, login) } },
        sections: { oslo_messaging_rabbit: { rabbit_ha_queues: broker.haQueues ? true : undefined } },
      }))
    },
  })
