/** The schema is migrated once in the cluster, by the leader, and a kill in the middle does no harm (README, "The schema, once in a cluster"). */
import { blocked, type CommandStep, type Context, command, type Desired, fact, status, waiting } from '@charm-layers/charm'
import type { Database } from '@charm-layers/interface-mysql-shared'
import type { Situation } from '../feature.ts'
import { emptyArgv, lookArgv, parseLook, type SchemaLook, schemaInput } from './look.ts'

/** How a service's schema is made. */
export interface Migration {
  /** The command, run as the charm's user. */
  readonly argv: readonly string[]
  /** Every table that it makes, in any release. */
  readonly tables: readonly string[]
}

const factName = 'schema'
const started = (about: string): string => `started ${about}`
const done = (about: string): string => `done ${about}`

/** What a mark is about: a schema migrated for another release, or in another database, is not this one. */
export const about = ({ release }: Situation, relationId: string, database: string): string => `${release} ${relationId} ${database}`

/** Tells whether the leader has recorded that the schema is there. */
export const isMigrated = (context: Context, what: string): boolean => context.fact(factName) === done(what)

/** The migration itself. With `transient` it outlives the hook. */
export const migrate = ({ argv }: Migration, { charm, user }: Situation, what: string, transient: boolean): CommandStep =>
  command('Database migration', argv, {
    user,
    announce: 'Running database migration',
    records: fact(factName, done(what)),
    ...(transient ? { transient: `${charm}-schema` } : {}),
  })

/** `juju status` cuts messages after 120 characters, and the command has to be read. */
const byHand = (context: Context, why: string): Desired =>
  status(blocked(`Schema ${why}; if it is to be migrated: juju run ${context.identity.application}/leader db-sync`))

/** Says what has to happen before the services may run; nothing once the schema is recorded as migrated. */
export function migrationSteps(context: Context, situation: Situation, database: Database, migration: Migration, what: string): Desired {
  if (isMigrated(context, what)) return []
  if (!context.leader) return status(waiting('Awaiting leader to migrate the database'))
  const run = migrate(migration, situation, what, true)
  const recording = context.output(run) === undefined ? [] : status(waiting('Database is migrated, recording that'))
  if (context.fact(factName) === started(what)) return [resume(context, situation, database, migration, run), recording]
  return look(context, database, migration, ({ tables }) =>
    tables.length === 0
      ? [fact(factName, started(what)), status(waiting('Database migration is about to begin'))]
      : byHand(context, `'${database.database}' is not empty, nor marked as ours`),
  )
}

/** Begun on an empty schema, by this unit or by one that is no more. */
function resume(context: Context, { charm }: Situation, database: Database, migration: Migration, run: CommandStep): Desired {
  const unit = context.probe('the state of the migration', [
    '/usr/bin/systemctl',
    'show',
    '--property=ActiveState',
    '--value',
    `${charm}-schema.service`,
  ])
  if (unit.output === undefined) return unit.step
  if (['active', 'activating', 'reloading'].includes(unit.output.trim())) return [unit.step, run]
  const decide = ({ tables, others }: SchemaLook): Desired => {
    if (tables.length === 0) return run
    if (others > 0) return status(waiting('Another unit is connected to the half-migrated database'))
    const strange = tables.filter((name) => !migration.tables.includes(name))
    if (strange.length > 0) return byHand(context, `'${database.database}' holds ${strange.slice(0, 2).join(' ')}`)
    const empty = command('Dropping the half-migrated tables', emptyArgv, { stdin: schemaInput(database, migration.tables) })
    return [empty, run]
  }
  return [unit.step, look(context, database, migration, decide)]
}

function look(context: Context, database: Database, { tables }: Migration, then: (found: SchemaLook) => Desired): Desired {
  const asked = context.probe('the database schema', lookArgv, { stdin: schemaInput(database, tables) })
  if (asked.output === undefined) return asked.step
  const found = parseLook(asked.output)
  return [asked.step, 'error' in found ? status(waiting(`'shared-db' does not answer: ${found.error}`)) : then(found)]
}
