/** The client's databag: the schemas and users that it asks for. Every key is a raw string; no application databag is used. */
import { type Databag, type Fault, invalid } from '@charm-layers/relation'
import { byText, groupsByPrefix, isInside, isList, NOT, parseHost, parseJson, parseName, withPrefix } from '@charm-layers/relation/wire'

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
    bag[withPrefix(prefix, 'hostname')] = addresses.length > 1 ? JSON.stringify(addresses) : first
  }
  return bag
}

/** Reads one host, or a JSON list of hosts; undefined for anything else, since the database grants rights to what stands here. */
export const addressesOf = (value: string): readonly string[] | undefined => {
  const list = value.startsWith('[') ? parseJson(value) : undefined
  // A text that is no JSON is one address, such as IPv6 in brackets.
  const items = isList(list) ? list.filter((item) => item !== '') : [value]
  const addresses = items.flatMap((item) => (typeof item === 'string' ? (parseHost(item) ?? []) : []))
  return addresses.length > 0 && addresses.length === items.length ? addresses : undefined
}

/** Finds a name that no query should hold. */
export const nameFault = (prefix: string, names: { readonly database: string; readonly username: string }): Fault | undefined => {
  if (prefix !== '' && parseName(prefix) === undefined) return invalid(withPrefix(prefix, 'database'), 'has a prefix that is no name')
  if (parseName(names.database) === undefined) return invalid(withPrefix(prefix, 'database'), NOT.name)
  return parseName(names.username) === undefined ? invalid(withPrefix(prefix, 'username'), NOT.name) : undefined
}

/** Reads the requests of one client unit: the plain one and all prefixed ones, as mysql-innodb-cluster does, sorted by prefix. */
export const decodeRequests = (bag: Databag): readonly DatabaseRequest[] | Fault => {
  const requests: DatabaseRequest[] = []
  for (const [prefix, { database, username, hostname }] of groupsByPrefix(bag, REQUEST_KEYS)) {
    if (database === undefined || username === undefined || hostname === undefined) continue
    const wrong = nameFault(prefix, { database, username })
    if (wrong !== undefined) return wrong
    const addresses = addressesOf(hostname)
    if (addresses === undefined) return invalid(withPrefix(prefix, 'hostname'), 'is neither a host nor a JSON list of hosts')
    requests.push({ prefix, database, username, addresses })
  }
  return requests
}

/** Chooses the address to announce: the first that is in the database's network, else the first. */
export const announcedOf = (addresses: readonly string[], network: string | undefined): string | undefined =>
  addresses.find((address) => network !== undefined && isInside(address, network)) ?? addresses[0]
