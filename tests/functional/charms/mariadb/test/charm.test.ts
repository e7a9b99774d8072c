import type { Text } from '@charm-layers/charm'
import type { Command } from '@charm-layers/charm/ports'
import { blocked, type Result, run, type State } from '@charm-layers/charm-testing'
import { relationForProvider } from '@charm-layers/interface-mysql-shared/testing'
import { describe, expect, test } from 'vitest'
import { answered, authority, asked as toAuthority, withoutAuthority } from '../../vault/test/answered.ts'
import mariadb from '../src/charm.ts'

const text = (of: Text = ''): string => (typeof of === 'string' ? of : of.reveal())

/** A database that knows the grants it was told to make, no matter for whom. */
function database(hasOwn = false): State {
  let made = 0
  return {
    leader: true,
    offered: { 'mariadb-server': { version: '1:10.11.14-0+deb12u2', services: ['mariadb'] } },
    commands: ({ argv, stdin }: Command) => {
      if (argv[0] === '/usr/bin/test') return { code: hasOwn ? 0 : 1 }
      if (argv[0] === '/usr/local/lib/stand-in-mariadb/own-certificate') hasOwn = true
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
  expect(first.installed).toEqual(['mariadb-server', 'openssl'])
  expect(first.version).toBe('10.11.14')
  // It reads its own certificate, whose group came with the package.
  expect(first.restarted).toEqual(['mariadb'])
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
  const again = await run(mariadb, 'update-status', { ...out, ...database(true) })
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
  expect(out.ran.filter(({ argv }) => argv[0] === 'mariadb')).toEqual([])
})

describe('with certificates', () => {
  const encrypted = async (config = {}): Promise<Result> =>
    run(
      mariadb,
      'certificates-relation-changed',
      answered(await asked({ ...database(), config, relations: [trove, toAuthority], now: Date.now() }), 'mariadb/0'),
    )

  test('has one of its own until there is one of an authority, which it tells clients of without a restart', async () => {
    const before = await run(mariadb, 'install', { ...database(), relations: [trove] })
    expect(before.ran.map(({ argv }) => argv[0])).toContain('/usr/local/lib/stand-in-mariadb/own-certificate')
    expect(bag(before)).not.toHaveProperty('ssl_ca')
    const out = await encrypted()
    expect(out.status.name).toBe('active')
    expect(bag(out)).toMatchObject({ db_port: '3306', ssl_ca: Buffer.from(authority).toString('base64') })
    expect(out.files['/etc/mysql/tls/key.pem']).toMatchObject({ mode: 0o640, owner: 'root', group: 'mysql' })
    expect([out.restarted, out.reloaded]).toEqual([[], ['mariadb']])
  })

  test('refuses what is not encrypted when it is told so, by a reload', async () => {
    const out = await run(mariadb, 'config-changed', { ...(await encrypted()), config: { require_secure_transport: true } })
    expect(out.files['/etc/mysql/tls/start.sql']?.content).toBe('SET GLOBAL require_secure_transport = ON;\n')
    expect([out.restarted, out.reloaded]).toEqual([[], ['mariadb']])
  })

  test('keeps its certificate without an authority, for clients that have not changed over yet', async () => {
    const before = await encrypted()
    const out = await run(mariadb, 'update-status', withoutAuthority(before))
    expect(bag(out)).not.toHaveProperty('ssl_ca')
    expect(out.files['/etc/mysql/tls/key.pem']).toEqual(before.files['/etc/mysql/tls/key.pem'])
    expect([out.restarted, out.reloaded]).toEqual([[], []])
  })
})

test('gives a user another password', async () => {
  const before = await asked({ ...database(), relations: [trove] })
  const again = await asked({
    ...(await run(mariadb, { action: 'change-password', params: { username: 'trove' } }, before)),
    ...database(),
  })
  expect(bag(again).password).toMatch(/^[0-9a-f]{64}$/)
  expect(bag(again).password).not.toBe(bag(before).password)
})
