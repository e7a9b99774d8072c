/** The client's side of rabbitmq: asks for a user and a virtual host, and reads where the broker is. */
import type { Databag, Databags, Fault, RelationView, RequiresSide, Secret, State } from '@charm-layers/relation'
import { absent, awaiting, invalid, isFault, ready, requiresSide } from '@charm-layers/relation'
import { clearKeys, defined, sortedOnce } from '@charm-layers/relation/wire'
import { type AnswerBag, decodeAnswer } from './answer.ts'
import { type ClientRequest, clientFault, encodeRequests, isPrefixedRequestKey, type QueueExpiry } from './request.ts'

/** What a client asks of a broker. */
export type AmqpRequest = {
  readonly username: string
  /** Asks for an administrator. There is no `false`: the broker takes any text for yes. */
  readonly admin?: true
  /** This unit's address on the endpoint's binding; by default the one that Juju announces. */
  readonly address?: string
} & (
  | {
      /** OpenStack services share `openstack`. */
      readonly vhost: string
      readonly expiry?: never
    }
  | { readonly vhost: 'openstack' /** Has no effect in another virtual host. */; readonly expiry: QueueExpiry }
)

/** A broker that can be used. */
export interface Broker {
  /** Where to connect: the ready units sorted as text, or the virtual address alone when the broker asks for that. */
  readonly hosts: readonly string[]
  /** 5672, or the TLS port. */
  readonly port: number
  readonly password: Secret
  /** Set when the broker speaks TLS. Without `ca` (PEM) the client verifies the broker with the system's authorities. */
  readonly tls?: { readonly ca?: string }
  /** Whether the broker is older than 3.0.1, where the client decides whether queues are mirrored. */
  readonly haQueues: boolean
}

const requestFault = ({ username, vhost, admin, expiry }: AmqpRequest): Fault | undefined => {
  if (username === '') return invalid('username', 'is empty')
  if (vhost === '') return invalid('vhost', 'is empty')
  if (expiry !== undefined && vhost !== 'openstack') return invalid('ttl', 'queues expire in the virtual host openstack only')
  return clientFault(defined<ClientRequest>({ prefix: '', username, vhost, admin, expiry }))
}

type ReadyUnit = AnswerBag & { readonly address: string; readonly password: Secret }
const isReady = (bag: AnswerBag): bag is ReadyUnit => bag.address !== undefined && bag.password !== undefined

const missingOf = (bag: Databag): readonly string[] => ['private-address', 'password'].filter((key) => !bag[key])

const same = (values: readonly unknown[]): boolean => values.every((value) => value === values[0])

/** Lists the keys that differ between ready units: for up to a minute after a change of TLS or password, some units show old values. */
const disputed = (units: readonly ReadyUnit[]): readonly string[] => {
  const tls = units.some(({ sslPort }) => sslPort !== undefined)
  const agreed: readonly (readonly [key: string, is: boolean])[] = [
    ['password', same(units.map(({ password }) => password.reveal()))],
    ['ssl_port', same(units.map(({ sslPort }) => sslPort))],
    ['ssl_ca', !tls || same(units.map(({ sslCa }) => sslCa))],
  ]
  return agreed.filter(([, is]) => !is).map(([key]) => key)
}

/** Follows the classic reader: a virtual address counts only with `clustered`, and not with `ha-vip-only` and several remote units. */
const hostsOf = (units: readonly ReadyUnit[], remoteUnits: number): readonly string[] | undefined => {
  const all = sortedOnce(units.map(({ address }) => address))
  const clustered = units.filter((unit) => unit.clustered)
  if (clustered.length === 0 || (remoteUnits > 1 && units.some((unit) => unit.haVipOnly))) return all
  const vip = clustered.find((unit) => unit.vip !== undefined)?.vip
  return vip === undefined ? undefined : [vip]
}

const read = (view: RelationView, request: AmqpRequest): State<Broker> => {
  const fault = requestFault(request)
  if (fault !== undefined) return fault
  if (view.remoteUnits.size === 0) return absent
  const units: ReadyUnit[] = []
  let missing: readonly string[] = ['private-address', 'password']
  for (const bag of view.remoteUnits.values()) {
    const lacks = missingOf(bag)
    if (lacks.length < missing.length) missing = lacks
    // A unit without both keys is not part of the cluster yet: its databag does not count, not even a wrong value in it.
    if (lacks.length > 0) continue
    const answer = decodeAnswer(bag)
    if (isFault(answer)) return answer
    if (isReady(answer)) units.push(answer)
  }
  const [first] = units
  if (first === undefined) return awaiting(...missing)
  const differing = disputed(units)
  if (differing.length > 0) return awaiting(...differing)
  const hosts = hostsOf(units, view.remoteUnits.size)
  if (hosts === undefined) return awaiting('vip')
  const { password, sslPort, sslCa } = first
  return ready({
    hosts,
    port: sslPort ?? 5672,
    password,
    ...(sslPort === undefined ? {} : { tls: sslCa === undefined ? {} : { ca: sslCa } }),
    haQueues: units.some((unit) => unit.haQueues === true),
  })
}

const write = (request: AmqpRequest, view: RelationView): Databags => {
  const { username, vhost, admin, expiry } = request
  const address = request.address ?? view.localUnitData['ingress-address']
  const sendable = requestFault(request) === undefined
  const plain = { prefix: '', ...(sendable ? { username, vhost } : { username: '', vhost: '' }) }
  const more = sendable ? { ...(admin === undefined ? {} : { admin }), ...(expiry === undefined ? {} : { expiry }) } : {}
  return {
    unit: {
      ...encodeRequests([{ ...plain, ...more }]),
      // Juju up to 3.6 writes this key itself, Juju 4 does not.
      ...(address ? { 'private-address': address } : {}),
      ...clearKeys(view.localUnitData, isPrefixedRequestKey),
    },
  }
}

/** The requires side of the rabbitmq interface. */
export const requires: RequiresSide<AmqpRequest, Broker> = requiresSide('rabbitmq', read, write, { databags: 'unit' })
