import type { Text } from '@charm-layers/charm'
import type { Command } from '@charm-layers/charm/ports'
import { blocked, type Result, run, type State } from '@charm-layers/charm-testing'
import { relationForProvider } from '@charm-layers/interface-mysql-shared/testing'
import { expect, test } from 'vitest'
import mariadb from '../src/charm.ts'

const text = (of: Text = ''): string => (typeof of === 'string' ? of : of.reveal())

/** A database that knows the grants it was told to make, no matter for whom. */
function database(): State {
  let made = 0
  return {
    leader: true,
    offered: { 'mariadb-server': { version: '1:10.11.14-0+deb12u2', services: ['mariadb'] } },
    commands: ({ argv, stdin }: Command) => {
      if (argv[0] !== 'mariadb') return {}
      const sql = text(stdin)
      if (sql.startsWith('CREATE')) made += sql.match(/^GRANT/gm)?.length ?? 0
      return { stdout: sql.startsWith('SELECT') ? Array.from({ length: made }, (_, at) => `${at}\n`).join('') : '' }
    },
  }
}

const bag = (out: Result) => out.relations.find(({ endpoint }) => endpoint === 'shared-db')?.localUnitData ?? {}
const trove = relationForProvider('shared-db', { remoteApp: 'trove', addresses: ['10.0.0.21'] })

/** The hook of the request, and the one that follows when the password has been made. */
async function asked(state: State): Promise<Result> {
  return run(mariadb, 'shared-db-relation-changed', await run(mariadb, 'shared-db-relation-changed', state))
}

test('installs the server with its configuration in place, and does nothing the second time', async () => {
  const first = await run(mariadb, 'install', database())
  expect(first.installed).toEqual(['mariadb-server'])
  expect(first.version).toBe('10.11.14')
  expect(first.restarted).toEqual([])
  const second = await run(mariadb, 'update-status', first)
  expect(second.changes).toEqual([])
  expect(second.writes).toEqual([])
})

test('gives a client its schema, its user and the list of its units', async () => {
  const out = await asked({ ...database(), relations: [trove] })
  expect(bag(out)).toMatchObject({ db_host: '10.0.0.10', db_port: '3306', allowed_units: 'trove/0' })
  expect(bag(out).password).toMatch(/^[0-9a-f]{64}$/)
})

test('says nothing to a client before the user is there', async () => {
  const out = await run(mariadb, 'shared-db-relation-changed', { ...database(), relations: [trove] })
  expect(bag(out).password).toBeUndefined()
})

test('tells passwords to the database on its standard input only', async () => {
  const out = await asked({ ...database(), relations: [trove] })
  const password = bag(out).password ?? 'none'
  expect(out.ran.some(({ stdin }) => text(stdin).includes(password))).toBe(true)
  expect(JSON.stringify(out.ran.map(({ argv, env }) => [argv, env]))).not.toContain(password)
  expect(out.log.join()).not.toContain(password)
})

test('changes nothing for a client that is served', async () => {
  const out = await asked({ ...database(), relations: [trove] })
  const again = await run(mariadb, 'update-status', out)
  expect([again.changes, again.writes]).toEqual([[], []])
})

test('makes again what has gone from the database', async () => {
  const out = await asked({ ...database(), relations: [trove] })
  const again = await run(mariadb, 'update-status', { ...out, ...database() })
  expect(again.changes).toEqual(['run make schemas and users'])
})

test('refuses the names that are the database’s own', async () => {
  const root = relationForProvider('shared-db', { addresses: ['10.0.0.21'], username: 'root' })
  const out = await asked({ ...database(), relations: [root] })
  expect(out.status).toEqual(blocked("'shared-db' invalid: trove/0 asks for what it cannot have: 'root' belongs to the database itself"))
  expect(bag(out).password).toBeUndefined()
})

test('refuses a name that is not one in SQL', async () => {
  const quote = relationForProvider('shared-db', { addresses: ['10.0.0.21'], database: 'a`; DROP DATABASE mysql' })
  const out = await asked({ ...database(), relations: [quote] })
  expect(out.status.name).toBe('blocked')
  expect(out.ran).toEqual([])
})
