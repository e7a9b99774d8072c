/** The server's side of pgsql: reads what one client application asks for, and writes the answer. */
import type { Databags, Fault, ProvidesSide, RelationView, Secret, State } from '@charm-layers/relation'
import { absent, awaiting, invalid, isFault, providesSide, ready } from '@charm-layers/relation'
import { commaList, defined, NOT, parseName } from '@charm-layers/relation/wire'
import { type AnswerBag, encodeAnswer, type ServerState } from './answer.ts'
import type { Connection } from './connection.ts'
import { decodeRequest, networksOf, REQUEST_KEYS, type RequestTexts } from './request.ts'

/** An extension that a client asks for. */
export interface Extension {
  readonly name: string
  /** `public` unless it says otherwise. */
  readonly schema?: string
}

/** A client unit, and the networks it connects from. */
export interface Client {
  readonly unit: string
  readonly subnets: readonly string[]
}

/** What one client application asks for. */
export interface PgsqlRequests {
  /** The database asked for, else the one answered before, else the client application's name. */
  readonly database: string
  readonly roles: readonly string[]
  readonly extensions: readonly Extension[]
  /** The request word for word. Hand it to `write` when it is done: that is what clients wait for. */
  readonly asked: RequestTexts
  readonly clients: readonly Client[]
}

/** Where a server is. */
interface ServerAddress {
  readonly host: string
  readonly port: number
}

/** What this server unit answers. */
export interface PgsqlAnswer {
  readonly database: string
  readonly username: string
  readonly password: Secret
  /** The request that is in effect, as it was read. */
  readonly asked: RequestTexts
  /** Where this unit is. */
  readonly host: string
  readonly port: number
  readonly state: ServerState
  readonly version?: string
  /** Absent while no server is the primary. */
  readonly primary?: ServerAddress
  readonly standbys: readonly ServerAddress[]
  /** Clients that can connect already. */
  readonly allowed: readonly Client[]
  /** The endpoint gives superusers. */
  readonly superuser?: true
}

/**
 * Gives the request. The application's databag, which the client's leader writes, comes before the units' databags, as in the operator; its
 * units repeat the same request.
 */
const askedOf = (view: RelationView): RequestTexts | { readonly differ: readonly string[] } => {
  const app = decodeRequest(view.remoteAppData)
  if (Object.keys(app).length > 0) return app
  const requests = [...view.remoteUnits.values()].map(decodeRequest).filter((request) => Object.keys(request).length > 0)
  const [first = {}] = requests
  const differ = REQUEST_KEYS.filter((key) => requests.some((request) => request[key] !== first[key]))
  return differ.length > 0 ? { differ } : first
}

/** Reads `name` and `name(schema)`, which the classic charm takes, and `name:schema`, which its documentation says. */
const extensionOf = (item: string): Extension => {
  const at = item.search(/[:(]/)
  const name = at < 0 ? item : item.slice(0, at).trim()
  const schema = at < 0 ? '' : item.slice(at + 1, item[at] === '(' && item.endsWith(')') ? -1 : undefined)
  return schema === '' ? { name } : { name, schema }
}

/** Finds a name that no query, and no line of a file, should hold. */
const nameFault = (database: string, roles: readonly string[], extensions: readonly Extension[]): Fault | undefined => {
  if (parseName(database) === undefined) return invalid('database', NOT.name)
  if (!roles.every(parseName)) return invalid('roles', `holds what ${NOT.name}`)
  const names = extensions.flatMap(({ name, schema }) => (schema === undefined ? [name] : [name, schema]))
  return names.every(parseName) ? undefined : invalid('extensions', `holds what ${NOT.name}`)
}

const read = (view: RelationView): State<PgsqlRequests> => {
  if (view.remoteUnits.size === 0) return absent
  const asked = askedOf(view)
  if ('differ' in asked) return awaiting(...asked.differ.map((key) => `the same ${key} from all units`))
  const database = asked.database ?? (view.localUnitData.database || view.remoteApp)
  const [roles, extensions] = [commaList(asked.roles), commaList(asked.extensions).map(extensionOf)]
  const wrong = nameFault(database, roles, extensions)
  if (wrong !== undefined) return wrong
  const clients: Client[] = []
  for (const [unit, bag] of view.remoteUnits) {
    const subnets = networksOf(bag)
    if (isFault(subnets)) return subnets
    clients.push({ unit, subnets })
  }
  return ready({
    database,
    roles,
    extensions,
    asked,
    clients,
  })
}

/** @throws RangeError if the host, the name of the database or the user, or the password has a newline. */
const write = (answer: PgsqlAnswer): Databags => {
  const { asked, database, username, password, host, port, state, version, primary, standbys, allowed, superuser } = answer
  const connect = (server: ServerAddress): Connection => ({ host: server.host, port: server.port, database, username, password })
  return {
    unit: encodeAnswer(
      defined<AnswerBag>({
        ...asked,
        database,
        username,
        password,
        host,
        port,
        state,
        version,
        schema: superuser ? undefined : { username, password },
        primary: primary && connect(primary),
        standbys: standbys.map(connect),
        allowedSubnets: allowed.flatMap(({ subnets }) => subnets),
        allowedUnits: allowed.map(({ unit }) => unit),
      }),
    ),
  }
}

/** The provides side of the pgsql interface. */
export const provides: ProvidesSide<PgsqlRequests, PgsqlAnswer> = providesSide('pgsql', read, write)
