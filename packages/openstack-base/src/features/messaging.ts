/** The feature messaging: a user and a virtual host, asked for on the endpoint `amqp`. */
import { type Context, fact, option } from '@charm-layers/charm'
import { amqp, transportUrl } from '@charm-layers/interface-amqp'
import { checked, matches, nameOf } from '../define/checked.ts'
import { type Feature, feature, fromPlainAnswer } from '../define/feature.ts'
import { isAtLeast, type Release } from '../releases.ts'
import { isMarked } from './database/mark.ts'

/** Options of the feature messaging. */
export interface MessagingOptions {
  /** The default of the option `rabbit-user`. */
  readonly user: string
  /** The virtual host unless the option `rabbit-vhost` says otherwise; by default `openstack`, which OpenStack services share. */
  readonly vhost?: string
  /**
   * The virtual host that earlier versions of the charm asked for. An application that one of them deployed keeps it until the option
   * says otherwise, since a broker's clients that the charm does not configure, such as running instances, know no other.
   */
  readonly formerVhost?: string
}

const factName = 'rabbit-vhost'

/** Gives the virtual host to ask for: what the operator says, else what was asked for before, else the charm's own. */
const vhostOf = ({ fact: recorded }: Context, said: string | undefined, { vhost = 'openstack', formerVhost }: MessagingOptions): string =>
  said || (formerVhost === undefined ? vhost : (recorded(factName) ?? (isMarked({ fact: recorded }) ? formerVhost : vhost)))

/** Gives whether heartbeats are sent by a thread of the system: by default they are from wallaby to yoga, which eventlet breaks. */
const heartbeatInThread = (release: Release): false | undefined =>
  isAtLeast(release, 'wallaby') && !isAtLeast(release, 'zed') ? false : undefined

/** Makes the feature messaging: it asks for a user and a virtual host, and gives templates the URL of the broker. */
export const messaging = (of: MessagingOptions): Feature =>
  feature({
    options: {
      'rabbit-user': checked(option.string({ default: of.user, description: 'User to ask the message broker for.' }), nameOf(128)),
      'rabbit-vhost': checked(
        option.string({
          ...(of.formerVhost === undefined ? { default: of.vhost ?? 'openstack' } : {}),
          description:
            of.formerVhost === undefined
              ? 'Virtual host to ask the message broker for.'
              : `Virtual host to ask the message broker for. Unset: the one in use; in a new deployment, ${of.vhost}.`,
        }),
        matches(/^[\w./:@+-]{0,255}$/, 'a virtual host: letters, digits and _ . / : @ + - only'),
      ),
    },
    requires: { amqp },
    apply: (context, { release }) => {
      const { config, relations, leader } = context
      const login = { username: config['rabbit-user'], vhost: vhostOf(context, config['rabbit-vhost'], of) }
      const asked = fromPlainAnswer(relations.amqp.ask(login), (broker) => ({
        data: { messaging: { transport_url: transportUrl(broker, login) } },
        sections: {
          oslo_messaging_rabbit: {
            rabbit_ha_queues: broker.haQueues ? true : undefined,
            heartbeat_in_pthread: heartbeatInThread(release),
          },
        },
      }))
      const remembers = leader && of.formerVhost !== undefined
      return { ...asked, publish: [asked.publish, remembers && fact(factName, login.vhost)] }
    },
  })
