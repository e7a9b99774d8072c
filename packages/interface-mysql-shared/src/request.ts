/** The client's databag: the schemas and users that it asks for. Every key is a raw string; no application databag is used. */
import { type Databag, type Fault, invalid } from '@charm-layers/relation'
import { byText, groupsByPrefix, isInside, parseJson, textsIn, withPrefix } from '@charm-layers/relation/wire'

/** One schema and user that a client unit asks for. */
export interface DatabaseRequest {
  /** `''` for the plain form, else the text before the underscore. */
  readonly prefix: string
  readonly database: string
  readonly username: string
  /** Where the client connects from: one address, or several, which percona-cluster alone understands. */
  readonly addresses: readonly string[]
}

/** The keys of a request, each behind its prefix. */
export const REQUEST_KEYS: readonly string[] = ['database', 'username', 'hostname']

/** Compares requests, or the answers to them, by their prefixes. */
export const byPrefix = (a: { readonly prefix: string }, b: { readonly prefix: string }): number => byText(a.prefix, b.prefix)

/** Writes requests. A single address is written as it is, several as the JSON list that percona-cluster reads. */
export const encodeRequests = (requests: readonly DatabaseRequest[]): Databag => {
  const bag: Record<string, string> = {}
  for (const { prefix, database, username, addresses } of [...requests].sort(byPrefix)) {
    const [first = ''] = addresses
    bag[withPrefix(prefix, 'database')] = database
    bag[withPrefix(prefix, 'username')] = username
    // A single address that begins like a JSON list is written as a list, or readers would misread it.
    bag[withPrefix(prefix, 'hostname')] = addresses.length > 1 || first.startsWith('[') ? JSON.stringify(addresses) : first
  }
  return bag
}

/** Reads one address, which may be any text, or a JSON list of addresses; undefined if the list has none. */
export const addressesOf = (value: string): readonly string[] | undefined => {
  const list = value.startsWith('[') ? parseJson(value) : undefined
  // A text that is no JSON is one address, such as IPv6 in brackets.
  if (list === undefined) return [value]
  const addresses = textsIn(list).filter((address) => address !== '')
  return addresses.length > 0 ? addresses : undefined
}

/** Reads the requests of one client unit: the plain one and all prefixed ones, as mysql-innodb-cluster does, sorted by prefix. */
export const decodeRequests = (bag: Databag): readonly DatabaseRequest[] | Fault => {
  const requests: DatabaseRequest[] = []
  for (const [prefix, { database, username, hostname }] of groupsByPrefix(bag, REQUEST_KEYS)) {
    if (database === undefined || username === undefined || hostname === undefined) continue
    const addresses = addressesOf(hostname)
    if (addresses === undefined) return invalid(withPrefix(prefix, 'hostname'), 'is a list without an address')
    requests.push({ prefix, database, username, addresses })
  }
  return requests
}

/** Chooses the address to announce: the first that is in the database's network, else the first. */
export const announcedOf = (addresses: readonly string[], network: string | undefined): string | undefined =>
  addresses.find((address) => network !== undefined && isInside(address, network)) ?? addresses[0]
