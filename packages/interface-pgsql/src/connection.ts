/** Connection strings of libpq. A server writes one or several of them into one value. */
import { type Secret, secret } from '@charm-layers/relation'
import { byKey, type DatabaseLogin, databaseUrl, urlText } from '@charm-layers/relation/wire'

/** A database, and a user who may connect to it. */
export interface Connection extends Omit<DatabaseLogin, 'password'> {
  /** There is none where the server asks for none, such as in a network that it trusts. */
  readonly password?: Secret
  /** What else the server says of the connection, by libpq's names, such as `sslmode` and `connect_timeout`. */
  readonly options?: Readonly<Record<string, string>>
}

/**
 * Matches where the next string begins after a comma. Some writers sort the keys, and few keys sort before `dbname`. pgbouncer's strings
 * begin with `host`; after a blank, `host` is another pair of the same string instead.
 */
const BEGIN = ',(?:[ \\t]*(?:application_name|client_encoding|connect_timeout|dbname)|host|hostaddr)[ \\t]*='

const quote = (value: string): string => {
  const text = value.replaceAll('\\', '\\\\').replaceAll("'", "\\'")
  // Upstream quotes a value only if it has a space. Other white space ends a value too, and a comma as in BEGIN would end a standby.
  return new RegExp(`\\s|${BEGIN}`).test(text) ? `'${text}'` : text
}

const pairsFor = ({
  database,
  host,
  password,
  port,
  username,
  options,
}: Connection): readonly (readonly [key: string, value: string])[] => [
  ['dbname', database],
  ['host', host],
  ['password', password?.reveal() ?? ''],
  ['port', String(port)],
  ['user', username],
  ...Object.entries(options ?? {}),
]

const joined = (pairs: readonly (readonly [key: string, value: string])[]): string =>
  pairs.flatMap(([key, value]) => (value === '' ? [] : [`${key}=${quote(value)}`])).join(' ')

/**
 * Writes a connection as the servers do: libpq text, its keys sorted and empty ones left out.
 * @throws RangeError if a value has a newline, at which readers part one string from the next.
 */
export const encodeConnection = (connection: Connection): string => {
  const pairs = pairsFor(connection)
  const [wrong] = pairs.find(([, value]) => value.includes('\n')) ?? []
  if (wrong !== undefined) throw new RangeError(`connection string: ${wrong} has a newline, at which clients part one string from the next`)
  return joined([...pairs].sort(byKey))
}

/** Writes a connection as the text that libpq and psycopg take. */
export const connectionString = (connection: Connection): Secret => secret(joined(pairsFor(connection)))

/** Makes the URL that SQLAlchemy connects to; the driver is SQLAlchemy's name of dialect and driver. */
export const connectionUrl = (connection: Connection, driver = 'postgresql'): Secret => {
  const options = Object.entries(connection.options ?? {}).map(([key, value]) => `${urlText(key)}=${urlText(value)}`)
  return databaseUrl(driver, connection, options.length === 0 ? '' : `?${options.join('&')}`)
}

/** More than the strings of four hundred servers. What is longer is none of this interface. */
const MAX_LENGTH = 65_536

/**
 * Splits several connection strings. The classic charm puts a newline between them, the operator a comma; a comma ends a string only
 * where the next string begins.
 */
export const splitStrings = (text: string): readonly string[] => {
  if (text === '' || text.length > MAX_LENGTH) return []
  const boundary = new RegExp(BEGIN, 'y')
  const parts: string[] = []
  let start = 0
  let quoted = false
  const cut = (end: number): void => {
    const part = text.slice(start, end).trim()
    if (part !== '') parts.push(part)
    start = end + 1
  }
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at]
    if (char === '\n') {
      // No value holds a newline, so an open quotation mark ends here too.
      quoted = false
      cut(at)
    } else if (char === '\\' && text[at + 1] !== '\n') at += 1
    else if (char === "'") quoted = !quoted
    else if (char === ',' && !quoted) {
      boundary.lastIndex = at
      if (boundary.test(text)) cut(at)
    }
  }
  cut(text.length)
  return parts
}

// Most characters are printable ASCII, and no blanks.
const isBlank = (char: string | undefined): boolean => char !== undefined && (char < '!' || char > '~') && /\s/.test(char)

// Character by character: the stack of a regular expression that knows escapes could be exhausted by a long value.
/** Reads the pairs of one connection string, up to the first thing that is no pair. */
export const pairsOf = (text: string): ReadonlyMap<string, string> => {
  const pairs = new Map<string, string>()
  if (text.length > MAX_LENGTH) return pairs
  let at = 0
  const skipBlanks = (): void => {
    while (isBlank(text[at])) at += 1
  }
  while (at < text.length) {
    skipBlanks()
    const start = at
    while (at < text.length && text[at] !== '=' && !isBlank(text[at])) at += 1
    const key = text.slice(start, at)
    skipBlanks()
    if (key === '' || text[at] !== '=') return pairs
    at += 1
    skipBlanks()
    const quoted = text[at] === "'"
    if (quoted) at += 1
    let value = ''
    let from = at
    while (at < text.length && (quoted ? text[at] !== "'" : !isBlank(text[at]))) {
      if (text[at] === '\\') {
        value += text.slice(from, at)
        at += 1
        from = at
      }
      at += 1
    }
    value += text.slice(from, at)
    if (quoted && text[at] !== "'") return pairs
    if (quoted) at += 1
    pairs.set(key, value)
  }
  return pairs
}
