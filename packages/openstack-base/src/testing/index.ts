/**
 * What the tests of every OpenStack charm need: machines, a database that answers the charm, and a function that runs hooks until nothing
 * is left to do.
 */
import type { Charm } from '@charm-layers/charm'
import type { Command, Outcome } from '@charm-layers/charm/ports'
import { type HookName, type PackageContents, type Result, run, type State } from '@charm-layers/charm-testing'

const distributions = {
  bookworm: { distribution: 'debian', python: '3.11.2-1+b1' },
  jammy: { distribution: 'ubuntu', python: '3.10.6-1~22.04' },
  noble: { distribution: 'ubuntu', python: '3.12.3-0ubuntu2' },
} as const

/** A series that the charms of this repository are made for. */
export type Series = keyof typeof distributions

/** Gives the state of a leader on a machine of one series. Its archive offers Python, PyMySQL and the packages in `offered`. */
export function machine(series: Series, offered: Readonly<Record<string, PackageContents>>): State {
  const { distribution, python } = distributions[series]
  return {
    leader: true,
    machine: { distribution, codename: series },
    packages: { python3: python },
    offered: { 'python3-pymysql': { version: '1.0.2-2', services: [] }, python3: { version: python, services: [] }, ...offered },
  }
}

/** The database of a test: what its schema holds, and how the migration ends. Commands of the charm change it. */
export interface Schema {
  /** The tables in the schema. */
  tables: string[]
  /** The number of connections from other machines. */
  others?: number
  /** Why the database does not answer. */
  error?: string
  /** State of the migration's transient unit, in systemd's words. */
  unit?: string
  /** How often the schema was migrated. */
  migrated?: number
  /** Whether the migration fails. */
  fails?: boolean
}

/**
 * Gives a function that answers the charm's commands about its schema, to be `commands` of a state. `isMigration` tells which command is
 * the migration; that makes the tables `makes`.
 */
export const answering =
  (schema: Schema, isMigration: (argv: readonly string[]) => boolean, makes: readonly string[] = ['made']) =>
  ({ argv }: Command): Partial<Outcome> => {
    const [, verb, program = ''] = argv
    if (verb === 'show') return { stdout: `${schema.unit ?? 'inactive'}\n` }
    if (isMigration(argv)) {
      if (schema.fails) return { code: 1, stderr: 'boom' }
      schema.tables = [...makes]
      schema.migrated = (schema.migrated ?? 0) + 1
    } else if (program.includes('drop table')) schema.tables = []
    else if (program.includes('processlist'))
      return { stdout: JSON.stringify(schema.error ? { error: schema.error } : { tables: schema.tables, others: schema.others ?? 0 }) }
    return {}
  }

/**
 * Runs hooks until one has nothing to do, as Juju would after each change of a databag.
 * @throws Error when ten hooks are not enough.
 */
export async function settle(charm: Charm, given: State, events: readonly HookName[] = ['install', 'config-changed']): Promise<Result> {
  let state = given
  for (const event of events) state = await run(charm, event, state)
  for (let hook = 0; hook < 10; hook += 1) {
    const out = await run(charm, 'cluster-relation-changed', state)
    if (out.changes.length === 0) return out
    state = out
  }
  throw new Error('the charm does not come to rest')
}

/** Gives the text of a file on the machine; empty when there is no file. */
export const text = (out: Result, path: string): string => out.files[path]?.content ?? ''
