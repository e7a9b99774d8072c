/** The server's side of pgsql: reads what one client application asks for, and writes the answer. */
import type { Databag, ProvidesSide, RelationView, Secret, State } from '@charm-layers/relation'
import { completeView } from '@charm-layers/relation'
import { type AnswerBag, decodeRequest, encodeAnswer, invalid, listOf, type RequestTexts, type ServerState } from './wire.ts'

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
  /** The one asked for, else the one answered before, else the client application's name. */
  readonly database: string
  readonly roles: readonly string[]
  readonly extensions: readonly Extension[]
  /** The request word for word. Hand it to `write` when it is done: that is what clients wait for. */
  readonly asked: RequestTexts
  readonly clients: readonly Client[]
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
  /** Absent while there is none. */
  readonly primary?: { readonly host: string; readonly port: number }
  readonly standbys: readonly { readonly host: string; readonly port: number }[]
  /** Clients that can connect already. */
  readonly allowed: readonly Client[]
  /** The endpoint gives superusers. */
  readonly superuser?: true
}

const KEYS = ['database', 'roles', 'extensions'] as const

/** The application's bag, which its leader writes, goes before the units', as in the operator; clients that write it repeat it there. */
const askedOf = (view: RelationView): RequestTexts | { readonly differ: readonly string[] } => {
  const app = decodeRequest(view.remoteAppData)
  if (Object.keys(app).length > 0) return app
  const requests = [...view.remoteUnits.values()].map(decodeRequest).filter((request) => Object.keys(request).length > 0)
  const [first = {}] = requests
  const differ = KEYS.filter((key) => requests.some((request) => request[key] !== first[key]))
  return differ.length > 0 ? { differ } : first
}

const subnetsOf = (bag: Databag): readonly string[] => {
  const subnets = listOf(bag['egress-subnets'])
  const address = bag['ingress-address'] || bag['private-address']
  if (subnets.length > 0 || !address) return subnets
  return [address.includes('/') ? address : `${address}/${address.includes(':') ? 128 : 32}`]
}

/** Reads `name` and `name(schema)`, which the classic charm takes, and `name:schema`, which its documentation says. */
const extensionOf = (item: string): Extension => {
  const at = item.search(/[:(]/)
  const name = at < 0 ? item : item.slice(0, at).trim()
  const schema = at < 0 ? '' : item.slice(at + 1, item[at] === '(' && item.endsWith(')') ? -1 : undefined)
  return schema === '' ? { name } : { name, schema }
}

const read = (view: RelationView): State<PgsqlRequests> => {
  if (view.remoteUnits.size === 0) return { state: 'absent' }
  const asked = askedOf(view)
  if ('differ' in asked) return { state: 'waiting', missing: asked.differ.map((key) => `the same ${key} from all units`) }
  const database = asked.database ?? (view.localUnitData.database || view.remoteApp)
  if (database.includes('\n')) return invalid('database', 'has a newline, which no connection string can hold')
  return {
    state: 'ready',
    data: {
      database,
      roles: listOf(asked.roles),
      extensions: listOf(asked.extensions).map(extensionOf),
      asked,
      clients: [...view.remoteUnits].map(([unit, bag]) => ({ unit, subnets: subnetsOf(bag) })),
    },
  }
}

/** @throws RangeError if the host, the name of the database or the user, or the password has a newline. */
const write = (answer: PgsqlAnswer): { readonly unit: Databag } => {
  const { database, username, password, asked, host, port, state, version, primary, standbys, allowed, superuser } = answer
  const connect = (server: { readonly host: string; readonly port: number }): NonNullable<AnswerBag['primary']> => ({
    host: server.host,
    port: server.port,
    database,
    username,
    password,
  })
  return {
    unit: encodeAnswer({
      ...asked,
      database,
      username,
      password,
      host,
      port,
      state,
      ...(version === undefined ? {} : { version }),
      ...(superuser ? {} : { schema: { username, password } }),
      ...(primary === undefined ? {} : { primary: connect(primary) }),
      standbys: standbys.map(connect),
      allowedSubnets: allowed.flatMap(({ subnets }) => subnets),
      allowedUnits: allowed.map(({ unit }) => unit),
    }),
  }
}

/** The provides side of the pgsql interface. */
export const provides: ProvidesSide<PgsqlRequests, PgsqlAnswer> = {
  interface: 'pgsql',
  side: 'provides',
  read: (view) => read(completeView(view)),
  write,
}
