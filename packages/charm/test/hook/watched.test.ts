// A watched service is started and stopped by something else, such as Pacemaker.

import { expect, test } from 'vitest'
import { active, blocked, run, type ServiceState, type State } from '../../../charm-testing/src/index.ts'
import { type Charm, defineCharm, file, watchedService } from '../../src/index.ts'

const path = '/etc/balancer.cfg'
const charmOf = (text: string): Charm =>
  defineCharm({
    name: 'balancer',
    summary: 'Balances',
    desired: () => [file(path, text, { reloads: 'balancer' }), watchedService('balancer', 8779)],
  })
const running: ServiceState = { active: true, enabled: false, masked: false, since: 2000, substate: 'running' }
const state = (service: Partial<ServiceState> = {}, more: State = {}): State => ({
  services: { balancer: { ...running, ...service } },
  memory: { services: 'balancer' },
  files: { [path]: { content: 'one\n', mode: 0o644, owner: 'root', group: 'root', modified: 1000 } },
  ...more,
})

test('is neither enabled nor started nor unmasked', async () => {
  const out = await run(charmOf('one\n'), 'update-status', state({ active: false, substate: 'dead' }))
  expect(out.changes).toEqual([])
  expect(out.services?.balancer).toMatchObject({ active: false, enabled: false })
  expect(out.status).toEqual(blocked('Services not running that should be: balancer (dead)'))
})

test('is given time, since what starts it may be about to', async () => {
  const before = { ...state({ active: false, substate: 'dead' }), now: 1_000_000 }
  const out = await run(charmOf('one\n'), 'update-status', before)
  expect((out.now ?? 0) - 1_000_000).toBeGreaterThanOrEqual(15_000)
  expect((out.now ?? 0) - 1_000_000).toBeLessThan(20_000)
})

test('runs on without a change', async () => {
  const out = await run(charmOf('one\n'), 'update-status', state())
  expect(out.changes).toEqual([])
  expect(out.status).toEqual(active('Unit is ready'))
})

test('reads a new file while it runs', async () => {
  const out = await run(charmOf('two\n'), 'update-status', state())
  expect(out.changes).toEqual([`write ${path} (0644 root:root)`, 'reload balancer'])
})

test('reads a new file when something else starts it', async () => {
  const out = await run(charmOf('two\n'), 'update-status', state({ active: false, substate: 'dead' }))
  expect(out.changes).toEqual([`write ${path} (0644 root:root)`])
})

test('has to listen on its ports', async () => {
  const out = await run(charmOf('one\n'), 'update-status', state({ since: Date.UTC(2026, 0, 1) }, { silent: ['8779/tcp'] }))
  expect(out.status).toEqual(blocked('Services with ports not open that should be: balancer: [8779]'))
})

test('that has run for long is taken to listen, unless the last hook found something wrong', async () => {
  const old = state({ since: 1000 }, { silent: ['8779/tcp'], now: Date.UTC(2026, 0, 1) })
  expect((await run(charmOf('one\n'), 'update-status', { ...old, status: active('Unit is ready') })).status).toEqual(
    active('Unit is ready'),
  )
  const told = blocked('Services with ports not open that should be: balancer: [8779]')
  expect((await run(charmOf('one\n'), 'update-status', { ...old, status: told })).status).toEqual(told)
})

test('stops when the unit goes', async () => {
  const out = await run(charmOf('one\n'), 'stop', await run(charmOf('one\n'), 'update-status', state()))
  expect(out.services?.balancer).toMatchObject({ active: false, masked: true })
})
