import { active, blocked, run, waiting } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { answering, charm, deployed, machine, passwords, relations, type Schema, settle, text } from './trove.ts'

describe('a unit without relations', () => {
  test('says which are missing, in the order in which they are declared', async () => {
    const out = await settle(machine('bookworm'))
    expect(out.status).toEqual(blocked("'shared-db' missing, 'amqp' missing, 'identity-service' missing"))
  })

  test('masks its services before the packages that would start them', async () => {
    const out = await run(charm, 'install', machine('bookworm'))
    expect(out.started).toEqual([])
    for (const name of ['trove-api', 'trove-taskmanager', 'trove-conductor'])
      expect(out.services?.[name]).toMatchObject({ masked: true, active: false })
    expect(out.changes[0]).toBe('mask trove-api trove-taskmanager trove-conductor')
  })

  test('writes no configuration', async () => {
    const out = await settle(machine('bookworm'))
    expect(Object.keys(out.files).filter((path) => path.startsWith('/etc/trove'))).toEqual([])
  })

  test('shows what runs: the version without epoch and revision', async () => {
    expect((await run(charm, 'install', machine('bookworm'))).version).toBe('18.0.0')
  })

  test('announces the installation at once', async () => {
    expect((await run(charm, 'install', machine('bookworm'))).statuses[0]?.message).toBe('Installing packages')
  })
})

describe('a deployed unit', () => {
  test('is active, with its services running and its port open', async () => {
    const out = await deployed()
    expect(out.status).toEqual(active('Unit is ready'))
    for (const name of ['trove-api', 'trove-taskmanager', 'trove-conductor'])
      expect(out.services?.[name]).toMatchObject({ active: true, enabled: true, masked: false })
    expect(out.openPorts).toEqual(['8779/tcp'])
  })

  test('does nothing at a second identical hook', async () => {
    const out = await run(charm, 'update-status', await deployed())
    expect(out.changes).toEqual([])
    expect(out.writes).toEqual([])
    expect(out.restarted).toEqual([])
  })

  test('has its secrets in files of mode 0640 that belong to root and group trove', async () => {
    const out = await deployed()
    for (const path of ['/etc/trove/trove.conf', '/etc/trove/trove-guestagent.conf'])
      expect(out.files[path]).toMatchObject({ mode: 0o640, owner: 'root', group: 'trove' })
    const others = Object.entries(out.files).filter(([, { mode }]) => (mode & 0o007) !== 0)
    for (const [, { content }] of others) for (const password of passwords) expect(content).not.toContain(password)
  })

  test('shows no secret in a log, a status or an argument', async () => {
    const schema: Schema = { tables: [] }
    let state = await run(charm, 'install', { ...machine('bookworm'), relations: relations(), commands: answering(schema) })
    const seen: unknown[] = []
    for (let hook = 0; hook < 4; hook += 1) {
      state = await run(charm, 'cluster-relation-changed', state)
      seen.push(
        state.log,
        state.statuses,
        state.changes,
        state.ran.map(({ argv }) => argv),
        state.results,
      )
    }
    const keys = Object.values(state.secrets ?? {}).flatMap((content) => Object.values(content))
    expect(keys).toHaveLength(4)
    expect(state.status).toEqual(active('Unit is ready'))
    for (const secret of [...passwords, ...keys]) expect(JSON.stringify(seen)).not.toContain(secret)
  })

  test('keeps services from logging their options, and the migration from logging its URL, with debug too', async () => {
    const written = text(await deployed('bookworm', { config: { debug: true } }), '/etc/trove/trove.conf')
    expect(written).toMatch(/^log_options = False$/m)
    expect(written).toMatch(/^default_log_levels = .*,trove\.db\.sqlalchemy\.migration=WARN$/m)
  })

  test('registers its three endpoints at keystone', async () => {
    const out = await deployed('bookworm', { addresses: { public: '203.0.113.21', internal: '10.5.3.21', admin: '10.5.4.21' } })
    const { localUnitData } = out.relations.find(({ endpoint }) => endpoint === 'identity-service') ?? {}
    expect(localUnitData).toMatchObject({
      service: 'trove',
      region: 'RegionOne',
      public_url: 'http://203.0.113.21:8779/v1.0/%(tenant_id)s',
      internal_url: 'http://10.5.3.21:8779/v1.0/%(tenant_id)s',
      admin_url: 'http://10.5.4.21:8779/v1.0/%(tenant_id)s',
    })
  })

  test('is called by its address on the message bus', async () => {
    expect(text(await deployed(), '/etc/trove/trove.conf')).toMatch(/^host = 10\.0\.0\.10$/m)
  })
})

describe.each(['2.9.52', '3.6.28', '4.0.15'])('on Juju %s', (jujuVersion) => {
  const keys = ['taskmanager_rpc_encr_key', 'inst_rpc_key_encr_key', 'module_aes_cbc_key']

  test('it comes up, and a second identical hook does nothing', async () => {
    const out = await deployed('bookworm', { jujuVersion })
    expect(out.status).toEqual(active('Unit is ready'))
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('a hook with nothing to do makes at most 26 calls to Juju', async () => {
    const out = await deployed('bookworm', { jujuVersion })
    const calls: string[] = []
    await run(charm, 'update-status', { ...out, juju: (tool) => void calls.push(tool) })
    expect(calls.length).toBeGreaterThan(10)
    expect(calls.length, calls.join(' ')).toBeLessThanOrEqual(26)
  })

  test('its keys are secrets of Juju where it has them, else plain values of the peers, and stand in the file', async () => {
    const out = await deployed('bookworm', { jujuVersion })
    const bag = out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localAppData ?? {}
    const values = keys.map((key) => {
      const stored = bag[`secret-${key}`] ?? ''
      expect(stored.startsWith('secret:')).toBe(jujuVersion !== '2.9.52')
      return stored.startsWith('secret:') ? out.secrets?.[stored]?.[`value-${key.replaceAll('_', '-')}`] : stored
    })
    for (const [at, key] of keys.entries()) {
      expect(values[at]).toMatch(/^[0-9a-f]{64}$/)
      expect(text(out, '/etc/trove/trove.conf')).toContain(`\n${key} = ${values[at]}\n`)
    }
  })

  test('the others read its address, also where Juju does not write it', async () => {
    const { relations: found } = await deployed('bookworm', { jujuVersion })
    for (const endpoint of ['shared-db', 'amqp', 'cluster'])
      expect(found.find((one) => one.endpoint === endpoint)?.localUnitData?.['private-address']).toBe('10.0.0.10')
  })
})

describe('drift', () => {
  test('an edited file is written anew, and its services restarted once', async () => {
    const before = await deployed()
    const edited = { ...before.files, '/etc/trove/trove.conf': '[DEFAULT]\n' }
    const out = await run(charm, 'update-status', { ...before, files: edited })
    expect(text(out, '/etc/trove/trove.conf')).toBe(text(before, '/etc/trove/trove.conf'))
    expect(out.restarted).toEqual(['trove-api', 'trove-taskmanager', 'trove-conductor'])
  })

  test('a deleted file comes back', async () => {
    const { '/etc/trove/trove-guestagent.conf': gone, ...files } = (await deployed()).files
    const out = await run(charm, 'update-status', { ...(await deployed()), files })
    expect(out.files['/etc/trove/trove-guestagent.conf']?.content).toBe(gone?.content)
    expect(out.restarted).toEqual([])
  })

  test('a stopped service is started', async () => {
    const before = await deployed()
    const services = { ...before.services, 'trove-conductor': { active: false, enabled: true, masked: false, since: 0, substate: 'dead' } }
    const out = await run(charm, 'update-status', { ...before, services })
    expect(out.started).toEqual(['trove-conductor'])
    expect(out.status).toEqual(active('Unit is ready'))
  })

  test('a value that was taken out of a databag is put back', async () => {
    const before = await deployed()
    const without = before.relations.map((one) =>
      one.endpoint === 'amqp' ? { ...one, localUnitData: { ...one.localUnitData, username: 'x' } } : one,
    )
    const out = await run(charm, 'update-status', { ...before, relations: without })
    expect(out.relations.find(({ endpoint }) => endpoint === 'amqp')?.localUnitData?.username).toBe('trove')
  })
})

describe('trouble', () => {
  test('a service that dies at its start is named, with the reason', async () => {
    const state = await run(charm, 'update-status', { ...(await deployed()), failing: { 'trove-api': 'exit-code 1' }, services: {} })
    expect(state.status).toEqual(blocked('Services not running that should be: trove-api (exit-code 1)'))
  })

  test('a service that dies again and again is not called active, though systemd starts it again', async () => {
    const out = await run(charm, 'update-status', { ...(await deployed()), flapping: ['trove-conductor'] })
    expect(out.status).toEqual(blocked('Services not running that should be: trove-conductor (ended by itself, started again)'))
    expect((await run(charm, 'update-status', { ...out, flapping: [] })).status).toEqual(active('Unit is ready'))
  })

  test('a service that died once, not long ago, is given time, and is well when it stays', async () => {
    const deployment = await deployed()
    const before = { ...deployment, now: (deployment.now ?? 0) + 60_000 }
    const conductor = { active: true, enabled: true, masked: false, substate: 'running', restarts: 1, since: before.now - 2000 }
    const out = await run(charm, 'update-status', { ...before, services: { ...before.services, 'trove-conductor': conductor } })
    expect(out.status).toEqual(active('Unit is ready'))
    expect((out.now ?? 0) - before.now).toBeGreaterThan(10_000)
  })

  test('an API that does not listen is not called active', async () => {
    const out = await run(charm, 'update-status', { ...(await deployed()), silent: ['8759/tcp'] })
    expect(out.status).toEqual(blocked('Services with ports not open that should be: trove-api: [8759]'))
  })

  test('a package that got lost is installed again, and no other service stops for it', async () => {
    const before = await deployed()
    const { 'trove-conductor': _package, ...packages } = before.packages ?? {}
    const { 'trove-conductor': _service, ...services } = before.services ?? {}
    const lost = { ...before, packages, services }
    const without = await run(charm, 'update-status', { ...lost, offered: { ...before.offered, 'trove-conductor': false } })
    expect(without.status.message).toContain('Unable to locate package trove-conductor')
    expect(without.services?.['trove-api']).toEqual(before.services?.['trove-api'])
    const again = await run(charm, 'update-status', lost)
    expect(again.installed).toEqual(['trove-conductor'])
    expect(again.status).toEqual(active('Unit is ready'))
    expect(again.services?.['trove-api']).toEqual(before.services?.['trove-api'])
  })

  test('a package that cannot be had is named, and everything goes on when it can', async () => {
    const good = machine('bookworm')
    const out = await run(charm, 'install', { ...good, offered: { ...good.offered, 'trove-api': false } })
    expect(out.status.name).toBe('blocked')
    expect(out.status.message).toContain('Unable to locate package trove-api')
    const later = await settle({ ...out, offered: good.offered ?? {}, relations: relations(), commands: answering({ tables: [] }) }, [])
    expect(later.status).toEqual(active('Unit is ready'))
  })

  test('a broker that answers nonsense blocks, naming the key', async () => {
    const [db, amqp, identity] = relations()
    const bad = Object.fromEntries(
      Object.entries(amqp?.remoteUnits ?? {}).map(([unit, bag]) => [unit, { ...bag, ssl_port: 'many', ssl_ca: 'x' }]),
    )
    const state = { ...(await deployed()), relations: [db, { ...amqp, remoteUnits: bad }, identity] as ReturnType<typeof relations> }
    const out = await run(charm, 'amqp-relation-changed', state)
    expect(out.status.name).toBe('blocked')
    expect(out.status.message).toMatch(/^'amqp' invalid: ssl_port: /)
  })

  test('a keystone password with a line break is refused, not written', async () => {
    const [db, amqp, identity] = relations()
    const bad = Object.fromEntries(
      Object.entries(identity?.remoteUnits ?? {}).map(([unit, bag]) => [unit, { ...bag, service_password: 'a\n[DEFAULT]\ndebug = true' }]),
    )
    const before = await deployed()
    const out = await run(charm, 'identity-service-relation-changed', {
      ...before,
      relations: [db, amqp, { ...identity, remoteUnits: bad }] as ReturnType<typeof relations>,
    })
    expect(out.status.message).toMatch(/^'identity-service' invalid: (service_)?password: /)
    expect(text(out, '/etc/trove/trove.conf')).toBe(text(before, '/etc/trove/trove.conf'))
  })

  test('a relation that is incomplete for a moment stops no service', async () => {
    const [db, amqp, identity] = relations()
    const silent = { 'rabbitmq-server/0': { hostname: '10.5.1.31', 'private-address': '10.5.1.31' } }
    const before = await deployed()
    const peers = before.relations.filter(({ endpoint }) => endpoint === 'cluster')
    const out = await run(charm, 'amqp-relation-changed', {
      ...before,
      relations: [db, { ...amqp, remoteUnits: silent }, identity, ...peers] as ReturnType<typeof relations>,
    })
    expect(out.status).toEqual(waiting("'amqp' incomplete: password"))
    expect(out.services?.['trove-api']?.active).toBe(true)
  })
})
