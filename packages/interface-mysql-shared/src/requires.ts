/** The client's side of mysql-shared: asks for schemas with users, and reads where they are and whether this unit may connect. */
import type { Databag, RelationView, RequiresSide, Secret, State } from '@charm-layers/relation'
import { isInside } from '@charm-layers/relation/wire'
import { completeView } from '@charm-layers/relation'
import { type AnswerBag, type DatabaseTls, decodeAnswer, encodeRequests, type Fault, invalid, isFault, JUJU_KEYS, keyOf } from './wire.ts'

/** A schema, and the user that may do anything in it. */
export interface Schema {
  readonly database: string
  readonly username: string
}

/** This unit's addresses. */
export interface OwnAddresses {
  /**
   * Addresses that this unit may connect from, the one on the endpoint's binding first. One is announced: the first that is in the
   * provider's `access-network`, else the first. By default the one that Juju announces.
   */
  readonly addresses?: readonly string[]
}

/** A request for one schema. */
export interface MysqlRequest extends Schema, OwnAddresses {}

type Heads<S extends string, Head extends string = ''> = S extends `${infer Char}${infer Rest}`
  ? `${Head}${Char}` | Heads<Rest, `${Head}${Char}`>
  : never
type Parts<S extends string> = S extends `${string}${infer Rest}` ? Heads<S> | Parts<Rest> : never

/** Prefixes that mysql-router or mysql-innodb-cluster take for their own, since they test for a part of these words; none is one too. */
export type ForbiddenPrefix = '' | Parts<'mysqlrouter' | 'MRUP' | 'MICUP'>

/** Schemas by prefix, such as `nova` and `novaapi`. */
export type Schemas = Readonly<Record<string, Schema>> & {
  readonly [prefix: `${string}_${string}`]: never
} & { readonly [prefix in ForbiddenPrefix]?: never }

/** A request for several schemas. */
export interface MysqlPrefixedRequest extends OwnAddresses {
  readonly schemas: Schemas
}

/** A database server that this unit may connect to. */
export interface MysqlServer {
  readonly host: string
  readonly port: number
  readonly waitTimeout?: number
  readonly tls?: DatabaseTls
  readonly accessNetwork?: string
}

/** A schema that can be used; its name and user are those of the request. */
export interface Database extends MysqlServer, Schema {
  readonly password: Secret
}

/** Several schemas that can be used, by prefix. */
export interface Databases extends MysqlServer {
  readonly schemas: Readonly<Record<string, Schema & { readonly password: Secret }>>
}

const RESERVED = ['mysqlrouter', 'MRUP', 'MICUP']

const requestFault = (schemas: ReadonlyMap<string, Schema>): Fault | undefined => {
  if (schemas.size === 0) return invalid('database', 'no database is asked for')
  // percona-cluster would pass over the prefixed ones.
  if (schemas.size > 1 && schemas.has('')) return invalid('database', 'the prefix is empty')
  for (const [prefix, { database, username }] of schemas) {
    if (database === '') return invalid(keyOf(prefix, 'database'), 'is empty')
    if (username === '') return invalid(keyOf(prefix, 'username'), 'is empty')
    if (prefix.includes('_')) return invalid(keyOf(prefix, 'database'), 'the prefix holds an underscore')
    if (prefix !== '' && RESERVED.some((word) => word.includes(prefix))) {
      return invalid(keyOf(prefix, 'database'), 'the prefix is part of a word that mysql-router keeps for itself')
    }
  }
  return undefined
}

const networkOf = (view: RelationView): string | undefined => {
  for (const bag of view.remoteUnits.values()) if (bag['access-network']) return bag['access-network']
  return undefined
}

const addressOf = (own: OwnAddresses, view: RelationView): string | undefined => {
  const announced = view.localUnitData['ingress-address']
  const addresses = (own.addresses ?? [announced ?? '']).filter((address) => address !== '')
  const network = networkOf(view)
  return addresses.find((address) => network !== undefined && isInside(address, network)) ?? addresses[0]
}

/** Keys that one unit lacks. A list without the own unit counts as none: its grants may be missing. */
const missingOf = (bag: AnswerBag, prefixes: readonly string[], localUnit: string): readonly string[] => {
  const missing = bag.host === undefined ? ['db_host'] : []
  for (const prefix of prefixes) {
    const grant = bag.grants.find((each) => each.prefix === prefix)
    if (grant === undefined) missing.push(keyOf(prefix, 'password'))
    if (grant === undefined || !grant.allowedUnits.includes(localUnit)) missing.push(keyOf(prefix, 'allowed_units'))
  }
  return missing
}

/** Finds the first unit that answers all requests and lets this unit in; all is taken from that one. */
const find = (
  view: RelationView,
  schemas: ReadonlyMap<string, Schema>,
  own: OwnAddresses,
): State<AnswerBag & { readonly host: string }> => {
  const wrong = requestFault(schemas)
  if (wrong !== undefined) return wrong
  if (view.remoteUnits.size === 0) return { state: 'absent' }
  let fault: Fault | undefined
  let missing: readonly string[] | undefined
  const prefixes = [...schemas.keys()]
  for (const bag of view.remoteUnits.values()) {
    if (bag['cluster-series-upgrading'] === 'True') return { state: 'waiting', missing: ['end of cluster-series-upgrading'] }
  }
  for (const bag of view.remoteUnits.values()) {
    const answer = decodeAnswer(bag)
    if (isFault(answer)) {
      fault ??= answer
      continue
    }
    const { host } = answer
    const lacks = missingOf(answer, prefixes, view.localUnit)
    if (host !== undefined && lacks.length === 0) return { state: 'ready', data: { ...answer, host } }
    if (missing === undefined || lacks.length < missing.length) missing = lacks
  }
  if (fault !== undefined) return fault
  // percona-cluster ignores a request from outside without a word.
  const [network, address] = [networkOf(view), addressOf(own, view)]
  if (network !== undefined && address !== undefined && isInside(address, network) === false) {
    return invalid('access-network', 'no address of this unit is in the network that the database grants access to')
  }
  return { state: 'waiting', missing: missing ?? [] }
}

const serverOf = ({ host, port, waitTimeout, tls, accessNetwork }: AnswerBag & { readonly host: string }): MysqlServer => ({
  host,
  port: port ?? 3306,
  ...(waitTimeout === undefined ? {} : { waitTimeout }),
  ...(tls === undefined ? {} : { tls }),
  ...(accessNetwork === undefined ? {} : { accessNetwork }),
})

const bagOf = (schemas: ReadonlyMap<string, Schema>, own: OwnAddresses, view: RelationView): { readonly unit: Databag } => {
  const address = addressOf(own, view)
  const requests =
    address === undefined || requestFault(schemas) !== undefined
      ? []
      : [...schemas].map(([prefix, { database, username }]) => ({ prefix, database, username, addresses: [address] }))
  // To the modern providers anything else in this bag is a request of its own, and so is each key of a part: they then wait for ever.
  const leftovers = Object.keys(view.localUnitData).filter((key) => !JUJU_KEYS.includes(key))
  return {
    unit: {
      ...Object.fromEntries(leftovers.map((key) => [key, ''])),
      ...encodeRequests(requests),
      // Juju 4 does not write it, and percona-cluster looks grants up by it.
      ...(address === undefined ? {} : { 'private-address': address }),
    },
  }
}

const single = ({ database, username }: MysqlRequest): ReadonlyMap<string, Schema> => new Map([['', { database, username }]])

/** The requires side for one schema. */
export const requires: RequiresSide<MysqlRequest, Database> = {
  interface: 'mysql-shared',
  side: 'requires',
  read: (view, request) => {
    const found = find(completeView(view), single(request), request)
    const grant = found.state === 'ready' ? found.data.grants.find(({ prefix }) => prefix === '') : undefined
    if (found.state !== 'ready') return found
    if (grant === undefined) return { state: 'waiting', missing: ['password'] }
    const { database, username } = request
    return { state: 'ready', data: { ...serverOf(found.data), database, username, password: grant.password } }
  },
  write: (request, view) => bagOf(single(request), request, completeView(view)),
}

const several = (request: MysqlPrefixedRequest): ReadonlyMap<string, Schema> =>
  new Map(Object.entries<Schema>(request.schemas).sort(([a], [b]) => (a < b ? -1 : 1)))

/** The requires side for several schemas. */
export const prefixedRequires: RequiresSide<MysqlPrefixedRequest, Databases> = {
  interface: 'mysql-shared',
  side: 'requires',
  read: (view, request) => {
    const schemas = several(request)
    const found = find(completeView(view), schemas, request)
    if (found.state !== 'ready') return found
    const grants = found.data.grants.flatMap(({ prefix, password }) => {
      const schema = schemas.get(prefix)
      return schema === undefined ? [] : [[prefix, { database: schema.database, username: schema.username, password }] as const]
    })
    return { state: 'ready', data: { ...serverOf(found.data), schemas: Object.fromEntries(grants) } }
  },
  write: (request, view) => bagOf(several(request), request, completeView(view)),
}
