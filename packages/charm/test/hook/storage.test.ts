import { describe, expect, test } from 'vitest'
import { run } from '../../../charm-testing/src/index.ts'
import { defineCharm, file, when } from '../../src/index.ts'

const charm = defineCharm({
  name: 'keeper',
  summary: 'Keeps data',
  storage: { data: { type: 'filesystem', location: '/srv/data' }, disks: { type: 'block', multiple: '0+' } },
  desired: ({ storage }) => [
    when(storage.data, ({ id, location }) => file(`${location}/id`, id)),
    storage.disks.map((disk) => when(disk, ({ id, location }) => file(`/etc/${id}`, location))),
  ],
})

describe('the storage of a unit', () => {
  test('is known with its place once Juju has attached it', async () => {
    const out = await run(charm, 'install')
    expect(out.files['/srv/data/id']?.content).toBe('data/0')
    expect(out.status.name).toBe('active')
  })

  test('with a range is a list, in which an instance that is not attached yet has its own status', async () => {
    const disks = [
      { id: 'disks/1', location: '/dev/sdb' },
      { id: 'disks/2', location: false },
    ] as const
    const out = await run(charm, 'disks-storage-attached', { storage: ['data/0', ...disks] })
    expect(out.files['/etc/disks/1']?.content).toBe('/dev/sdb')
    expect(out.status).toEqual({ name: 'waiting', message: "'disks/2' incomplete: location" })
  })

  test('is missing in the hook after which Juju takes it away', async () => {
    const out = await run(charm, 'data-storage-detaching', { storage: ['data/0', 'disks/1'] })
    expect(out.status).toEqual({ name: 'blocked', message: "'data' missing" })
    expect(out.storage).toEqual(['disks/1'])
  })

  test('of a name that begins alike is another', async () => {
    const alike = defineCharm({
      name: 'keeper',
      summary: 'Keeps data',
      storage: { data: { type: 'filesystem', multiple: '0-1' }, 'data-old': { type: 'filesystem' } },
      desired: ({ storage }) => file('/etc/count', String(storage.data.length)),
    })
    expect((await run(alike, 'install')).files['/etc/count']?.content).toBe('0')
  })

  test('of an answer without a place is not there yet', async () => {
    for (const stdout of ['{}', 'null', '{"location":5}', '{"location":""}', '[]']) {
      const out = await run(charm, 'install', { juju: (tool) => (tool === 'storage-get' ? { code: 0, stdout } : undefined) })
      expect(out.status).toEqual({ name: 'waiting', message: "'data' incomplete: location" })
    }
  })
})

test('a charm without storage asks nothing about it', async () => {
  const asked: string[] = []
  const without = defineCharm({ name: 'bare', summary: 'Keeps nothing', storage: {}, desired: () => [] })
  await run(without, 'install', { juju: (tool) => void asked.push(tool) })
  expect(asked.filter((tool) => tool.startsWith('storage-'))).toEqual([])
})
