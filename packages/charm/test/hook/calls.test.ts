// What a hook asks Juju: as little as it needs, in at most three rounds.
import { ready, requiresSide } from '@charm-layers/relation'
import { describe, expect, test } from 'vitest'
import { run, type State } from '../../../charm-testing/src/index.ts'
import { defineCharm, file, when } from '../../src/index.ts'

type Charm = Parameters<typeof run>[0]

/** Runs a charm, and gives the calls of a tool, each as one text. */
async function calls(charm: Charm, tool: string, state: State): Promise<readonly string[]> {
  const called: string[] = []
  await run(charm, 'config-changed', { ...state, juju: (name, args) => void (name === tool && called.push(args.join(' '))) })
  return called
}

const side = { databags: 'unit' } as const
const noSide = requiresSide<Record<string, string>, string>(
  'ring',
  () => ready(''),
  () => ({ unit: { up: 'yes' } }),
)
const peers = { ...noSide, side: 'peers' as const, read: () => ready('') }

describe('addresses on bindings', () => {
  const bound = defineCharm({
    name: 'bound',
    summary: 'Has bindings',
    extraBindings: ['public', 'internal'],
    peers: { ring: { peers } },
    desired: ({ address }) => file('/etc/addresses', `${address('public')} ${address('internal')}`),
  })
  const written = async (state: State) => (await run(bound, 'config-changed', state)).files['/etc/addresses']?.content

  test('are asked for once on a machine with one address', async () => {
    expect(await calls(bound, 'network-get', {})).toHaveLength(1)
    expect(await written({})).toBe('10.0.0.10 10.0.0.10')
  })

  test('that the machine gives itself count as none', async () => {
    expect(await calls(bound, 'network-get', { machine: { addresses: ['fe80::1', '10.0.0.10', '169.254.3.4'] } })).toHaveLength(1)
  })

  test('are asked for on a machine with several', async () => {
    const addresses = { public: '203.0.113.5', internal: '10.0.0.10' }
    expect(await calls(bound, 'network-get', { addresses })).toHaveLength(2)
    expect(await written({ addresses })).toBe('203.0.113.5 10.0.0.10')
  })

  test('are asked for where Juju tells another address than that of the machine', async () => {
    const state: State = { machine: { addresses: ['192.168.0.2'] } }
    expect(await calls(bound, 'network-get', state)).toHaveLength(2)
    expect(await written(state)).toBe('10.0.0.10 10.0.0.10')
  })

  test('are asked for where one of them has more than the address of the machine', async () => {
    const state: State = { addresses: { public: ['10.0.0.10', '10.0.0.100'] }, machine: { addresses: ['10.0.0.10'] } }
    expect(await calls(bound, 'network-get', state)).toHaveLength(2)
  })
})

describe('application databags', () => {
  const asking = (of: typeof side | undefined, app?: Record<string, string>) => {
    const write = () => ({ unit: { up: 'yes' }, ...(app && { app }) })
    const requires = requiresSide<Record<never, never>, string>('ring', () => ready(''), write, of)
    return defineCharm({
      name: 'asking',
      summary: 'Asks',
      requires: { ring: { requires, provides: { ...noSide, side: 'provides' as const, read: () => ready('') } } },
      desired: ({ relations }) => when(relations.ring.ask({}), () => []),
    })
  }
  const state: State = { leader: true, relations: [{ endpoint: 'ring', interface: 'ring', remoteApp: 'r', remoteUnits: { 'r/0': {} } }] }

  test('are read where an interface may use them', async () => {
    expect((await calls(asking(undefined), 'relation-get', state)).filter((call) => call.includes('--app'))).toHaveLength(2)
  })

  test('are left alone where an interface uses those of units alone', async () => {
    expect((await calls(asking(side), 'relation-get', state)).filter((call) => call.includes('--app'))).toEqual([])
  })

  test('cannot be written by an interface that says it uses none', async () => {
    await expect(run(asking(side, { up: 'yes' }), 'config-changed', state)).rejects.toThrow(/'ring' writes an application databag/)
  })
})

describe('the standing of the unit', () => {
  const charm = defineCharm({ name: 'standing', summary: 'Stands', peers: { ring: { peers } }, desired: () => [] })
  const others = (leader: boolean): State => ({
    leader,
    relations: [{ endpoint: 'ring', interface: 'ring', remoteApp: 'standing', remoteUnits: { 'standing/1': {} } }],
    status: { name: 'active', message: 'Unit is ready' },
  })

  test('is known to a leader from one call, and that it has no peers', async () => {
    expect(await calls(charm, 'status-get', { leader: true })).toHaveLength(1)
    expect(await calls(charm, 'is-leader', { leader: true })).toEqual([])
    expect(await calls(charm, 'relation-list', { leader: true })).toEqual([])
  })

  test('with peers is read from their relation', async () => {
    expect(await calls(charm, 'relation-list', others(true))).toHaveLength(1)
  })

  test.each([true, false])('keeps its status when leader is %s', async (leader) => {
    expect((await run(charm, 'update-status', others(leader))).changes).toEqual([])
    const shown = await run(charm, 'update-status', { ...others(leader), status: { name: 'blocked', message: 'no' } })
    expect(shown.statuses).toEqual([{ name: 'active', message: 'Unit is ready' }])
  })

  test('is asked for apart where Juju does not tell it among those of the application', async () => {
    const stdout = '{"application-status":{"status":"active","units":{}}}'
    const juju: State['juju'] = (tool, args) => (tool === 'status-get' && args.includes('--application') ? { stdout } : undefined)
    expect((await run(charm, 'update-status', { ...others(true), juju })).statuses).toEqual([])
  })

  test('that Juju refuses to tell fails the hook', async () => {
    const juju: State['juju'] = (tool) => (tool === 'status-get' ? { code: 1, stderr: 'ERROR boom\n' } : undefined)
    await expect(run(charm, 'update-status', { ...others(true), juju })).rejects.toThrow('boom')
  })
})

describe('shared secrets', () => {
  const sharing = (...names: readonly string[]) =>
    defineCharm({
      name: 'sharing',
      summary: 'Shares',
      peers: { ring: { peers } },
      desired: ({ sharedSecret }) => names.map((name) => when(sharedSecret(name), (value) => file(`/etc/${name}`, value))),
    })
  const [two, alike] = [sharing('rpc_key', 'Token'), sharing('a.b', 'a_b')]

  test('that are made together are one secret of Juju, which is read once', async () => {
    const first = await run(two, 'install', { leader: true })
    expect(Object.values(first.secrets ?? {}).map((content) => Object.keys(content))).toEqual([['value-rpc-key', 'value-token']])
    expect(await calls(two, 'secret-get', first)).toHaveLength(1)
    const { files } = await run(two, 'update-status', first)
    expect(files['/etc/rpc_key']?.content).toMatch(/^[0-9a-f]{64}$/)
    expect(files['/etc/rpc_key']?.content).not.toBe(files['/etc/Token']?.content)
  })

  test('whose names Juju would not tell apart are two', async () => {
    const first = await run(alike, 'install', { leader: true })
    expect(Object.keys(first.secrets ?? {})).toHaveLength(2)
    const { files } = await run(alike, 'update-status', first)
    expect(files['/etc/a.b']?.content).not.toBe(files['/etc/a_b']?.content)
  })

  test('that are too large for one secret are several', async () => {
    const large = defineCharm({
      name: 'large',
      summary: 'Shares much',
      peers: { ring: { peers } },
      desired: ({ sharedSecret }) => [1, 2, 3, 4].map((at) => sharedSecret(`key-${at}`, 4096).steps),
    })
    expect(Object.keys((await run(large, 'install', { leader: true })).secrets ?? {})).toHaveLength(2)
  })

  test('that were made one by one are still read', async () => {
    const id = 'secret:9m4e2mr0ui3e8a215n4g'
    const relations = [{ endpoint: 'ring', interface: 'ring', remoteApp: 'sharing', localAppData: { 'secret-rpc_key': id } }]
    const { files } = await run(sharing('rpc_key'), 'config-changed', { leader: true, relations, secrets: { [id]: { value: 'old' } } })
    expect(files['/etc/rpc_key']?.content).toBe('old')
  })
})
