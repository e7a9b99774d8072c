import type { Text } from '@charm-layers/charm'
import type { Command } from '@charm-layers/charm/ports'
import { blocked, type EventName, type Result, run, type State, waiting } from '@charm-layers/charm-testing'
import { relationForProvider } from '@charm-layers/interface-keystone/testing'
import { relationForRequirer } from '@charm-layers/interface-mysql-shared/testing'
import { describe, expect, test } from 'vitest'
import { answered, authority, asked as toAuthority, withoutAuthority } from '../../vault/test/answered.ts'
import keystone from '../src/charm.ts'

const text = (of: Text = ''): string => (typeof of === 'string' ? of : of.reveal())

interface Asked {
  readonly make: boolean
  readonly clients: Readonly<Record<string, { readonly user: string; readonly password: string }>>
}

/** A keystone that has the objects it was told to make. */
function identity(): State {
  let made = new Set<string>()
  return {
    leader: true,
    commands: ({ argv, stdin }: Command) => {
      if (argv[0] === '/usr/bin/test') return { code: 1 }
      if (argv[0] !== 'python3') return {}
      const { make, clients } = JSON.parse(text(stdin)) as Asked
      if (make) made = new Set([...made, ...Object.keys(clients)])
      if (!Object.keys(clients).every((id) => made.has(id))) return { stdout: 'missing\n' }
      const users = Object.fromEntries(Object.entries(clients).map(([id, { user }]) => [id, { user: `id-of-${user}` }]))
      return { stdout: JSON.stringify({ admin_project: 'p1', admin_user: 'u1', domain: 'd1', project: 'p2', clients: users }) }
    },
  }
}

const db = relationForRequirer('shared-db', { remoteApp: 'mariadb', allowedUnits: ['keystone/0'] })
const trove = relationForProvider('identity-service', { remoteApp: 'trove', addresses: ['10.0.0.21'], service: 'trove' })
const bag = (out: Result) => out.relations.find(({ endpoint }) => endpoint === 'identity-service')?.localUnitData ?? {}

async function hooks(state: State, ...names: readonly EventName[]): Promise<Result> {
  let out = await run(keystone, 'install', state)
  for (const name of names) out = await run(keystone, name, out)
  return out
}
const served = (state: State): Promise<Result> =>
  hooks({ ...state, relations: [db, trove] }, 'shared-db-relation-changed', 'identity-service-relation-changed')

test('holds the service back until there is a database', async () => {
  const out = await hooks(identity(), 'config-changed')
  expect(out.status).toEqual(blocked("'shared-db' missing"))
  const dropIn = out.files['/etc/systemd/system/keystone.service.d/stand-in.conf']?.content
  expect(dropIn).toContain('ConditionPathExists=/etc/keystone/credential-keys/0')
})

test('waits for the database to answer', async () => {
  const out = await hooks({ ...identity(), relations: [relationForRequirer('shared-db', { response: false })] }, 'config-changed')
  expect(out.status).toEqual(waiting("'shared-db' incomplete: db_host password allowed_units"))
})

test('makes schema, keys and administrator once, and starts once', async () => {
  const out = await hooks({ ...identity(), relations: [db] }, 'shared-db-relation-changed')
  expect(out.status.name).toBe('active')
  expect(out.ran.map(({ argv }) => argv.slice(0, 2).join(' '))).toEqual(['keystone-manage db_sync', 'keystone-manage bootstrap'])
  const keys = ['fernet', 'credential'].flatMap((kind) => [0, 1].map((number) => out.files[`/etc/keystone/${kind}-keys/${number}`]))
  for (const key of keys) {
    expect(key).toMatchObject({ mode: 0o600, owner: 'keystone', group: 'keystone' })
    expect(key?.content).toMatch(/^[\w-]{43}=$/)
  }
  expect(new Set(keys.map((key) => key?.content)).size).toBe(4)
  // In memory a package starts what it brings, whatever the drop-in says.
  expect([...out.started, ...out.restarted]).toEqual(['keystone'])
  const again = await run(keystone, 'update-status', { ...out, commands: () => ({}) })
  expect([again.changes, again.writes]).toEqual([[], []])
})

test('its configuration holds the connection and is for its own eyes', async () => {
  const out = await hooks({ ...identity(), relations: [db] }, 'shared-db-relation-changed')
  expect(out.files['/etc/keystone/keystone.conf']).toMatchObject({ mode: 0o640, owner: 'root', group: 'keystone' })
  expect(out.files['/etc/keystone/keystone.conf']?.content).toContain('mysql+pymysql://keystone:')
})

test('answers a client with its user', async () => {
  expect(bag(await served(identity()))).toMatchObject({
    service_host: '10.0.0.10',
    service_port: '5000',
    service_username: 'trove',
    service_user_id: 'id-of-trove',
    service_tenant: 'services',
    service_domain: 'service_domain',
    service_type: 'database',
    admin_role: 'Admin',
    api_version: '3',
  })
})

test('changes nothing for a client that is served', async () => {
  const out = await served(identity())
  const again = await run(keystone, 'update-status', out)
  expect([again.changes, again.writes]).toEqual([[], []])
})

test('passwords reach no argument and no log; the administrator’s is told by an action', async () => {
  const out = await served(identity())
  const { results } = await run(keystone, { action: 'get-admin-password' }, out)
  const secrets = [results['admin-password'] ?? 'none', bag(out).service_password ?? 'none']
  expect(new Set(secrets).size).toBe(2)
  for (const one of secrets) {
    expect(one).toMatch(/^[0-9a-f]{64}$/)
    expect(JSON.stringify(out.ran.map(({ argv }) => argv))).not.toContain(one)
    expect(out.log.join()).not.toContain(one)
  }
})

describe('with certificates', () => {
  const encrypted = async (): Promise<Result> => {
    const before = await hooks(
      { ...identity(), relations: [db, trove, toAuthority], now: Date.now() },
      'shared-db-relation-changed',
      'identity-service-relation-changed',
    )
    return run(keystone, 'certificates-relation-changed', answered(before, 'keystone/0'))
  }
  const configuration = (out: Result): string => out.files['/etc/haproxy/haproxy.cfg']?.content ?? ''

  test('answers TLS beside plain HTTP by a reload, and says https', async () => {
    const out = await encrypted()
    expect(out.status.name).toBe('active')
    expect(bag(out)).toMatchObject({ service_protocol: 'https', auth_protocol: 'https', internal_protocol: 'https', service_port: '5000' })
    expect(configuration(out)).toContain('req.ssl_hello_type 1')
    expect(out.files['/etc/haproxy/tls/0.pem']).toMatchObject({ mode: 0o600, owner: 'root', group: 'root' })
    expect([out.restarted, out.reloaded]).toEqual([[], ['haproxy']])
    const bootstrap = out.ran.find(({ argv }) => argv[1] === 'bootstrap')
    expect(bootstrap?.env?.OS_BOOTSTRAP_PUBLIC_URL).toBe('https://10.0.0.10:5000/v3')
  })

  test('goes back without a remnant, five minutes after it says http', async () => {
    const soon = await run(keystone, 'update-status', withoutAuthority(await encrypted()))
    expect(bag(soon)).toMatchObject({ service_protocol: 'http' })
    expect(configuration(soon)).toContain('ssl crt')
    const out = await run(keystone, 'update-status', { ...soon, now: Number(soon.now) + 300_001 })
    expect(configuration(out)).not.toMatch(/ssl crt|hello/)
    expect(Object.keys(out.files).filter((path) => path.startsWith('/etc/haproxy/tls/'))).toEqual([])
    expect([out.restarted, out.reloaded]).toEqual([[], ['haproxy']])
  })

  test('verifies a database that offers TLS', async () => {
    const ssl_ca = Buffer.from(authority).toString('base64')
    const remoteUnits = Object.fromEntries(Object.entries(db.remoteUnits).map(([unit, told]) => [unit, { ...told, ssl_ca }]))
    const offers = { ...db, remoteUnits }
    const out = await hooks({ ...identity(), relations: [offers] }, 'shared-db-relation-changed')
    expect(out.files['/etc/keystone/keystone.conf']?.content).toContain('?ssl_ca=/etc/keystone/database-ca.pem')
    expect(out.files['/etc/keystone/database-ca.pem']?.content).toBe(authority)
  })
})
