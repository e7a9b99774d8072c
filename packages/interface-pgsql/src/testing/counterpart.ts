/** Servers and clients in Python, as far as their relation shows: what they write, in which hooks, and their oddities. */
import { type Databag, isFault, secret } from '@charm-layers/relation'
import { anonymousUnit, type Counterpart, type LocalBags, type RelationData, writeUnits, writtenBag } from '@charm-layers/relation/testing'
import { applicationOf, byText, commaList, sortedOnce } from '@charm-layers/relation/wire'
import { encodeConnection } from '../connection.ts'
import { encodeRequest, networksOf, textsOf } from '../request.ts'

/** What a test may choose about a server that answers. */
export interface ServerQuirks {
  /**
   * `classic`: fields and strings in every unit's bag; standbys copy the primary's in their next hook, and each unit knows the others from
   * the round before. `operator`: its leader alone answers, parts standbys by commas, never shows roles, and refuses roles in the
   * application's bag. `kubernetes`: strings in the application's bag, units parted by commas. `fields`: host, user and password, as before
   * there were strings.
   */
  readonly charm?: 'classic' | 'operator' | 'kubernetes' | 'fields'
  /** The unit that can be written to: the first, unless it is said; none during a failover. */
  readonly primary?: `${string}/${number}` | 'none'
  /** The endpoint gives superusers: `db-admin`. */
  readonly superuser?: true
  /** Clients are in another model: the server knows their units under anonymous names. */
  readonly crossModel?: true
  readonly password?: string
  readonly version?: string
}

/** What a test may choose about a client that asks. */
export interface ClientQuirks {
  /**
   * `reactive`: every unit asks in its own bag. `ops`: the leader asks in the application's bag, its other units repeat it one hook later.
   */
  readonly charm?: 'reactive' | 'ops'
  readonly database?: string
  readonly roles?: readonly string[]
  readonly extensions?: readonly string[]
}

/** Upstream writes a blank for a newline. */
const flat = (text: string): string => text.replaceAll('\n', ' ')

/** Makes a connection string of fields; none if one is missing. */
const stringOf = ({ host, database, user, password }: Databag): string =>
  host && database && user && password
    ? encodeConnection({ host: flat(host), port: 5432, database: flat(database), username: flat(user), password: secret(flat(password)) })
    : ''

/** Keys that a standby of the classic charm copies from the primary. */
const COPIED = ['database', 'user', 'password', 'roles', 'schema_user', 'schema_password', 'extensions']

interface Round {
  readonly relation: RelationData
  readonly local: LocalBags
  /** The request: that of the first unit, whichever that is. */
  readonly asked: Databag
  readonly clients: readonly string[]
  readonly networks: readonly string[]
  readonly primary: string
}

const user = (superuser: true | undefined, app: string): string => `${superuser ? 'jujuadmin' : 'juju'}_${app}`

/** What one unit of the classic charm writes in a hook. */
const classicUnit = (before: Databag, unit: string, round: Round, quirks: ServerQuirks): Databag => {
  const { relation, asked, clients, networks, primary } = round
  const { superuser, password = 'Bq8nW2xK', version = '12' } = quirks
  const theirs = relation.remoteUnits[primary]
  const app = applicationOf(clients[0] ?? '')
  const login = { user: before.user ?? user(superuser, app), password: before.password ?? password }
  const credentials =
    unit === primary
      ? {
          database: asked.database ?? before.database ?? app,
          ...login,
          ...(superuser ? {} : { schema_user: login.user, schema_password: login.password }),
          roles: asked.roles ?? '',
          extensions: asked.extensions ?? '',
        }
      : Object.fromEntries(theirs ? COPIED.map((key) => [key, theirs[key] ?? '']) : [])
  if (!writtenBag(before, credentials).database) return credentials
  const units = Object.keys(relation.remoteUnits)
  const own = {
    ...credentials,
    version,
    state: unit === primary ? (units.length > 1 ? 'master' : 'standalone') : 'hot standby',
    host: before['ingress-address'] ?? '',
    port: '5432',
    'allowed-units': clients.join(' '),
    'allowed-subnets': sortedOnce(networks).join(','),
  }
  const stringFor = (other: string): string => stringOf(other === unit ? writtenBag(before, own) : (relation.remoteUnits[other] ?? {}))
  const standbys = units.filter((other) => other !== primary).map(stringFor)
  return { ...own, master: stringFor(primary), standbys: sortedOnce(standbys.filter((string) => string !== '')).join('\n') }
}

/** What the operator's leader answers; nothing while it refuses, or has no primary to name. */
const operatorAnswer = ({ relation, local, asked, clients, primary }: Round, quirks: ServerQuirks): Databag | undefined => {
  const host = relation.remoteUnits[primary]?.['ingress-address']
  if (local.app?.roles || host === undefined) return undefined
  const { password = 'Bq8nW2xK', version = '14.9' } = quirks
  const [leader = ''] = Object.keys(relation.remoteUnits)
  const login = {
    host,
    database: local.app?.database || asked.database || applicationOf(clients[0] ?? ''),
    user: `relation-${relation.id ?? 0}`,
    password,
  }
  const replicas = Object.entries(relation.remoteUnits).flatMap(([unit, bag]) => (unit === primary ? [] : [bag['ingress-address'] ?? '']))
  const bags = [local.app ?? {}, ...Object.values(local.units)]
  return {
    ...login,
    'allowed-subnets': sortedOnce(bags.flatMap((bag) => commaList(bag['egress-subnets']))).join(','),
    'allowed-units': sortedOnce(clients).join(' '),
    port: '5432',
    schema_user: login.user,
    schema_password: password,
    master: stringOf(login),
    standbys: replicas
      .sort(byText)
      .map((replica) => stringOf({ ...login, host: replica }))
      .join(','),
    state: replicas.length === 0 ? 'standalone' : primary === leader ? 'master' : 'hot standby',
    extensions: [...new Set(bags.flatMap((bag) => commaList(bag.extensions)))].join(','),
    version,
  }
}

/** Plays a server for a charm that asks. Its units are those of the relation, which have addresses. */
export const counterpartForRequirer =
  (quirks: ServerQuirks = {}): Counterpart =>
  (relation, local) => {
    const [first] = Object.values(local.units)
    const units = Object.keys(relation.remoteUnits)
    const [leader] = units
    // Without a client unit there is no request. A client unit that writes nothing asks for whatever the server thinks best.
    if (first === undefined || leader === undefined) return relation
    const round: Round = {
      relation,
      local,
      asked: first,
      clients: Object.keys(local.units).map((unit) => (quirks.crossModel ? anonymousUnit(unit) : unit)),
      networks: Object.values(local.units).flatMap((bag) => {
        const found = networksOf(bag)
        return isFault(found) ? [] : found
      }),
      primary: quirks.primary ?? leader,
    }
    if (quirks.charm === 'fields') {
      const login = { user: user(quirks.superuser, applicationOf(round.clients[0] ?? '')), password: quirks.password ?? 'Bq8nW2xK' }
      return writeUnits(relation, (bag) => ({ host: bag['ingress-address'] ?? '', ...login }))
    }
    if (quirks.charm === 'operator' || quirks.charm === 'kubernetes') {
      const answer = operatorAnswer(round, quirks)
      if (answer === undefined) return relation
      if (quirks.charm === 'operator') return writeUnits(relation, (_, unit) => (unit === leader ? answer : {}))
      const { master = '', standbys = '', database = '', extensions = '', version = '', 'allowed-subnets': networks = '' } = answer
      const strings = { master, standbys, database, extensions, version, 'allowed-subnets': networks }
      return {
        ...relation,
        remoteAppData: writtenBag(relation.remoteAppData, { ...strings, 'allowed-units': sortedOnce(round.clients).join(',') }),
      }
    }
    return writeUnits(relation, (bag, unit) => classicUnit(bag, unit, round, quirks))
  }

/** Plays a client for a charm that serves. It asks in its first hook, and waits for the rest. */
export const counterpartForProvider =
  ({ charm = 'reactive', database, roles, extensions }: ClientQuirks = {}): Counterpart =>
  (relation) => {
    const request = writtenBag({}, encodeRequest(textsOf({ database: database ?? relation.remoteApp, roles, extensions })))
    const [first] = Object.keys(relation.remoteUnits)
    if (first === undefined) return relation
    const hasAsked = charm === 'reactive' || Boolean(relation.remoteAppData.database)
    return {
      // The first unit leads; the others learn of its request in the hook after.
      ...writeUnits(relation, (_, unit) => (unit === first || hasAsked ? request : {})),
      remoteAppData: charm === 'ops' ? writtenBag(relation.remoteAppData, request) : relation.remoteAppData,
    }
  }
