// A leader's machine loses its power: the lease runs out, another unit leads, and the machine is removed by force.
import { expect, test } from 'vitest'
import { shownAgentStatus, shownWorkloadStatus } from '../../src/model/status.ts'
import type { Model } from '../../src/model/state.ts'
import type { Frozen } from '../../src/model/values.ts'
import { serverCharm } from './charms.ts'
import { charms, juju } from './each-test.ts'
import { rests } from './harness.ts'

/** A lease takes its time. */
const LIMIT = 180_000

const leader = (model: Frozen<Model>): string | null => model.applications.server?.leader ?? null
const departed = (): readonly string[] => juju.trace().flatMap(({ unit, run }) => (run === 'cluster-relation-departed' ? [unit] : []))

test('a lost leader is followed by another within a minute, comes back without the lease, and may be removed by force', {
  timeout: LIMIT,
}, async () => {
  await juju.deploy(serverCharm(charms), 'server', 3)
  await juju.until('all rest', (now) => [0, 1, 2].every((number) => rests(now, `server/${number}`, 'active')))
  await juju.ask('set-power', { machine: '0', power: 'off' })
  const lost = await juju.until('the machine is down', (now) => now.machines['0']?.status.status === 'down')
  const unit = lost.units['server/0']
  if (unit === undefined) throw new Error('server/0 is gone')
  expect([leader(lost), shownAgentStatus(lost, unit).status]).toEqual(['server/0', 'lost'])
  expect(shownWorkloadStatus(lost, unit)).toMatchObject({ status: 'unknown', message: "agent lost, see 'juju show-status-log server/0'" })

  const followed = await juju.until('another leads', (now) => leader(now) === 'server/1', LIMIT)
  const seconds = (Date.now() - Date.parse(lost.machines['0']?.status.since ?? '')) / 1_000
  expect(seconds).toBeGreaterThan(45)
  expect(seconds).toBeLessThan(60)
  await expect.poll(() => juju.trace().filter(({ unit: each, run }) => each === 'server/1' && run === 'leader-elected').length).toBe(1)
  expect(Object.keys(followed.units['server/1']?.agent.relations[0]?.members ?? {})).toEqual(['server/0', 'server/2'])
  expect(departed()).toEqual([])

  await juju.ask('set-power', { machine: '0', power: 'on' })
  await juju.until(
    'the old leader has resigned',
    (now) => rests(now, 'server/0', 'active') && now.units['server/0']?.agent.leader === false,
  )

  await juju.ask('set-power', { machine: '1', power: 'off' })
  await juju.ask('remove-unit', { unit: 'server/1', force: false })
  await expect(juju.ask('remove-machine', { machine: '1', force: false })).rejects.toThrow('machine 1 has unit "server/1" assigned')
  await juju.ask('remove-machine', { machine: '1', force: true })
  await juju.until('it is gone with its unit', (now) => now.machines['1'] === undefined && now.units['server/1'] === undefined)
  await juju.until('the next leads at once', (now) => leader(now) === 'server/0', 5_000)
  await expect.poll(() => departed().toSorted(), { timeout: 20_000 }).toEqual(['server/0', 'server/2'])
  expect(juju.trace().filter(({ unit: each, run }) => each === 'server/1' && /stop|remove|departed/.test(run))).toEqual([])
})
