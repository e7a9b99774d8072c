/**
 * The mark: what the leader has recorded about the schema, for all units, in two facts. `schema` says how far its migration is, of which
 * release and which database it is, and over which relation the leader has last looked at it; `schema-host` says on which server.
 */
import { type Context, type Desired, fact } from '@charm-layers/charm'
import type { Database } from '@charm-layers/interface-mysql-shared'
import { isAtLeast, parseRelease, type Release } from '../../releases.ts'

const factName = 'schema'
const hostFact = 'schema-host'

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
  /** The server; undefined in a mark by a version of this package that did not record it. */
  readonly host?: string
}

const print = (state: Mark['state'], { release, relationId, database }: SchemaName): string =>
  `${state} ${release} ${relationId} ${database}`

/** Gives the fact that says how far the migration is. */
export const schemaFact = (state: Mark['state'], name: SchemaName): ReturnType<typeof fact> => fact(factName, print(state, name))

/** Gives the server of a database, as `schema-host` has it. */
export const hostOf = ({ host, port }: Pick<Database, 'host' | 'port'>): string => `${host}:${port}`

/** Gives the fact that says on which server the schema is. */
export const schemaHostFact = (database: Database): Desired => fact(hostFact, hostOf(database))

/** Reads the mark; undefined when there is none. */
export function readMark(context: Pick<Context, 'fact'>): Mark | undefined {
  const [, state, release = '', relationId = '', database = ''] =
    /^(started|done) (\S+) (\S+) (.+)$/s.exec(context.fact(factName) ?? '') ?? []
  if (state === undefined) return undefined
  const host = context.fact(hostFact)
  return { state: state === 'done' ? 'done' : 'started', release, relationId, database, ...(host === undefined ? {} : { host }) }
}

/** Tells whether the schema of any database has been made or begun, so that the application is not a new one. */
export const isMarked = (context: Pick<Context, 'fact'>): boolean => context.fact(factName) !== undefined

/**
 * How the mark stands to the schema that is asked for now. `elsewhere`: it is about another database, or was made over another relation,
 * so the leader has to look before anything is written. `older`: the schema is ours, of an older release.
 */
export type Standing = 'none' | 'elsewhere' | 'begun' | 'older' | 'done'

/** Tells how the mark stands to a schema. */
export function standingOf(
  mark: Mark | undefined,
  { release, relationId, database }: SchemaName & { readonly release: Release },
): Standing {
  if (mark === undefined) return 'none'
  if (mark.database !== database) return 'elsewhere'
  if (mark.state === 'started') return 'begun'
  if (mark.relationId !== relationId) return 'elsewhere'
  const marked = parseRelease(mark.release)
  // The mark of a newer release is no reason to migrate: it happens while the units of an application are upgraded one after the other.
  return marked === undefined || isAtLeast(marked, release) ? 'done' : 'older'
}
