// What a charm may ask Juju beyond the snapshot: resources, planned units, the cloud.

import { type PeerInterface, peersSide, ready } from '@charm-layers/relation'
import { describe, expect, test } from 'vitest'
import { run, type State } from '../../../charm-testing/src/index.ts'
import { command, defineCharm, fact, file, when } from '../../src/index.ts'

const charm = defineCharm({
  name: 'keeper',
  summary: 'Asks',
  resources: { image: { filename: 'image.tar.gz' } },
  desired: ({ resource }) => when(resource('image'), (path) => file('/etc/image', path)),
})

/** Runs a charm, and gives the names of the hook tools that it has called. */
async function calls(of: typeof charm, state: State = {}): Promise<readonly string[]> {
  const called: string[] = []
  await run(of, 'config-changed', { ...state, juju: (tool) => void called.push(tool) })
  return called
}

describe('a resource', () => {
  test('has its path in the hook that asks for it', async () => {
    const out = await run(charm, 'install', { resources: ['image'] })
    expect(out.files['/etc/image']?.content).toBe('/var/lib/juju/agents/unit-keeper-0/resources/image.tar.gz')
    expect(out.status.name).toBe('active')
    expect((await run(charm, 'update-status', out)).changes).toEqual([])
  })

  test('that nobody has attached is missing', async () => {
    expect((await run(charm, 'install')).status).toEqual({ name: 'blocked', message: "'image' missing" })
  })

  test('that Juju cannot fetch is a status with the reason', async () => {
    const juju = (tool: string) =>
      tool === 'resource-get' ? { code: 1, stderr: 'ERROR could not download resource: connection refused\n' } : undefined
    const { status } = await run(charm, 'install', { resources: ['image'], juju })
    expect(status).toEqual({ name: 'blocked', message: "'image' invalid: answer: could not download resource: connection refused" })
  })

  test('is asked for once in a hook, and not at all by a charm that does not read it', async () => {
    expect((await calls(charm, { resources: ['image'] })).filter((tool) => tool === 'resource-get')).toHaveLength(1)
    const silent = defineCharm({ name: 'keeper', summary: 'Asks not', resources: { image: { filename: 'x' } }, desired: () => [] })
    expect(await calls(silent, { resources: ['image'] })).not.toContain('resource-get')
  })
})

describe('the planned units', () => {
  const counting = defineCharm({
    name: 'counter',
    summary: 'Counts',
    desired: ({ plannedUnits }) => when(plannedUnits(), (count) => file('/etc/count', String(count))),
  })

  test('are counted', async () => {
    expect((await run(counting, 'install', { plannedUnits: 3 })).files['/etc/count']?.content).toBe('3')
  })

  test('are those that stay', async () => {
    const stdout = '{"units":{"counter/0":{"status":"active"},"counter/1":{"status":"dying"}},"relations":{}}'
    const out = await run(counting, 'install', { juju: (tool) => (tool === 'goal-state' ? { code: 0, stdout } : undefined) })
    expect(out.files['/etc/count']?.content).toBe('1')
  })

  test('of an answer of another form are not known', async () => {
    for (const stdout of ['[]', '{"units":7}', 'null']) {
      const out = await run(counting, 'install', { juju: (tool) => (tool === 'goal-state' ? { code: 0, stdout } : undefined) })
      expect(out.status.name).toBe('waiting')
    }
  })
})

describe('the cloud', () => {
  const trusting = defineCharm({
    name: 'trusted',
    summary: 'Uses the cloud',
    desired: ({ cloudCredential }) =>
      when(cloudCredential(), ({ type, identityEndpoint, attributes, authType }) => [
        file('/etc/cloud', `${type} ${identityEndpoint} ${authType}`),
        attributes.password && file('/etc/password', attributes.password, { mode: 0o600 }),
      ]),
  })

  test('is told with its credential, whose parts are secrets', async () => {
    const cloud = {
      type: 'openstack',
      name: 'test',
      'identity-endpoint': 'https://keystone',
      credential: { 'auth-type': 'userpass', attrs: { password: 'hunter2' } },
    }
    const out = await run(trusting, 'install', { cloud })
    expect(out.files['/etc/cloud']?.content).toBe('openstack https://keystone userpass')
    expect(out.files['/etc/password']?.content).toBe('hunter2')
  })

  test('that no operator trusts the charm with is a status that says what to do', async () => {
    const message = "'cloud credential' invalid: access: is not granted, run juju trust"
    expect((await run(trusting, 'install')).status).toEqual({ name: 'blocked', message })
  })
})

const ring: PeerInterface<unknown, unknown> = {
  peers: peersSide(
    'ring',
    () => ready({}),
    () => ({}),
  ),
}

describe('leadership', () => {
  const migrates = defineCharm({
    name: 'keeper',
    summary: 'Migrates',
    peers: { cluster: ring },
    desired: ({ leader }) => leader && command('Migration', ['/bin/migrate'], { records: fact('done', 'yes') }),
  })

  test('is asked for again before a command whose end only the leader records', async () => {
    const lost = (tool: string) => (tool === 'is-leader' ? { stdout: 'false' } : undefined)
    const out = await run(migrates, 'update-status', { leader: true, juju: lost })
    expect([out.ran, out.status]).toEqual([[], { name: 'waiting', message: 'Migration is left to the unit that leads now' }])
  })
})
