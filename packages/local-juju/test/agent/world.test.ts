import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { makeWorld } from '../../src/agent/world.ts'
import { fakeMachines } from '../../src/controller/machines/fake.ts'
import { openJournal } from '../../src/controller/models/journal.ts'
import { openStore, type Store } from '../../src/controller/models/store.ts'
import type { World } from '../../src/hook-tools/world.ts'
import { findUnit, must } from '../../src/model/lookup.ts'
import { integrate } from '../../src/model/relations.ts'
import type { Hook } from '../../src/model/unit.ts'
import { flush } from '../../src/uniter/flush.ts'
import { plainHook, relationHook } from '../../src/uniter/hooks.ts'
import { charm, deployIn, EMPTY_PENDING, newSim } from '../uniter/sim.ts'

let directory: string
let store: Store
let writes: string[]

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'lj-w-'))
  const sim = newSim()
  deployIn(sim, charm('web', 0, { db: 'requirer mysql', cluster: 'peer web' }), 'web', 2)
  deployIn(sim, charm('mysql', 0, { server: 'provider mysql' }), 'mysql')
  deployIn(sim, charm('other', 0), 'other')
  sim.change((model, now) => void integrate(model, ['web', 'mysql'], now))
  sim.settle()
  store = openStore(directory, sim.model)
  writes = []
})
afterEach(async () => {
  await store.saved()
  rmSync(directory, { recursive: true, force: true })
})

async function worldOf(unit: string, hook: Hook = plainHook('update-status')): Promise<World> {
  const machine = await (await fakeMachines().open(directory, () => undefined)).start('0', {
    hostname: 'host',
    spaces: [],
    network: 'connected',
  })
  return makeWorld({
    store,
    journal: openJournal(directory, () => '<root>=INFO'),
    machine,
    unit,
    run: { hook },
    directory,
    onWrite: (what) => writes.push(what),
  })
}

test('bags can be read as the matrix of 3.6 says', async () => {
  const world = await worldOf('web/1')
  expect(world.remoteBag(1, 'mysql/0')).toHaveProperty('private-address')
  expect(world.remoteBag(1, 'mysql')).toEqual({})
  expect(world.remoteBag(1, 'web/0')).toHaveProperty('private-address')
  expect(() => world.remoteBag(1, 'web')).toThrow('permission denied')
  expect(world.remoteBag(0, 'web')).toEqual({})
  expect(() => world.remoteBag(1, 'other')).toThrow('permission denied')
  expect(() => world.remoteBag(1, 'mysql/9')).toThrow(
    'cannot read settings for unit "mysql/9" in relation "web:db mysql:server": unit "mysql/9": settings not found',
  )
  expect(() => world.remoteBag(99, 'mysql')).toThrow('permission denied')
})

test('a departing unit is out of the list while its bag can be read, a joining one is in', async () => {
  const relation = { id: 1, endpoint: 'db', remoteApplication: 'mysql' }
  const units = async (hook: Hook): Promise<readonly string[] | undefined> =>
    (await worldOf('web/0', hook)).relations().find(({ id }) => id === 1)?.remoteUnits
  expect(await units(plainHook('config-changed'))).toEqual(['mysql/0'])
  expect(await units(relationHook('departed', relation, { remoteUnit: 'mysql/0' }))).toEqual([])
  expect(await units(relationHook('joined', relation, { remoteUnit: 'mysql/7' }))).toEqual(['mysql/0', 'mysql/7'])
})

test('statuses and the version take effect at once and are told to the trace', async () => {
  const world = await worldOf('web/0')
  world.setUnitStatus('blocked', 'why')
  world.setApplicationStatus('waiting', 'for all')
  world.setWorkloadVersion('3')
  const { units, applications } = store.read()
  expect(units['web/0']).toMatchObject({ workloadVersion: '3', workloadStatus: { status: 'blocked', message: 'why' } })
  expect(applications.web?.status).toMatchObject({ status: 'waiting', message: 'for all' })
  expect(writes).toEqual(['status-set', 'status-set --application', 'application-version-set'])
})

test('a secret is read by its owner and by whom it was granted, as long as the relation lives', async () => {
  const id = 'cngj3jre7ls3su1ln020'
  const create = { id, uri: `secret:${id}`, owner: 'application-web', label: 'pw', content: { key: 'b25l' } }
  const grant = { id, uri: `secret:${id}`, scope: 'relation-web.db#mysql.server', targets: ['application-mysql'] }
  store.change((model, now) =>
    flush(model, findUnit(model, 'web/0'), { ...EMPTY_PENDING, secretCreates: [create], secretGrants: [grant] }, now),
  )
  const read = { id, label: '', refresh: false, peek: false }
  expect((await worldOf('web/1')).readSecret({ ...read, id: '', label: 'pw' })).toEqual({ key: 'b25l' })
  expect((await worldOf('mysql/0')).readSecret({ ...read, label: 'theirs' })).toEqual({ key: 'b25l' })
  expect((await worldOf('mysql/0')).readSecret({ ...read, id: '', label: 'theirs' })).toEqual({ key: 'b25l' })
  const other = await worldOf('other/0')
  expect(() => other.readSecret(read)).toThrow('permission denied')
  expect(() => other.readSecret({ ...read, id: '', label: 'nosuch' })).toThrow('consumer label "nosuch" not found')
  expect((await worldOf('web/0')).secrets()).toMatchObject([
    { id, label: 'pw', revision: 1, access: [{ target: 'application-mysql', scope: 'relation-web.db#mysql.server', role: 'view' }] },
  ])
  expect((await worldOf('web/1')).secrets()).toEqual([])
  store.change((model) => {
    for (const entry of Object.values(must(model.relations['1'], 'relation').units)) entry.inScope = false
    must(model.relations['1'], 'relation').life = 'dying'
  })
  const mysql = await worldOf('mysql/0')
  expect(() => mysql.readSecret(read)).toThrow('permission denied')
})

test('a port that collides with another unit of the machine fails the whole flush', () => {
  store.change((model) => {
    findUnit(model, 'web/1').machine = '0'
  })
  const open = (unit: string, range: string): unknown =>
    store.change((model, now) =>
      flush(model, findUnit(model, unit), { ...EMPTY_PENDING, charmState: { a: range }, openPorts: [{ range, endpoint: '' }] }, now),
    )
  expect(open('web/0', '80-90/tcp')).toEqual(['ports', 'state-set'])
  expect(() => open('web/1', '85/tcp')).toThrow('cannot open 85/tcp (unit "web/1"): port range conflicts with 80-90/tcp (unit "web/0")')
  expect(store.read().units['web/1']?.state).toEqual({})
  expect(open('web/0', '80-90/tcp')).toEqual([])
})
