// A kept service goes on with its present files while they cannot be written anew.

import { expect, test } from 'vitest'
import { run, type ServiceState, type State } from '../../../charm-testing/src/index.ts'
import { type Charm, defineCharm, keptService, packages } from '../../src/index.ts'

const path = '/etc/worker.conf'
const charm: Charm = defineCharm({ name: 'worker', summary: 'Works', desired: () => [packages('worker'), keptService('worker', [path])] })

const file = { content: 'workers=2\n', mode: 0o640, owner: 'root', group: 'root', modified: 1000 }
const stopped: ServiceState = { active: false, enabled: true, masked: false, since: 2000, substate: 'dead' }
const state = (service: Partial<ServiceState>, files: State['files'] = { [path]: file }): State => ({
  packages: { worker: '1.0-1' },
  services: { worker: { ...stopped, ...service } },
  memory: { services: 'worker' },
  files,
})

test('is started again when it has stopped', async () => {
  const out = await run(charm, 'update-status', state({}))
  expect(out.started).toEqual(['worker'])
  expect((await run(charm, 'update-status', out)).changes).toEqual([])
})

test('is started again when nobody knows any more when it last was', async () => {
  expect((await run(charm, 'update-status', state({ since: 0 }))).started).toEqual(['worker'])
})

test('is enabled again', async () => {
  const out = await run(charm, 'update-status', state({ enabled: false }))
  expect(out.services?.worker).toMatchObject({ active: true, enabled: true })
})

test.each([
  ['it is masked, so that it has never been configured, or is held', state({ masked: true, enabled: false })],
  ['its file is gone', state({}, {})],
  ['its file is empty', state({ since: 0 }, { [path]: { ...file, content: '\n' } })],
  ['its file was changed since it last started', state({}, { [path]: { ...file, modified: 3000 } })],
])('is left alone when %s', async (_, before) => {
  const out = await run(charm, 'update-status', before)
  expect(out.changes).toEqual([])
  expect(out.services).toEqual(before.services)
})

test('is not restarted while it runs, whatever has become of its file', async () => {
  const running = { active: true, substate: 'running' }
  const out = await run(charm, 'update-status', state(running, { [path]: { ...file, modified: 3000 } }))
  expect(out.changes).toEqual([])
})

test('that is not there is no trouble', async () => {
  const none = defineCharm({ name: 'worker', summary: 'Works', desired: () => keptService('worker', [path]) })
  expect((await run(none, 'update-status', { memory: { services: 'worker' }, files: { [path]: file } })).changes).toEqual([])
})

test('stops when the unit goes', async () => {
  const out = await run(charm, 'stop', await run(charm, 'update-status', state({})))
  expect(out.services?.worker).toMatchObject({ active: false, masked: true })
})
