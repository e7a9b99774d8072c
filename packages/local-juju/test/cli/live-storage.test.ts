// Storage from the command line: what Juju prints, on a charm with one storage that it needs and one that it may have.
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { packCharm } from '../controller/charms.ts'
import { type Live, startLive } from './live.ts'

// Waiting is part of what is tested; the limit is only for tests that fail.
vi.setConfig({ testTimeout: 60_000 })

let live: Live

beforeAll(async () => {
  live = startLive()
  packCharm(live.folder, 'delta', {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml':
      'name: delta\nsummary: s\ndescription: d\nstorage:\n  data: {type: filesystem, location: /srv/delta}\n  extra: {type: filesystem, multiple: {range: 0-}}\n',
    dispatch: '#!/bin/sh\nstatus-set active "$(storage-list | tr "\\n" " ")"\n',
  })
  const { code, stderr } = await live.juju('deploy', './delta.charm', '--storage', 'extra=tmpfs,64M,2')
  expect({ code, stderr }).toMatchObject({ code: 0 })
  await live.reach('unit', 'delta/0')
}, 120_000)

afterAll(() => live.end())

const ok = async (...words: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await live.juju(...words)
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  return stdout
}

test('storage lists what units have, and status with --storage where', async () => {
  const size = /\d+(?:\.\d)? [GT]iB/
  const [header, ...rows] = (await ok('storage')).split('\n')
  expect(header).toMatch(/^Unit {5}Storage ID {2}Type {8}Pool {4}Size {2,}Status {4}Message$/)
  expect(rows.map((row) => row.replace(size, 'S').split(/ {2,}/).slice(0, 6))).toEqual([
    ['delta/0', 'data/0', 'filesystem', 'rootfs', 'S', 'attached'],
    ['delta/0', 'extra/1', 'filesystem', 'tmpfs', '64 MiB', 'attached'],
    ['delta/0', 'extra/2', 'filesystem', 'tmpfs', '64 MiB', 'attached'],
    [''],
  ])
  const status = await ok('status', '--storage')
  expect(status).toMatch(
    /\nStorage Unit {2}Storage ID {2}Type {8}Pool {4}Mountpoint {2,}Size {2,}Status {4}Message\ndelta\/0 {7}data\/0 .*\/srv\/delta /,
  )
  expect(await ok('status')).not.toContain('Storage Unit')
})

test('as data it has the shape of Juju, in storage and in status alike', async () => {
  const all = JSON.parse(await ok('storage', '--format', 'json'))
  expect(all.storage['data/0']).toEqual({
    kind: 'filesystem',
    life: 'alive',
    status: { current: 'attached', since: expect.any(String) },
    persistent: false,
    attachments: { units: { 'delta/0': { machine: '0', location: expect.stringMatching(/\/srv\/delta$/), life: 'alive' } } },
  })
  expect(all.filesystems['1']).toMatchObject({
    'provider-id': '1',
    storage: 'extra/1',
    attachments: { machines: { 0: { 'read-only': false, life: 'alive' } } },
    pool: 'tmpfs',
    size: 64,
  })
  expect(JSON.parse(await ok('status', '--format', 'json')).storage).toEqual(all)
  expect(await ok('show-storage', 'data/0')).toMatch(
    /^data\/0:\n {2}kind: filesystem\n {2}life: alive\n {2}status:\n {4}current: attached\n/,
  )
  expect(Object.keys(JSON.parse(await ok('storage', '--filesystem', '--format', 'json')))).toEqual(['filesystems'])
  expect(await live.juju('storage', '--volume')).toEqual({ code: 0, stdout: '', stderr: 'No storage to display.\n' })
})

test('storage is added, detached, attached and removed in the words of Juju', async () => {
  const said = async (...words: readonly string[]): Promise<{ code: number; stderr: string }> => {
    const { code, stderr } = await live.juju(...words)
    return { code, stderr }
  }
  expect(await said('add-storage', 'delta/0', 'extra=1')).toEqual({ code: 0, stderr: 'added storage extra/3 to delta/0\n' })
  await live.reach('unit', 'delta/0', 'workload-message=="data/0 extra/1 extra/2 extra/3 "')
  expect(await said('add-storage', 'delta/0', 'nosuch', 'data')).toEqual({
    code: 1,
    stderr:
      'failed to add storage "nosuch" to delta/0: charm storage "nosuch" not found\n' +
      'failed to add storage "data" to delta/0: charm "delta" store "data": at most 1 instances supported, 2 specified\n',
  })
  expect(await said('detach-storage', 'data/0')).toEqual({
    code: 1,
    stderr:
      'failed to detach data/0: removing storage from unit would violate charm storage "data" requirements of having minimum 1 storage instances\n',
  })
  expect(await said('detach-storage', 'extra/3')).toEqual({ code: 0, stderr: 'detaching extra/3\n' })
  await vi.waitFor(async () => expect(await ok('storage')).toMatch(/\n {9}extra\/3 .* detached /), { timeout: 30_000 })
  expect(await said('attach-storage', 'delta/0', 'extra/3')).toEqual({ code: 0, stderr: 'attaching extra/3 to delta/0\n' })
  expect(await said('remove-storage', 'extra/1', 'nosuch/0')).toEqual({
    code: 1,
    stderr:
      'failed to remove extra/1: storage is attached\nfailed to remove nosuch/0: storage "nosuch/0" does not exist\n' +
      '\nDetach it first with "juju detach-storage", or remove it with --force.\n',
  })
  expect(await said('remove-storage', 'extra/1', '--force')).toEqual({ code: 0, stderr: 'removing extra/1\n' })
  await vi.waitFor(async () => expect(await ok('storage')).not.toContain('extra/1'), { timeout: 30_000 })
})

test('words that are no storage are refused before anything is asked', async () => {
  const refused = async (...words: readonly string[]): Promise<string> => {
    const { code, stderr } = await live.juju(...words)
    expect(code).toBe(2)
    return stderr
  }
  expect(await refused('show-storage', 'data')).toBe('ERROR storage ID "data" not valid\n')
  expect(await refused('add-storage', 'delta/0', 'data=')).toContain('storage constraints require at least one field')
  expect(await refused('add-storage', 'delta/0', 'data', 'data')).toBe('ERROR storage "data" specified more than once\n')
  expect(await refused('deploy', './delta.charm', '--storage', 'data=1,2')).toContain(
    'storage instance count is already set to 1, new value 2 not valid',
  )
})

test('who removes a unit is told which storages go with it', async () => {
  expect(await ok('remove-unit', 'delta/0', '--no-prompt')).toMatch(/^will remove unit delta\/0\n(?:- will remove storage \S+\n){3}$/)
})
