/** The feature database: a schema of the charm's own, asked for on the endpoint `shared-db` and migrated before any service runs. */
import { type Context, type HostFacts, option, statusOf } from '@charm-layers/charm'
import { connectionUrl, type Database, mysqlShared } from '@charm-layers/interface-mysql-shared'
import { checked, nameOf } from '../../define/checked.ts'
import { type Feature, feature, type Situation } from '../../define/feature.ts'
import { isAtLeast, type Release } from '../../releases.ts'
import { type ClientTls, fromTlsAnswer } from '../tls/client.ts'
import { loginStep, readMark, type SchemaName, standingOf } from './mark.ts'
import { type Migration, migrate, planSchema } from './migration.ts'

/** Options of the feature database. */
export interface DatabaseOptions {
  /** The default of the options `database-user` and `database`. */
  readonly user: string
  /**
   * Gives the arguments of the command that makes the schema, or brings it up to date. When it fails, the status shows the last line that it
   * has printed.
   */
  readonly migrate: (of: { readonly release: Release; readonly host: HostFacts }) => readonly string[]
  /** Every table that the migration makes. A half-made schema that holds other tables is not touched. */
  readonly tables: readonly string[]
}

/** How long a connection is used when the database does not say when it closes idle ones, in seconds. */
const usualRecycleTime = 600

/** Gives the seconds after which a connection is replaced: before the database closes it, and never later than oslo.db would. */
const recycleTime = ({ waitTimeout = 0 }: Database): number =>
  waitTimeout > 0 ? Math.max(1, Math.min(3600, Math.floor(waitTimeout * 0.9))) : usualRecycleTime

const sectionsOf = (database: Database, release: Release, tls: ClientTls | undefined) => {
  const connection = connectionUrl(database, {
    ...(isAtLeast(release, 'stein') ? {} : { driver: 'mysql' }),
    ...(tls === undefined ? {} : { files: tls }),
  })
  return {
    data: { database: { connection } },
    sections: { database: { connection, connection_recycle_time: recycleTime(database) } },
  }
}

/** Makes the feature database: it asks for a database, migrates its schema, and gives templates the connection. */
export const database = ({ user, migrate: argv, tables }: DatabaseOptions): Feature => {
  const migrationOf = ({ host }: Pick<Context, 'host'>, { release }: Situation): Migration => ({ argv: argv({ release, host }), tables })
  const options = {
    database: checked(option.string({ default: user, description: 'Database to ask for.' }), nameOf(64)),
    // MySQL takes no longer one.
    'database-user': checked(option.string({ default: user, description: 'User to ask the database for.' }), nameOf(32)),
  }
  const requires = { 'shared-db': mysqlShared }
  const asked = ({ config, relations }: Context<typeof options, typeof requires>) =>
    relations['shared-db'].ask({ database: config.database, username: config['database-user'] })
  const schemaOf = ({ config, relations }: Context<typeof options, typeof requires>, { release }: Situation) =>
    ({ release, relationId: relations['shared-db'].relationId ?? '', database: config.database }) satisfies SchemaName
  return feature({
    options,
    requires,
    actions: {
      'db-sync': {
        description: 'Migrate the database schema by hand, on the leader. Nothing is dropped.',
        run: (context, situation) => {
          if (!context.leader) return { fail: 'Only the leader migrates the database.' }
          const answer = asked(context)
          const run = migrate(migrationOf(context, situation), situation, schemaOf(context, situation))
          if (answer.state !== 'ready') return { do: answer.steps, fail: statusOf(answer)?.message ?? 'The database is not known.' }
          return { do: [answer.steps, run, loginStep(answer.data)], results: { outcome: 'Success' } }
        },
      },
    },
    apply: (context, situation) => {
      const answer = asked(context)
      const [what, mark] = [schemaOf(context, situation), readMark(context)]
      const found = fromTlsAnswer(answer, { context, situation }, (data, tls) => sectionsOf(data, situation.release, tls))
      const packages = ['python3-pymysql']
      if (answer.state !== 'ready' || found.data === undefined) {
        // Over a new relation, and while what it tells cannot be used, services go on with what they have.
        const goesOn = what.relationId !== '' && ['elsewhere', 'done'].includes(standingOf(mark, what, context.config['database-user']))
        return { ...found, packages, hold: !goesOn }
      }
      const migration = migrationOf(context, situation)
      const plan = planSchema({ context, situation, database: answer.data, migration, mark, what })
      return {
        ...found,
        packages,
        publish: [found.publish, plan.steps],
        unready: [...(found.unready ?? []), ...plan.unready],
        hold: plan.hold,
        prepare: plan.prepare,
      }
    },
  })
}
