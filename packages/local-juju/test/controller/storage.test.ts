import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Model } from '../../src/model/state.ts'
import type { Frozen } from '../../src/model/values.ts'
import { packCharm } from './charms.ts'
import { charms, juju } from './each-test.ts'
import { rests } from './harness.ts'

const LIMIT = 90_000

const MANIFEST = "bases:\n- {name: ubuntu, channel: '24.04'}\n"

/** A charm that writes down what each storage hook is told, and what the tools say. */
function storedCharm(storage: string, name = 'stored'): string {
  const directory = mkdtempSync(join(charms, 'c-'))
  return packCharm(directory, name, {
    'manifest.yaml': MANIFEST,
    'metadata.yaml': `name: ${name}\nsummary: s\ndescription: d\nstorage:\n${storage}`,
    dispatch: `#!/bin/sh
echo "$JUJU_HOOK_NAME \${JUJU_STORAGE_ID-none} \${JUJU_STORAGE_KIND-none} \${JUJU_STORAGE_LOCATION-none}" >> ../hooks
case "$JUJU_HOOK_NAME" in
  *-storage-attached)
    [ "$(storage-get location)" = "$JUJU_STORAGE_LOCATION" ] || exit 1
    [ -e "$JUJU_STORAGE_LOCATION/mine" ] && echo "found $(cat "$JUJU_STORAGE_LOCATION/mine")" >> ../hooks
    echo "$JUJU_STORAGE_ID" > "$JUJU_STORAGE_LOCATION/mine" ;;
  config-changed) storage-list > ../list; [ -e ../more ] && storage-add logs=2; status-set active 'configured' ;;
esac
exit 0
`,
  })
}

const hooksOf = (unit: string, machine: string): string[] =>
  readFileSync(join(juju.unitDirectory(unit, machine), 'hooks'), 'utf8')
    .trim()
    .split('\n')
const locationOf = (model: Frozen<Model>, id: string): string => model.storage[id]?.attachment?.location ?? 'nowhere'

test('storage is there before install, with its variables and tools, and goes with its unit', { timeout: LIMIT }, async () => {
  await juju.deploy(
    storedCharm('  data: {type: filesystem, location: /srv/data}\n  logs: {type: filesystem, multiple: {range: 0-}}\n'),
    'stored',
  )
  const model = await juju.until('rests', (now) => rests(now, 'stored/0', 'active'))
  const location = locationOf(model, 'data/0')
  expect(location).toMatch(/\/m\/0\/fs\/srv\/data$/)
  expect(hooksOf('stored/0', '0').slice(0, 2)).toEqual([`data-storage-attached data/0 filesystem ${location}`, 'install none none none'])
  expect(readFileSync(join(juju.unitDirectory('stored/0', '0'), 'list'), 'utf8')).toBe('data/0\n')
  expect(readFileSync(join(location, 'mine'), 'utf8')).toBe('data/0\n')
  expect(model.storage['data/0']).toMatchObject({ status: { status: 'attached' }, pool: 'rootfs', life: 'alive' })

  await juju.ask('remove-unit', { unit: 'stored/0', force: false })
  const gone = await juju.until('all gone', (now) => Object.keys(now.units).length === 0 && Object.keys(now.storage).length === 0)
  expect(
    juju
      .trace()
      .map(({ run }) => run)
      .slice(-3),
  ).toEqual(['data-storage-detaching', 'stop', 'remove'])
  expect(gone.counters.storage).toBe(1)
  expect(existsSync(location)).toBe(false)
})

test('a hook adds storage when it succeeds, an operator at any time, both up to what the charm takes', { timeout: LIMIT }, async () => {
  await juju.deploy(storedCharm('  logs: {type: filesystem, location: /var/logs, multiple: {range: 0-3}}\n'), 'stored')
  const before = await juju.until('rests', (now) => rests(now, 'stored/0', 'active'))
  expect(before.storage).toEqual({})
  writeFileSync(join(juju.unitDirectory('stored/0', '0'), 'more'), '')
  await juju.ask('exec', {
    command: 'storage-add logs',
    units: ['stored/0'],
    applications: [],
    machines: [],
    all: false,
    parallel: true,
    executionGroup: '',
  })
  const one = await juju.until('one', (now) => now.units['stored/0']?.agent.storage.length === 1)
  expect(locationOf(one, 'logs/0')).toMatch(/\/fs\/var\/logs\/logs\/0$/)
  expect(await juju.ask('add-storage', { unit: 'stored/0', storage: 'logs', directive: { pool: 'tmpfs', size: 64 } })).toEqual({
    ids: ['logs/1'],
  })
  const two = await juju.until('two', (now) => now.units['stored/0']?.agent.storage.length === 2)
  expect(two.storage['logs/1']).toMatchObject({ pool: 'tmpfs', size: 64 })
  await expect(juju.ask('add-storage', { unit: 'stored/0', storage: 'logs', directive: { count: 2 } })).rejects.toThrow(
    'charm "stored" store "logs": at most 3 instances supported, 4 specified',
  )
  await expect(juju.ask('add-storage', { unit: 'stored/0', storage: 'other', directive: {} })).rejects.toThrow(
    'charm storage "other" not found',
  )
})

test('what was detached keeps what is in it, and another unit finds it there', { timeout: LIMIT }, async () => {
  const path = storedCharm('  data: {type: filesystem, multiple: {range: 0-1}}\n')
  await juju.deploy(path, 'stored', 1, { storage: { data: { count: 1 } } })
  await juju.until('rests', (now) => rests(now, 'stored/0', 'active'))
  await expect(juju.ask('remove-storage', { id: 'data/0', force: false })).rejects.toThrow('storage is attached')
  await juju.ask('detach-storage', { id: 'data/0' })
  await juju.until('detached', (now) => now.storage['data/0']?.status.status === 'detached')
  expect(hooksOf('stored/0', '0').at(-1)).toMatch(/^data-storage-detaching data\/0 filesystem /)
  await juju.ask('remove-unit', { unit: 'stored/0', force: true })
  await juju.ask('add-unit', { application: 'stored', numUnits: 1, to: [], attachStorage: ['data/0'] })
  const model = await juju.until('rests', (now) => rests(now, 'stored/1', 'active') && now.machines['0'] === undefined)
  expect(Object.keys(model.storage)).toEqual(['data/0'])
  expect(hooksOf('stored/1', '1').slice(0, 2)).toEqual([
    `data-storage-attached data/0 filesystem ${locationOf(model, 'data/0')}`,
    'found data/0',
  ])
  await juju.ask('remove-storage', { id: 'data/0', force: true })
  await juju.until('removed', (now) => now.storage['data/0'] === undefined)
  expect(existsSync(locationOf(model, 'data/0'))).toBe(false)
})

test('storage that the charm needs is not taken away, and what it cannot have is refused', { timeout: LIMIT }, async () => {
  const path = storedCharm('  data: {type: filesystem, minimum-size: 2G}\n  disk: {type: block, multiple: {range: 0-1}}\n')
  const deploy = (storage: Record<string, object>): Promise<unknown> => juju.deploy(path, 'stored', 1, { storage })
  const start = 'cannot add application "stored": charm "stored" '
  await expect(deploy({ nosuch: { count: 1 } })).rejects.toThrow(`${start}has no store called "nosuch"`)
  await expect(deploy({ data: { count: 2 } })).rejects.toThrow(`${start}store "data": at most 1 instances supported, 2 specified`)
  await expect(deploy({ data: { size: 1024 } })).rejects.toThrow(`${start}store "data": minimum storage size is 2048M, 1024M specified`)
  await expect(deploy({ data: { pool: 'ebs' } })).rejects.toThrow(`${start}store "data": pool "ebs" not found`)
  await expect(deploy({ disk: { count: 1 } })).rejects.toThrow(`${start}store "disk": local-juju has no block devices`)
  await deploy({})
  await juju.until('rests', (now) => rests(now, 'stored/0', 'active'))
  await expect(juju.ask('detach-storage', { id: 'data/0' })).rejects.toThrow(
    'removing storage from unit would violate charm storage "data" requirements of having minimum 1 storage instances',
  )
  await expect(juju.ask('remove-storage', { id: 'data/0', force: true })).rejects.toThrow('would violate charm storage "data"')
  await expect(juju.ask('attach-storage', { unit: 'stored/0', id: 'data/0' })).rejects.toThrow('is attached to unit "stored/0"')
})

test('a failing storage hook shows as Juju shows it, is retried, and a rebooted machine has its storage', { timeout: LIMIT }, async () => {
  const directory = mkdtempSync(join(charms, 'c-'))
  const flag = join(directory, 'may-run')
  const path = packCharm(directory, 'slow', {
    'manifest.yaml': MANIFEST,
    'metadata.yaml': 'name: slow\nsummary: s\ndescription: d\nstorage:\n  data: {type: filesystem}\n',
    dispatch: `#!/bin/sh
[ -e ${flag} ] || exit 1
[ "$JUJU_HOOK_NAME" = start ] && [ ! -e ../booted ] && { touch ../booted; juju-reboot; }
[ -d "$(storage-get -s data/0 location)" ] && status-set active "$JUJU_HOOK_NAME"
`,
  })
  await juju.deploy(path, 'slow')
  const failed = await juju.until('error', (now) => now.units['slow/0']?.error !== null && now.units['slow/0'] !== undefined)
  expect(failed.units['slow/0']?.error).toMatchObject({ message: 'hook failed: "storage-attached"', data: { hook: 'storage-attached' } })
  mkdirSync(directory, { recursive: true })
  writeFileSync(flag, '')
  await juju.ask('resolved', { unit: 'slow/0', retry: true })
  await juju.until('came back', (now) => now.units['slow/0']?.agent.bootId === '2' && rests(now, 'slow/0', 'active', 'start'))
  expect(juju.trace().map(({ run }) => run)).toEqual([
    'data-storage-attached',
    'data-storage-attached',
    'install',
    'leader-elected',
    'config-changed',
    'start',
    'start',
  ])
})
