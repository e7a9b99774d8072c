// Storage of a packed charm: from its definition to what its function is told.
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack } from '@charm-layers/charm-cli'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Harness, rests, startHarness } from './harness.ts'

let juju: Harness
let folder: string

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lj-charms-'))
  juju = await startHarness()
})
afterAll(async () => {
  await juju.end()
  rmSync(folder, { recursive: true, force: true })
})

test('is there for the first hook of any kind, and more of it can come and go', { timeout: 240_000 }, async () => {
  const { path } = await pack({ charm: join(import.meta.dirname, '../packed/holder'), out: folder })
  await juju.deploy(path, 'holder', 1, { storage: { logs: { pool: 'tmpfs', size: 64, count: 1 } } })
  const first = await juju.until('rests', (now) => rests(now, 'holder/0', 'active') && now.units['holder/0']?.agent.storage.length === 2)
  const place = (id: string): string => first.storage[id]?.attachment?.location ?? 'nowhere'
  expect(first.units['holder/0']?.workloadStatus.message).toBe(`data/0 ${place('data/0')}, logs/1 ${place('logs/1')}`)
  expect(existsSync(place('data/0'))).toBe(true)
  expect(place('data/0')).toMatch(/\/srv\/holder$/)
  const runs = juju.trace().map(({ run }) => run)
  expect(runs.slice(0, 3).toSorted()).toEqual(['data-storage-attached', 'install', 'logs-storage-attached'])
  expect(runs[2]).toBe('install')
  await juju.ask('detach-storage', { id: 'logs/1' })
  await juju.until('one is left', (now) => rests(now, 'holder/0', 'active', `data/0 ${place('data/0')}`))
  await juju.ask('attach-storage', { unit: 'holder/0', id: 'logs/1' })
  await juju.until('both again', (now) => rests(now, 'holder/0', 'active', `data/0 ${place('data/0')}, logs/1 ${place('logs/1')}`))
  await juju.ask('remove-unit', { unit: 'holder/0', force: false })
  await juju.until('nothing is left', (now) => Object.keys(now.units).length + Object.keys(now.storage).length === 0)
  expect(juju.trace().filter(({ outcome }) => outcome === 'failed')).toEqual([])
})
