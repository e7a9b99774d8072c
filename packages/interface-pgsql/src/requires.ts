/** The client's side of pgsql: asks for a database, and reads where its primary and its replicas are. */
import type { Databag, RelationView, RequiresSide, State } from '@charm-layers/relation'
import type { Connection } from './connection.ts'
import { completeView } from '@charm-layers/relation'
import { type AnswerBag, decodeAnswer, encodeRequest, type Fault, invalid, isFault, listed, listOf, type RequestTexts } from './wire.ts'

/** What a client asks of a database server. Whatever is left out, the server decides. */
export interface PgsqlRequest {
  /** The server's default is the client application's name. */
  readonly database?: string
  /** Roles that the user is to have. The operator charm never shows them as granted, so a client that asks for some waits there for ever. */
  readonly roles?: readonly string[]
  /** Extensions that the database is to have, by name alone: servers disagree on how a schema is given. */
  readonly extensions?: readonly string[]
  /** This unit's address on the endpoint's binding; by default the one that Juju announces. */
  readonly address?: string
}

/** A database that this unit may connect to. */
export interface Postgres {
  /** Changes when the servers fail over. */
  readonly primary: Connection
  /** Replicas, which can be read from only. */
  readonly standbys: readonly Connection[]
  /** The server's, such as `14.9`. */
  readonly version?: string
}

const requestFault = (request: PgsqlRequest): Fault | undefined => {
  if (request.database === '' || request.database?.includes('\n')) return invalid('database', 'is empty or has a newline')
  for (const key of ['roles', 'extensions'] as const) {
    if (request[key]?.some((item) => item === '' || /[\s,]/.test(item)))
      return invalid(key, 'holds a name that is empty or has a comma or blank')
  }
  if (request.extensions?.some((item) => /[:()]/.test(item))) return invalid('extensions', 'holds a schema, which servers disagree on')
  return undefined
}

const textsOf = ({ database, roles, extensions }: PgsqlRequest): RequestTexts => ({
  ...(database === undefined ? {} : { database }),
  ...(listed(roles) === '' ? {} : { roles: listed(roles) }),
  ...(listed(extensions) === '' ? {} : { extensions: listed(extensions) }),
})

/** Networks are compared as texts, as upstream does; units count only while there are none, since across models they have other names. */
const isAllowed = (answer: AnswerBag, view: RelationView): boolean => {
  const subnets = new Set(answer.allowedSubnets)
  if (subnets.size === 0) return answer.allowedUnits.includes(view.localUnit)
  return listOf(view.localUnitData['egress-subnets']).every((subnet) => subnets.has(subnet))
}

/** Says what is missing before one server lets this unit in and does what it asks. */
const lacksOf = (answer: AnswerBag, asked: RequestTexts, view: RelationView): readonly string[] => {
  const missing = isAllowed(answer, view) ? [] : [answer.allowedSubnets.length > 0 ? 'allowed-subnets' : 'allowed-units']
  for (const key of ['database', 'roles', 'extensions'] as const) {
    if (asked[key] !== undefined && asked[key] !== answer[key]) missing.push(key)
  }
  return missing
}

const hasStrings = (bag: Databag): boolean => Boolean(bag.master || bag.standbys)

const NEWER_KEYS = ['state', 'version', 'allowed-subnets', 'allowed-units', 'master', 'standbys']

/** Servers of the first generation tell neither whom they let in nor what they are. */
const isFirstGeneration = (bag: Databag): boolean => !NEWER_KEYS.some((key) => bag[key])

/** Gives one unit's fields as a connection, or the names of those that are missing. */
const fieldsOf = (bag: Databag, answer: AnswerBag, asked: RequestTexts, view: RelationView): Connection | readonly string[] => {
  const first = isFirstGeneration(bag)
  const { host, username, password } = answer
  const port = answer.port ?? (first ? 5432 : undefined)
  const database = answer.database ?? (first ? (asked.database ?? view.localUnit.slice(0, view.localUnit.indexOf('/'))) : undefined)
  const missing = Object.entries({ host, port, database, user: username, password }).flatMap(([key, value]) => (value ? [] : [key]))
  const lacks = lacksOf(answer, asked, view).filter((key) => !first || (key !== 'allowed-units' && !(key === 'database' && !bag.database)))
  if (missing.length > 0 || lacks.length > 0) return [...new Set([...missing, ...lacks])]
  if (host === undefined || port === undefined || database === undefined || username === undefined || password === undefined) return missing
  return { host, port, database, username, password }
}

const isConnection = (found: Connection | readonly string[]): found is Connection => 'host' in found

interface Server {
  readonly bag: Databag
  readonly answer: AnswerBag
}

/** Reads the single fields, each unit's own: the primary is the only one that says it is. */
const readFields = (servers: readonly Server[], asked: RequestTexts, view: RelationView): State<Postgres> => {
  const found = servers.map((server) => ({ ...server, fields: fieldsOf(server.bag, server.answer, asked, view) }))
  const primaries = found.filter(({ bag }) => bag.state === 'master' || bag.state === 'standalone' || (isFirstGeneration(bag) && bag.host))
  const [first] = primaries
  if (first === undefined || primaries.length > 1) return { state: 'waiting', missing: ['master'] }
  if (!isConnection(first.fields)) return { state: 'waiting', missing: first.fields }
  const standbys = found.flatMap(({ bag, fields }) => (bag.state === 'hot standby' && isConnection(fields) ? [fields] : []))
  const { version } = first.answer
  return { state: 'ready', data: { primary: first.fields, standbys, ...(version === undefined ? {} : { version }) } }
}

const read = (view: RelationView, request: PgsqlRequest): State<Postgres> => {
  const wrong = requestFault(request)
  if (wrong !== undefined) return wrong
  const bags = [...(hasStrings(view.remoteAppData) ? [view.remoteAppData] : []), ...view.remoteUnits.values()]
  if (bags.length === 0) return { state: 'absent' }
  const asked = textsOf(request)
  const servers: Server[] = []
  let fault: Fault | undefined
  for (const bag of bags) {
    const answer = decodeAnswer(bag)
    if (isFault(answer)) fault ??= answer
    else servers.push({ bag, answer })
  }
  // A server that shows strings but does not let this unit in would refuse it after the next failover.
  const speaking = servers.filter(({ bag }) => hasStrings(bag))
  const lacks = new Set(speaking.flatMap(({ answer }) => lacksOf(answer, asked, view)))
  if (lacks.size > 0) return { state: 'waiting', missing: [...lacks] }
  const said = <Key extends keyof AnswerBag>(key: Key): AnswerBag[Key] | undefined =>
    speaking.find(({ answer }) => answer[key] !== undefined)?.answer[key]
  const primary = said('primary')
  if (primary !== undefined) {
    // A primary hears of a new standby later than the standby itself.
    const standbys = speaking.find(({ answer }) => answer.standbys.length > 0)?.answer.standbys ?? []
    const version = said('version')
    return { state: 'ready', data: { primary, standbys, ...(version === undefined ? {} : { version }) } }
  }
  const state = readFields(
    servers.filter(({ bag }) => bag !== view.remoteAppData),
    asked,
    view,
  )
  return state.state === 'ready' ? state : (fault ?? state)
}

const write = (request: PgsqlRequest, view: RelationView): { readonly unit: Databag; readonly app: Databag } => {
  const address = request.address ?? view.localUnitData['ingress-address']
  return {
    unit: {
      ...encodeRequest(requestFault(request) === undefined ? textsOf(request) : {}),
      // Juju 4 does not write it, and servers look for it.
      ...(address ? { 'private-address': address } : {}),
    },
    // The operator reads this bag first, and refuses roles in it; every server reads the units' bags.
    app: encodeRequest({}),
  }
}

/** The requires side of the pgsql interface. */
export const requires: RequiresSide<PgsqlRequest, Postgres> = {
  interface: 'pgsql',
  side: 'requires',
  read: (view, request) => read(completeView(view), request),
  write,
}
