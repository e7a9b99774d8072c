/** The client's side of mysql-shared: asks for schemas with users, and reads where they are and whether this unit may connect. */
import type { Databag, Databags, Fault, RelationView, RequiresSide, Secret, State } from '@charm-layers/relation'
import { absent, awaiting, invalid, isFault, ready, requiresSide } from '@charm-layers/relation'
import { byKey, clearKeys, defined, isInside, isJujuKey, parseHost, withPrefix } from '@charm-layers/relation/wire'
import { type AnswerBag, accessNetworkOf, allowedUnitsOf, decodeAnswer, isUpgrading } from './answer.ts'
import { announcedOf, encodeRequests, nameFault } from './request.ts'

/** A schema, and the user that may do anything in it. */
export interface Schema {
  readonly database: string
  readonly username: string
}

/** This unit's addresses. */
export interface OwnAddresses {
  /**
   * Addresses that this unit may connect from, the one on the endpoint's binding first; by default the address that Juju announces. The
   * request announces one of them: the first that is in the provider's `access-network`, else the first of all.
   */
  readonly addresses?: readonly string[]
}

/** A request for one schema. */
export interface MysqlRequest extends Schema, OwnAddresses {}

type Heads<S extends string, Head extends string = ''> = S extends `${infer Char}${infer Rest}`
  ? `${Head}${Char}` | Heads<Rest, `${Head}${Char}`>
  : never
type Parts<S extends string> = S extends `${string}${infer Rest}` ? Heads<S> | Parts<Rest> : never

/**
 * Prefixes that mysql-router or mysql-innodb-cluster mistake for their own, since they look for parts of these words; the empty prefix is
 * one too.
 */
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
export interface MysqlServer extends Pick<AnswerBag, 'waitTimeout' | 'tls' | 'accessNetwork'> {
  readonly host: string
  readonly port: number
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

type AskedSchemas = ReadonlyMap<string, Schema>

const requestFault = (schemas: AskedSchemas): Fault | undefined => {
  if (schemas.size === 0) return invalid('database', 'no database is asked for')
  // percona-cluster ignores prefixed requests beside a complete plain one.
  if (schemas.size > 1 && schemas.has('')) return invalid('database', 'the prefix is empty')
  for (const [prefix, schema] of schemas) {
    const key = withPrefix(prefix, 'database')
    if (prefix.includes('_')) return invalid(key, 'the prefix holds an underscore')
    if (prefix !== '' && RESERVED.some((word) => word.includes(prefix))) {
      return invalid(key, 'the prefix is part of a word that mysql-router keeps for itself')
    }
    if (schema.database === '') return invalid(key, 'is empty')
    if (schema.username === '') return invalid(withPrefix(prefix, 'username'), 'is empty')
    const wrong = nameFault(prefix, schema)
    if (wrong !== undefined) return wrong
  }
  return undefined
}

const addressOf = (own: OwnAddresses, view: RelationView): string | undefined => {
  const addresses = own.addresses ?? [view.localUnitData['ingress-address'] ?? '']
  return announcedOf(
    addresses.flatMap((address) => parseHost(address) ?? []),
    accessNetworkOf(view.remoteUnits.values()),
  )
}

/** Keys that one unit lacks. A list of allowed units without this unit counts as missing: this unit's grant may not exist yet. */
const missingOf = (bag: Databag, answer: AnswerBag, schemas: AskedSchemas, localUnit: string): readonly string[] => {
  const missing = answer.host === undefined ? ['db_host'] : []
  for (const prefix of schemas.keys()) {
    if (!answer.grants.some((each) => each.prefix === prefix)) missing.push(withPrefix(prefix, 'password'))
    if (!allowedUnitsOf(bag, prefix).includes(localUnit)) missing.push(withPrefix(prefix, 'allowed_units'))
  }
  return missing
}

/** Joins the request and the answer of one database unit. */
const databasesOf = (bag: AnswerBag & { readonly host: string }, schemas: AskedSchemas): Databases => {
  const { host, port = 3306, waitTimeout, tls, accessNetwork } = bag
  const granted: Record<string, Databases['schemas'][string]> = {}
  for (const { prefix, password } of bag.grants) {
    const schema = schemas.get(prefix)
    if (schema !== undefined) granted[prefix] = { database: schema.database, username: schema.username, password }
  }
  return { ...defined<MysqlServer>({ host, port, waitTimeout, tls, accessNetwork }), schemas: granted }
}

/** Finds the first unit that answers all requests and lets this unit in; the whole answer comes from that unit. */
const find = (view: RelationView, schemas: AskedSchemas, own: OwnAddresses): State<Databases> => {
  const wrong = requestFault(schemas)
  if (wrong !== undefined) return wrong
  const bags = [...view.remoteUnits.values()]
  if (bags.length === 0) return absent
  if (bags.some(isUpgrading)) return awaiting('end of cluster-series-upgrading')
  let fault: Fault | undefined
  let missing: readonly string[] | undefined
  for (const bag of bags) {
    const answer = decodeAnswer(bag)
    if (isFault(answer)) {
      fault ??= answer
      continue
    }
    const { host } = answer
    const lacks = missingOf(bag, answer, schemas, view.localUnit)
    if (host !== undefined && lacks.length === 0) return ready(databasesOf({ ...answer, host }, schemas))
    if (missing === undefined || lacks.length < missing.length) missing = lacks
  }
  if (fault !== undefined) return fault
  // percona-cluster silently ignores a request from an address outside its network; without this check the charm would wait for ever.
  const [network, address] = [accessNetworkOf(bags), addressOf(own, view)]
  if (network !== undefined && address !== undefined && isInside(address, network) === false) {
    return invalid('access-network', 'no address of this unit is in the network that the database grants access to')
  }
  return awaiting(...(missing ?? []))
}

/** Makes a requires side from two functions: one gives the schemas of a request, the other makes the answer from the databases found. */
const sideOf = /* @__NO_SIDE_EFFECTS__ */ <Request extends OwnAddresses, Answer>(
  schemasOf: (request: Request) => AskedSchemas,
  answerOf: (databases: Databases) => State<Answer>,
): RequiresSide<Request, Answer> =>
  requiresSide(
    'mysql-shared',
    (view, request) => {
      const found = find(view, schemasOf(request), request)
      return found.state === 'ready' ? answerOf(found.data) : found
    },
    (request, view): Databags => {
      const schemas = schemasOf(request)
      const address = addressOf(request, view)
      const sendable = address !== undefined && requestFault(schemas) === undefined
      const asked = sendable
        ? [...schemas].map(([prefix, { database, username }]) => ({ prefix, database, username, addresses: [address] }))
        : []
      return {
        unit: {
          // The modern providers take every other key in this bag, and every key of an incomplete request, for a request of its own, and
          // then wait for ever.
          ...clearKeys(view.localUnitData, (key) => !isJujuKey(key)),
          ...encodeRequests(asked),
          // Juju up to 3.6 writes this key itself, Juju 4 does not; percona-cluster looks grants up by it.
          ...(address === undefined ? {} : { 'private-address': address }),
        },
      }
    },
    { databags: 'unit' },
  )

/** The requires side for one schema. */
export const requires: RequiresSide<MysqlRequest, Database> = sideOf(
  (request) => new Map([['', request]]),
  ({ schemas: { '': schema }, ...server }) => (schema === undefined ? awaiting('password') : ready({ ...server, ...schema })),
)

/** The requires side for several schemas. */
export const prefixedRequires: RequiresSide<MysqlPrefixedRequest, Databases> = sideOf(
  (request) => new Map(Object.entries<Schema>(request.schemas).sort(byKey)),
  ready,
)
