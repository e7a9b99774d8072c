import { mkdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openStream } from '../../src/controller/api/client.ts'
import { frame, readFrames } from '../../src/controller/api/frames.ts'
import { shownWorkloadStatus } from '../../src/model/status.ts'
import { clientCharm, packCharm, serverCharm } from './charms.ts'
import { charms, juju } from './each-test.ts'
import { rests } from './harness.ts'

const LIMIT = 90_000

test('deploys two charms, relates them, and passes a changed option on', { timeout: LIMIT }, async () => {
  expect(await juju.deploy(serverCharm(charms), 'server')).toEqual(['server/0'])
  await juju.deploy(clientCharm(charms), 'client')
  expect(await juju.ask('integrate', { sides: ['client', 'server'] })).toEqual({ id: 1, endpoints: ['client:service', 'server:service'] })
  const model = await juju.until('client heard', (now) => rests(now, 'client/0', 'active', 'heard hello'))
  expect(model.units['server/0']?.workloadVersion).toBe('1.2')
  expect(model.applications.server?.leader).toBe('server/0')
  await juju.ask('config', { application: 'server', set: { greeting: 'bonjour' }, setYaml: {}, reset: [] })
  await juju.until('client heard it', (now) => rests(now, 'client/0', 'active', 'heard bonjour'))
  const hooks = juju.trace().filter(({ unit }) => unit === 'server/0')
  const runs = hooks.map(({ run }) => run)
  expect(runs[0]).toBe('install')
  // The relation to the client may have come while install ran; which of the two is told first is nobody's promise.
  expect(runs.slice(1, 3)).toContain('cluster-relation-created')
  expect(runs.indexOf('cluster-relation-created')).toBeLessThan(runs.indexOf('leader-elected'))
  expect(hooks.at(-1)).toMatchObject({ kind: 'hook', exit: 0, outcome: 'committed' })
  expect(hooks.at(-1)?.tools).toMatchObject({ 'relation-set': 1 })
  // A hook that wrote what was there already has changed no databag.
  await juju.ask('exec', execOn('server/0', 'relation-set -r 1 greeting=bonjour'))
  const ran = await juju.until('exec ran', (now) => Object.values(now.tasks).every(({ completed }) => completed !== null))
  expect(Object.values(ran.tasks)[0]?.status).toBe('completed')
  expect(juju.trace().at(-1)).toMatchObject({ run: 'juju-exec', kind: 'exec', committed: [] })
})

test('runs actions and commands, each with its results', { timeout: LIMIT }, async () => {
  await juju.deploy(serverCharm(charms), 'server')
  await juju.until('server rests', (now) => rests(now, 'server/0', 'active'))
  const run = async (parameters: Record<string, string | number>): ReturnType<typeof finished> =>
    finished(await juju.ask('run', { receivers: ['server/leader'], action: 'echo', parameters }))
  const finished = async (scheduled: { tasks: { id: string }[]; fail: string; operation: string }) => {
    const id = scheduled.tasks[0]?.id ?? ''
    const model = await juju.until('task ended', (now) => now.tasks[id] === undefined || now.tasks[id].completed !== null)
    return { ...scheduled, task: model.tasks[id] }
  }
  expect(await run({ text: 'hi' })).toMatchObject({
    operation: '0',
    tasks: [{ id: '1', receiver: 'server/0' }],
    task: { status: 'completed', results: { said: 'hi', 'return-code': 0, stdout: 'out of actions/echo\nprinted\n' } },
  })
  expect((await run({})).task?.results).toMatchObject({ said: 'nothing' })
  expect((await run({ text: 'fail' })).task).toMatchObject({ status: 'failed', message: 'exit status 3', results: { 'return-code': 3 } })
  expect(await run({ times: 'abc' })).toMatchObject({
    tasks: [],
    fail: 'validation failed: (root).times : must be of type integer, given "abc"',
  })
  expect((await finished(await juju.ask('exec', execOn('server/0', 'echo "$JUJU_UNIT_NAME:$HOME"; exit 5')))).task).toMatchObject({
    name: 'juju-exec',
    status: 'completed',
    results: { 'return-code': 5, stdout: 'server/0:\n' },
  })
  expect((await juju.ask('run', { receivers: ['server/7'], action: 'echo', parameters: {} })).fail).toBe('unit "server/7" not found')
  expect((await juju.ask('run', { receivers: ['server/0'], action: 'nosuch', parameters: {} })).fail).toBe(
    'action "nosuch" not defined on unit "server/0"',
  )
})

test('a failed hook puts the unit in error, drops nothing that took effect at once, and is retried or skipped', {
  timeout: LIMIT,
}, async () => {
  await juju.deploy(serverCharm(charms), 'server')
  await juju.until('server rests', (now) => rests(now, 'server/0', 'active'))
  await juju.ask('model-config', { set: { 'automatically-retry-hooks': 'false' }, reset: [] })
  const broken = join(juju.unitDirectory('server/0', '0'), 'break-config-changed')
  writeFileSync(broken, '')
  await juju.ask('config', { application: 'server', set: { greeting: 'x' }, setYaml: {}, reset: [] })
  const failed = await juju.until('error', (now) => now.units['server/0']?.error !== null)
  const unit = failed.units['server/0']
  expect(unit === undefined ? undefined : shownWorkloadStatus(failed, unit)).toMatchObject({
    status: 'error',
    message: 'hook failed: "config-changed"',
    data: { hook: 'config-changed' },
  })
  expect(unit?.workloadStatus).toMatchObject({ status: 'blocked', message: 'broken' })
  expect(juju.log()).toContain('"level":"WARNING","module":"unit.server/0.config-changed","message":"it broke"')
  rmSync(broken)
  await juju.ask('resolved', { unit: 'server/0', retry: true })
  await juju.until('server rests', (now) => rests(now, 'server/0', 'active', 'x') && now.units['server/0']?.error === null)
  await expect(juju.ask('resolved', { unit: 'server/0', retry: true })).rejects.toThrow('unit "server/0" is not in an error state')
})

test('the log keeps what logging-config asks for, and never what juju exec printed', { timeout: LIMIT }, async () => {
  await juju.deploy(serverCharm(charms), 'server')
  await juju.until('server rests', (now) => rests(now, 'server/0', 'active'))
  expect(juju.log()).not.toContain('out of hooks/install')
  await juju.ask('model-config', { set: { 'logging-config': '<root>=INFO;unit=DEBUG' }, reset: [] })
  await juju.ask('config', { application: 'server', set: { greeting: 'x' }, setYaml: {}, reset: [] })
  await juju.until('server rests', (now) => rests(now, 'server/0', 'active', 'x'))
  expect(juju.log()).toContain('out of hooks/config-changed')
  await juju.ask('exec', execOn('server/0', 'echo printed-out; echo printed-err >&2; juju-log said'))
  const ran = await juju.until('exec ran', (now) => Object.values(now.tasks).every(({ completed }) => completed !== null))
  expect(Object.values(ran.tasks).at(-1)?.results).toMatchObject({ stdout: 'printed-out\n', stderr: 'printed-err\n' })
  expect(juju.log()).toContain('"message":"said"')
  expect(juju.log()).not.toContain('printed-')
})

test('a controller that is killed comes back with everything; the hook that ran is run again', { timeout: LIMIT }, async () => {
  await juju.deploy(serverCharm(charms), 'server')
  await juju.deploy(clientCharm(charms), 'client')
  await juju.ask('integrate', { sides: ['client', 'server'] })
  await juju.until('client heard', (now) => rests(now, 'client/0', 'active', 'heard hello'))
  const slow = join(juju.unitDirectory('server/0', '0'), 'slow-config-changed')
  writeFileSync(slow, '')
  await juju.ask('config', { application: 'server', set: { greeting: 'after', count: '3' }, setYaml: {}, reset: [] })
  await juju.until('hook runs', (now) => now.units['server/0']?.agentStatus.message === 'running config-changed hook')
  const before = await juju.until('any', () => true)
  await juju.crash()
  rmSync(slow)
  await juju.start()
  const back = await juju.until('error is shown', (now) => now.units['server/0']?.error !== null)
  expect(back.units['server/0']?.error?.message).toBe('hook failed: "config-changed"')
  expect(back.relations).toEqual(before.relations)
  expect(back.applications).toEqual(before.applications)
  expect(back.machines['0']?.addresses).toEqual(before.machines['0']?.addresses)
  await juju.until('client heard it', (now) => rests(now, 'client/0', 'active', 'heard after'))
  expect(juju.trace().filter(({ unit, run }) => unit === 'server/0' && run === 'install')).toHaveLength(1)
})

test('a refreshed charm replaces the files of the old one and runs upgrade-charm', { timeout: LIMIT }, async () => {
  const old = packCharm(charms, 'up', {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml': 'name: up\nsummary: s\ndescription: d\n',
    'lib/old': 'old',
    dispatch: '#!/bin/sh\necho kept > made; status-set active "$JUJU_HOOK_NAME"\n',
  })
  await juju.deploy(old, 'up')
  await juju.until('rests', (now) => rests(now, 'up/0', 'active', 'start'))
  mkdirSync(join(charms, 'second'))
  const next = packCharm(join(charms, 'second'), 'up', {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml': 'name: up\nsummary: s\ndescription: d\npeers:\n  ring: {interface: ring}\n',
    dispatch: '#!/bin/sh\n[ -e lib/old ] && exit 1\nstatus-set active "new, $(cat made)"\n',
  })
  expect(
    await juju.ask('refresh', {
      application: 'up',
      path: next,
      shown: next,
      forceUnits: false,
      config: {},
      configYaml: {},
      trust: null,
      resources: {},
    }),
  ).toMatchObject({
    name: 'up',
    revision: 1,
    addedEndpoints: ['ring'],
  })
  await juju.until('rests', (now) => rests(now, 'up/0', 'active', 'new, kept') && now.units['up/0']?.agent.relations['0']?.created === true)
  const ran = juju.trace().map(({ run }) => run)
  expect(ran.slice(ran.indexOf('upgrade-charm'))).toEqual(['upgrade-charm', 'config-changed', 'ring-relation-created'])
  expect(statSync(join(juju.unitDirectory('up/0', '0'), 'charm', 'dispatch')).mode & 0o777).toBe(0o755)
})

test('bad input gets a text and changes nothing', { timeout: LIMIT }, async () => {
  await juju.deploy(serverCharm(charms), 'server', 0)
  await juju.deploy(clientCharm(charms), 'client', 0)
  const before = await juju.until('any', () => true)
  const config = (set: Record<string, string>): Promise<unknown> =>
    juju.ask('config', { application: 'server', set, setYaml: {}, reset: [] })
  await expect(config({ greeting: 'x', count: 'abc' })).rejects.toThrow('option "count" expected int, got "abc"')
  await expect(config({ nosuch: 'x' })).rejects.toThrow('parsing settings for application: unknown option "nosuch"')
  await expect(juju.ask('integrate', { sides: ['client', 'nosuch'] })).rejects.toThrow('application "nosuch" not found (not found)')
  await expect(juju.ask('integrate', { sides: ['client:nosuch', 'server'] })).rejects.toThrow(
    'application "client" has no "nosuch" relation',
  )
  await expect(juju.ask('remove-relation', { relation: { id: 99 }, force: false })).rejects.toThrow('relation 99 not found (not found)')
  await expect(juju.ask('add-unit', { application: 'nosuch', numUnits: 1, to: [], attachStorage: [] })).rejects.toThrow(
    'application "nosuch" not found (not found)',
  )
  await expect(juju.ask('add-unit', { application: 'server', numUnits: 2, to: ['99'], attachStorage: [] })).rejects.toThrow(
    'machine 99 not found',
  )
  await expect(juju.deploy(serverCharm(charms), 'server')).rejects.toThrow(
    'cannot add application "server": application already exists: \n',
  )
  await juju.ask('integrate', { sides: ['client', 'server'] })
  await expect(juju.ask('integrate', { sides: ['client', 'server'] })).rejects.toThrow(
    'relation client:service server:service (already exists)',
  )
  const after = await juju.until('any', () => true)
  expect({ ...after, relations: before.relations, counters: before.counters, charms: before.charms }).toEqual(before)
})

test('connects a command on a machine with the client, input and exit status included', { timeout: LIMIT }, async () => {
  await juju.deploy(serverCharm(charms), 'server')
  await juju.until('server rests', (now) => rests(now, 'server/0', 'active'))
  const socket = await openStream(juju.directory, {
    model: 'demo',
    target: 'server/leader',
    argv: ['sh', '-c', 'cat; exit 7'],
    user: 'root',
  })
  const seen: string[] = []
  const over = new Promise((resolve) => socket.once('close', resolve))
  readFrames(socket, Buffer.alloc(0), (channel, data) => seen.push(`${channel}:${data.toString()}`))
  socket.write(frame(0, Buffer.from('typed')))
  socket.write(frame(0, Buffer.alloc(0)))
  await over
  expect(seen).toEqual(['1:typed', '3:7'])
})

test('a removed unit runs its hooks, a destroyed model leaves nothing', { timeout: LIMIT }, async () => {
  await juju.deploy(serverCharm(charms), 'server', 2)
  await juju.until('both rest', (now) => rests(now, 'server/0', 'active') && rests(now, 'server/1', 'active'))
  await juju.ask('remove-unit', { unit: 'server/0', force: false })
  const left = await juju.until('one is left', (now) => now.units['server/0'] === undefined)
  expect(left.applications.server?.leader).toBe('server/1')
  expect(
    juju
      .trace()
      .filter(({ unit }) => unit === 'server/0')
      .map(({ run }) => run)
      .slice(-2),
  ).toEqual(['stop', 'remove'])
  await juju.ask('destroy-model', { force: false })
  const { call } = await import('../../src/controller/api/client.ts')
  for (;;) {
    const models = await call(juju.directory, 'models', {})
    if (models.length === 0) break
    await new Promise((resolve) => setTimeout(resolve, 50))
  }
})

function execOn(unit: string, command: string) {
  return { command, units: [unit], applications: [], machines: [], all: false, parallel: true, executionGroup: '' }
}
