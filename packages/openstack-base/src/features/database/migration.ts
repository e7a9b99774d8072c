/**
 * The migration of the schema. The leader runs it once for all units, and a kill in the middle does no harm (README, "The schema, once in
 * a cluster").
 */
import { blocked, type CommandStep, type Context, command, type Desired, type Status, status, waiting, when } from '@charm-layers/charm'
import type { Database } from '@charm-layers/interface-mysql-shared'
import type { Situation } from '../../define/feature.ts'
import type { Release } from '../../releases.ts'
import { emptyArgv, lookArgv, parseLook, type SchemaLook, schemaInput } from './look.ts'
import { isSameServer, loginStep, type Mark, type SchemaName, schemaFact, standingOf } from './mark.ts'

/** How the schema of a service is made. */
export interface Migration {
  /** The command, run as the charm's user. */
  readonly argv: readonly string[]
  /** Every table that the command makes, in any release. */
  readonly tables: readonly string[]
}

/** Makes the step that runs the migration. With `transient` it runs as a systemd unit of that name, which outlives a killed hook. */
export const migrate = ({ argv }: Migration, { user }: Situation, what: SchemaName, transient?: string): CommandStep =>
  command('Database migration', argv, {
    user,
    announce: 'Running database migration',
    records: schemaFact('done', what),
    ...(transient === undefined ? {} : { transient }),
  })

/** One schema that may be used, and what is known of it. */
export interface Migrating {
  readonly context: Context
  readonly situation: Situation
  readonly database: Database
  readonly migration: Migration
  readonly mark: Mark | undefined
  readonly what: SchemaName & { readonly release: Release }
}

/** What is to be done about the schema in this hook. */
export interface SchemaPlan {
  /** Steps that need no configuration. */
  readonly steps: Desired
  /** Why no configuration may be written for this schema. Services go on with the one that they have. */
  readonly unready: readonly Status[]
  /** Whether the services must not run. */
  readonly hold: boolean
  /** Gives steps for when the configuration is written. */
  readonly prepare: () => Desired
}

const nothing: SchemaPlan = { steps: [], unready: [], hold: false, prepare: () => [] }

/**
 * Asks the operator to decide. The text is short because `juju status` cuts messages after 120 characters, and the command at its end
 * must be seen.
 */
const byHand = ({ context }: Migrating, why: string): Desired =>
  status(blocked(`Schema ${why}; if it is to be migrated: juju run ${context.identity.application}/leader db-sync`))

const notOurs = (of: Migrating): Desired => byHand(of, `'${of.database.database}' is not empty, nor marked as ours`)

/** Says what to do about a schema that can be connected to. */
export function planSchema(of: Migrating): SchemaPlan {
  const { context, mark, what, database } = of
  const standing = standingOf(mark, what, database.username)
  if (standing === 'elsewhere') return planElsewhere(of)
  if (standing === 'done') return { ...nothing, steps: context.leader && loginStep(database) }
  if (!context.leader) {
    const release = standing === 'older' ? ` to ${what.release}` : ''
    return { ...nothing, hold: true, prepare: () => status(waiting(`Awaiting leader to migrate the database${release}`)) }
  }
  const run = migrate(of.migration, of.situation, what, `${of.situation.charm}-schema`)
  const isRun = context.output(run) !== undefined
  // The schema of an older release has data, so it is never emptied, and the services may start in the same hook.
  if (standing === 'older') return { ...nothing, hold: !isRun, prepare: () => run }
  const recording = isRun ? status(waiting('Database is migrated, recording that')) : []
  const prepare = () => (standing === 'begun' ? [resume(of, run), recording] : look(of, (found) => begin(of, found)))
  return { ...nothing, hold: true, prepare }
}

/** Records that a migration begins, when the schema is empty. It begins in the next hook, when Juju has stored that. */
const begin = (of: Migrating, { tables }: SchemaLook): Desired =>
  tables.length > 0
    ? notOurs(of)
    : [schemaFact('started', of.what), loginStep(of.database), status(waiting('Database migration is about to begin'))]

const strangeTables = ({ migration }: Migrating, { tables }: SchemaLook): readonly string[] =>
  tables.filter((name) => !migration.tables.includes(name))

/** Tells whether a schema that was found by another user or over another relation is the one that the leader has made. */
function isOurs(of: Migrating, found: SchemaLook): boolean {
  const { mark, database, what } = of
  if (mark?.state !== 'done' || mark.database !== database.database) return false
  return mark.relationId === what.relationId || (isSameServer(mark, database) && strangeTables(of, found).length === 0)
}

/**
 * Says what to do about a schema that the mark is not about: one of another name, over another relation or by another user. Until the
 * leader has looked at it, the services go on with what they have. After a change of an option the other side may not have granted it yet,
 * and will not say when it has, so each hook asks again.
 */
function planElsewhere(of: Migrating): SchemaPlan {
  const { context, mark, database, what } = of
  if (!context.leader) return { ...nothing, unready: [waiting(`Awaiting leader to look at the database '${database.database}'`)] }
  // The programs that look come with the packages.
  if (context.host.installed('python3-pymysql') === undefined) return nothing
  const asked = ask(of)
  if (asked.state !== 'ready')
    return { ...nothing, steps: asked.steps, unready: [waiting(`Looking at the database '${database.database}'`)] }
  const found = parseLook(asked.data)
  if ('error' in found) {
    const why = `Database '${database.database}' cannot be used yet, asked again at each hook: ${found.error}`
    return { ...nothing, steps: asked.steps, unready: [waiting(why)] }
  }
  if (found.tables.length === 0) {
    const steps = [asked.steps, schemaFact('started', what), loginStep(database)]
    return { ...nothing, steps, unready: [waiting('Database migration is about to begin')] }
  }
  if (mark !== undefined && isOurs(of, found)) {
    const seen: Mark = { ...mark, relationId: what.relationId, login: database }
    const plan = planSchema({ ...of, mark: seen })
    // The migration of a schema of an older release records itself.
    const isDone = standingOf(seen, what, database.username) === 'done'
    return { ...plan, steps: [asked.steps, isDone && schemaFact('done', seen), loginStep(database), plan.steps] }
  }
  return { ...nothing, steps: asked.steps, hold: true, prepare: () => notOurs(of) }
}

/** Gives the steps for a migration that was begun on an empty schema, by this unit or by an earlier leader. */
function resume(of: Migrating, run: CommandStep): Desired {
  const { context, situation, database, migration, mark, what } = of
  const unit = `${situation.charm}-schema.service`
  const state = context.probe('the state of the migration', ['/usr/bin/systemctl', 'show', '--property=ActiveState', '--value', unit])
  const isThere = mark?.relationId === what.relationId || (mark?.login !== undefined && isSameServer(mark, database))
  return when(state, (active) => {
    if (['active', 'activating', 'reloading'].includes(active.trim())) return run
    return look(of, (found) => {
      if (found.tables.length === 0) return run
      if (!isThere) return notOurs(of)
      if (found.others > 0) return status(waiting('Another unit is connected to the half-migrated database'))
      const strange = strangeTables(of, found)
      if (strange.length > 0) return byHand(of, `'${database.database}' holds ${strange.slice(0, 2).join(' ')}`)
      const empty = command('Dropping the half-migrated tables', emptyArgv, { stdin: schemaInput(database, migration.tables) })
      return [empty, run]
    })
  })
}

const ask = ({ context, database, migration: { tables } }: Migrating): ReturnType<Context['probe']> =>
  context.probe('the database schema', lookArgv, { stdin: schemaInput(database, tables) })

const look = (of: Migrating, then: (found: SchemaLook) => Desired): Desired =>
  when(ask(of), (output) => {
    const found = parseLook(output)
    return 'error' in found ? status(waiting(`'shared-db' does not answer: ${found.error}`)) : then(found)
  })
