/**
 * The pgsql wire: one codec for each databag. Reading is tolerant and never throws; writing is strict and in one order.
 * Every value is a raw string.
 */
import type { Databag, Secret, State } from '@charm-layers/relation'
import { type Connection, encodeConnection, pairsOf, portOf, secret, splitStrings } from './connection.ts'

/** What is wrong with one key. Holds no value, so that no secret can be in it. */
export type Fault = Extract<State<never>, { state: 'invalid' }>

/** What a client asks for, word for word: the server shows the same texts when it is done, and the client compares them. */
export interface RequestTexts {
  readonly database?: string
  /** Separated by commas. */
  readonly roles?: string
  /** Separated by commas. */
  readonly extensions?: string
}

/** What a server unit is to its cluster. */
export type ServerState = 'standalone' | 'master' | 'hot standby'

/** What one server unit has written: single fields (v0), connection strings (v1), or the strings in the application's bag (v2). */
export interface AnswerBag extends RequestTexts {
  readonly primary?: Connection
  /** Sorted as text. */
  readonly standbys: readonly Connection[]
  /** Client networks that may connect. */
  readonly allowedSubnets: readonly string[]
  /** Client units that may connect. */
  readonly allowedUnits: readonly string[]
  readonly host?: string
  readonly port?: number
  readonly username?: string
  readonly password?: Secret
  /** The user once more, under a name from before; not on endpoints for superusers. */
  readonly schema?: { readonly username: string; readonly password: Secret }
  readonly state?: ServerState
  readonly version?: string
}

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

export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Parts a list at commas. */
export const listOf = (value = ''): readonly string[] =>
  value
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** Gives a list as it is asked for: sorted, each once, parted by commas. */
export const listed = (items: readonly string[] = []): string => [...new Set(items)].sort(byText).join(',')

/** Parts a list at commas and blanks: servers use either for units. */
const unitsOf = (value = ''): readonly string[] => value.split(/[\s,]+/).filter((unit) => unit !== '')

const unitNumber = (unit: string): number => {
  const number = unit.slice(unit.lastIndexOf('/') + 1)
  return /^\d{1,15}$/.test(number) ? Number(number) : -1
}

/** Sorts unit names by application, then by number, each once. */
const sortedUnits = (units: readonly string[]): readonly string[] => {
  const app = (unit: string): string => unit.slice(0, unit.lastIndexOf('/'))
  return [...new Set(units)].sort((a, b) => byText(app(a), app(b)) || unitNumber(a) - unitNumber(b) || byText(a, b))
}

/** Writes a request; every key is named, the empty ones so that they go away. */
export const encodeRequest = (request: RequestTexts): Databag => ({
  database: request.database ?? '',
  roles: request.roles ?? '',
  extensions: request.extensions ?? '',
})

/** Reads what one client has asked for. Every key may be absent: the server then gives what it thinks best. */
export const decodeRequest = (bag: Databag): RequestTexts =>
  defined<RequestTexts>({ database: text(bag, 'database'), roles: text(bag, 'roles'), extensions: text(bag, 'extensions') })

/** Writes an answer; every key is named, the empty ones so that they go away, and the one that the operator misspells too. */
export const encodeAnswer = (answer: AnswerBag): Databag => ({
  'allowed-subnets': [...new Set(answer.allowedSubnets)].sort(byText).join(','),
  'allowed-units': sortedUnits(answer.allowedUnits).join(' '),
  allowed_units: '',
  ...encodeRequest(answer),
  host: answer.host ?? '',
  master: answer.primary === undefined ? '' : encodeConnection(answer.primary),
  password: answer.password?.reveal() ?? '',
  port: answer.port === undefined ? '' : String(answer.port),
  schema_password: answer.schema?.password.reveal() ?? '',
  schema_user: answer.schema?.username ?? '',
  // Readers in the field part at newlines alone.
  standbys: answer.standbys.map(encodeConnection).sort(byText).join('\n'),
  state: answer.state ?? '',
  user: answer.username ?? '',
  version: answer.version ?? '',
})

/** Reads one connection string; what it leaves out is taken from the fields beside it. */
const connectionOf = (bag: Databag, key: string, string: string): Connection | Fault => {
  const pairs = pairsOf(string)
  const part = (name: string, field: string): string | undefined => pairs.get(name) || text(bag, field)
  const host = pairs.get('host') || pairs.get('hostaddr')
  const [database, username, password] = [part('dbname', 'database'), part('user', 'user'), part('password', 'password')]
  const port = portOf(pairs.get('port') || '5432')
  if (port === undefined) return invalid(key, 'holds a port that is no port number')
  if (host === undefined || host === '' || database === undefined || username === undefined || password === undefined) {
    return invalid(key, 'is no connection string with host, dbname, user and password')
  }
  return { host, port, database, username, password: secret(password) }
}

const STATES: readonly ServerState[] = ['standalone', 'master', 'hot standby']

/** Reads what one server unit, or the server's application, has written. */
export const decodeAnswer = (bag: Databag): AnswerBag | Fault => {
  const port = text(bag, 'port')
  // Beside a connection string, which has its own, nobody looks at it.
  if (port !== undefined && portOf(port) === undefined && !bag.master) return invalid('port', 'is not a port number')
  const primary = bag.master?.trim() ? connectionOf(bag, 'master', bag.master) : undefined
  if (primary !== undefined && isFault(primary)) return primary
  const standbys: Connection[] = []
  for (const string of splitStrings(bag.standbys ?? '')) {
    const standby = connectionOf(bag, 'standbys', string)
    // The primary is of use without it.
    if (!isFault(standby)) standbys.push(standby)
  }
  const [password, schemaUser, schemaPassword] = [text(bag, 'password'), text(bag, 'schema_user'), text(bag, 'schema_password')]
  return defined<AnswerBag>({
    ...decodeRequest(bag),
    primary,
    standbys,
    allowedSubnets: listOf(bag['allowed-subnets']),
    allowedUnits: unitsOf(bag['allowed-units']),
    host: text(bag, 'host'),
    port: port === undefined ? undefined : portOf(port),
    username: text(bag, 'user'),
    password: password === undefined ? undefined : secret(password),
    schema:
      schemaUser === undefined || schemaPassword === undefined ? undefined : { username: schemaUser, password: secret(schemaPassword) },
    state: STATES.find((state) => state === bag.state),
    version: text(bag, 'version'),
  })
}
