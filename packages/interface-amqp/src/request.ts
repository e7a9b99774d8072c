/** The client's databag: the users and virtual hosts that it asks for. Every key is a raw string; no application databag is used. */
import { type Databag, type Fault, invalid, isFault } from '@charm-layers/relation'
import {
  defined,
  flagOf,
  groupsByPrefix,
  isNullWord,
  NOT,
  numberOf,
  numberText,
  parseName,
  splitPrefix,
  withPrefix,
} from '@charm-layers/relation/wire'

/**
 * How long queues of some names may stay unused before the broker deletes them. The broker does so in the virtual host `openstack` only.
 */
export interface QueueExpiry {
  /** Name of the policy, such as `heat_expiry`. */
  readonly name: string
  /** Regular expression of the queues it is for. */
  readonly queues: string
  readonly milliseconds: number
}

/** One user and virtual host that a client asks for. */
export interface ClientRequest {
  /** `''` for the plain form, which today's clients use; in the prefixed form, the text before the underscore. */
  readonly prefix: string
  readonly username: string
  readonly vhost: string
  /** Asks that the user be an administrator of the broker. rabbitmq-server takes any text in the key for yes, `False` too. */
  readonly admin?: true
  readonly expiry?: QueueExpiry
}

const REQUEST_KEYS = ['username', 'vhost', 'admin', 'ttlname', 'ttlreg', 'ttl']

/** Says whether a key belongs to a request in the prefixed form, which crashes rabbitmq-server. */
export const isPrefixedRequestKey = (key: string): boolean => {
  const [prefix, rest] = splitPrefix(key)
  return prefix !== '' && REQUEST_KEYS.includes(rest)
}

/** Writes requests. Every key of the form is named: an empty value removes the key from the databag. */
export const encodeRequests = (requests: readonly ClientRequest[]): Databag => {
  const bag: Record<string, string> = {}
  for (const { prefix, username, vhost, admin, expiry } of requests) {
    const key = (name: string): string => withPrefix(prefix, name)
    bag[key('username')] = username
    bag[key('vhost')] = vhost
    if (prefix === '') bag.admin = admin ? 'true' : ''
    bag[key('ttlname')] = expiry?.name ?? ''
    bag[key('ttlreg')] = expiry?.queues ?? ''
    bag[key('ttl')] = numberText(expiry?.milliseconds)
  }
  return bag
}

const VHOST = /^\/?(?:[\w.$@+:][\w.$@+:-]*(?:\/[\w.$@+:-]+)*)?$/

/** Says what is wrong with a virtual host, in words that follow the key; undefined when nothing is. */
const vhostProblem = (text: string): string | undefined =>
  text !== '' && text.length <= 128 && VHOST.test(text) && !isNullWord(text) ? undefined : `${NOT.name}, and slashes between names`

// The broker's command takes what begins with a dash for an option.
const PATTERN = /^(?!-)[^\p{C}\p{Zl}\p{Zp}]{1,1024}$/u

/** Finds what a broker cannot be told, since it becomes part of commands. */
export const clientFault = ({ prefix, username, vhost, expiry }: ClientRequest): Fault | undefined => {
  const key = (name: string): string => withPrefix(prefix, name)
  const wrongVhost = vhostProblem(vhost)
  if (prefix !== '' && parseName(prefix) === undefined) return invalid(key('username'), 'has a prefix that is no name')
  if (parseName(username) === undefined) return invalid(key('username'), NOT.name)
  if (wrongVhost !== undefined) return invalid(key('vhost'), wrongVhost)
  if (expiry === undefined) return undefined
  if (parseName(expiry.name) === undefined) return invalid(key('ttlname'), NOT.name)
  if (!PATTERN.test(expiry.queues)) return invalid(key('ttlreg'), 'is empty, begins with a dash, or has signs that do not print')
  const isWhole = Number.isSafeInteger(expiry.milliseconds) && expiry.milliseconds >= 0
  return isWhole ? undefined : invalid(key('ttl'), 'is not a number of milliseconds')
}

/** Reads one group of request keys; an incomplete group is no request yet. */
const decodeGroup = (prefix: string, group: Databag, admin: true | undefined): ClientRequest | Fault | undefined => {
  const { username, vhost, ttlname: name, ttlreg: queues, ttl } = group
  if (username === undefined || vhost === undefined) return undefined
  // rabbitmq-server ignores an expiry in any other virtual host, even one whose number is wrong.
  const complete = vhost === 'openstack' && name !== undefined && queues !== undefined && ttl !== undefined
  const milliseconds = numberOf(ttl)
  if (complete && milliseconds === undefined) return invalid(withPrefix(prefix, 'ttl'), 'is not a number of milliseconds')
  const expiry = complete && milliseconds !== undefined ? { name, queues, milliseconds } : undefined
  const request = defined<ClientRequest>({ prefix, username, vhost, admin, expiry })
  return clientFault(request) ?? request
}

/** Reads the requests of one client unit: the plain form if it is complete, else all complete prefixed ones, sorted by prefix. */
export const decodeRequests = (bag: Databag): readonly ClientRequest[] | Fault => {
  const groups = groupsByPrefix(bag, REQUEST_KEYS)
  const single = decodeGroup('', groups.get('') ?? {}, flagOf(bag, 'admin'))
  if (single !== undefined) return isFault(single) ? single : [single]
  const requests: ClientRequest[] = []
  // The plain group, if there is one, is incomplete.
  for (const [prefix, group] of groups) {
    const request = decodeGroup(prefix, group, undefined)
    if (request === undefined) continue
    if (isFault(request)) return request
    requests.push(request)
  }
  return requests
}
