// Secrets of one's own: what the runtime writes is only what differs from what Juju has.
import { expect, test } from 'vitest'
import { type Result, run, type State } from '../../../charm-testing/src/index.ts'
import { ring } from '../../../charm-testing/test/greeter.ts'
import {
  absentSecret,
  type Charm,
  defineCharm,
  file,
  type OwnSecretOptions,
  option,
  randomValue,
  type SecretContent,
  secret,
  status,
  waiting,
  when,
} from '../../src/index.ts'
import { login } from './login.ts'

const content = { username: 'greeter', password: randomValue(8) }
const uri = `secret://9f484882-2f18-4fd2-967d-db9663db7bea/${'c'.repeat(18)}00`
const label = 'login'

/** A charm that tells its clients the id of its secret, and writes the secret into a file. */
const charmWith = (options: OwnSecretOptions = {}, held: SecretContent = content): Charm =>
  defineCharm({
    name: 'greeter',
    summary: 'Gives logins',
    provides: { service: login },
    peers: { ring },
    config: {
      open: option.boolean({ default: true, description: 'Whether clients may read it' }),
      gone: option.boolean({ default: false, description: 'x' }),
    },
    desired: ({ config, ownSecret, relations }) => {
      const { clients } = relations.service
      if (config.gone) return absentSecret(label, options.owner)
      return when(ownSecret(label, held, { ...options, grant: config.open ? clients : [] }), (stored) => [
        clients.map((client) => client.reply({ secret: stored.id })),
        file('/etc/login', JSON.stringify(Object.fromEntries(Object.entries(stored.content).map(([key, value]) => [key, value.reveal()])))),
      ])
    },
  })

const client = { endpoint: 'service', interface: 'login', remoteApp: 'web', id: 7 }
const leading: State = { leader: true, relations: [client] }
const charm = charmWith()
const passwordIn = (out: State): string | undefined => out.secrets?.[uri]?.password
const made = async (of: Charm, state: State = leading): Promise<Result> => await run(of, 'config-changed', state)
const settled = async (of: Charm, state: State = leading): Promise<Result> => await run(of, 'ring-relation-changed', await made(of, state))

test('is made by the leader, granted, and used from the next hook on', async () => {
  const first = await made(charm)
  expect(first.secrets?.[uri]).toEqual({ username: 'greeter', password: expect.stringMatching(/^[0-9a-f]{16}$/) })
  expect(first.ownedSecrets?.[uri]).toMatchObject({ owner: 'application', label, granted: ['service:7'], revision: 1 })
  expect(first.status).toEqual(waiting("'login' incomplete: login"))
  expect(first.files).toEqual({})
  const second = await run(charm, 'ring-relation-changed', first)
  expect(second.relations[0]?.localAppData).toEqual({ secret: uri })
  expect(second.files['/etc/login']?.content).toBe(JSON.stringify(first.secrets?.[uri]))
  expect((await run(charm, 'update-status', second)).changes).toEqual([])
})

test('its content stands in a file of mode 0600 that is gone afterwards, and in no argument, log or status', async () => {
  const calls: string[] = []
  const juju = (tool: string, args: readonly string[]): undefined => void calls.push([tool, ...args].join(' '))
  const out = await made(charm, { ...leading, juju })
  const password = passwordIn(out) ?? ''
  expect(calls.find((call) => call.startsWith('secret-add'))).toMatch(
    /^secret-add --label login --owner application --file \/var\/lib\/juju\/agents\/unit-greeter-0\/charm\/\.secret-login$/,
  )
  expect(JSON.stringify([calls, out.log, out.statuses, out.writes])).not.toContain(password)
  expect(Object.keys(out.files)).toEqual([])
})

test('a follower makes none, and reads that of the leader', async () => {
  const alone = await made(charm, { relations: [client] })
  expect(alone.secrets).toEqual({})
  const { secrets, ownedSecrets, relations } = await settled(charm)
  const follower = await run(charm, 'ring-relation-changed', {
    unit: 1,
    secrets: secrets ?? {},
    ownedSecrets: ownedSecrets ?? {},
    relations: relations.map(({ localAppData, ...one }) => (one.endpoint === 'ring' ? { ...one, localAppData: localAppData ?? {} } : one)),
  })
  expect(follower.files['/etc/login']?.content).toContain(secrets?.[uri]?.password)
  expect(follower.writes.filter((tool) => tool.startsWith('secret-'))).toEqual([])
})

test('a unit that has lost leadership in the middle of the hook makes none', async () => {
  const juju = (tool: string) => (tool === 'is-leader' ? { code: 0, stdout: 'false\n' } : undefined)
  const out = await made(charm, { ...leading, juju })
  expect([out.secrets, out.writes.filter((tool) => tool !== 'status-set' && tool !== 'relation-set')]).toEqual([{}, []])
})

test('a value that changed makes a new revision, and leaves random values as they are', async () => {
  const before = await settled(charm)
  const after = await run(charmWith({}, { ...content, username: secret('other') }), 'config-changed', before)
  expect(after.secrets?.[uri]).toEqual({ username: 'other', password: passwordIn(before) })
  expect(after.ownedSecrets?.[uri]?.revision).toBe(2)
  expect(after.changes).toContain('make a new revision of the secret login of the application')
  const fewer = await run(charmWith({}, { password: randomValue(8) }), 'config-changed', after)
  expect(fewer.secrets?.[uri]).toEqual({ password: passwordIn(before) })
})

test.each(['secret-rotate', 'secret-expired'] as const)('%s makes its random values anew', async (hook) => {
  const rotating = charmWith({ rotate: 'monthly', expireAfterHours: 24 })
  const before = await settled(rotating)
  expect(before.ownedSecrets?.[uri]).toMatchObject({ rotation: 'monthly', expires: 24 * 3_600_000 + Date.UTC(2026, 0, 1) })
  const after = await run(rotating, { hook, secret: uri, revision: 1 }, before)
  expect(passwordIn(after)).not.toBe(passwordIn(before))
  expect(after.ownedSecrets?.[uri]).toMatchObject({ revision: 2, granted: ['service:7'] })
  const told = await run(rotating, { hook: 'secret-changed', secret: uri }, after)
  expect(told.files['/etc/login']?.content).toContain(passwordIn(after))
  expect((await run(rotating, 'update-status', told)).changes).toEqual([])
})

test('the rotation of another secret leaves it as it is', async () => {
  const before = await settled(charm)
  const other = 'secret:cngj3jre7ls3su1ln020'
  const out = await run(
    charm,
    { hook: 'secret-rotate', secret: other },
    { ...before, secrets: { ...before.secrets, [other]: { key: 'x' } } },
  )
  expect([out.changes, passwordIn(out)]).toEqual([[], passwordIn(before)])
})

test.each(['secret-remove', 'secret-expired'] as const)('%s of an old revision removes that revision alone', async (hook) => {
  const before = await run(charm, { hook: 'secret-rotate', secret: uri }, await settled(charm))
  const after = await run(charm, { hook, secret: uri, revision: 1 }, before)
  expect(after.changes).toContain('remove revision 1 of the secret login of the application')
  expect(after.ownedSecrets?.[uri]).toMatchObject({ removed: [1], revision: 2 })
  expect(passwordIn(after)).toBe(passwordIn(before))
})

test('a hook about a revision that is the newest, or of a secret that is gone, removes nothing', async () => {
  const before = await settled(charm)
  const newest = await run(charm, { hook: 'secret-remove', secret: uri, revision: 1 }, before)
  expect(newest.changes).toEqual([])
  const { ownedSecrets: _, ...lost } = before
  const gone = await run(charm, { hook: 'secret-remove', secret: uri, revision: 1 }, lost)
  expect(gone.writes).not.toContain('secret-remove')
})

test('it is taken back from a relation that should not have it any more, and given again', async () => {
  const before = await settled(charm)
  const closed = await run(charm, 'config-changed', { ...before, config: { open: false } })
  expect(closed.changes).toContain('take the secret login of the application from service:7')
  expect(closed.ownedSecrets?.[uri]?.granted).toEqual([])
  const opened = await run(charm, 'config-changed', { ...closed, config: {} })
  expect(opened.changes).toEqual(['grant the secret login of the application to service:7'])
  expect(opened.ownedSecrets?.[uri]?.granted).toEqual(['service:7'])
})

test('a description or rotation that changed is told without a new revision', async () => {
  const before = await settled(charm)
  const after = await run(charmWith({ description: 'Login', rotate: 'daily' }), 'config-changed', before)
  expect(after.ownedSecrets?.[uri]).toMatchObject({ description: 'Login', rotation: 'daily', revision: 1 })
  expect(after.changes).toEqual(['change what is said of the secret login of the application'])
})

test('absentSecret removes it, and a later hook makes a new one', async () => {
  const before = await settled(charm)
  const after = await run(charm, 'config-changed', { ...before, config: { gone: true } })
  expect([after.secrets, after.ownedSecrets]).toEqual([{}, {}])
  expect((await run(charm, 'update-status', after)).changes).toEqual([])
  expect(Object.keys((await run(charm, 'config-changed', { ...after, config: {} })).secrets ?? {})).toHaveLength(1)
})

test('a secret that somebody else has removed is made anew', async () => {
  const { secrets: _, ownedSecrets: __, ...rest } = await settled(charm)
  const out = await run(charm, 'update-status', rest)
  expect(out.changes).toContain('make the secret login of the application')
  expect(Object.keys(out.secrets ?? {})).toHaveLength(1)
})

test('a secret of the unit is made by any unit, which keeps the id to itself', async () => {
  const own = charmWith({ owner: 'unit' })
  const first = await made(own, { relations: [client] })
  expect(first.ownedSecrets?.[uri]).toMatchObject({ owner: 'unit', granted: ['service:7'] })
  const second = await run(own, 'update-status', first)
  expect(second.files['/etc/login']?.content).toContain(passwordIn(first))
  expect((await run(own, 'update-status', second)).changes).toEqual([])
  expect((await run(own, 'config-changed', { ...second, config: { gone: true } })).secrets).toEqual({})
})

test('Juju 2.9 has no secrets: the status says what to do', async () => {
  const out = await made(charm, { ...leading, jujuVersion: '2.9.52' })
  expect(out.status.message).toBe("'login' invalid: Juju: 2.9.52 has no secrets, upgrade it to 3.0.3 or newer")
  expect(out.writes.filter((tool) => tool.startsWith('secret-'))).toEqual([])
})

test('a secret that is too large for Juju is a status', async () => {
  const juju = (tool: string) =>
    tool === 'secret-add'
      ? { code: 1, stderr: 'ERROR base64 encoded secret content for key "password" too large: 9000 bytes\n' }
      : undefined
  expect((await made(charm, { ...leading, juju })).status.message).toContain("secret 'login' is too large for Juju")
})

test("a mistake of the author's is an error that names the secret", async () => {
  const wrong = async (held: SecretContent, options: OwnSecretOptions = {}): Promise<string> => {
    try {
      await made(charmWith(options, held))
      return 'no error'
    } catch (error) {
      return error instanceof Error ? error.message : String(error)
    }
  }
  expect(await wrong({})).toContain("ownSecret('login', …): there is nothing in it")
  expect(await wrong({ pw: 'x' })).toContain("key 'pw' has to have three characters or more")
  expect(await wrong({ password: randomValue(0) })).toContain("'password' cannot have 0 random bytes")
  expect(await wrong(content, { expireAfterHours: 0.5 })).toContain('it cannot expire after 0.5 hours')
  const twice = defineCharm({
    name: 'a',
    summary: 'x',
    peers: { ring },
    desired: ({ ownSecret }) => [ownSecret(label, content).steps, absentSecret(label)],
  })
  await expect(run(twice, 'install')).rejects.toThrow("charm 'a' says two things of the secret 'login' of the application")
  const lonely = defineCharm({
    name: 'a',
    summary: 'x',
    desired: ({ ownSecret }) => when(ownSecret(label, content), () => status(waiting(''))),
  })
  await expect(run(lonely, 'install')).rejects.toThrow('has no peer endpoint')
  const forgotten = defineCharm({ name: 'a', summary: 'x', peers: { ring }, desired: ({ ownSecret }) => void ownSecret(label, content) })
  await expect(run(forgotten, 'install')).rejects.toThrow("the charm calls ownSecret('login') but does not return its steps")
})
