/** A server's databag: where its primary and its standbys are, and who may connect. Every value is a raw string. */
import { type Databag, type Fault, invalid, isFault, type Secret, secret } from '@charm-layers/relation'
import {
  byText,
  commaList,
  defined,
  definedOrFault,
  hostOf,
  NOT,
  nameOf,
  numberText,
  parseAddress,
  parseHost,
  parseName,
  portIn,
  portOf,
  secretOf,
  sortedOnce,
  sortedUnits,
  textOf,
  wordList,
} from '@charm-layers/relation/wire'
import { type Connection, encodeConnection, pairsOf, splitStrings } from './connection.ts'
import { decodeRequest, encodeRequest, type RequestTexts } from './request.ts'

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
  /** The same user name under an older key; endpoints for superusers do not write it. */
  readonly schema?: { readonly username: string; readonly password: Secret }
  readonly state?: ServerState
  readonly version?: string
}

/** Writes an answer. Every key is named, also the one that the operator misspells: an empty value removes the key from the databag. */
export const encodeAnswer = (answer: AnswerBag): Databag => ({
  'allowed-subnets': sortedOnce(answer.allowedSubnets).join(','),
  'allowed-units': sortedUnits(answer.allowedUnits).join(' '),
  allowed_units: '',
  ...encodeRequest(answer),
  host: answer.host ?? '',
  master: answer.primary === undefined ? '' : encodeConnection(answer.primary),
  password: answer.password?.reveal() ?? '',
  port: numberText(answer.port),
  schema_password: answer.schema?.password.reveal() ?? '',
  schema_user: answer.schema?.username ?? '',
  // Deployed readers split this value at newlines only.
  standbys: answer.standbys.map(encodeConnection).sort(byText).join('\n'),
  state: answer.state ?? '',
  user: answer.username ?? '',
  version: answer.version ?? '',
})

/** What a connection consists of; every other key of a connection string is an option. */
const OWN_KEYS = ['host', 'dbname', 'user', 'password', 'port']

/** Options that name files or programs of this machine, which are for this side to choose. */
const LOCAL_KEYS = /^(?:passfile|service|servicefile|gsslib|ssl(?:cert|key|keylogfile|password|rootcert|crl|crldir))$/

/** Reads what else a connection string says, for libpq; undefined when it has a key or a value that is none of libpq's. */
const optionsOf = (pairs: ReadonlyMap<string, string>): Readonly<Record<string, string>> | undefined => {
  const others = [...pairs].filter(([key, value]) => value !== '' && !OWN_KEYS.includes(key) && !LOCAL_KEYS.test(key))
  if (others.length === 0) return {}
  const isWrong = others.some(
    ([key, value]) =>
      !/^[a-z][a-z_]{0,62}$/.test(key) || /\p{Cc}/u.test(value) || (key === 'hostaddr' && parseAddress(value) === undefined),
  )
  return isWrong ? undefined : Object.fromEntries(others)
}

/** Reads one connection string; what it leaves out is taken from the fields beside it. */
const connectionOf = (bag: Databag, key: string, string: string): Connection | Fault => {
  const pairs = pairsOf(string)
  const part = (name: string, field: string): string => pairs.get(name) || bag[field] || ''
  const [named, address = '', password] = [pairs.get('host'), pairs.get('hostaddr'), part('password', 'password')]
  const host = parseHost(named || address)
  const [database, username] = [parseName(part('dbname', 'database')), parseName(part('user', 'user'))]
  const port = portOf(pairs.get('port') || '5432')
  if (port === undefined) return invalid(key, 'holds a port that is no port number')
  if (host === undefined) return invalid(key, `holds what ${NOT.host}`)
  if (database === undefined || username === undefined) return invalid(key, 'is no connection string with host, dbname and user')
  const found = optionsOf(pairs)
  if (found === undefined) return invalid(key, 'holds an option that is none of libpq')
  const { hostaddr, ...others } = found
  // An address alone is the host; beside a name it says where the name is.
  const options = hostaddr !== undefined && named ? { ...others, hostaddr } : others
  return defined<Connection>({
    host,
    port,
    database,
    username,
    password: password === '' ? undefined : secret(password),
    options: Object.keys(options).length === 0 ? undefined : options,
  })
}

const STATES: readonly ServerState[] = ['standalone', 'master', 'hot standby']

/** Reads what one server unit, or the server's application, has written. */
export const decodeAnswer = (bag: Databag): AnswerBag | Fault => {
  const standbys = splitStrings(bag.standbys ?? '').flatMap((string) => {
    const standby = connectionOf(bag, 'standbys', string)
    // A standby string that cannot be read is left out: a client can use the primary without it.
    return isFault(standby) ? [] : [standby]
  })
  const [schemaUser, schemaPassword] = [textOf(bag, 'schema_user'), secretOf(bag, 'schema_password')]
  // What stands beside a connection string does not matter, since a client uses the string; so no fault is made of it.
  const field = <T>(read: () => T | undefined | Fault): T | undefined | Fault => {
    const value = read()
    return isFault(value) && bag.master ? undefined : value
  }
  const wrongDatabase = field(() => nameOf(bag, 'database'))
  if (isFault(wrongDatabase)) return wrongDatabase
  return definedOrFault<AnswerBag>({
    ...decodeRequest(bag),
    primary: bag.master?.trim() ? connectionOf(bag, 'master', bag.master) : undefined,
    standbys,
    allowedSubnets: commaList(bag['allowed-subnets']),
    // Some servers separate unit names by blanks, others by commas.
    allowedUnits: wordList(bag['allowed-units']),
    host: field(() => hostOf(bag, 'host')),
    port: field(() => portIn(bag, 'port')),
    username: field(() => nameOf(bag, 'user')),
    password: secretOf(bag, 'password'),
    schema: schemaUser && schemaPassword ? { username: schemaUser, password: schemaPassword } : undefined,
    state: STATES.find((state) => state === bag.state),
    // What is no version is left out: nobody needs it to connect.
    version: /^\d{1,4}(?:\.\d{1,4}){0,2}$/.exec(bag.version ?? '')?.[0],
  })
}
