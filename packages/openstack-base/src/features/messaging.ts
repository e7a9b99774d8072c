/** The feature messaging: a user and a virtual host, asked for on the endpoint `amqp`, and for guests on an endpoint of their own. */
import { type Context, fact, option } from '@charm-layers/charm'
import { amqp, type Broker, transportUrl } from '@charm-layers/interface-amqp'
import { type Secret, secret } from '@charm-layers/relation'
import { checked, matches, nameOf } from '../define/checked.ts'
import { type Contribution, type Feature, feature, type Situation } from '../define/feature.ts'
import { isAtLeast, type Release } from '../releases.ts'
import type { Section } from '../render/oslo-config.ts'
import { isMarked } from './database/mark.ts'
import { type ClientTls, fromTlsAnswer, withoutTls } from './tls/client.ts'

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
  /**
   * Adds the optional endpoint `amqp-guest`, for a service that has one transport for its daemons and its guests. With a broker there, that transport
   * is on it, and `amqp` has the notifications alone. There the user and the virtual host are called as `rabbit-user` with `-guest` behind it, so that
   * no guest has a login to what is at `amqp`, on the same broker either.
   */
  readonly guests?: boolean
}

const factName = 'rabbit-vhost'

/** Gives the virtual host to ask for: what the operator says, else what was asked for before, else the charm's own. */
const vhostOf = ({ fact: recorded }: Context, said: string | undefined, { vhost = 'openstack', formerVhost }: MessagingOptions): string =>
  said || (formerVhost === undefined ? vhost : (recorded(factName) ?? (isMarked({ fact: recorded }) ? formerVhost : vhost)))

/** Gives whether heartbeats are sent by a thread of the system: by default they are from wallaby to yoga, which eventlet breaks. */
const heartbeatInThread = (release: Release): false | undefined =>
  isAtLeast(release, 'wallaby') && !isAtLeast(release, 'zed') ? false : undefined

/** Gives how oslo.messaging speaks TLS, by the names that its options have had since pike. It verifies a broker only when it has a file for that. */
const tlsOptionsOf = (tls: ClientTls | undefined, release: Release): Readonly<Record<string, string | boolean>> => {
  if (tls === undefined) return {}
  return isAtLeast(release, 'pike') ? { ssl: true, ssl_ca_file: tls.ca } : { rabbit_use_ssl: true, kombu_ssl_ca_certs: tls.ca }
}

interface Login {
  readonly username: string
  readonly vhost: string
}

const sectionOf = (broker: Broker, tls: ClientTls | undefined, release: Release): Section => ({
  rabbit_ha_queues: broker.haQueues ? true : undefined,
  heartbeat_in_pthread: heartbeatInThread(release),
  ...tlsOptionsOf(tls, release),
})

/** Gives the URL of a broker beside that of the section, which is about both: what a URL says counts for its own broker. */
function urlBeside(broker: Broker, login: Login, tls: ClientTls | undefined, release: Release): Secret {
  const said = Object.entries(tls === undefined ? { ssl: false } : tlsOptionsOf(tls, release))
  return secret(`${transportUrl(broker, login).reveal()}?${said.map(([name, value]) => `${name}=${value}`).join('&')}`)
}

/** What templates get of the broker of RPC. */
const dataOf = (broker: Broker, login: Login, tls: ClientTls | undefined) => ({
  transport_url: transportUrl(broker, login),
  ca_file: tls?.ca,
  ca_base64: tls?.pem && Buffer.from(tls.pem).toString('base64'),
})

const optionsOf = ({ user, vhost = 'openstack', formerVhost }: MessagingOptions) => ({
  'rabbit-user': checked(option.string({ default: user, description: 'User to ask the message broker for.' }), nameOf(128)),
  'rabbit-vhost': checked(
    option.string({
      ...(formerVhost === undefined ? { default: vhost } : {}),
      description:
        formerVhost === undefined
          ? 'Virtual host to ask the message broker for.'
          : `Virtual host to ask the message broker for. Unset: the one in use; in a new deployment, ${vhost}.`,
    }),
    matches(/^[\w./:@+-]{0,255}$/, 'a virtual host: letters, digits and _ . / : @ + - only'),
  ),
})

type Options = ReturnType<typeof optionsOf>

/** Asks on `amqp`. `beside` says that another broker has the service's RPC. */
function ask(of: MessagingOptions, context: Context<Options, { readonly amqp: typeof amqp }>, situation: Situation, beside: boolean) {
  const { config, relations, leader } = context
  const login = { username: config['rabbit-user'], vhost: vhostOf(context, config['rabbit-vhost'], of) }
  const asked = fromTlsAnswer(relations.amqp.ask(login), { context, situation }, (broker, tls) => {
    if (beside) return { data: { url: urlBeside(broker, login, tls, situation.release) } }
    return {
      data: { messaging: { ...dataOf(broker, login, tls), notifications_url: undefined } },
      sections: { oslo_messaging_rabbit: sectionOf(broker, tls, situation.release) },
    }
  })
  const remembers = leader && of.formerVhost !== undefined
  return { ...asked, publish: [asked.publish, remembers && fact(factName, login.vhost)] }
}

const guestSuffix = '-guest'
const withGuests = { amqp, 'amqp-guest': { ...amqp, optional: true } } as const

/** Asks on both endpoints. */
function askBoth(of: MessagingOptions, context: Context<Options, typeof withGuests>, situation: Situation): Contribution {
  const { config, relations } = context
  const related = relations['amqp-guest']
  const own = ask(of, context, situation, related.relationId !== undefined)
  if (related.relationId === undefined) return joined(own, withoutTls(context, situation, 'amqp-guest'), own)
  const name = `${config['rabbit-user']}${guestSuffix}`
  const login = { username: name, vhost: name }
  const guests = fromTlsAnswer(related.ask(login), { context, situation }, (broker, tls) => ({
    data: { messaging: { ...dataOf(broker, login, tls), notifications_url: own.data?.url } },
    sections: { oslo_messaging_rabbit: sectionOf(broker, tls, situation.release) },
  }))
  return joined(own, guests, guests)
}

/** Joins what is done about two brokers. The data and the section are those of one. */
const joined = (first: Contribution, second: Contribution, { data = {}, sections = {} }: Contribution): Contribution => ({
  data,
  sections,
  publish: [first.publish, second.publish],
  unready: [...(first.unready ?? []), ...(second.unready ?? [])],
  files: [first.files, second.files],
  finish: () => [first.finish?.(), second.finish?.()],
})

/** Makes the feature messaging: it asks for a user and a virtual host, and gives templates the URL of the broker. */
export const messaging = (of: MessagingOptions): Feature =>
  of.guests
    ? feature({ options: optionsOf(of), requires: withGuests, apply: (context, situation) => askBoth(of, context, situation) })
    : feature({ options: optionsOf(of), requires: { amqp }, apply: (context, situation) => ask(of, context, situation, false) })
