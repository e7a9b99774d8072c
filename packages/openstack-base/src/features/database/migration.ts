/**
 * The migration of the schema. The leader runs it once for all units, and a kill in the middle does no harm (README, "The schema, once in
 * a cluster").
 */
import { blocked, type CommandStep, type Context, command, type Desired, fact, status, waiting, when } from '@charm-layers/charm'
import type { Database } from '@charm-layers/interface-mysql-shared'
import type { Situation } from '../../define/feature.ts'
import { emptyArgv, lookArgv, parseLook, type SchemaLook, schemaInput } from './look.ts'

/** How the schema of a service is made. */
export interface Migration {
  /** The command, run as the charm's user. */
  readonly argv: readonly string[]
  /** Every table that the command makes, in any release. */
  readonly tables: readonly string[]
}

const factName = 'schema'
const started = (about: string): string => `started ${about}`
const done = (about: string): string => `done ${about}`

/** Gives the schema that a mark is about: release, relation and database. A mark about another schema does not count for this one. */
export const about = ({ release }: Situation, relationId: string, database: string): string => `${release} ${relationId} ${database}`

/** Tells whether the leader has recorded that the schema is there. */
export const isMigrated = (context: Context, what: string): boolean => context.fact(factName) === done(what)

/** Makes the step that runs the migration. With `transient` it runs as a systemd unit of that name, which outlives a killed hook. */
export const migrate = ({ argv }: Migration, { user }: Situation, what: string, transient?: string): CommandStep =>
  command('Database migration', argv, {
    user,
    announce: 'Running database migration',
    records: fact(factName, done(what)),
    ...(transient === undefined ? {} : { transient }),
  })

/** One schema, and what is known of it. */
interface Migrating {
  readonly context: Context
  readonly situation: Situation
  readonly database: Database
  readonly migration: Migration
  /** What the marks of this schema say. */
  readonly what: string
}

/**
 * Asks the operator to decide. The text is short because `juju status` cuts messages after 120 characters, and the command at its end
 * must be seen.
 */
const byHand = ({ context }: Migrating, why: string): Desired =>
  status(blocked(`Schema ${why}; if it is to be migrated: juju run ${context.identity.application}/leader db-sync`))

/** Gives the steps to do before the services may run; none once the schema is recorded as migrated. */
export function migrationSteps(of: Migrating): Desired {
  const { context, situation, database, migration, what } = of
  if (isMigrated(context, what)) return []
  if (!context.leader) return status(waiting('Awaiting leader to migrate the database'))
  const run = migrate(migration, situation, what, `${situation.charm}-schema`)
  const recording = context.output(run) === undefined ? [] : status(waiting('Database is migrated, recording that'))
  if (context.fact(factName) === started(what)) return [resume(of, run), recording]
  return look(of, ({ tables }) =>
    tables.length === 0
      ? [fact(factName, started(what)), status(waiting('Database migration is about to begin'))]
      : byHand(of, `'${database.database}' is not empty, nor marked as ours`),
  )
}

/** Gives the steps for a migration that was begun on an empty schema, by this unit or by an earlier leader. */
function resume(of: Migrating, run: CommandStep): Desired {
  const { context, situation, database, migration } = of
  const unit = `${situation.charm}-schema.service`
  const state = context.probe('the state of the migration', ['/usr/bin/systemctl', 'show', '--property=ActiveState', '--value', unit])
  return when(state, (active) => {
    if (['active', 'activating', 'reloading'].includes(active.trim())) return run
    return look(of, ({ tables, others }) => {
      if (tables.length === 0) return run
      if (others > 0) return status(waiting('Another unit is connected to the half-migrated database'))
      const strange = tables.filter((name) => !migration.tables.includes(name))
      if (strange.length > 0) return byHand(of, `'${database.database}' holds ${strange.slice(0, 2).join(' ')}`)
      const empty = command('Dropping the half-migrated tables', emptyArgv, { stdin: schemaInput(database, migration.tables) })
      return [empty, run]
    })
  })
}

function look({ context, database, migration: { tables } }: Migrating, then: (found: SchemaLook) => Desired): Desired {
  const asked = context.probe('the database schema', lookArgv, { stdin: schemaInput(database, tables) })
  return when(asked, (output) => {
    const found = parseLook(output)
    return 'error' in found ? status(waiting(`'shared-db' does not answer: ${found.error}`)) : then(found)
  })
}
