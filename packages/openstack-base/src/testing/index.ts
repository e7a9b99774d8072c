/** What the tests of every OpenStack charm need: machines, a database that can be looked at, and hooks until nothing is left to do. */
import type { Charm } from '@charm-layers/charm'
import type { Command, Outcome } from '@charm-layers/charm/ports'
import { type HookName, type PackageContents, type Result, run, type State } from '@charm-layers/charm-testing'

const serieses = {
  bookworm: { distribution: 'debian', python: '3.11.2-1+b1' },
  jammy: { distribution: 'ubuntu', python: '3.10.6-1~22.04' },
  noble: { distribution: 'ubuntu', python: '3.12.3-0ubuntu2' },
} as const

/** A series of a distribution that charms here are made for. */
export type Series = keyof typeof serieses

/** Gives the machine of a leader, of one series, with what its archive offers beside Python: packages with their versions and services. */
export function machine(series: Series, offered: Readonly<Record<string, PackageContents>>): State {
  const { distribution, python } = serieses[series]
  return {
    leader: true,
    machine: { distribution, codename: series },
    packages: { python3: python },
    offered: { 'python3-pymysql': { version: '1.0.2-2', services: [] }, python3: { version: python, services: [] }, ...offered },
  }
}

/** What the database holds, and what the migration does to it. It changes as commands run. */
export interface Schema {
  /** Tables that are there. */
  tables: string[]
  /** Connections of other machines. */
  others?: number
  /** Why the database does not answer. */
  error?: string
  /** State of the migration's transient unit, in systemd's words. */
  unit?: string
  /** How often it was migrated. */
  migrated?: number
  /** The migration ends badly. */
  fails?: boolean
}

/** Gives answers to what a charm asks about its schema; `isMigration` knows its command, which makes the tables `makes`. */
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
 * Runs hooks until one has nothing to do, as Juju would after each commit.
 * @throws Error when ten are not enough.
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

/** Gives the text of a file that the charm wrote; empty when there is none. */
export const text = (out: Result, path: string): string => out.files[path]?.content ?? ''
