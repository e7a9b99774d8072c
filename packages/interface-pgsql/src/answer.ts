/** A server's databag: where its primary and its standbys are, and who may connect. Every value is a raw string. */
import { type Databag, type Fault, invalid, isFault, type Secret, secret } from '@charm-layers/relation'
import {
  byText,
  commaList,
  type DatabaseLogin,
  definedOrFault,
  numberText,
  portOf,
  secretOf,
  sortedOnce,
  sortedUnits,
  textOf,
  wordList,
} from '@charm-layers/relation/wire'
import { encodeConnection, pairsOf, splitStrings } from './connection.ts'
import { decodeRequest, encodeRequest, type RequestTexts } from './request.ts'

/** What a server unit is to its cluster. */
export type ServerState = 'standalone' | 'master' | 'hot standby'

/** What one server unit has written: single fields (v0), connection strings (v1), or the strings in the application's bag (v2). */
export interface AnswerBag extends RequestTexts {
  readonly primary?: DatabaseLogin
  /** Sorted as text. */
  readonly standbys: readonly DatabaseLogin[]
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

/** Reads one connection string; what it leaves out is taken from the fields beside it. */
const connectionOf = (bag: Databag, key: string, string: string): DatabaseLogin | Fault => {
  const pairs = pairsOf(string)
  const part = (name: string, field: string): string | undefined => pairs.get(name) || textOf(bag, field)
  const host = pairs.get('host') || pairs.get('hostaddr')
  const [database, username, password] = [part('dbname', 'database'), part('user', 'user'), part('password', 'password')]
  const port = portOf(pairs.get('port') || '5432')
  if (port === undefined) return invalid(key, 'holds a port that is no port number')
  if (!host || database === undefined || username === undefined || password === undefined) {
    return invalid(key, 'is no connection string with host, dbname, user and password')
  }
  return { host, port, database, username, password: secret(password) }
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
  return definedOrFault<AnswerBag>({
    ...decodeRequest(bag),
    primary: bag.master?.trim() ? connectionOf(bag, 'master', bag.master) : undefined,
    standbys,
    allowedSubnets: commaList(bag['allowed-subnets']),
    // Some servers separate unit names by blanks, others by commas.
    allowedUnits: wordList(bag['allowed-units']),
    host: textOf(bag, 'host'),
    // A faulty port does not matter beside a connection string, which has its own port.
    port: portOf(bag.port) ?? (bag.port && !bag.master ? invalid('port', 'is not a port number') : undefined),
    username: textOf(bag, 'user'),
    password: secretOf(bag, 'password'),
    schema: schemaUser && schemaPassword ? { username: schemaUser, password: schemaPassword } : undefined,
    state: STATES.find((state) => state === bag.state),
    version: textOf(bag, 'version'),
  })
}
