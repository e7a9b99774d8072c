/**
 * The mysql-shared wire: one codec for each databag. Reading is tolerant and never throws; writing is strict and in one order.
 * Every key is a raw string in a unit databag; application databags are ignored.
 */
import type { Databag, Secret, State } from '@charm-layers/relation'

/** What is wrong with one key. Holds no value, so that no secret can be in it. */
export type Fault = Extract<State<never>, { state: 'invalid' }>

/** One schema and user that a client unit asks for. */
export interface DatabaseRequest {
  /** `''` for the plain form, else the text before the underscore. */
  readonly prefix: string
  readonly database: string
  readonly username: string
  /** Where the client connects from: one address, or several, which percona-cluster alone understands. */
  readonly addresses: readonly string[]
}

/** The answer to one request. */
export interface Grant {
  /** `''` for the plain form, else the text before the underscore. */
  readonly prefix: string
  readonly password: Secret
  /** Client units that may connect already. */
  readonly allowedUnits: readonly string[]
}

/** Certificates for the connection, PEM; base64 on the wire. */
export interface DatabaseTls {
  /** The server's authority, perhaps with its chain. */
  readonly ca: string
  /** The client's certificate and key; no provider that is known writes them. */
  readonly client?: { readonly cert: string; readonly key: Secret }
}

/** What one database unit has written. */
export interface AnswerBag {
  readonly host?: string
  readonly port?: number
  /** Seconds after which the server closes an idle connection. */
  readonly waitTimeout?: number
  readonly tls?: DatabaseTls
  /** CIDR; percona-cluster grants only to addresses in it. */
  readonly accessNetwork?: string
  /** percona-cluster is in maintenance. */
  readonly upgrading?: true
  /** Sorted by prefix. */
  readonly grants: readonly Grant[]
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

/** Splits `<prefix>_<rest>` at the first underscore. */
export const split = (key: string): readonly [prefix: string, rest: string] => {
  const at = key.indexOf('_')
  return at < 1 ? ['', key] : [key.slice(0, at), key.slice(at + 1)]
}

/** Gives the name of a key in the form that the prefix says. */
export const keyOf = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}_${name}`)

const byText = <T>(by: (item: T) => string): ((a: T, b: T) => number) => {
  return (a, b) => (by(a) < by(b) ? -1 : by(a) > by(b) ? 1 : 0)
}

/** Collects the values of the named keys by prefix, sorted by prefix. */
const groupsOf = (bag: Databag, names: readonly string[]): readonly (readonly [prefix: string, group: ReadonlyMap<string, string>])[] => {
  const groups = new Map<string, Map<string, string>>()
  for (const [key, value] of Object.entries(bag)) {
    // `allowed_units` has an underscore and no prefix.
    const [prefix, name] = names.includes(key) ? ['', key] : split(key)
    if (value === '' || !names.includes(name)) continue
    const group = groups.get(prefix) ?? new Map<string, string>()
    groups.set(prefix, group.set(name, value))
  }
  return [...groups].sort(byText(([prefix]) => prefix))
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
 * Reads PEM text from base64. What is no base64 of text is taken as it is, since readers upstream do not look into it either; what Python
 * cannot decode is undefined.
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

/** The keys that Juju itself keeps in a databag, and that modern providers skip. */
export const JUJU_KEYS: readonly string[] = ['egress-subnets', 'ingress-address', 'private-address']

/** Writes requests. A single address is written as it is, several as the JSON list that percona-cluster reads. */
export const encodeRequests = (requests: readonly DatabaseRequest[]): Databag => {
  const bag: Record<string, string> = {}
  for (const { prefix, database, username, addresses } of [...requests].sort(byText(({ prefix }) => prefix))) {
    const [first = ''] = addresses
    bag[keyOf(prefix, 'database')] = database
    bag[keyOf(prefix, 'username')] = username
    // An address that looks like a list would be read as one.
    bag[keyOf(prefix, 'hostname')] = addresses.length > 1 || first.startsWith('[') ? JSON.stringify(addresses) : first
  }
  return bag
}

/** Reads one address, which is opaque text, or a JSON list of them; undefined if it is a list without any. */
export const addressesOf = (value: string): readonly string[] | undefined => {
  if (!value.startsWith('[')) return [value]
  let list: unknown
  try {
    list = JSON.parse(value)
  } catch {
    // Such as an IPv6 address in brackets.
    return [value]
  }
  const addresses = Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string' && item !== '') : []
  return addresses.length > 0 ? addresses : undefined
}

/** Reads the requests of one client unit: the plain one and all prefixed ones, as mysql-innodb-cluster does, sorted by prefix. */
export const decodeRequests = (bag: Databag): readonly DatabaseRequest[] | Fault => {
  const requests: DatabaseRequest[] = []
  for (const [prefix, group] of groupsOf(bag, ['database', 'username', 'hostname'])) {
    const database = group.get('database')
    const username = group.get('username')
    const hostname = group.get('hostname')
    if (database === undefined || username === undefined || hostname === undefined) continue
    const addresses = addressesOf(hostname)
    if (addresses === undefined) return invalid(keyOf(prefix, 'hostname'), 'is a list without an address')
    requests.push({ prefix, database, username, addresses })
  }
  return requests
}

const unitNumber = (unit: string): number => {
  const number = unit.slice(unit.lastIndexOf('/') + 1)
  return /^\d+$/.test(number) ? Number(number) : -1
}

/** Sorts unit names by application, then by number, each once. */
export const sortedUnits = (units: readonly string[]): readonly string[] => {
  const app = byText((unit: string) => unit.slice(0, unit.lastIndexOf('/')))
  const name = byText((unit: string) => unit)
  return [...new Set(units)].sort((a, b) => app(a, b) || unitNumber(a) - unitNumber(b) || name(a, b))
}

/** Writes an answer; every key that is not prefixed is named, the empty ones so that they go away. */
export const encodeAnswer = (answer: AnswerBag): Databag => {
  const bag: Record<string, string> = { password: '', allowed_units: '' }
  for (const { prefix, password, allowedUnits } of [...answer.grants].sort(byText(({ prefix }) => prefix))) {
    bag[keyOf(prefix, 'password')] = password.reveal()
    bag[keyOf(prefix, 'allowed_units')] = sortedUnits(allowedUnits).join(' ')
  }
  const { tls } = answer
  return {
    ...bag,
    db_host: answer.host ?? '',
    db_port: answer.port === undefined ? '' : String(answer.port),
    wait_timeout: answer.waitTimeout === undefined ? '' : String(answer.waitTimeout),
    ssl_ca: tls === undefined ? '' : toBase64(tls.ca),
    ssl_cert: tls?.client === undefined ? '' : toBase64(tls.client.cert),
    ssl_key: tls?.client === undefined ? '' : toBase64(tls.client.key.reveal()),
    'access-network': answer.accessNetwork ?? '',
    'cluster-series-upgrading': answer.upgrading ? 'True' : '',
  }
}

const GRANT_KEYS = ['password', 'allowed_units']

/** Says whether a key belongs to a grant, so that one which is not given any more can be taken away. */
export const isGrantKey = (key: string): boolean => GRANT_KEYS.some((name) => key === name || split(key)[1] === name)

const pem = (bag: Databag, key: string): string | undefined | Fault => {
  const value = text(bag, key)
  return value === undefined ? undefined : pemOf(value) || invalid(key, 'is not base64 text')
}

const decodeTls = (bag: Databag): DatabaseTls | undefined | Fault => {
  const [ca, cert, key] = [pem(bag, 'ssl_ca'), pem(bag, 'ssl_cert'), pem(bag, 'ssl_key')]
  if (typeof ca === 'object') return ca
  if (typeof cert === 'object') return cert
  if (typeof key === 'object') return key
  if (ca === undefined) return undefined
  return cert === undefined || key === undefined ? { ca } : { ca, client: { cert, key: secret(key) } }
}

const decodeGrants = (bag: Databag): readonly Grant[] => {
  const grants: Grant[] = []
  for (const [prefix, group] of groupsOf(bag, GRANT_KEYS)) {
    const password = group.get('password')
    const words = group.get('allowed_units') ?? ''
    // A client whose units cannot connect yet may have its password already.
    if (password !== undefined) {
      grants.push({ prefix, password: secret(password), allowedUnits: sortedUnits(words.split(/\s+/).filter((word) => word !== '')) })
    }
  }
  return grants
}

/** Reads what one database unit has written. */
export const decodeAnswer = (bag: Databag): AnswerBag | Fault => {
  const port = text(bag, 'db_port')
  if (port !== undefined && !(/^\d{1,5}$/.test(port) && Number(port) > 0 && Number(port) < 65536)) {
    return invalid('db_port', 'is not a port number')
  }
  const timeout = text(bag, 'wait_timeout')
  const tls = decodeTls(bag)
  if (tls !== undefined && isFault(tls)) return tls
  return defined<AnswerBag>({
    host: text(bag, 'db_host'),
    port: port === undefined ? undefined : Number(port),
    // The database can be used without.
    waitTimeout: timeout !== undefined && /^\d{1,15}$/.test(timeout) ? Number(timeout) : undefined,
    tls,
    accessNetwork: text(bag, 'access-network'),
    // Upstream's requirer compares with this very text.
    upgrading: bag['cluster-series-upgrading'] === 'True' ? true : undefined,
    grants: decodeGrants(bag),
  })
}

// Half a surrogate pair would make encodeURIComponent throw.
const encode = (value: string): string => encodeURIComponent(value.toWellFormed())

/** What a connection URL is made of. */
export interface Login {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: Secret
}

/** How a connection is made. */
export interface ConnectionOptions {
  /** SQLAlchemy's name of dialect and driver; before stein it was `mysql`. */
  readonly driver?: string
  /** Paths of the files that hold the certificates. */
  readonly files?: { readonly ca: string; readonly client?: { readonly cert: string; readonly key: string } }
}

/**
 * Makes the URL that SQLAlchemy connects to.
 *
 * @remarks Special characters are encoded, which the Python charms leave out and SQLAlchemy undoes; generated passwords have none.
 */
export const connectionUrl = (login: Login, options: ConnectionOptions = {}): Secret => {
  const { driver = 'mysql+pymysql', files } = options
  const host = login.host.includes(':') && !login.host.startsWith('[') ? `[${login.host}]` : login.host
  const client = files?.client === undefined ? '' : `&ssl_cert=${files.client.cert}&ssl_key=${files.client.key}`
  const query = files === undefined ? '' : `?ssl_ca=${files.ca}${client}`
  const user = `${encode(login.username)}:${encode(login.password.reveal())}`
  return secret(`${driver}://${user}@${host}:${login.port}/${encode(login.database)}${query}`)
}
