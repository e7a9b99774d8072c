/** URLs, and parts of URLs. */
import { type Secret, secret } from '../secret.ts'

/** Writes a host for a URL: an IPv6 address in brackets. */
export const urlHost = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

/**
 * Encodes a user name, a password or a part of a path for a URL. Half a surrogate pair, for which the encoder would throw, becomes
 * U+FFFD.
 */
export const urlText = (text: string): string => encodeURIComponent(text.toWellFormed())

/** A database, and a user who may connect to it. */
export interface DatabaseLogin {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: Secret
}

/** A login that may do without a password. */
type LoginWithout = Omit<DatabaseLogin, 'password'> & { readonly password?: Secret }

/**
 * Makes the URL that SQLAlchemy connects to. `driver` is SQLAlchemy's dialect and driver, such as `mysql+pymysql`; `query` includes its
 * question mark.
 *
 * @remarks Special characters are encoded, and SQLAlchemy decodes them. The Python charms do not encode them, which makes no difference
 * for the passwords that they generate.
 */
export const databaseUrl = (driver: string, login: LoginWithout, query = ''): Secret => {
  const { host, port, database, username, password } = login
  const user = password === undefined ? urlText(username) : `${urlText(username)}:${urlText(password.reveal())}`
  return secret(`${driver}://${user}@${urlHost(host)}:${port}/${urlText(database)}${query}`)
}
