/**
 * The rabbitmq wire: one codec for each databag. Reading is tolerant and never throws; writing is strict and in one order.
 * Every key is a raw string in a unit databag; no application databag is used.
 */
import type { Databag, Secret, State } from '@charm-layers/charm/relation'

/** What is wrong with one key. Holds no value, so that no secret can be in it. */
export type Fault = Extract<State<never>, { state: 'invalid' }>

/** How long queues of some names may be unused; the broker acts on it in the virtual host `openstack` only. */
export interface QueueExpiry {
  /** Name of the policy, such as `heat_expiry`. */
  readonly name: string
  /** Regular expression of the queues it is for. */
  readonly queues: string
  readonly milliseconds: number
}

/** One user and virtual host that a client asks for. */
export interface ClientRequest {
  /** `''` for the form in use; the text before the underscore in the prefixed form. */
  readonly prefix: string
  readonly username: string
  readonly vhost: string
  /** The user is to be an administrator of the broker. Any text at all in the key means yes, as in rabbitmq-server. */
  readonly admin?: true
  readonly expiry?: QueueExpiry
}

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

/** Wraps a password; written out here, since an interface package takes only types from the runtime. */
export const secret = (value: string): Secret => ({ reveal: () => value, toString: () => '***', toJSON: () => '***' })

export const invalid = (key: string, why: string): Fault => ({ state: 'invalid', key, why })

/** Tells a fault from what a codec has read. */
export const isFault = (value: object): value is Fault => 'state' in value && value.state === 'invalid'

/** Leaves out the fields that are undefined, which an optional field may not be. */
const defined = <T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T => {
  const kept: Partial<T> = {}
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key]
  return kept as T
}

/** Gives the text of a key; an empty value and an absent key are the same in Juju. */
const text = (bag: Databag, key: string): string | undefined => bag[key] || undefined

/** Several keys are flags by presence: even `False` sets them. */
const flag = (bag: Databag, key: string): true | undefined => (bag[key] ? true : undefined)

/** Splits `<prefix>_<rest>` at the first underscore. */
const split = (key: string): readonly [prefix: string, rest: string] => {
  const at = key.indexOf('_')
  return at < 1 ? ['', key] : [key.slice(0, at), key.slice(at + 1)]
}

const OTHER_THAN_ASCII = /[\u0080-\uffff]/

export const toBase64 = (value: string): string => {
  // PEM is ASCII, which needs no bytes of its own.
  if (!OTHER_THAN_ASCII.test(value)) return btoa(value)
  let bytes = ''
  for (const byte of new TextEncoder().encode(value)) bytes += String.fromCharCode(byte)
  return btoa(bytes)
}

/**
 * Reads PEM text from base64. What is no base64 of text is taken as it is, since readers upstream do not look into it either, and an
 * operator may have given the broker an authority that was not encoded; what Python cannot decode is undefined.
 */
const pemOf = (value: string): string | undefined => {
  if (value.startsWith('-----BEGIN ')) return value
  let bytes: string
  try {
    bytes = atob(value)
  } catch {
    return undefined
  }
  if (!OTHER_THAN_ASCII.test(bytes)) return bytes
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Uint8Array.from(bytes, (char) => char.charCodeAt(0)))
  } catch {
    return value
  }
}

const REQUEST_KEYS = ['username', 'vhost', 'admin', 'ttlname', 'ttlreg', 'ttl'] as const

/** Says whether a key belongs to a request in the prefixed form, which crashes rabbitmq-server. */
export const isPrefixedRequestKey = (key: string): boolean => {
  const [prefix, rest] = split(key)
  return prefix !== '' && REQUEST_KEYS.some((name) => name === rest)
}

/** Says whether a key is the answer to a prefixed request. */
export const isPrefixedPassword = (key: string): boolean => {
  const [prefix, rest] = split(key)
  return prefix !== '' && rest === 'password'
}

/** Writes requests; every key of the form is named, the empty ones so that they go away. */
export const encodeRequests = (requests: readonly ClientRequest[]): Databag => {
  const bag: Record<string, string> = {}
  for (const { prefix, username, vhost, admin, expiry } of requests) {
    const key = (name: string): string => (prefix === '' ? name : `${prefix}_${name}`)
    bag[key('username')] = username
    bag[key('vhost')] = vhost
    if (prefix === '') bag.admin = admin ? 'true' : ''
    bag[key('ttlname')] = expiry?.name ?? ''
    bag[key('ttlreg')] = expiry?.queues ?? ''
    bag[key('ttl')] = expiry === undefined ? '' : String(expiry.milliseconds)
  }
  return bag
}

/** Reads one group of request keys; an incomplete group is no request yet. */
const decodeGroup = (prefix: string, group: ReadonlyMap<string, string>, admin: true | undefined): ClientRequest | Fault | undefined => {
  const username = group.get('username')
  const vhost = group.get('vhost')
  if (username === undefined || vhost === undefined) return undefined
  const name = group.get('ttlname')
  const queues = group.get('ttlreg')
  const ttl = group.get('ttl')
  // In any other virtual host rabbitmq-server passes over an expiry, and never looks at its number.
  const complete = vhost === 'openstack' && name !== undefined && queues !== undefined && ttl !== undefined
  if (complete && !/^\d{1,15}$/.test(ttl)) return invalid(prefix === '' ? 'ttl' : `${prefix}_ttl`, 'is not a number of milliseconds')
  const expiry = complete ? { name, queues, milliseconds: Number(ttl) } : undefined
  return defined<ClientRequest>({ prefix, username, vhost, admin, expiry })
}

/** Reads the requests of one client unit: the plain form if it is complete, else all complete prefixed ones, sorted by prefix. */
export const decodeRequests = (bag: Databag): readonly ClientRequest[] | Fault => {
  const groups = new Map<string, Map<string, string>>()
  for (const [key, value] of Object.entries(bag)) {
    const [prefix, name] = split(key)
    if (value === '' || !REQUEST_KEYS.some((known) => known === name)) continue
    const group = groups.get(prefix) ?? new Map<string, string>()
    groups.set(prefix, group.set(name, value))
  }
  const single = decodeGroup('', groups.get('') ?? new Map<string, string>(), flag(bag, 'admin'))
  if (single !== undefined) return isFault(single) ? single : [single]
  groups.delete('')
  const requests: ClientRequest[] = []
  for (const [prefix, group] of [...groups].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const request = decodeGroup(prefix, group, undefined)
    if (request === undefined) continue
    if (isFault(request)) return request
    requests.push(request)
  }
  return requests
}

/** Writes an answer; every key is named, the empty ones so that they go away. Only an address stays until there is another. */
export const encodeAnswer = (answer: AnswerBag): Databag => ({
  ...(answer.address ? { 'private-address': answer.address } : {}),
  ...(answer.hostname ? { hostname: answer.hostname } : {}),
  password: answer.password?.reveal() ?? '',
  ...Object.fromEntries(
    Object.entries(answer.prefixed ?? {})
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([prefix, password]) => [`${prefix}_password`, password.reveal()]),
  ),
  ssl_port: answer.sslPort === undefined ? '' : String(answer.sslPort),
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
  const port = text(bag, 'ssl_port')
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65536)) {
    return invalid('ssl_port', 'is not a port number')
  }
  const ca = text(bag, 'ssl_ca')
  const sslCa = ca === undefined ? undefined : pemOf(ca)
  if (ca !== undefined && !sslCa) return invalid('ssl_ca', 'is not base64 text')
  const password = text(bag, 'password')
  const prefixed = Object.entries(bag).filter(([key, value]) => value !== '' && isPrefixedPassword(key))
  return defined<AnswerBag>({
    address: text(bag, 'private-address'),
    hostname: text(bag, 'hostname'),
    password: password === undefined ? undefined : secret(password),
    sslPort: port === undefined ? undefined : Number(port),
    sslCa,
    clustered: flag(bag, 'clustered'),
    vip: text(bag, 'vip'),
    haVipOnly: flag(bag, 'ha-vip-only'),
    haQueues: flag(bag, 'ha_queues'),
    prefixed: prefixed.length === 0 ? undefined : Object.fromEntries(prefixed.map(([key, value]) => [split(key)[0], secret(value)])),
  })
}

const host = (address: string): string => (address.includes(':') && !address.startsWith('[') ? `[${address}]` : address)

// Half a surrogate pair would make encodeURIComponent throw.
const encode = (value: string): string => encodeURIComponent(value.toWellFormed())

/** What a connection needs of a broker. */
export interface Endpoints {
  readonly hosts: readonly string[]
  readonly port: number
  readonly password: Secret
}

/**
 * Makes the `transport_url` of oslo.messaging, which repeats the credentials for each host.
 *
 * @remarks Special characters are encoded, which the Python charms leave out and oslo.messaging undoes; generated passwords have none.
 */
export const transportUrl = (broker: Endpoints, login: { readonly username: string; readonly vhost: string }): Secret => {
  const user = `${encode(login.username)}:${encode(broker.password.reveal())}`
  return secret(`rabbit://${broker.hosts.map((name) => `${user}@${host(name)}:${broker.port}`).join(',')}/${encode(login.vhost)}`)
}
