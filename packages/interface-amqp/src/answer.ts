/**
 * The databag of a broker unit: its addresses, and the password of the client's user. Every key is a raw string; application databags are
 * not used.
 */
import { type Databag, type Fault, type Secret, secret } from '@charm-layers/relation'
import {
  byKey,
  definedOrFault,
  flagOf,
  hostOf,
  numberText,
  parseHost,
  pemOf,
  portIn,
  secretOf,
  splitPrefix,
  toBase64,
  urlHost,
  urlText,
} from '@charm-layers/relation/wire'

/** What one broker unit has written. */
export interface AnswerBag {
  /** `private-address`: the key that readers connect to. */
  readonly address?: string
  /** `hostname`: the same address, in spite of its name. */
  readonly hostname?: string
  readonly password?: Secret
  readonly sslPort?: number
  /** PEM; base64 on the wire. */
  readonly sslCa?: string
  readonly clustered?: true
  readonly vip?: string
  readonly haVipOnly?: true
  /** Brokers older than 3.0.1. */
  readonly haQueues?: true
  /** Passwords of prefixed requests, by prefix. */
  readonly prefixed?: Readonly<Record<string, Secret>>
}

/** Says whether a key is the answer to a prefixed request. */
export const isPrefixedPassword = (key: string): boolean => {
  const [prefix, rest] = splitPrefix(key)
  return prefix !== '' && rest === 'password'
}

/**
 * Writes an answer. Every key is named: an empty value removes the key from the databag. An address is the exception: without a new one the
 * old one stays.
 */
export const encodeAnswer = (answer: AnswerBag): Databag => ({
  ...(answer.address ? { 'private-address': answer.address } : {}),
  ...(answer.hostname ? { hostname: answer.hostname } : {}),
  password: answer.password?.reveal() ?? '',
  ...Object.fromEntries(
    Object.entries(answer.prefixed ?? {})
      .sort(byKey)
      .map(([prefix, password]) => [`${prefix}_password`, password.reveal()]),
  ),
  ssl_port: numberText(answer.sslPort),
  ssl_ca: answer.sslCa === undefined ? '' : toBase64(answer.sslCa),
  ssl_cert: '',
  ssl_key: '',
  clustered: answer.clustered ? 'true' : '',
  vip: answer.vip ?? '',
  'ha-vip-only': answer.haVipOnly ? 'true' : '',
  ha_queues: answer.haQueues ? 'True' : '',
})

/** Reads what one broker unit has written. `ssl_cert` and `ssl_key` are never written with content, and not read. */
export const decodeAnswer = (bag: Databag): AnswerBag | Fault => {
  const prefixed = Object.entries(bag).filter(([key, value]) => value !== '' && isPrefixedPassword(key))
  return definedOrFault<AnswerBag>({
    address: hostOf(bag, 'private-address'),
    // No reader connects to it, so a wrong one is no fault.
    hostname: parseHost(bag.hostname ?? ''),
    password: secretOf(bag, 'password'),
    sslPort: portIn(bag, 'ssl_port'),
    sslCa: pemOf(bag, 'ssl_ca'),
    clustered: flagOf(bag, 'clustered'),
    vip: hostOf(bag, 'vip'),
    haVipOnly: flagOf(bag, 'ha-vip-only'),
    haQueues: flagOf(bag, 'ha_queues'),
    prefixed: prefixed.length === 0 ? undefined : Object.fromEntries(prefixed.map(([key, value]) => [splitPrefix(key)[0], secret(value)])),
  })
}

/** What a connection needs of a broker. */
export interface Endpoints {
  readonly hosts: readonly string[]
  readonly port: number
  readonly password: Secret
}

/**
 * Makes the `transport_url` of oslo.messaging, which repeats the credentials for each host.
 *
 * @remarks Special characters are percent-encoded, and oslo.messaging decodes them. The Python charms do not encode: their generated
 * passwords need none.
 */
export const transportUrl = (broker: Endpoints, login: { readonly username: string; readonly vhost: string }): Secret => {
  const user = `${urlText(login.username)}:${urlText(broker.password.reveal())}`
  return secret(`rabbit://${broker.hosts.map((name) => `${user}@${urlHost(name)}:${broker.port}`).join(',')}/${urlText(login.vhost)}`)
}
