/** The charms on the other side in Python, as far as their relation shows: what they write, in which hooks, and their oddities. */
import { type Databag, type Secret, secret } from '@charm-layers/relation'
import { anonymousUnit, type Counterpart, type LocalBags, type RelationData, writeUnits, writtenBag } from '@charm-layers/relation/testing'
import { isInside, isJujuKey, splitPrefix, toBase64 } from '@charm-layers/relation/wire'
import { accessNetworkOf, encodeGrant } from '../answer.ts'
import { addressesOf, announcedOf, encodeRequests, REQUEST_KEYS } from '../request.ts'

/** What a test may choose about a database. */
export interface DatabaseQuirks {
  /**
   * `innodb`: mysql-innodb-cluster, whose leader alone answers. `router`: mysql-router, a subordinate on the client's machine. `percona`:
   * percona-cluster, where the other units repeat what the leader has answered, a round later. `operator`: canonical's mysql-operator,
   * which
   * goes by `private-address` and takes `trove/1` for served when `trove/10` is. `router-operator`: canonical's mysql-router-operator.
   */
  readonly charm?: 'innodb' | 'router' | 'percona' | 'operator' | 'router-operator'
  /** Name of the unit that leads; by default the first. A former leader keeps its answer. */
  readonly leader?: string
  /** The password of all users; by default each has one of its own. */
  readonly password?: string
  /** Authority of the server, PEM. */
  readonly ca?: string
  /** Client units whose grants work; by default all that have asked. */
  readonly granted?: readonly string[]
  /** The virtual address of a percona-cluster behind hacluster. */
  readonly vip?: string
  /** Where percona-cluster grants access. It silently ignores requests from other networks. */
  readonly accessNetwork?: string
  /** percona-cluster is in maintenance. */
  readonly upgrading?: true
  /** Clients are in another model: the database knows their units under anonymous names. */
  readonly crossModel?: true
  /** The cluster is not formed yet: the database answers no new request, and its earlier answers stay. */
  readonly forming?: true
}

/** What a test may choose about a client. Without quirks it asks for a schema and a user of its application's name. */
export interface ClientQuirks {
  readonly database?: string
  readonly username?: string
  /** Asks for a schema and a user of each of these names, with the name for a prefix. */
  readonly prefixes?: readonly string[]
  /** Addresses of a unit by its name; the one inside the `access-network` is announced, else the first. */
  readonly addresses?: Readonly<Record<string, readonly string[]>>
  /** Announces all addresses in a JSON list, which percona-cluster alone understands. */
  readonly list?: true
}

/** One group of keys of a request, as `get_db_data` of charm-helpers makes them: whatever stands there makes one. */
interface Group {
  readonly prefix: string
  readonly database?: string
  readonly username?: string
  readonly hostname?: string
}

/** A complete plain request comes after all others; of an incomplete one each key makes a group of its own. */
const groupsOf = (bag: Databag): readonly Group[] => {
  const plain = REQUEST_KEYS.every((key) => bag[key])
  const groups = new Map<string, Record<string, string>>()
  for (const key of Object.keys(bag).sort()) {
    if (isJujuKey(key) || (plain && REQUEST_KEYS.includes(key))) continue
    const [prefix, name] = key.includes('_') ? splitPrefix(key) : [key, '']
    groups.set(prefix, { ...groups.get(prefix), [name]: bag[key] ?? '' })
  }
  const all = [...groups].map(([prefix, group]) => ({ prefix, ...group }))
  return plain ? [...all, { prefix: '', database: bag.database ?? '', username: bag.username ?? '', hostname: bag.hostname ?? '' }] : all
}

const isComplete = (group: Group): group is Required<Group> => Boolean(group.database && group.username && group.hostname)

interface Round {
  readonly relation: RelationData
  readonly local: LocalBags
  readonly leader: string
  readonly password: (username: string) => Secret
  /** Names of those units that may be listed, as the database knows them. */
  readonly list: (units: readonly string[]) => readonly string[]
}

/** What one unit writes; undefined if its hook fails, or comes to no answer. */
type Answer = (round: Round, quirks: DatabaseQuirks) => Databag | undefined

const caBag = (ca = ''): Databag => ({ ssl_ca: toBase64(ca) })

const addressOf = ({ relation, leader }: Round): string => relation.remoteUnits[leader]?.['ingress-address'] ?? ''

const innodb: Answer = (round, { ca }) => {
  const { local, password, list } = round
  const asked = new Map<string, readonly string[]>()
  const answer: Record<string, string> = {}
  let last: { readonly password: Secret; readonly allowedUnits: readonly string[] } | undefined
  for (const [unit, bag] of Object.entries(local.units)) {
    for (const group of groupsOf(bag)) {
      // The hook of this charm decodes a list twice, and fails.
      if (group.hostname?.startsWith('[')) return undefined
      const prefix = 'MICUP'.includes(group.prefix) ? '' : group.prefix
      if (isComplete(group)) {
        asked.set(prefix, [...(asked.get(prefix) ?? []), unit])
        last = { password: password(group.username), allowedUnits: list(asked.get(prefix) ?? []) }
      }
      // A group that is no complete request gets the answer to the group before it. If there is none before it, the hook fails.
      if (last === undefined) return undefined
      Object.assign(answer, encodeGrant({ prefix, ...last }))
    }
  }
  return asked.size === 0 ? undefined : { ...answer, ...caBag(ca), db_host: addressOf(round), db_port: '3306', wait_timeout: '3600' }
}

const router: Answer = ({ local, password, list }, { ca }) => {
  const [[client, bag] = ['', {}]] = Object.entries(local.units)
  const groups = groupsOf(bag)
  // mysql-router waits until the cluster has answered every group that it passed on. For an incomplete group that never happens.
  if (groups.length === 0 || !groups.every((group) => isComplete(group) && !group.hostname.startsWith('['))) return undefined
  const answered = groups.filter(({ prefix }) => prefix === '' || !'mysqlrouter'.includes(prefix))
  const keys = answered.flatMap(({ prefix, username = '' }) => {
    const bare = 'MRUP'.includes(prefix) ? '' : prefix
    return Object.entries(encodeGrant({ prefix: bare, password: password(username), allowedUnits: list([client]) }))
  })
  return { ...Object.fromEntries(keys), ...caBag(ca), db_host: '127.0.0.1', db_port: '3306', wait_timeout: '3600' }
}

const percona: Answer = (round, { ca, vip, accessNetwork }) => {
  const { local, password, list } = round
  const inside = (address: string): boolean => accessNetwork === undefined || isInside(address, accessNetwork) !== false
  const answer: Record<string, string> = {}
  const asked = new Map<string, readonly string[]>()
  for (const [unit, bag] of Object.entries(local.units)) {
    const groups = groupsOf(bag).filter(isComplete)
    const plain = groups.filter(({ prefix }) => prefix === '')
    for (const { prefix, database, username, hostname } of plain.length > 0 ? plain : groups) {
      const granted = (addressesOf(hostname) ?? []).filter(inside)
      if (granted.length === 0) continue
      // This charm looks for the address under the name of the schema, not under the prefix.
      const found = addressesOf(bag[`${database}_hostname`] || bag.hostname || bag['private-address'] || '') ?? []
      if (found.some((address) => granted.includes(address))) asked.set(prefix, [...(asked.get(prefix) ?? []), unit])
      Object.assign(answer, encodeGrant({ prefix, password: password(username), allowedUnits: list(asked.get(prefix) ?? []) }))
    }
  }
  return Object.keys(answer).length === 0 ? undefined : { ...answer, ...caBag(ca), db_host: vip ?? addressOf(round) }
}

const operator: Answer = (round) => {
  const { relation, local, password, list } = round
  const first = Object.values(local.units).find((bag) => bag.database && bag.username)
  if (first === undefined) return undefined
  const units = Object.entries(local.units).filter(([, bag]) => bag['private-address'])
  const words = (relation.remoteAppData.allowed_units ?? '').split(' ').filter((unit) => unit in local.units)
  for (const unit of list(units.map(([name]) => name))) {
    // A unit whose name is part of the text of the list counts as served. The real list is in no order at all.
    if (!words.join(' ').includes(unit)) words.unshift(unit)
  }
  const login = { database: first.database ?? '', username: first.username ?? '', password: password(first.username ?? '').reveal() }
  return { ...login, allowed_units: words.join(' '), db_host: addressOf(round), db_port: '3306', wait_timeout: '28800' }
}

const routerOperator: Answer = ({ local, password, list }) => {
  const [[client, bag] = ['', {}]] = Object.entries(local.units)
  if (!bag.database || !bag.username) return undefined
  const grant = encodeGrant({ prefix: '', password: password(bag.username), allowedUnits: list([client]) })
  return { ...grant, db_host: '127.0.0.1', db_port: '3306', wait_timeout: '28800' }
}

const ANSWERS: Readonly<Record<NonNullable<DatabaseQuirks['charm']>, Answer>> = {
  innodb,
  router,
  percona,
  operator,
  'router-operator': routerOperator,
}

/** Keys that percona-cluster shows even before it has answered. */
const perconaBag = ({ accessNetwork, upgrading }: DatabaseQuirks): Databag => ({
  'access-network': accessNetwork ?? '',
  'cluster-series-upgrading': upgrading ? 'True' : '',
})

/** Plays a database, for the test of a charm that requires one. Its units are those of the relation. */
export const counterpartForRequirer =
  (quirks: DatabaseQuirks = {}): Counterpart =>
  (relation, local) => {
    const { charm = 'innodb', granted, crossModel } = quirks
    const names = Object.keys(relation.remoteUnits)
    const leader = quirks.leader ?? names[0] ?? ''
    const round: Round = {
      relation,
      local,
      leader,
      password: (username) => secret(quirks.password ?? `Hc2Qm8vN-${username}`),
      list: (units) => units.filter((unit) => granted?.includes(unit) ?? true).map((unit) => (crossModel ? anonymousUnit(unit) : unit)),
    }
    const answer = quirks.forming ? undefined : ANSWERS[charm](round, quirks)
    const theirs = relation.remoteUnits[leader] ?? {}
    const shared = Object.fromEntries(Object.entries(theirs).filter(([key]) => !isJujuKey(key)))
    const repeated = charm === 'percona' && theirs.db_host && !quirks.forming ? shared : {}
    const more = charm === 'percona' ? perconaBag(quirks) : {}
    return {
      ...writeUnits(relation, (_, unit) => ({ ...(unit === leader ? answer : repeated), ...more })),
      remoteAppData: charm === 'operator' ? writtenBag(relation.remoteAppData, answer ?? {}) : relation.remoteAppData,
    }
  }

/** Plays a client, for the test of a charm that provides databases. It asks in its first hook, and again when it learns of a network. */
export const counterpartForProvider =
  (quirks: ClientQuirks = {}): Counterpart =>
  (relation, local) => {
    const { database = relation.remoteApp, username = database, prefixes, list } = quirks
    const plain = [{ prefix: '', database, username }]
    const asked = prefixes?.map((prefix) => ({ prefix, database: prefix, username: prefix })) ?? plain
    const network = accessNetworkOf(Object.values(local.units))
    return writeUnits(relation, (bag, unit) => {
      const own = quirks.addresses?.[unit] ?? [bag['ingress-address'] ?? '']
      const addresses = list ? own : [announcedOf(own, network) ?? '']
      return encodeRequests(asked.map((request) => ({ ...request, addresses })))
    })
  }
