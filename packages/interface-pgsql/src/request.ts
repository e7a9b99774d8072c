/** The client's databag: the database that it asks for. Every value is a raw string; some clients write the application's databag too. */
import { type Databag, type Fault, invalid } from '@charm-layers/relation'
import { commaList, defined, NOT, parseAddress, parseNetwork, sortedOnce, textOf } from '@charm-layers/relation/wire'

/** What a client asks for, word for word: the server shows the same texts when it is done, and the client compares them. */
export interface RequestTexts {
  readonly database?: string
  /** Separated by commas. */
  readonly roles?: string
  /** Separated by commas. */
  readonly extensions?: string
}

/** The keys of a request, and of the answer that repeats it. */
export const REQUEST_KEYS = ['database', 'roles', 'extensions'] as const

/** Gives a list as a request has it: sorted, each item once, separated by commas. */
const listed = (items: readonly string[] = []): string | undefined => sortedOnce(items).join(',') || undefined

/** A request as a client thinks of it. */
interface RequestLists {
  readonly database?: string | undefined
  readonly roles?: readonly string[] | undefined
  readonly extensions?: readonly string[] | undefined
}

/** Turns the lists of a request into its texts. */
export const textsOf = ({ database, roles, extensions }: RequestLists): RequestTexts =>
  defined<RequestTexts>({ database, roles: listed(roles), extensions: listed(extensions) })

/** Writes a request. Every key is named: an empty value removes the key from the databag. */
export const encodeRequest = (request: RequestTexts): Databag => Object.fromEntries(REQUEST_KEYS.map((key) => [key, request[key] ?? '']))

/** Reads what one client has asked for. Every key may be absent: the server then gives what it thinks best. */
export const decodeRequest = (bag: Databag): RequestTexts =>
  defined<RequestTexts>({ database: textOf(bag, 'database'), roles: textOf(bag, 'roles'), extensions: textOf(bag, 'extensions') })

/** Reads the networks that a client unit connects from, as the classic charm sees them: those that Juju lists, else its address alone. */
export const networksOf = (bag: Databag): readonly string[] | Fault => {
  const networks = commaList(bag['egress-subnets'])
  if (networks.length > 0) return networks.every(parseNetwork) ? networks : invalid('egress-subnets', `holds what ${NOT.network}`)
  const key = bag['ingress-address'] ? 'ingress-address' : 'private-address'
  const address = bag[key]
  if (!address) return []
  if (parseNetwork(address) !== undefined) return [address]
  return parseAddress(address) === undefined ? invalid(key, NOT.address) : [`${address}/${address.includes(':') ? 128 : 32}`]
}
