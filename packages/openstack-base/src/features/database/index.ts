/** The feature database: a schema of the charm's own, asked for on the endpoint `shared-db` and migrated before any service runs. */
import { type Context, type HostFacts, option } from '@charm-layers/charm'
import { connectionUrl, mysqlShared } from '@charm-layers/interface-mysql-shared'
import { type Feature, feature, fromPlainAnswer, type Situation } from '../../define/feature.ts'
import { isAtLeast, type Release } from '../../releases.ts'
import { about, isMigrated, type Migration, migrate, migrationSteps } from './migration.ts'

/** Options of the feature database. */
export interface DatabaseOptions {
  /** The default of the options `database-user` and `database`. */
  readonly user: string
  /** Gives the arguments of the command that makes the schema, or brings it up to date. */
  readonly migrate: (of: { readonly release: Release; readonly host: HostFacts }) => readonly string[]
  /** Every table that the migration makes. A half-made schema that holds other tables is not touched. */
  readonly tables: readonly string[]
}

/** Makes the feature database: it asks for a database, migrates its schema, and gives templates the connection. */
export const database = ({ user, migrate: argv, tables }: DatabaseOptions): Feature => {
  const migrationOf = ({ host }: Pick<Context, 'host'>, { release }: Situation): Migration => ({ argv: argv({ release, host }), tables })
  const options = {
    database: option.string({ default: user, description: 'Database to ask for.' }),
    'database-user': option.string({ default: user, description: 'User to ask the database for.' }),
  }
  const requires = { 'shared-db': mysqlShared }
  const asked = ({ config, relations }: Context<typeof options, typeof requires>) =>
    relations['shared-db'].ask({ database: config.database, username: config['database-user'] })
  return feature({
    options,
    requires,
    actions: {
      'db-sync': {
        description: 'Migrate the database schema by hand, on the leader. Nothing is dropped.',
        run: (context, situation) => {
          if (!context.leader) return { fail: 'Only the leader migrates the database.' }
          const { relationId } = context.relations['shared-db']
          if (relationId === undefined) return { fail: "'shared-db' missing" }
          const run = migrate(migrationOf(context, situation), situation, about(situation, relationId, context.config.database))
          return { do: run, results: { outcome: 'Success' } }
        },
      },
    },
    apply: (context, situation) => {
      const { relationId = '' } = context.relations['shared-db']
      const answer = asked(context)
      const what = about(situation, relationId, context.config.database)
      return {
        packages: ['python3-pymysql'],
        hold: !isMigrated(context, what),
        ...fromPlainAnswer(answer, (found) => {
          const connection = connectionUrl(found, isAtLeast(situation.release, 'stein') ? {} : { driver: 'mysql' })
          return { data: { database: { connection } }, sections: { database: { connection } } }
        }),
        prepare: () =>
          answer.state === 'ready'
            ? migrationSteps({ context, situation, database: answer.data, migration: migrationOf(context, situation), what })
            : [],
      }
    },
  })
}
