/** The client's side of pgsql: asks for a database, and reads where its primary and its replicas are. */
import type { Databag, Databags, Fault, RelationView, RequiresSide, State } from '@charm-layers/relation'
import { absent, awaiting, invalid, isFault, ready, requiresSide } from '@charm-layers/relation'
import { applicationOf, commaList, defined, NOT, parseName } from '@charm-layers/relation/wire'
import { type AnswerBag, decodeAnswer } from './answer.ts'
import type { Connection } from './connection.ts'
import { encodeRequest, REQUEST_KEYS, type RequestTexts, textsOf } from './request.ts'

/** What a client asks of a database server. Whatever is left out, the server decides. */
export interface PgsqlRequest {
  /** The server's default is the client application's name. */
  readonly database?: string
  /**
   * Roles that the user is to have. The operator charm never shows them as granted, so a client that asks for some waits there for ever.
   */
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

const requestFault = ({ database, roles = [], extensions = [] }: PgsqlRequest): Fault | undefined => {
  if (database !== undefined && parseName(database) === undefined) return invalid('database', NOT.name)
  if (!roles.every(parseName)) return invalid('roles', `holds what ${NOT.name}`)
  if (extensions.some((item) => /[:()]/.test(item))) return invalid('extensions', 'holds a schema, which servers disagree on')
  return extensions.every(parseName) ? undefined : invalid('extensions', `holds what ${NOT.name}`)
}

/**
 * Networks are compared as texts, as upstream does; unit names count only while there are no networks, since units have other names across
 * models.
 */
const isAllowed = (answer: AnswerBag, view: RelationView): boolean => {
  const subnets = new Set(answer.allowedSubnets)
  if (subnets.size === 0) return answer.allowedUnits.includes(view.localUnit)
  return commaList(view.localUnitData['egress-subnets']).every((subnet) => subnets.has(subnet))
}

/** Says what is missing before one server lets this unit in and does what it asks. */
const lacksOf = (answer: AnswerBag, asked: RequestTexts, view: RelationView): readonly string[] => {
  const missing = isAllowed(answer, view) ? [] : [answer.allowedSubnets.length > 0 ? 'allowed-subnets' : 'allowed-units']
  return [...missing, ...REQUEST_KEYS.filter((key) => asked[key] !== undefined && asked[key] !== answer[key])]
}

const hasStrings = (bag: Databag): boolean => Boolean(bag.master || bag.standbys)

const NEWER_KEYS = ['state', 'version', 'allowed-subnets', 'allowed-units', 'master', 'standbys']

/** Servers of the first generation write neither the clients that may connect nor their own state. */
const isFirstGeneration = (bag: Databag): boolean => !NEWER_KEYS.some((key) => bag[key])

/** Gives one unit's fields as a connection, or the names of those that are missing. */
const fieldsOf = (bag: Databag, answer: AnswerBag, asked: RequestTexts, view: RelationView): Connection | readonly string[] => {
  const first = isFirstGeneration(bag)
  const { host, username, password } = answer
  const port = answer.port ?? (first ? 5432 : undefined)
  const database = answer.database ?? (first ? (asked.database ?? applicationOf(view.localUnit)) : undefined)
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

/** Reads the single fields. Each server unit describes itself, so the primary is the only unit that says it is one. */
const readFields = (servers: readonly Server[], asked: RequestTexts, view: RelationView): State<Postgres> => {
  const found = servers.map((server) => ({ ...server, fields: fieldsOf(server.bag, server.answer, asked, view) }))
  const primaries = found.filter(({ bag }) => bag.state === 'master' || bag.state === 'standalone' || (isFirstGeneration(bag) && bag.host))
  const [first] = primaries
  if (first === undefined || primaries.length > 1) return awaiting('master')
  if (!isConnection(first.fields)) return awaiting(...first.fields)
  const standbys = found.flatMap(({ bag, fields }) => (bag.state === 'hot standby' && isConnection(fields) ? [fields] : []))
  return ready(defined<Postgres>({ primary: first.fields, standbys, version: first.answer.version }))
}

const read = (view: RelationView, request: PgsqlRequest): State<Postgres> => {
  const wrong = requestFault(request)
  if (wrong !== undefined) return wrong
  const bags = [...(hasStrings(view.remoteAppData) ? [view.remoteAppData] : []), ...view.remoteUnits.values()]
  if (bags.length === 0) return absent
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
  if (lacks.size > 0) return awaiting(...lacks)
  const said = <Key extends keyof AnswerBag>(key: Key): AnswerBag[Key] | undefined =>
    speaking.find(({ answer }) => answer[key] !== undefined)?.answer[key]
  const primary = said('primary')
  if (primary !== undefined) {
    // A primary hears of a new standby later than the standby itself.
    const standbys = speaking.find(({ answer }) => answer.standbys.length > 0)?.answer.standbys ?? []
    return ready(defined<Postgres>({ primary, standbys, version: said('version') }))
  }
  const state = readFields(
    servers.filter(({ bag }) => bag !== view.remoteAppData),
    asked,
    view,
  )
  return state.state === 'ready' ? state : (fault ?? state)
}

const write = (request: PgsqlRequest, view: RelationView): Databags => {
  const address = request.address ?? view.localUnitData['ingress-address']
  return {
    unit: {
      ...encodeRequest(requestFault(request) === undefined ? textsOf(request) : {}),
      // Juju up to 3.6 writes this key itself, Juju 4 does not; servers look for it.
      ...(address ? { 'private-address': address } : {}),
    },
    // Removes the request from the application's databag: the operator reads that first, and refuses roles in it. Every server reads the
    // units' databags.
    app: encodeRequest({}),
  }
}

/** The requires side of the pgsql interface. */
export const requires: RequiresSide<PgsqlRequest, Postgres> = requiresSide('pgsql', read, write)
