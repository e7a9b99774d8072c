// Refusals of Juju and of the machine, and text that Juju cannot store: they must show in the status, and must not put the unit in error.

import { expect, test } from 'vitest'
import { blocked, memoryClock, memoryHost, run, type State } from '../../../charm-testing/src/index.ts'
import { memoryJuju } from '../../../charm-testing/src/memory-juju.ts'
import { greeter, queue } from '../../../charm-testing/test/greeter.ts'
import { command, defineCharm, directory, file, ports, service, status, version, waiting, when } from '../../src/index.ts'
import { parseIdentity, runHook } from '../../src/ports.ts'

const broker = { endpoint: 'queue', interface: 'queue', remoteApp: 'broker', remoteUnits: { 'broker/0': { password: 'hunter2' } } }
const ready = async () => run(greeter, 'queue-relation-changed', await run(greeter, 'install', { leader: true, relations: [broker] }))
const denied = { code: 1, stderr: 'ERROR permission denied\n' }
const charm = (desired: Parameters<typeof defineCharm>[0]['desired']) => defineCharm({ name: 'small', summary: 'Small', desired })

test.each([
  ['2.9 and 3.x, where a relation removed by force answers no read', denied],
  ['an agent that knows it no more', { code: 2, stderr: 'ERROR invalid value "queue:1" for option -r: relation not found\n' }],
])('a relation that is going is no relation: %s', async (_, refusal) => {
  const out = await run(greeter, 'update-status', {
    ...(await ready()),
    juju: (tool, args) => (tool.startsWith('relation-') && args.includes('queue:1') ? refusal : undefined),
  })
  expect(out.status).toEqual(blocked("'queue' missing"))
  expect(out.writes).not.toContain('relation-set')
})

test('a bag that is not ours to see is an empty one', async () => {
  const out = await run(greeter, 'update-status', {
    ...(await ready()),
    juju: (tool, args) => (tool === 'relation-get' && args.includes('broker/0') ? denied : undefined),
  })
  expect(out.status).toEqual(waiting("'queue' incomplete: password"))
})

test('text of a remote side that looks like a secret is no reason to fail', async () => {
  const refuse: State['juju'] = (tool, args) =>
    tool === 'secret-get' && args.some((arg) => arg.startsWith('secret:oops'))
      ? { code: 2, stderr: 'ERROR secret URI "secret:oops" not valid\n' }
      : undefined
  const relations = [{ ...broker, remoteUnits: { 'broker/0': { password: 'secret:oops' } } }]
  const out = await run(greeter, 'config-changed', { ...(await run(greeter, 'install', { leader: true, relations })), juju: refuse })
  expect(out.status.name).toBe('active')
})

test('a bug of the charm, or a Juju that is broken, fails the hook', async () => {
  const broken = run(greeter, 'config-changed', {
    juju: (tool) => (tool === 'config-get' ? { code: 1, stderr: 'ERROR boom\n' } : undefined),
  })
  await expect(broken).rejects.toThrow('boom')
})

test('leadership that is lost on the way makes no secret and writes no bag of the application', async () => {
  const out = await run(greeter, 'leader-elected', {
    leader: true,
    juju: (tool) => (tool === 'is-leader' ? { stdout: 'false\n' } : undefined),
  })
  expect(out.secrets).toEqual({})
  expect(out.relations.find(({ endpoint }) => endpoint === 'ring')?.localAppData).toEqual({})
})

test('a shared secret of Juju 2.9 stays in use when Juju has secrets', async () => {
  const old = await run(greeter, 'leader-elected', { leader: true, jujuVersion: '2.9.52', relations: [broker] })
  const out = await run(greeter, 'upgrade-charm', { ...old, jujuVersion: '3.6.28' })
  const value = old.relations.find(({ endpoint }) => endpoint === 'ring')?.localAppData?.['secret-greeting-key']
  expect(out.files['/etc/greeter.conf']?.content).toContain(`key=${value}`)
  expect(out.secrets).toEqual({})
})

test('one value that Juju cannot store is named, and the others are written', async () => {
  const echo = defineCharm({
    name: 'echo',
    summary: 'Writes what it read',
    requires: {
      queue: {
        requires: { ...queue.requires, write: () => ({ unit: { good: 'yes', bad: 'half \ud83d' } }) },
      },
    },
    desired: ({ relations }) => relations.queue.ask({ username: 'x' }).steps,
  })
  const out = await run(echo, 'config-changed', { relations: [broker] })
  expect(out.relations[0]?.localUnitData).toMatchObject({ good: 'yes' })
  expect(out.status).toEqual(blocked("relation queue:1: the value for 'bad' is not valid Unicode, so Juju cannot store it"))
})

test('of two steps about one key the last one counts', async () => {
  const twice = defineCharm({
    name: 'twice',
    summary: 'Says two things',
    requires: { queue },
    desired: ({ relations }) => [relations.queue.ask({ username: 'a' }).steps, relations.queue.ask({ username: 'b' }).steps],
  })
  const out = await run(twice, 'config-changed', { relations: [{ ...broker, localUnitData: { username: 'b' } }] })
  expect(out.relations[0]?.localUnitData?.username).toBe('b')
  expect(out.writes).not.toContain('relation-set')
})

test('a version that is not known yet is not written again and again', async () => {
  const out = await run(
    charm(() => version('')),
    'update-status',
    {},
  )
  expect(out.writes).not.toContain('application-version-set')
})

test('ports are closed before others are opened, in whatever form they are named', async () => {
  const out = await run(
    charm(() => ports('85', '80/tcp')),
    'config-changed',
    { openPorts: ['80-90/tcp'] },
  )
  expect(out.openPorts).toEqual(['80/tcp', '85/tcp'])
  expect(out.writes.filter((tool) => tool.endsWith('port'))).toEqual(['close-port', 'open-port', 'open-port'])
})

test('a port that another unit of the machine has is shown to the operator', async () => {
  const stderr = 'ERROR cannot open 80/tcp (unit "small/0"): port range conflicts with 80/tcp (unit "web/0")\n'
  const out = await run(
    charm(() => ports('80/tcp')),
    'config-changed',
    { juju: (tool) => (tool === 'open-port' ? { code: 1, stderr } : undefined) },
  )
  expect(out.status).toEqual(blocked('port 80/tcp cannot be opened: port range conflicts with 80/tcp (unit "web/0")'))
})

test('a machine that refuses a file is shown to the operator, and what follows from the relations is published', async () => {
  const host = { ...memoryHost({}, memoryClock(0)) }
  host.writeFile = () => {
    throw Object.assign(new Error("ENOSPC: no space left on device, write '/etc/x'"), { code: 'ENOSPC', syscall: 'write' })
  }
  const full = defineCharm({
    name: 'full',
    summary: 'Writes',
    requires: { queue },
    desired: ({ relations }) => [file('/etc/x', 'x'), relations.queue.ask({ username: 'me' }).steps],
  })
  const { tools, written } = memoryJuju(
    { relations: [broker] },
    { unit: 'full/0', isPeer: () => false, bindings: ['queue'], host, config: {}, params: undefined },
  )
  const identity = parseIdentity({
    JUJU_UNIT_NAME: 'full/0',
    JUJU_MODEL_NAME: 'm',
    JUJU_MODEL_UUID: 'u',
    JUJU_VERSION: '3.6.28',
    JUJU_CHARM_DIR: '/charm',
  })
  await runHook(full, { type: 'config-changed' }, identity, { tools, host, clock: memoryClock(0) })
  expect(written.statuses).toEqual([blocked("Writing /etc/x failed: ENOSPC: no space left on device, write '/etc/x'")])
  expect(written.unitBags.get('queue:1')).toEqual({ username: 'me' })
})

test('text that no file can hold as it is makes no file differ for ever', async () => {
  const half = charm(() => [file('/etc/x', 'half \ud83d'), directory('/var/lib/x')])
  const out = await run(half, 'config-changed', {})
  expect((await run(half, 'config-changed', out)).changes).toEqual([])
})

test('a status is one line without the passwords of URLs, and the same one is set once', async () => {
  const talks = charm(() => status(waiting('cannot reach\nmysql://trove:hunter2@db/trove')))
  const out = await run(talks, 'config-changed', {})
  expect(out.status).toEqual(waiting('cannot reach mysql://trove:***@db/trove'))
  expect((await run(talks, 'update-status', out)).statuses).toEqual([])
})

test('a service whose file has a time to come, because the clock was set back, is not restarted by every hook', async () => {
  const before = await ready()
  const conf = before.files['/etc/greeter.conf']
  if (!conf) throw new Error('no file')
  const files = { '/etc/greeter.conf': { ...conf, modified: (before.now ?? 0) + 3_600_000 } }
  const once = await run(greeter, 'update-status', { ...before, files })
  expect(once.restarted.length).toBeLessThanOrEqual(1)
  expect((await run(greeter, 'update-status', once)).changes).toEqual([])
})

test('a unit that goes stops what it has run, though the relations that made it run have gone before', async () => {
  const alone = await run(greeter, 'queue-relation-broken', await ready())
  const out = await run(greeter, 'stop', alone)
  expect(out.services?.['greeter-worker']).toMatchObject({ active: false, masked: true })
  const removed = await run(greeter, 'remove', { ...out, juju: () => denied })
  expect(removed.changes).toEqual([])
})

test('an action leaves the status as it was, whatever it announced', async () => {
  const busy = defineCharm({
    name: 'busy',
    summary: 'Has an action',
    actions: (action) => ({
      work: action({
        description: 'Works',
        run: () => ({ do: command('Working', ['/bin/work'], { announce: 'Working hard' }), results: { done: true } }),
      }),
    }),
    desired: () => service('busy'),
  })
  const out = await run(busy, { action: 'work' }, { status: { name: 'active', message: 'Unit is ready' } })
  expect(out.statuses.map(({ message }) => message)).toEqual(['Working hard', 'Unit is ready'])
  expect(out.results).toEqual({ done: 'true' })
})

test('an action whose command fails says so, and holds nothing else back', async () => {
  const fails = defineCharm({
    name: 'fails',
    summary: 'Has an action',
    actions: (action) => ({
      work: action({ description: 'Works', run: () => ({ do: command('Working', ['/bin/work']), results: { done: true } }) }),
    }),
    desired: () => [],
  })
  const out = await run(fails, { action: 'work' }, { commands: () => ({ code: 3, stderr: 'first\n  the reason\n' }) })
  expect(out.failed).toBe('Working failed with exit status 3: the reason')
  expect(out.results).toEqual({})
})

test('a plan says what a hook would do and show, and does nothing', async () => {
  const before = await ready()
  const state = { ...before, files: {}, relations: before.relations.map((one) => ({ ...one, localUnitData: {} })) }
  const host = memoryHost(state, memoryClock(0))
  const { tools, written } = memoryJuju(state, {
    unit: 'greeter/0',
    isPeer: (endpoint) => endpoint === 'ring',
    bindings: ['public'],
    host,
    config: {},
    params: undefined,
  })
  const identity = parseIdentity({
    JUJU_UNIT_NAME: 'greeter/0',
    JUJU_MODEL_NAME: 'm',
    JUJU_MODEL_UUID: 'u',
    JUJU_VERSION: '3.6.28',
    JUJU_CHARM_DIR: '/charm',
  })
  const { plan: lines } = await runHook(greeter, { type: 'plan' }, identity, { tools, host, clock: memoryClock(0) })
  expect(lines).toEqual(['write /etc/greeter.conf (0640 root:root)', 'tell ring:900: address', 'tell queue:1: username'])
  expect(written.writes).toEqual([])
  expect(host.files.size).toBe(0)
  const probing = charm(({ probe }) => {
    return when(probe('the disk', ['/bin/disk']), () => when({ state: 'absent', label: 'disk', steps: [] }, () => []))
  })
  const broken = memoryHost({ commands: () => ({ code: 1, stderr: 'no disk' }) }, memoryClock(0))
  expect((await runHook(probing, { type: 'plan' }, identity, { tools, host: broken, clock: memoryClock(0) })).plan).toEqual([
    'show blocked: the disk failed with exit status 1: no disk',
  ])
})
