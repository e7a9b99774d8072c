// Secrets that a packed charm makes, from its definition to those to whom they were granted.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pack } from '@charm-layers/charm-cli'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { call } from '../../src/controller/api/client.ts'
import type { Secret } from '../../src/model/secret.ts'
import type { Model } from '../../src/model/state.ts'
import type { Frozen } from '../../src/model/values.ts'
import { type Harness, rests, startHarness } from './harness.ts'

const LIMIT = 120_000
let [giver, taker] = ['', '']
let charms: string
let juju: Harness

beforeAll(async () => {
  charms = mkdtempSync(join(tmpdir(), 'lj-charms-'))
  const packed = async (name: string): Promise<string> =>
    (await pack({ charm: join(import.meta.dirname, '../packed', name), out: charms })).path
  giver = await packed('giver')
  taker = await packed('taker')
}, 180_000)
afterAll(() => rmSync(charms, { recursive: true, force: true }))
beforeEach(async () => {
  juju = await startHarness()
})
afterEach(() => juju.end())

const onlySecret = (model: Frozen<Model>): Frozen<Secret> | undefined => Object.values(model.secrets)[0]
const said = (model: Frozen<Model>, unit: string): string => model.units[unit]?.workloadStatus.message ?? ''
/** Both sides show the same name and the same password. */
const agree = (model: Frozen<Model>, username: string): boolean =>
  rests(model, 'giver/0', 'active') &&
  said(model, 'giver/0').startsWith(`${username} `) &&
  rests(model, 'taker/0', 'active', said(model, 'giver/0'))

test('a secret is made, granted, read, changed, rotated, and its old revisions go', { timeout: LIMIT }, async () => {
  await juju.deploy(giver, 'giver', 2)
  await juju.deploy(taker, 'taker')
  await juju.ask('integrate', { sides: ['giver', 'taker'] })
  const first = await juju.until('both have it', (now) => agree(now, 'one') && rests(now, 'giver/1', 'active', said(now, 'giver/0')))
  const secret = onlySecret(first)
  expect(secret).toMatchObject({
    owner: { kind: 'application', name: 'giver' },
    label: 'login',
    description: 'For clients',
    rotate: 'monthly',
  })
  expect(secret?.grants).toEqual([{ subject: 'taker', relation: expect.any(Number) }])
  const id = secret?.id ?? ''
  const writes = juju
    .trace()
    .flatMap(({ committed }) => committed)
    .filter((what) => what.includes(id))
  expect(writes).toEqual([`secret-add ${id}`, `secret-grant ${id}`])

  await juju.ask('config', { application: 'giver', set: { username: 'two' }, setYaml: {}, reset: [] })
  const second = await juju.until('the new name is everywhere', (now) => agree(now, 'two') && onlySecret(now)?.revisions.length === 1)
  expect(onlySecret(second)).toMatchObject({ latest: 2, revisions: [{ revision: 2 }] })
  expect(said(second, 'giver/0').slice(3)).toBe(said(first, 'giver/0').slice(3))

  const [{ directory } = { directory: '' }] = await call(juju.directory, 'models', {})
  await juju.terminate()
  const file = join(directory, 'model.json')
  const saved: Model = JSON.parse(readFileSync(file, 'utf8'))
  for (const each of Object.values(saved.secrets)) each.nextRotate = '2026-01-01T00:00:00.000Z'
  writeFileSync(file, JSON.stringify(saved))
  await juju.start()
  const third = await juju.until(
    'it was rotated',
    (now) => onlySecret(now)?.latest === 3 && onlySecret(now)?.revisions.length === 1 && agree(now, 'two'),
  )
  expect(said(third, 'giver/0')).not.toBe(said(second, 'giver/0'))
  expect(juju.trace().map(({ unit, run }) => `${unit} ${run}`)).toContain('giver/0 secret-rotate')
  expect(juju.trace().filter(({ outcome }) => outcome === 'failed')).toEqual([])
  expect(juju.log()).not.toMatch(/"level":"ERROR"/)
})

test('the next leader keeps the secret of the one that went, and a relation that ends takes the grant along', {
  timeout: LIMIT,
}, async () => {
  await juju.deploy(giver, 'giver', 2)
  await juju.deploy(taker, 'taker')
  await juju.ask('integrate', { sides: ['giver', 'taker'] })
  const first = await juju.until('both have it', (now) => agree(now, 'one') && rests(now, 'giver/1', 'active'))
  await juju.ask('remove-unit', { unit: 'giver/0', force: false })
  await juju.until('the other leads', (now) => now.units['giver/0'] === undefined && now.applications.giver?.leader === 'giver/1')
  await juju.ask('config', { application: 'giver', set: { username: 'two' }, setYaml: {}, reset: [] })
  const second = await juju.until(
    'the new name is everywhere',
    (now) => rests(now, 'taker/0', 'active') && said(now, 'taker/0').startsWith('two '),
  )
  expect(Object.keys(second.secrets)).toEqual(Object.keys(first.secrets))
  await juju.ask('remove-relation', { relation: { sides: ['giver', 'taker'] }, force: false })
  const last = await juju.until('it ended', (now) => Object.keys(now.relations).length === 1)
  expect(onlySecret(last)?.grants).toEqual([])
  expect(juju.trace().filter(({ outcome }) => outcome === 'failed')).toEqual([])
})
