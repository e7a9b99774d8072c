// What is removed by force while it runs, hangs, or is on a machine that is lost.
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { clientCharm, serverCharm } from './charms.ts'
import { charms, juju } from './each-test.ts'
import { rests } from './harness.ts'

const LIMIT = 60_000

test('a unit that hangs in a hook goes at once by force, and no longer holds up the others of its machine', {
  timeout: LIMIT,
}, async () => {
  await juju.deploy(serverCharm(charms), 'server', 2)
  await juju.until('both rest', (now) => ['server/0', 'server/1'].every((unit) => rests(now, unit, 'active')))
  await juju.deploy(clientCharm(charms), 'client', 1, { to: ['0'] })
  await juju.until('the neighbour rests', (now) => rests(now, 'client/0', 'waiting'))
  const directory = juju.unitDirectory('server/0', '0')
  writeFileSync(join(directory, 'slow-config-changed'), '')
  await juju.ask('config', { application: 'server', set: { greeting: 'hi' }, setYaml: {}, reset: [] })
  await juju.until('it hangs', (now) => now.units['server/0']?.agentStatus.message === 'running config-changed hook')
  await juju.ask('integrate', { sides: ['client', 'server'] })
  await juju.ask('remove-unit', { unit: 'server/0', force: true })
  await juju.until('the neighbour is served by the one that is left', (now) => rests(now, 'client/0', 'active', 'heard hi'), 30_000)
  expect(juju.trace().filter(({ unit, run }) => unit === 'server/0' && run === 'stop')).toEqual([])
  const told = (): readonly string[] => juju.trace().flatMap(({ unit, run }) => (run === 'cluster-relation-departed' ? [unit] : []))
  await expect.poll(told, { timeout: 30_000 }).toEqual(['server/1'])
  await expect.poll(() => existsSync(directory)).toBe(false)
  expect(juju.log()).not.toContain('CRITICAL')
})
