/** The charms on the other side, as `rabbitmq_server_relations.py` and the clients' own hooks leave the relation. */
import { type Databag, isFault } from '@charm-layers/relation'
import { type Counterpart, writeUnits } from '@charm-layers/relation/testing'
import { clearKeys, toBase64 } from '@charm-layers/relation/wire'
import { decodeRequests, encodeRequests, type QueueExpiry } from '../request.ts'

/** What a test may choose about a broker. Without quirks it answers on every unit, without TLS. */
export interface BrokerQuirks {
  /** Name of the unit that leads; by default the first. The others repeat in the next round what it has answered. */
  readonly leader?: string
  /** A password that differs from the one before is a rotation: the leader shows it a round before the other units. */
  readonly password?: string
  /** `firstCa` is the authority that units other than the leader show for one round before they show `ca`; the leader shows TLS last. */
  readonly tls?: { readonly port: number; readonly ca?: string; readonly firstCa?: string }
  /** The broker is behind hacluster. */
  readonly ha?: { readonly vip: string; readonly vipOnly?: true }
  /** Units that Juju lists but that have not joined the cluster yet: they show their address and no password. */
  readonly notClustered?: readonly string[]
  /** The broker is paused, or its cluster is too small: it answers no new request, and its earlier answers stay. */
  readonly paused?: true
  /** The broker is older than 3.0.1. */
  readonly haQueues?: true
}

const addressOf = (bag: Databag): string => bag['ingress-address'] ?? bag['private-address'] ?? ''

/** Tells whether a key is the broker's own, or one of Juju's that it writes over. */
const isOwn = (key: string): boolean => key !== 'egress-subnets' && key !== 'ingress-address'

const tlsBag = (port: number, ca: string | undefined): Databag => ({
  ssl_port: String(port),
  ssl_ca: ca === undefined ? '' : toBase64(ca),
})

const NO_TLS: Databag = { ssl_port: '', ssl_ca: '' }

/** Plays rabbitmq-server, for the test of a charm that requires a broker. */
export const counterpartForRequirer = (quirks: BrokerQuirks = {}): Counterpart => {
  const { password = 'k3VbT9x7Qd', tls, ha, notClustered = [], paused, haQueues } = quirks
  return (relation, local) => {
    const requests = Object.values(local.units).map(decodeRequests)
    // A request with a prefix, or an expiry that is not a number, fails the real charm's hook, so that it writes nothing.
    if (requests.some((request) => isFault(request) || request.some(({ prefix }) => prefix !== ''))) return relation
    const asked = requests.some((request) => !isFault(request) && request.length > 0)
    const before = relation.remoteUnits
    const leader = quirks.leader ?? Object.keys(before)[0] ?? ''
    const last = tls === undefined ? '' : tlsBag(tls.port, tls.ca).ssl_ca
    const others = Object.entries(before).filter(([unit]) => unit !== leader && !notClustered.includes(unit))
    const tlsSettled = tls?.firstCa === undefined || others.every(([, bag]) => bag.ssl_ca === last)

    const lead = (): Databag => ({
      password,
      // Switching TLS off takes its keys away; those of hacluster and of old brokers stay for ever.
      ...(tls === undefined || !tlsSettled ? NO_TLS : tlsBag(tls.port, tls.ca)),
      ...(ha === undefined ? {} : { clustered: 'true', vip: ha.vip, ...(ha.vipOnly ? { 'ha-vip-only': 'true' } : {}) }),
      ...(haQueues ? { ha_queues: 'True' } : {}),
    })
    const repeat = (bag: Databag): Databag => ({
      ...clearKeys(bag, isOwn),
      ...Object.fromEntries(Object.entries(before[leader] ?? {}).filter(([key]) => isOwn(key))),
      ...(tls?.firstCa === undefined ? {} : tlsBag(tls.port, bag.ssl_ca === undefined ? tls.firstCa : tls.ca)),
    })
    return writeUnits(relation, (bag, unit) => {
      // The address is there from the first hook on.
      const shown = { hostname: addressOf(bag), 'private-address': addressOf(bag) }
      if (paused || notClustered.includes(unit)) return shown
      if (unit === leader) return { ...(asked ? lead() : {}), ...shown }
      return { ...(before[leader]?.password ? repeat(bag) : {}), ...shown }
    })
  }
}

/** What a test may choose about a client. Without quirks it asks for a user of its application's name in `openstack`. */
export interface ClientQuirks {
  readonly username?: string
  readonly vhost?: string
  /** Any text asks for an administrator, `False` too. */
  readonly admin?: string
  readonly expiry?: QueueExpiry
  /** Asks in the form with a prefix, which crashes rabbitmq-server. */
  readonly prefix?: string
}

/** Plays a client, for the test of a charm that provides a broker. It asks in its first hook, and never changes its request. */
export const counterpartForProvider =
  ({ username, vhost = 'openstack', admin = '', expiry, prefix = '' }: ClientQuirks = {}): Counterpart =>
  (relation) => {
    const request = { prefix, username: username ?? relation.remoteApp, vhost, ...(expiry === undefined ? {} : { expiry }) }
    return writeUnits(relation, (bag) => ({
      ...encodeRequests([request]),
      ...(prefix === '' ? { admin } : {}),
      'private-address': addressOf(bag),
    }))
  }
