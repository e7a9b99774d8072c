/** URLs, and pieces of them. */
import { type Secret, secret } from '../secret.ts'

/** Writes a host as a URL has it: an IPv6 address in brackets. */
export const urlHost = (host: string): string => (host.includes(':') && !host.startsWith('[') ? `[${host}]` : host)

/** Encodes a user name, a password or a part of a path for a URL. Half a surrogate pair, which would throw, becomes U+FFFD. */
export const urlText = (text: string): string => encodeURIComponent(text.toWellFormed())

/** A database, and a user who may connect to it. */
export interface DatabaseLogin {
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
  readonly password: Secret
}

/**
 * Makes the URL that SQLAlchemy connects to; the driver is SQLAlchemy's name of dialect and driver, the query begins with its question mark.
 *
 * @remarks Special characters are encoded, which the Python charms leave out and SQLAlchemy undoes; generated passwords have none.
 */
export const databaseUrl = (driver: string, login: DatabaseLogin, query = ''): Secret => {
  const { host, port, database, username, password } = login
  return secret(`${driver}://${urlText(username)}:${urlText(password.reveal())}@${urlHost(host)}:${port}/${urlText(database)}${query}`)
}
