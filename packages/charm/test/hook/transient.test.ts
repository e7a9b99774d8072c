// A transient command outlives its hook. The next hook finds it again, and takes no other command for it.

import type { PeerInterface } from '@charm-layers/relation'
import { expect, test } from 'vitest'
import { blocked, memoryClock, memoryHost, run, type ServiceState, waiting } from '../../../charm-testing/src/index.ts'
import { command, defineCharm, fact } from '../../src/index.ts'
import type { Host } from '../../src/ports.ts'
import { reconcileOn } from './reconcile-on.ts'

const ring: PeerInterface<never, true> = {
  peers: { interface: 'ring', side: 'peers', write: () => ({}), read: () => ({ state: 'ready', data: true }) },
}
const migrating = (database: string) =>
  defineCharm({
    name: 'keeper',
    summary: 'Keeps a schema',
    peers: { ring },
    desired: ({ fact: known }) =>
      known('schema') !== database &&
      command('Migration', ['/bin/migrate'], { transient: 'keeper-schema', records: fact('schema', database) }),
  })
const unit = (of: Partial<ServiceState>) => ({
  services: { 'keeper-schema': { active: false, enabled: false, masked: false, since: 1, substate: 'dead', ...of } },
})
const leader = { leader: true }

test('runs once, and what it has done is recorded', async () => {
  const out = await run(migrating('a'), 'config-changed', leader)
  expect(out.ran.map(({ argv }) => argv)).toEqual([['/bin/migrate']])
  expect(out.relations[0]?.localAppData).toEqual({ 'fact-schema': 'a' })
  expect((await run(migrating('a'), 'update-status', out)).changes).toEqual([])
})

test('ended well for another database, it runs for this one', async () => {
  const before = await run(migrating('a'), 'config-changed', leader)
  const out = await run(migrating('b'), 'config-changed', before)
  expect(out.ran.at(-1)?.argv).toEqual(['/bin/migrate'])
  expect(out.relations[0]?.localAppData).toEqual({ 'fact-schema': 'b' })
})

test('ended well in a hook that was killed, it does not run again', async () => {
  const state = { ...leader, ...unit({ active: true, substate: 'exited', description: 'Migration: a' }) }
  const out = await run(migrating('a'), 'config-changed', state)
  expect(out.ran).toEqual([])
  expect(out.relations[0]?.localAppData).toEqual({ 'fact-schema': 'a' })
})

test('failed in an earlier hook, it runs again', async () => {
  const out = await run(migrating('a'), 'config-changed', { ...leader, ...unit({ substate: 'failed', description: 'Migration: a' }) })
  expect(out.ran).toHaveLength(1)
})

test('still running for another database, it is waited for by trying again', async () => {
  const out = await run(migrating('b'), 'config-changed', { ...leader, ...unit({ substate: 'start', description: 'Migration: a' }) })
  expect(out.status).toEqual(waiting('Migration has to wait: keeper-schema still runs for something else'))
  expect(out.ran).toEqual([])
})

test('one that fails is shown with its last line, and the passwords of URLs are not', async () => {
  const out = await run(migrating('a'), 'config-changed', {
    ...leader,
    commands: ({ argv }) => {
      if (argv[0] === 'journalctl') return { stdout: 'cannot parse mysql://trove:hunter2@db/trove\n' }
      return { code: argv[0] === '/bin/migrate' ? 1 : 0 }
    },
  })
  expect(out.status).toEqual(blocked('Migration failed (gone): cannot parse mysql://trove:***@db/trove'))
})

test('secrets that it could not keep are refused', async () => {
  const charm = defineCharm({
    name: 'keeper',
    summary: 'Keeps nothing',
    desired: () => command('Wrong', ['/bin/true'], { transient: 'wrong', stdin: 'hunter2' }),
  })
  await expect(run(charm, 'install', {})).rejects.toThrow("command('Wrong'): is transient")
})

test('ordered and not yet begun, it is waited for', async () => {
  const clock = memoryClock(0)
  const memory = memoryHost({}, clock)
  let looks = 0
  const host: Host = {
    ...memory,
    services: async (names) => {
      const found = await memory.services(names)
      looks += 1
      // The first look comes before `systemd-run`; at the next two, systemd has not begun yet.
      const isQueued = looks === 2 || looks === 3
      return isQueued ? new Map([...found].map(([name, one]) => [name, { ...one, active: false, substate: 'dead' }])) : found
    },
  }
  const step = command('Migration', ['/bin/migrate'], { transient: 'keeper-schema' })
  const done = await reconcileOn(host, clock, () => [step])
  expect(done.problem).toBeUndefined()
  expect(looks).toBe(4)
})
