/**
 * The mark: what the leader has recorded about the schema, for all units, in two facts. `schema` says how far its migration is, of which
 * release and which database it is, and over which relation the leader has last looked at it; `schema-login` says by which user and on which server.
 */
import { type Context, fact } from '@charm-layers/charm'
import type { Database } from '@charm-layers/interface-mysql-shared'
import { isAtLeast, parseRelease, type Release } from '../../releases.ts'

const factName = 'schema'
const loginFact = 'schema-login'

/** By which user, and on which server. */
type Login = Pick<Database, 'username' | 'host' | 'port'>

/** What identifies a schema to the charm. */
export interface SchemaName {
  readonly release: string
  readonly relationId: string
  readonly database: string
}

/** What the leader has recorded. */
export interface Mark extends SchemaName {
  /** Whether the migration has begun, on an empty schema, or is done. */
  readonly state: 'started' | 'done'
  /** The user and the server; undefined in a mark by a version of this package that did not record them. */
  readonly login?: Login
}

const print = (state: Mark['state'], { release, relationId, database }: SchemaName): string =>
  `${state} ${release} ${relationId} ${database}`

/** Gives the fact that says how far the migration is. */
export const schemaFact = (state: Mark['state'], name: SchemaName): ReturnType<typeof fact> => fact(factName, print(state, name))

/** Gives the fact that says by which user and on which server the schema is. */
export const loginStep = ({ username, host, port }: Login): ReturnType<typeof fact> => fact(loginFact, `${username}@${host}:${port}`)

function readLogin(text: string | undefined): Login | undefined {
  const [, username, host, port] = /^(.+)@([^@]+):(\d+)$/s.exec(text ?? '') ?? []
  return username === undefined || host === undefined ? undefined : { username, host, port: Number(port) }
}

/** Tells whether the schema of a mark is on the same server, as far as the mark knows. */
export const isSameServer = ({ login }: Mark, { host, port }: Login): boolean =>
  login === undefined || (login.host === host && login.port === port)

/** Reads the mark; undefined when there is none. */
export function readMark(context: Pick<Context, 'fact'>): Mark | undefined {
  const [, state, release = '', relationId = '', database = ''] =
    /^(started|done) (\S+) (\S+) (.+)$/s.exec(context.fact(factName) ?? '') ?? []
  if (state === undefined) return undefined
  const login = readLogin(context.fact(loginFact))
  return { state: state === 'done' ? 'done' : 'started', release, relationId, database, ...(login === undefined ? {} : { login }) }
}

/** Tells whether the schema of any database has been made or begun, so that the application is not a new one. */
export const isMarked = (context: Pick<Context, 'fact'>): boolean => context.fact(factName) !== undefined

/**
 * How the mark stands to the schema that is asked for now. `elsewhere`: it is about another database, was made over another relation or
 * by another user, so the leader has to look before anything is written. `older`: the schema is ours, of an older release.
 */
export type Standing = 'none' | 'elsewhere' | 'begun' | 'older' | 'done'

/** Tells how the mark stands to the schema that a user asks for. */
export function standingOf(mark: Mark | undefined, what: SchemaName & { readonly release: Release }, username: string): Standing {
  if (mark === undefined) return 'none'
  if (mark.database !== what.database) return 'elsewhere'
  if (mark.state === 'started') return 'begun'
  if (mark.relationId !== what.relationId || (mark.login ?? { username }).username !== username) return 'elsewhere'
  const marked = parseRelease(mark.release)
  // The mark of a newer release is no reason to migrate: it happens while the units of an application are upgraded one after the other.
  return marked === undefined || isAtLeast(marked, what.release) ? 'done' : 'older'
}
