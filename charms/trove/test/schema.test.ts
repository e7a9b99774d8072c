import { active, blocked, type Result, run, type State, waiting } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { answering, charm, deployed, machine, relations, type Schema, settle } from './trove.ts'

/** Gives the facts that the leader has recorded. */
const facts = (out: Result) => out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localAppData ?? {}

/** Gives a configured unit, with or without a mark about the schema. */
async function marked(schema: Schema, mark: string | undefined, more: State = {}): Promise<State> {
  const before = await deployed()
  return {
    ...before,
    relations: before.relations.map((one) => {
      if (one.endpoint !== 'cluster') {
        const { localAppData: leaders, ...visible } = one
        return more.leader === false ? visible : { ...visible, localAppData: leaders ?? {} }
      }
      const { 'fact-schema': _, ...rest } = one.localAppData ?? {}
      return { ...one, localAppData: { ...rest, ...(mark === undefined ? {} : { 'fact-schema': mark }) } }
    }),
    services: {},
    commands: answering(schema),
    ...more,
  }
}
const migrations = (out: Result) => out.ran.filter(({ argv }) => argv.at(-1) === 'db_sync')

describe('the leader', () => {
  test('says that it begins before it begins, and begins when Juju has that', async () => {
    const schema: Schema = { tables: [] }
    const first = await run(charm, 'shared-db-relation-changed', await marked(schema, undefined))
    expect(migrations(first)).toEqual([])
    expect(facts(first)['fact-schema']).toBe('started zed shared-db:3 trove')
    const second = await run(charm, 'cluster-relation-changed', first)
    expect(migrations(second)).toHaveLength(1)
    expect(facts(second)['fact-schema']).toBe('done zed shared-db:3 trove')
  })

  test('shows the migration while it runs, and starts no service before it is recorded', async () => {
    const schema: Schema = { tables: [] }
    const out = await run(charm, 'cluster-relation-changed', await marked(schema, 'started zed shared-db:3 trove'))
    expect(out.statuses.map(({ message }) => message)).toContain('Running database migration')
    expect(out.started.filter((name) => name.startsWith('trove'))).toEqual([])
    expect(out.status).toEqual(waiting('Database is migrated, recording that'))
    const next = await run(charm, 'cluster-relation-changed', out)
    expect(next.started).toEqual(['trove-api', 'trove-taskmanager', 'trove-conductor'])
    expect(next.status).toEqual(active('Unit is ready'))
  })

  test('migrates once', async () => {
    const schema: Schema = { tables: [] }
    await settle({ ...machine('bookworm'), relations: relations(), commands: answering(schema) })
    expect(schema.migrated).toBe(1)
  })

  test('runs it as user trove, with what Python 3.11 lacks', async () => {
    const out = await run(charm, 'update-status', await marked({ tables: [] }, 'started zed shared-db:3 trove'))
    const [command] = migrations(out)
    expect(command?.user).toBe('trove')
    expect(command?.argv.slice(0, 2)).toEqual(['/usr/bin/python3', '-c'])
    expect(command?.argv[2]).toContain('getfullargspec')
  })

  test('takes a migration that is still running, or has ended, for its own', async () => {
    const schema: Schema = { tables: ['instances'], unit: 'active' }
    const exited = {
      'trove-schema': {
        active: true,
        enabled: false,
        masked: false,
        since: 1,
        substate: 'exited',
        description: 'Database migration: done zed shared-db:3 trove',
      },
    }
    const out = await run(charm, 'update-status', await marked(schema, 'started zed shared-db:3 trove', { services: exited }))
    expect(migrations(out)).toEqual([])
    expect(schema.tables).toEqual(['instances'])
    expect(facts(out)['fact-schema']).toBe('done zed shared-db:3 trove')
  })

  test('drops a half-made schema that nobody works on, and begins again', async () => {
    const schema: Schema = { tables: ['instances', 'migrate_version'] }
    const out = await run(charm, 'leader-elected', await marked(schema, 'started zed shared-db:3 trove'))
    expect(out.changes).toContain('run Dropping the half-migrated tables')
    expect(schema.migrated).toBe(1)
    expect(facts(out)['fact-schema']).toBe('done zed shared-db:3 trove')
  })

  test('leaves a half-made schema alone while another machine is connected to it', async () => {
    const schema: Schema = { tables: ['instances'], others: 1 }
    const out = await run(charm, 'leader-elected', await marked(schema, 'started zed shared-db:3 trove'))
    expect(schema).toMatchObject({ tables: ['instances'] })
    expect(out.status).toEqual(waiting('Another unit is connected to the half-migrated database'))
  })

  test('touches nothing when the half-made schema holds a table of somebody else, and names the command to run', async () => {
    const schema: Schema = { tables: ['instances', 'salaries'] }
    const out = await run(charm, 'leader-elected', await marked(schema, 'started zed shared-db:3 trove'))
    expect(schema.tables).toEqual(['instances', 'salaries'])
    expect(out.status).toEqual(blocked("Schema 'trove' holds salaries; if it is to be migrated: juju run trove/leader db-sync"))
  })

  test.each([undefined, 'done zed shared-db:3 other', 'nonsense'])('touches no schema that was there before (mark: %s)', async (mark) => {
    const schema: Schema = { tables: ['instances', 'migrate_version'] }
    const out = await run(charm, 'leader-elected', await marked(schema, mark))
    expect(schema).toEqual({ tables: ['instances', 'migrate_version'] })
    expect(out.status.name).toBe('blocked')
    expect(out.status.message).toContain('juju run trove/leader db-sync')
    expect(facts(out)['fact-schema']).toBe(mark)
  })

  test('waits while the database does not answer', async () => {
    const schema: Schema = { tables: [], error: "Can't connect to MySQL server" }
    const out = await run(charm, 'update-status', await marked(schema, undefined))
    expect(out.status).toEqual(waiting("'shared-db' does not answer: Can't connect to MySQL server"))
  })

  test('shows a migration that fails, and tries again at the next hook', async () => {
    const schema: Schema = { tables: [], fails: true }
    const out = await run(charm, 'update-status', await marked(schema, 'started zed shared-db:3 trove'))
    expect(out.status.name).toBe('blocked')
    expect(out.status.message).toContain('Database migration failed')
    expect(facts(out)['fact-schema']).toBe('started zed shared-db:3 trove')
    schema.fails = false
    const next = await run(charm, 'update-status', out)
    expect(facts(next)['fact-schema']).toBe('done zed shared-db:3 trove')
  })

  test('migrates by hand with the action db-sync, dropping nothing', async () => {
    const schema: Schema = { tables: ['instances', 'salaries'] }
    const out = await run(charm, { action: 'db-sync' }, await marked(schema, undefined))
    expect(out.failed).toBeUndefined()
    expect(out.ran.map(({ argv }) => argv.at(-1))).toEqual(['db_sync'])
    expect(facts(out)['fact-schema']).toBe('done zed shared-db:3 trove')
  })
})

describe('any other unit', () => {
  const follower = { leader: false, unit: 1 }

  test('waits for the leader, with its services held', async () => {
    const schema: Schema = { tables: [] }
    const out = await run(charm, 'update-status', await marked(schema, 'started zed shared-db:3 trove', follower))
    expect(out.status).toEqual(waiting('Awaiting leader to migrate the database'))
    expect(schema.migrated).toBeUndefined()
    expect(out.services?.['trove-api']).toMatchObject({ masked: true, active: false })
  })

  test('runs when the leader is done, and never looks at the schema', async () => {
    const out = await run(charm, 'update-status', await marked({ tables: [] }, 'done zed shared-db:3 trove', follower))
    expect(out.status).toEqual(active('Unit is ready'))
    expect(out.ran).toEqual([])
  })

  test('waits for the keys that the leader makes, and writes no configuration without them', async () => {
    const out = await settle({ ...machine('bookworm'), ...follower, relations: relations() })
    expect(out.status).toEqual(waiting('Awaiting leader to register the endpoints, Awaiting leader to create required secrets'))
    expect(out.files['/etc/trove/trove.conf']).toBeUndefined()
    expect(out.secrets).toEqual({})
  })

  test('does not migrate by action', async () => {
    const out = await run(charm, { action: 'db-sync' }, await marked({ tables: [] }, undefined, follower))
    expect(out.failed).toBe('Only the leader migrates the database.')
  })
})

describe('keys that all units share', () => {
  test('are made by the leader in one hook and used in the next, when Juju has them', async () => {
    const first = await run(charm, 'install', { ...machine('bookworm'), relations: relations(), commands: answering({ tables: [] }) })
    const values = Object.values(first.secrets ?? {}).flatMap((content) => Object.values(content))
    // Three keys of Trove, and the password of HAProxy's statistics.
    expect(values).toHaveLength(4)
    expect(first.files['/etc/trove/trove.conf']).toBeUndefined()
    expect(first.files['/etc/haproxy/haproxy.cfg']).toBeUndefined()
    const second = await run(charm, 'cluster-relation-changed', first)
    const conf = second.files['/etc/trove/trove.conf']?.content ?? ''
    expect(values.filter((value) => conf.includes(` = ${value}\n`))).toHaveLength(3)
    expect(values.filter((value) => second.files['/etc/haproxy/haproxy.cfg']?.content.includes(`admin:${value}\n`))).toHaveLength(1)
  })

  test('stay what they are', async () => {
    const before = await deployed()
    const after = await run(charm, 'leader-elected', before)
    expect(after.secrets).toEqual(before.secrets)
  })

  test('are plain values in the application databag where Juju has no secrets', async () => {
    const out = await deployed('bookworm', { jujuVersion: '2.9.51' })
    expect(facts(out)['secret-inst_rpc_key_encr_key']).toMatch(/^[0-9a-f]{64}$/)
    expect(out.status).toEqual(active('Unit is ready'))
  })
})

describe('a schema of ours', () => {
  const ours: Schema = { tables: ['instances', 'migrate_version'] }
  const units = ['trove-api', 'trove-taskmanager', 'trove-conductor']

  /** Gives the unit with its database under another relation, on the same server unless told otherwise. */
  const related = (state: State, answer: Readonly<Record<string, string>> = {}): State => ({
    ...state,
    relations: (state.relations ?? []).map((one) => {
      if (one.endpoint !== 'shared-db') return one
      const bags = Object.entries(one.remoteUnits ?? {}).map(([unit, bag]) => [unit, { ...bag, ...answer }] as const)
      return { ...one, id: 9, remoteUnits: Object.fromEntries(bags) }
    }),
  })

  test.each(['done zed shared-db:2 trove', undefined])('goes on under another relation (mark of an earlier charm: %s)', async (mark) => {
    const before = mark === undefined ? await deployed() : await marked({ ...ours }, mark)
    const schema: Schema = { ...ours }
    const out = await run(charm, 'shared-db-relation-changed', { ...related(before), commands: answering(schema) })
    expect(out.status).toEqual(active('Unit is ready'))
    expect(schema).toEqual(ours)
    expect(facts(out)).toMatchObject({ 'fact-schema': 'done zed shared-db:9 trove', 'fact-schema-login': 'trove@10.5.2.30:3306' })
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('is looked at before anything else, and no service stops for that', async () => {
    const before = await deployed()
    const out = await run(charm, 'shared-db-relation-changed', { ...related(before), commands: answering({ ...ours }) })
    expect([...out.started, ...out.restarted]).toEqual([])
    expect(out.services).toEqual(before.services)
  })

  test('is made anew when it was emptied', async () => {
    const schema: Schema = { tables: [] }
    const out = await settle({ ...related(await deployed()), commands: answering(schema) }, ['shared-db-relation-changed'])
    expect(schema.migrated).toBe(1)
    expect(out.status).toEqual(active('Unit is ready'))
  })

  test('is not one of the same name on another server', async () => {
    const schema: Schema = { ...ours }
    const out = await run(charm, 'shared-db-relation-changed', {
      ...related(await deployed(), { db_host: '10.5.2.99' }),
      commands: answering(schema),
    })
    expect(out.status.message).toContain('juju run trove/leader db-sync')
    expect(schema).toEqual(ours)
    const byHand = await run(charm, { action: 'db-sync' }, out)
    expect((await run(charm, 'cluster-relation-changed', byHand)).status).toEqual(active('Unit is ready'))
  })

  test('is not one with tables of somebody else', async () => {
    const schema: Schema = { tables: ['instances', 'salaries'] }
    const out = await run(charm, 'shared-db-relation-changed', { ...related(await deployed()), commands: answering(schema) })
    expect(out.status.name).toBe('blocked')
    expect(schema.tables).toEqual(['instances', 'salaries'])
  })

  test('stays ours when its server gets another address', async () => {
    const before = await deployed()
    const moved = related(before, { db_host: '10.5.2.31' }).relations?.map((one) =>
      one.endpoint === 'shared-db' ? { ...one, id: 3 } : one,
    )
    const out = await run(charm, 'shared-db-relation-changed', { ...before, relations: moved ?? [] })
    expect(out.status).toEqual(active('Unit is ready'))
    expect(facts(out)['fact-schema-login']).toBe('trove@10.5.2.31:3306')
  })

  test('is migrated in one hook when the packages were upgraded outside of the charm', async () => {
    const before = await deployed()
    const version = '1:19.0.1-1'
    const packages = Object.fromEntries(
      Object.entries(before.packages ?? {}).map(([name, now]) => [name, name.includes('trove') ? version : now]),
    )
    const schema: Schema = { ...ours }
    const out = await run(charm, 'update-status', { ...before, packages, commands: answering(schema) })
    expect(schema.migrated).toBe(1)
    expect(out.status).toEqual(active('Unit is ready'))
    expect(facts(out)['fact-schema']).toBe('done antelope shared-db:3 trove')
    for (const unit of units) expect(out.services?.[unit]).toMatchObject({ active: true, masked: false })
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('of a newer release keeps no unit of the older one from running', async () => {
    const out = await run(charm, 'update-status', await marked({ ...ours }, 'done caracal shared-db:3 trove', { leader: false, unit: 1 }))
    expect(out.status).toEqual(active('Unit is ready'))
  })

  test('of an older release: the others wait for the leader and say for what', async () => {
    const out = await run(charm, 'update-status', await marked({ ...ours }, 'done yoga shared-db:3 trove', { leader: false, unit: 1 }))
    expect(out.status).toEqual(waiting('Awaiting leader to migrate the database to zed'))
  })

  test('half-made on another server is not emptied', async () => {
    const schema: Schema = { ...ours }
    const out = await run(charm, 'leader-elected', related(await marked(schema, 'started zed shared-db:3 trove'), { db_host: '10.5.2.99' }))
    expect(out.status.name).toBe('blocked')
    expect(schema).toEqual(ours)
  })
})

describe('another database', () => {
  const denied: Schema = { tables: [], error: "Access denied for user 'trove'@'10.0.0.10' to database 'trove2'" }

  test('is not written before it is granted: the services go on with the one they have, and the status says so', async () => {
    const before = await deployed()
    const out = await run(charm, 'config-changed', { ...before, config: { database: 'trove2' }, commands: answering(denied) })
    expect(out.status.name).toBe('waiting')
    expect(out.status.message).toMatch(/^Database 'trove2' cannot be used yet, asked again at each hook: Access denied/)
    expect(out.files['/etc/trove/trove.conf']).toEqual(before.files['/etc/trove/trove.conf'])
    expect(out.services).toEqual(before.services)
    const back = await run(charm, 'config-changed', { ...out, config: {} })
    expect(back.status).toEqual(active('Unit is ready'))
    expect([...back.started, ...back.restarted]).toEqual([])
  })

  test('is not asked for as another user before that is granted, either', async () => {
    const before = await deployed()
    const config = { 'database-user': 'trove2' }
    const refused = { ...before, config, commands: answering({ tables: [], error: "Access denied for user 'trove2'@'10.0.0.10'" }) }
    const out = await run(charm, 'config-changed', refused)
    expect(out.status.message).toMatch(/^Database 'trove' cannot be used yet, asked again at each hook: Access denied/)
    expect(out.files).toEqual(before.files)
    expect(out.services).toEqual(before.services)
    const granted = await run(charm, 'update-status', { ...out, commands: answering({ tables: ['instances', 'own_copy'] }) })
    expect(granted.status).toEqual(active('Unit is ready'))
    expect(granted.files['/etc/trove/trove.conf']?.content).toContain('connection = mysql+pymysql://trove2:')
    expect((await run(charm, 'update-status', granted)).changes).toEqual([])
  })

  test('waits for the leader on any other unit, whose services go on', async () => {
    const before = await marked(denied, 'done zed shared-db:3 trove', { leader: false, unit: 1 })
    // Another deployment's HAProxy would read another password.
    const { haproxy: _haproxy, ...running } = (await deployed()).services ?? {}
    const out = await run(charm, 'config-changed', { ...before, services: running, config: { database: 'trove2' } })
    expect(out.status).toEqual(waiting("Awaiting leader to look at the database 'trove2'"))
    expect(out.services).toMatchObject(running)
  })
})

test('another database is migrated too', async () => {
  const before = await deployed()
  const schema: Schema = { tables: [] }
  const out = await settle({ ...before, config: { database: 'trove2' }, commands: answering(schema) }, ['config-changed'])
  expect(schema.migrated).toBe(1)
  expect(facts(out)['fact-schema']).toBe('done zed shared-db:3 trove2')
})

test('without the database relation the services stop', async () => {
  const before = await deployed()
  const out = await run(charm, 'shared-db-relation-broken', before)
  expect(out.status).toEqual(blocked("'shared-db' missing"))
  expect(out.services?.['trove-api']).toMatchObject({ masked: true, active: false })
})
