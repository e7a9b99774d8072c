import { createHash } from 'node:crypto'
import type { Text } from '@charm-layers/charm'
import type { Command } from '@charm-layers/charm/ports'
import { blocked, type Result, run, type State } from '@charm-layers/charm-testing'
import { relationForProvider } from '@charm-layers/interface-amqp/testing'
import { describe, expect, test } from 'vitest'
import { answered, authority, asked as toAuthority, withoutAuthority } from '../../vault/test/answered.ts'
import rabbitmq from '../src/charm.ts'

const text = (of: Text = ''): string => (typeof of === 'string' ? of : of.reveal())

const hash = (password: string): string => {
  const salt = Buffer.from([1, 2, 3, 4])
  return Buffer.concat([salt, createHash('sha256').update(salt).update(password).digest()]).toString('base64')
}

/** A broker that takes definitions in and gives them out as RabbitMQ does, passwords as hashes. */
function broker(): State {
  let held: unknown = { users: [], vhosts: [], permissions: [] }
  return {
    leader: true,
    commands: ({ argv, stdin }: Command) => {
      if (argv.includes('import_definitions')) {
        const given = JSON.parse(text(stdin)) as { users: { name: string; password: string; tags: string }[] }
        held = {
          ...given,
          users: given.users.map(({ name, password, tags }) => ({ name, password_hash: hash(password), tags: tags ? [tags] : [] })),
        }
      }
      return { stdout: argv.includes('export_definitions') ? JSON.stringify(held) : '' }
    },
  }
}

const bag = (out: Result) => out.relations.find(({ endpoint }) => endpoint === 'amqp')?.localUnitData ?? {}
const trove = relationForProvider('amqp', { remoteApp: 'trove', addresses: ['10.0.0.21'] })

async function asked(state: State): Promise<Result> {
  return run(rabbitmq, 'amqp-relation-changed', await run(rabbitmq, 'amqp-relation-changed', state))
}

test('installs the server with its environment in place, and does nothing the second time', async () => {
  const first = await run(rabbitmq, 'install', broker())
  expect(first.installed).toEqual(['rabbitmq-server'])
  expect(first.restarted).toEqual([])
  const second = await run(rabbitmq, 'update-status', first)
  expect([second.changes, second.writes]).toEqual([[], []])
})

test('shows its address before any password, and the password when the user is there', async () => {
  const first = await run(rabbitmq, 'amqp-relation-changed', { ...broker(), relations: [trove] })
  expect(bag(first)).toMatchObject({ hostname: '10.0.0.10', 'private-address': '10.0.0.10' })
  expect(bag(first).password).toBeUndefined()
  const second = await run(rabbitmq, 'amqp-relation-changed', first)
  expect(bag(second).password).toMatch(/^[0-9a-f]{64}$/)
})

test('tells passwords to the broker on its standard input only', async () => {
  const out = await asked({ ...broker(), relations: [trove] })
  const password = bag(out).password ?? 'none'
  expect(out.ran.some(({ stdin }) => text(stdin).includes(password))).toBe(true)
  expect(JSON.stringify(out.ran.map(({ argv, env }) => [argv, env]))).not.toContain(password)
  expect(out.log.join()).not.toContain(password)
})

test('changes nothing for a client that is served', async () => {
  const again = await run(rabbitmq, 'update-status', await asked({ ...broker(), relations: [trove] }))
  expect([again.changes, again.writes]).toEqual([[], []])
})

test('makes again a user that has gone, or whose password is another', async () => {
  const again = await run(rabbitmq, 'update-status', { ...(await asked({ ...broker(), relations: [trove] })), ...broker() })
  expect(again.changes).toEqual(['run make users and virtual hosts'])
})

test('refuses a user name that cannot be a key', async () => {
  const odd = relationForProvider('amqp', { addresses: ['10.0.0.21'], username: 'a.b' })
  const out = await asked({ ...broker(), relations: [odd] })
  expect(out.status).toEqual(blocked("'amqp' invalid: username: 'a.b' has more than letters, digits, '_' and '-'"))
})

describe('with certificates', () => {
  const encrypted = async (): Promise<Result> =>
    run(
      rabbitmq,
      'certificates-relation-changed',
      answered(await asked({ ...broker(), relations: [trove, toAuthority], now: Date.now() }), 'rabbitmq/0'),
    )

  test('answers TLS on a second port, and tells clients of it with the authority', async () => {
    const out = await encrypted()
    expect(out.status.name).toBe('active')
    expect(bag(out)).toMatchObject({ ssl_port: '5671', ssl_ca: Buffer.from(authority).toString('base64') })
    expect(out.files['/etc/rabbitmq/rabbitmq.conf']?.content).toContain('listeners.tcp.default = 5672\nlisteners.ssl.default = 5671\n')
    expect(out.files['/etc/rabbitmq/tls/key.pem']).toMatchObject({ mode: 0o640, owner: 'root', group: 'rabbitmq' })
    expect([out.restarted, out.openPorts]).toEqual([['rabbitmq-server'], ['5671/tcp', '5672/tcp']])
  })

  test('reloads for a new certificate', async () => {
    const out = await run(rabbitmq, 'certificates-relation-changed', answered(await encrypted(), 'rabbitmq/0'))
    expect([out.restarted, out.reloaded]).toEqual([[], ['rabbitmq-server']])
  })

  test('goes back without a remnant', async () => {
    const out = await run(rabbitmq, 'update-status', withoutAuthority(await encrypted()))
    expect(bag(out)).not.toHaveProperty('ssl_port')
    expect(bag(out)).not.toHaveProperty('ssl_ca')
    expect(out.files['/etc/rabbitmq/rabbitmq.conf']?.content).toBe('listeners.tcp.default = 5672\n')
    expect(Object.keys(out.files).filter((path) => path.startsWith('/etc/rabbitmq/tls/'))).toEqual([])
    expect(out.openPorts).toEqual(['5672/tcp'])
  })
})

test('gives a user another password', async () => {
  const before = await asked({ ...broker(), relations: [trove] })
  const out = await asked(await run(rabbitmq, { action: 'change-password', params: { username: 'trove' } }, before))
  expect(bag(out).password).toMatch(/^[0-9a-f]{64}$/)
  expect(bag(out).password).not.toBe(bag(before).password)
})
