/** States for the tests of the charm: machines, relations, a database that can be looked at, and hooks until nothing is left to do. */

import type { Command, Outcome } from '@charm-layers/charm/ports'
import { type Relation, type Result, run, type State } from '@charm-layers/charm-testing'
import { relationForRequirer as broker } from '@charm-layers/interface-amqp/testing'
import { relationForRequirer as keystone } from '@charm-layers/interface-keystone/testing'
import { relationForRequirer as mysql } from '@charm-layers/interface-mysql-shared/testing'
import charm from '../src/charm.ts'

/** Secrets of the relations below; none of them may ever be seen. */
export const passwords: readonly string[] = ['Hc2Qm8vNpT5wXz7R', 'k3VbT9x7Qd', 'Zq7hT2mWk9sXb4LpV8nC3rYd']

const numbered = (id: number, relation: Omit<Relation, 'id'>): Relation => ({ ...relation, id })

/** The three relations that the charm needs, complete. */
export const relations = (): Relation[] => [
  numbered(3, mysql('shared-db')),
  numbered(4, broker('amqp')),
  numbered(5, keystone('identity-service')),
]

const machines = {
  bookworm: { distribution: 'debian', codename: 'bookworm', trove: '1:18.0.0-2', python: '3.11.2-1+b1' },
  jammy: { distribution: 'ubuntu', codename: 'jammy', trove: '2:17.0.0-0ubuntu1', python: '3.10.6-1~22.04' },
  noble: { distribution: 'ubuntu', codename: 'noble', trove: '1:21.0.0-0ubuntu1', python: '3.12.3-0ubuntu2' },
} as const
export type Series = keyof typeof machines

/** A machine of one series, with what its archive offers. */
export const machine = (series: Series): State => {
  const { trove, python, ...rest } = machines[series]
  const daemon = (name: string) => ({ version: trove, services: [name] })
  return {
    leader: true,
    machine: rest,
    packages: { python3: python },
    offered: {
      'python3-trove': { version: trove, services: [] },
      'trove-common': { version: trove, services: [] },
      'trove-api': daemon('trove-api'),
      'trove-taskmanager': daemon('trove-taskmanager'),
      'trove-conductor': daemon('trove-conductor'),
      'python3-pymysql': { version: '1.0.2-2', services: [] },
      python3: { version: python, services: [] },
    },
  }
}

/** What the database holds, and what the migration does to it. */
export interface Schema {
  tables: string[]
  others?: number
  error?: string
  /** State of the transient unit, in systemd's words. */
  unit?: string
  migrated?: number
  fails?: boolean
}

const isMigration = ({ argv }: Command): boolean => argv.at(-1) === 'db_sync'

/** Answers the charm's questions about the schema. */
export const answering =
  (schema: Schema) =>
  (command: Command): Partial<Outcome> => {
    const program = command.argv[2] ?? ''
    if (command.argv[1] === 'show') return { stdout: `${schema.unit ?? 'inactive'}\n` }
    if (isMigration(command)) {
      if (schema.fails) return { code: 1, stderr: 'boom' }
      schema.tables = ['instances', 'migrate_version']
      schema.migrated = (schema.migrated ?? 0) + 1
    } else if (program.includes('drop table')) schema.tables = []
    else if (program.includes('processlist'))
      return { stdout: JSON.stringify(schema.error ? { error: schema.error } : { tables: schema.tables, others: schema.others ?? 0 }) }
    return {}
  }

/** Runs hooks until one has nothing to do, as Juju would after each commit. */
export async function settle(given: State, events: readonly string[] = ['install', 'config-changed']): Promise<Result> {
  let state = given
  for (const event of events) state = await run(charm, event, state)
  for (let hook = 0; hook < 10; hook += 1) {
    const out = await run(charm, 'cluster-relation-changed', state)
    if (out.changes.length === 0) return out
    state = out
  }
  throw new Error('the charm does not come to rest')
}

/** A unit with everything in place. */
export const deployed = (series: Series = 'bookworm', more: State = {}): Promise<Result> =>
  settle({ ...machine(series), relations: relations(), commands: answering({ tables: [] }), ...more })

/** Text of a file that the charm wrote. */
export const text = (out: Result, path: string): string => out.files[path]?.content ?? ''
export { charm }
