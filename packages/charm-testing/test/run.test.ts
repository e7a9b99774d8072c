import { blocked, run, waiting } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { greeter } from './greeter.ts'

const broker = { endpoint: 'queue', interface: 'queue', remoteApp: 'broker', remoteUnits: { 'broker/0': { password: 'hunter2' } } }

/** Gives a leader after enough hooks for Juju to have stored its shared secret. */
const ready = async () => run(greeter, 'queue-relation-changed', await run(greeter, 'install', { leader: true, relations: [broker] }))

describe('one hook', () => {
  test('writes the broker into the configuration and restarts nothing that has just started', async () => {
    const out = await ready()
    expect(out.files['/etc/greeter.conf']?.content).toContain('password=hunter2')
    expect(out.files['/etc/greeter.conf']).toMatchObject({ mode: 0o640, owner: 'root', group: 'root' })
    expect(out.status).toEqual({ name: 'active', message: 'Unit is ready' })
    expect(out.openPorts).toEqual(['8080/tcp'])
    expect(out.version).toBe('1.0')
  })

  test('does nothing the second time', async () => {
    const out = await run(greeter, 'update-status', await ready())
    expect(out.changes).toEqual([])
    expect(out.writes).toEqual([])
    expect([...out.started, ...out.restarted, ...out.installed]).toEqual([])
  })

  test('tells the other side what it asks for, and the peers where it is', async () => {
    const out = await ready()
    expect(out.relations.find(({ endpoint }) => endpoint === 'queue')?.localUnitData).toMatchObject({ username: 'greeter' })
    expect(out.relations.find(({ endpoint }) => endpoint === 'ring')?.localUnitData).toMatchObject({ address: '10.0.0.10' })
  })

  test('shows no secret in the log, in a status or in an argument', async () => {
    const out = await ready()
    const [value = ''] = Object.values(Object.values(out.secrets ?? {})[0] ?? {})
    expect(value).toHaveLength(64)
    const shown = JSON.stringify([out.log, out.statuses, out.ran])
    expect(shown).not.toContain(value)
    expect(shown).not.toContain('hunter2')
  })
})

describe('drift is put right by the next hook of any kind', () => {
  test('a file that was edited, and its service is restarted once', async () => {
    const before = await ready()
    const file = before.files['/etc/greeter.conf']
    if (!file) throw new Error('no file')
    const out = await run(greeter, 'update-status', {
      ...before,
      files: { ...before.files, '/etc/greeter.conf': { ...file, content: 'x' } },
    })
    expect(out.files['/etc/greeter.conf']?.content).toBe(file.content)
    expect(out.restarted).toEqual(['greeter-worker'])
  })

  test('a file that was deleted', async () => {
    const before = await ready()
    const out = await run(greeter, 'config-changed', { ...before, files: {} })
    expect(out.files['/etc/greeter.conf']?.content).toContain('password')
  })

  test('a service that was stopped', async () => {
    const before = await ready()
    const service = before.services?.['greeter-worker']
    if (!service) throw new Error('no service')
    const out = await run(greeter, 'update-status', { ...before, services: { 'greeter-worker': { ...service, active: false } } })
    expect(out.started).toEqual(['greeter-worker'])
    expect(out.status.name).toBe('active')
  })

  test('a databag value that was unset', async () => {
    const before = await ready()
    const relations = before.relations.map((one) => (one.endpoint === 'queue' ? { ...one, localUnitData: {} } : one))
    const out = await run(greeter, 'update-status', { ...before, relations })
    expect(out.relations.find(({ endpoint }) => endpoint === 'queue')?.localUnitData?.username).toBe('greeter')
  })

  test('a hook that was killed between the file and the restart', async () => {
    const before = await ready()
    const file = before.files['/etc/greeter.conf']
    if (!file) throw new Error('no file')
    const out = await run(greeter, 'update-status', {
      ...before,
      files: { '/etc/greeter.conf': { ...file, modified: (before.now ?? 0) + 1 } },
    })
    expect(out.restarted).toEqual(['greeter-worker'])
  })
})

describe('the status says what is wrong', () => {
  test.each([
    ['no relation', [], blocked("'queue' missing")],
    ['no answer yet', [{ ...broker, remoteUnits: { 'broker/0': {} } }], waiting("'queue' incomplete: password")],
    ['a wrong answer', [{ ...broker, remoteUnits: { 'broker/0': { password: 'bad' } } }], blocked("'queue' invalid: password: is not one")],
    [
      'two brokers',
      [broker, { ...broker, remoteApp: 'other', remoteUnits: {} }],
      blocked("'queue' invalid: relations: related to broker and other, remove one of them"),
    ],
  ])('with %s', async (_, relations, status) => {
    const before = await run(greeter, 'install', { leader: true })
    const out = await run(greeter, 'config-changed', { ...before, relations: [...relations, ring(before)] })
    expect(out.status).toEqual(status)
  })

  test('a package that cannot be had, and what apt said', async () => {
    const out = await run(greeter, 'install', { leader: true, offered: { 'greeter-worker': false } })
    expect(out.status).toEqual(
      blocked(
        "'queue' missing, 'leader' incomplete: greeting-key, Installing greeter-worker failed with exit status 100: E: Unable to locate package greeter-worker",
      ),
    )
    expect(out.statuses[0]).toEqual({ name: 'maintenance', message: 'Installing packages' })
  })

  test('a service that dies of its configuration, and it recovers by itself when the cause is gone', async () => {
    const before = await ready()
    const stopped = { ...before, services: {}, failing: { 'greeter-worker': 'exit-code 1' } }
    const out = await run(greeter, 'update-status', stopped)
    expect(out.status).toEqual(blocked('Services not running that should be: greeter-worker (exit-code 1)'))
    expect((await run(greeter, 'update-status', { ...out, failing: {} })).status.name).toBe('active')
  })
})

const ring = (state: { relations: readonly { endpoint: string }[] }) => {
  const found = state.relations.find(({ endpoint }) => endpoint === 'ring')
  if (!found) throw new Error('no peer relation')
  return found as typeof broker
}

describe('what the cluster agrees on', () => {
  test('a shared secret is made by the leader in one hook and used in the next', async () => {
    const first = await run(greeter, 'leader-elected', { leader: true, relations: [broker] })
    expect(first.files['/etc/greeter.conf']).toBeUndefined()
    expect(first.status).toEqual(waiting("'leader' incomplete: greeting-key"))
    const second = await run(greeter, 'ring-relation-changed', first)
    expect(second.files['/etc/greeter.conf']?.content).toMatch(/key=[0-9a-f]{64}/)
  })

  test('a follower makes none and waits', async () => {
    const out = await run(greeter, 'install', { unit: 1, relations: [broker] })
    expect(out.secrets).toEqual({})
    expect(out.status).toEqual(waiting("'leader' incomplete: greeting-key"))
  })

  test('on Juju 2.9 the bag holds the value itself', async () => {
    const out = await run(greeter, 'leader-elected', { leader: true, jujuVersion: '2.9.52' })
    expect(out.relations.find(({ endpoint }) => endpoint === 'ring')?.localAppData?.['secret-greeting-key']).toMatch(/^[0-9a-f]{64}$/)
  })
})

describe('a relation that ends', () => {
  test('a unit that departs is seen no more, in this hook and after it', async () => {
    const out = await run(greeter, 'queue-relation-departed', await ready())
    expect(out.status).toEqual(waiting("'queue' incomplete: password"))
    expect(out.relations.find(({ endpoint }) => endpoint === 'queue')?.remoteUnits).toEqual({})
  })

  test('a relation that is broken is gone, in this hook and after it', async () => {
    const out = await run(greeter, 'queue-relation-broken', await ready())
    expect(out.status).toEqual(blocked("'queue' missing"))
    expect(out.relations.map(({ endpoint }) => endpoint)).toEqual(['ring'])
    expect((await run(greeter, 'update-status', out)).changes).toEqual([])
  })
})

test('an action answers with results', async () => {
  expect((await run(greeter, { action: 'greet', params: { name: 'you' } }, await ready())).results).toEqual({ text: 'hello you' })
})

test('a unit that goes stops its service and writes nothing', async () => {
  const out = await run(greeter, 'stop', await ready())
  expect(out.services?.['greeter-worker']?.active).toBe(false)
  expect(out.writes).toEqual([])
})

describe('states that Juju cannot produce are refused', () => {
  test.each([
    ['an endpoint that is not declared', { relations: [{ ...broker, endpoint: 'nosuch' }] }, "endpoint 'nosuch'"],
    ['another interface', { relations: [{ ...broker, interface: 'other' }] }, "has interface 'other'"],
    ['an option that is not declared', { config: { nosuch: 1 } }, "option 'nosuch' is not declared"],
    ['an option of another type', { config: { workers: 'two' } }, "option 'workers' is of type int, not string"],
    ['a unit of another application', { relations: [{ ...broker, remoteUnits: { 'x/0': {} } }] }, "cannot show unit 'x/0'"],
    ['an empty value in a bag', { relations: [{ ...broker, remoteUnits: { 'broker/0': { password: '' } } }] }, 'no empty value'],
    ['the own bag seen by a follower', { relations: [{ ...broker, localAppData: { a: 'b' } }] }, 'only the leader sees'],
    ['secrets on Juju 2', { jujuVersion: '2.9.52', secrets: { 'secret:x': {} } }, 'Juju 2 has no secrets'],
  ])('%s', async (_, state, message) => {
    await expect(run(greeter, 'config-changed', state)).rejects.toThrow(message)
  })

  test('an event without its relation, and an action that is not declared', async () => {
    await expect(run(greeter, 'queue-relation-changed', {})).rejects.toThrow("without a relation on 'queue'")
    await expect(run(greeter, { action: 'nosuch' }, {})).rejects.toThrow("action 'nosuch' is not declared")
  })
})
