import type { Text } from '@charm-layers/charm'
import type { Command } from '@charm-layers/charm/ports'
import { active, blocked, type Relation, type Result, run, type State, waiting } from '@charm-layers/charm-testing'
import { type HaclusterRequest, haproxyResources, vipResources } from '@charm-layers/interface-hacluster'
import { relationForProvider } from '@charm-layers/interface-hacluster/testing'
import { describe, expect, test } from 'vitest'
import hacluster from '../src/charm.ts'

const text = (of: Text = ''): string => (typeof of === 'string' ? of : of.reveal())
const vip = 'res_trove_687205e_vip'
const trove = (request?: HaclusterRequest) => relationForProvider('ha', request ? { request } : {})

type Peer = [unit: string, bag: Record<string, string>]
const peer = (number: number, more: Record<string, string> = {}): Peer => [
  `hacluster/${number}`,
  { hostname: `juju-${number}`, 'private-address': `10.0.0.${number}`, ready: 'True', ...more },
]
const hanode = (peers: readonly Peer[], more: Partial<Relation> = {}): Relation => ({
  endpoint: 'hanode',
  interface: 'hacluster',
  remoteApp: 'hacluster',
  remoteUnits: Object.fromEntries(peers),
  ...more,
})

/** A machine with the packages, on which corosync and pacemaker work as soon as they are started, with so many nodes. */
function machine(count: number, found: Record<string, unknown> = {}): State & { readonly told: string[] } {
  const told: string[] = []
  const ids = new Set(Array.isArray(found.ids) ? found.ids.map(String) : [])
  const all = { listed: Array.from({ length: count }, (_, at) => 1000 + at), pacemaker: true, quorate: true, quorum: true, votes: count }
  const packages = { corosync: '3.1.7-1', crmsh: '4.4.1-1', pacemaker: '2.1.5-1', 'resource-agents': '1:4.12.0-2' }
  return {
    told,
    packages,
    commands: ({ argv, stdin }: Command) => {
      if (argv[0] === 'crm') {
        told.push(text(stdin) || argv.join(' '))
        if (argv.includes('delete')) ids.delete(argv.at(-1) ?? '')
        for (const [, name] of text(stdin).matchAll(/^(?:primitive|group|clone) (\S+)/gm)) ids.add(name ?? '')
        return {}
      }
      if (!argv.some((word) => word.endsWith('look.py'))) return {}
      const now = { ...(argv[2] === '0' ? {} : all), ids: [...ids], running: [...ids], ...found }
      return { stdout: JSON.stringify({ ...now, ids: [...ids] }) }
    },
  }
}

/** The same machine a while later, with corosync and pacemaker still running. */
const running = (count: number, found: Record<string, unknown> = {}) =>
  machine(count, {
    listed: Array.from({ length: count }, (_, at) => 1000 + at),
    pacemaker: true,
    quorate: true,
    quorum: true,
    votes: count,
    ...found,
  })

const bagOf = (out: Result, endpoint: string) => out.relations.find((one) => one.endpoint === endpoint)?.localUnitData ?? {}
const recorded = (out: Result): unknown =>
  JSON.parse(out.relations.find(({ endpoint }) => endpoint === 'hanode')?.localAppData?.['fact-nodes'] ?? '[]')
const idsIn = (file: string | undefined): number[] => [...(file ?? '').matchAll(/nodeid: (\d+)/g)].map(([, id]) => Number(id))
const conf = (out: Result): string | undefined => out.files['/etc/corosync/corosync.conf']?.content

/** The hook in which the leader makes the key and the list. */
async function decided(count: number, more: State = {}): Promise<Result> {
  const peers = Array.from({ length: count - 1 }, (_, at) => peer(at + 1))
  return run(hacluster, 'hanode-relation-changed', { leader: true, ...machine(count), relations: [hanode(peers), trove()], ...more })
}

/** The leader with its cluster, after the others have started. */
async function formed(count: number, more: State = {}): Promise<Result> {
  const first = await decided(count, more)
  const nodes = Array.from({ length: count }, (_, at) => 1000 + at).join(' ')
  const peers = Array.from({ length: count - 1 }, (_, at) => peer(at + 1, { member_ready: 'True', nodes }))
  const relations = first.relations.map((one) =>
    one.endpoint === 'hanode' ? { ...one, remoteUnits: { ...one.remoteUnits, ...Object.fromEntries(peers) } } : one,
  )
  return run(hacluster, 'hanode-relation-changed', { leader: true, ...machine(count), ...first, ...more, relations })
}

describe('before there is a cluster', () => {
  test('installs the packages without starting them, and says nothing to the principal', async () => {
    const out = await run(hacluster, 'install', { relations: [trove()] })
    expect(out.installed).toEqual(['corosync', 'crmsh', 'pacemaker', 'resource-agents'])
    expect([out.services?.corosync, out.services?.pacemaker]).toMatchObject([{ masked: true }, { masked: true }])
    expect(bagOf(out, 'hanode')).toMatchObject({ ready: 'True', 'private-address': '10.0.0.10' })
    expect(bagOf(out, 'ha').clustered).toBeUndefined()
    expect(out.status).toEqual(blocked('Waiting for peers, Insufficient peer units for ha cluster (require 3)'))
  })

  test('does not start with two units when three are wanted', async () => {
    const out = await run(hacluster, 'hanode-relation-changed', { ...machine(2), leader: true, relations: [hanode([peer(1)]), trove()] })
    expect([recorded(out), conf(out), out.started]).toEqual([[], undefined, []])
  })

  test('counts only units that could start at once', async () => {
    const late = hanode([peer(1), ['hacluster/2', { hostname: 'juju-2', 'private-address': '10.0.0.2' }]])
    const out = await run(hacluster, 'hanode-relation-changed', { ...machine(3), leader: true, relations: [late] })
    expect(recorded(out)).toEqual([])
  })
})

describe('the cluster', () => {
  test('starts with one list of nodes, an own key that nobody else can read, and tells the principal', async () => {
    const out = await formed(3)
    expect(recorded(out)).toEqual([
      [1000, 'machine', '10.0.0.10'],
      [1001, 'juju-1', '10.0.0.1'],
      [1002, 'juju-2', '10.0.0.2'],
    ])
    expect(idsIn(conf(out))).toEqual([1000, 1001, 1002])
    expect(conf(out)).not.toContain('two_node')
    const key = out.files['/etc/corosync/authkey']
    expect([key?.mode, key?.owner, key?.content]).toEqual([0o400, 'root', expect.stringMatching(/^[0-9a-f]{256}$/)])
    expect(out.started).toEqual(['corosync', 'pacemaker'])
    expect(bagOf(out, 'ha')).toMatchObject({ clustered: 'yes' })
    expect(bagOf(out, 'hanode')).toMatchObject({ member_ready: 'True', nodes: '1000 1001 1002' })
    expect(out.status).toEqual(active('Unit is ready and clustered'))
    expect(JSON.stringify([out.ran, out.log, out.statuses])).not.toContain(key?.content)
  })

  test('is not waited for by the hook without which the others do not start', async () => {
    const out = await run(hacluster, 'update-status', await decided(3))
    expect(out.started).toEqual(['corosync', 'pacemaker'])
    expect(out.ran.flatMap(({ argv }) => (argv[1]?.endsWith('look.py') ? [argv[2]] : []))).toEqual(['0', '0'])
    expect(bagOf(out, 'ha').clustered).toBeUndefined()
  })

  test('is waited for after a loss of power, when the others know this node already', async () => {
    const out = await formed(3)
    const nodes = ['juju-1', 'juju-2'].map((name) => [name, false])
    const after = await run(hacluster, 'start', { ...out, ...machine(3, { votes: 1, pacemaker: true, quorate: false, nodes }) })
    expect(after.ran.flatMap(({ argv }) => (argv[1]?.endsWith('look.py') ? [argv[2]] : []))).toEqual(['0', '40'])
  })

  test('is given time to start what should run here', async () => {
    const ids = [vip, 'res_trove_haproxy', 'grp_trove_vips', 'cl_trove_haproxy']
    const out = await run(hacluster, 'start', { ...(await formed(3)), ...running(3, { ids, running: [vip] }) })
    expect(out.ran.flatMap(({ argv }) => (argv[1]?.endsWith('look.py') ? [argv.slice(2)] : []))).toEqual([
      ['0'],
      ['20', vip, 'res_trove_haproxy'],
    ])
  })

  test('of one unit is waited for', async () => {
    const out = await formed(1, { config: { cluster_count: 1 } })
    expect([out.status, bagOf(out, 'ha').clustered]).toEqual([active('Unit is ready and clustered'), 'yes'])
  })

  test('is left alone by the next hook', async () => {
    const out = await formed(3)
    const ids = [vip, 'res_trove_haproxy', 'grp_trove_vips', 'cl_trove_haproxy']
    const again = await run(hacluster, 'update-status', { ...out, ...running(3, { ids }) })
    expect([again.changes, again.writes]).toEqual([[], []])
  })

  test('says of two nodes that one may go on alone', async () => {
    const out = await formed(2, { config: { cluster_count: 2 } })
    expect(conf(out)).toContain('two_node: 1')
  })

  test('shows pacemaker all that is asked for in one call of crm, on its standard input, with the texts as they were sent', async () => {
    const state = machine(3)
    await formed(3, state)
    expect(state.told).toHaveLength(1)
    expect(state.told[0]?.split('\n')).toEqual([
      'property stonith-enabled=false no-quorum-policy=stop cluster-recheck-interval=60s',
      'rsc_defaults rsc-options: resource-stickiness=100 failure-timeout=180',
      expect.stringMatching(/^primitive res_trove_687205e_vip ocf:heartbeat:IPaddr2 params ip="10.20.30.40" op monitor/),
      expect.stringMatching(/^primitive res_trove_haproxy lsb:haproxy meta migration-threshold="INFINITY"/),
      `group grp_trove_vips ${vip}`,
      'clone cl_trove_haproxy res_trove_haproxy',
      '',
    ])
  })
})

describe('another unit', () => {
  const list = JSON.stringify([0, 1, 2, 3].map((number) => [1000 + number, `juju-${number}`, `10.0.0.${number}`]))
  const secret = '0'.repeat(256)
  const of = (peers: readonly Peer[], nodes: string = list) =>
    hanode(peers, { localAppData: { 'fact-nodes': nodes, 'secret-corosync-key': secret } })
  const old = { jujuVersion: '2.9.51' }

  test('never shows pacemaker anything', async () => {
    const state = machine(3)
    const peers = [1, 2, 3].map((number) => peer(number, { member_ready: 'True', nodes: '1000 1001 1002 1003' }))
    const out = await run(hacluster, 'hanode-relation-changed', { ...state, ...old, relations: [of(peers), trove()] })
    expect([state.told, out.started]).toEqual([[], ['corosync', 'pacemaker']])
    expect(out.status).toEqual(waiting(`Resource: ${vip} not yet configured, Resource: res_trove_haproxy not yet configured`))
    expect(bagOf(out, 'ha')).toMatchObject({ clustered: 'yes' })
  })

  test('starts only when the nodes that run have taken it up', async () => {
    const taken = { member_ready: 'True', nodes: '1000 1001 1002 1003' }
    const peers = [peer(1, taken), peer(2, { member_ready: 'True', nodes: '1001 1002 1003' }), peer(3)]
    const out = await run(hacluster, 'hanode-relation-changed', { ...machine(4), ...old, relations: [of(peers), trove()] })
    expect([out.started, out.status]).toEqual([[], waiting('Waiting for hacluster/2 to let this node in')])
    const later = hanode([peer(1, taken), peer(2, taken), peer(3)], { localAppData: of([]).localAppData ?? {} })
    expect((await run(hacluster, 'hanode-relation-changed', { ...out, relations: [later, trove()] })).started).toContain('corosync')
  })

  test('starts with the whole list, after it has met all that are on it', async () => {
    const taken = { member_ready: 'True', nodes: '1000 1001 1002 1003' }
    const early = { ...machine(4), ...old, relations: [of([peer(1, taken), peer(2, taken)]), trove()] }
    const out = await run(hacluster, 'hanode-relation-joined', early)
    expect([out.started, out.status]).toEqual([[], waiting('Waiting to meet juju-3')])
  })

  test('does not take a departed unit back while the leader still has it', async () => {
    const state = { ...running(4), ...old, relations: [of([peer(1), peer(2), peer(3)]), trove()] }
    const out = await run(hacluster, { hook: 'hanode-relation-departed', unit: 'hacluster/3' }, state)
    const again = await run(hacluster, 'update-status', { ...out, ...running(3) })
    expect([idsIn(conf(again)), again.changes.filter((change) => change.includes('corosync.conf'))]).toEqual([[1000, 1001, 1002], []])
  })

  test('waits while the leader has not let it in', async () => {
    const without = JSON.stringify([1, 2, 3].map((number) => [1000 + number, `juju-${number}`, `10.0.0.${number}`]))
    const out = await run(hacluster, 'hanode-relation-changed', {
      ...machine(4),
      ...old,
      relations: [of([peer(1), peer(2), peer(3)], without)],
    })
    expect([out.started, out.status.message]).toEqual([[], 'Waiting for the leader to let this node in'])
  })

  test('takes a unit that is gone out of its list at once, whether or not the leader has', async () => {
    const state = { ...running(4), ...old, relations: [of([peer(1), peer(2), peer(3)]), trove()] }
    const out = await run(hacluster, { hook: 'hanode-relation-departed', unit: 'hacluster/3' }, state)
    expect(idsIn(conf(out))).toEqual([1000, 1001, 1002])
  })

  test.each<[name: string, found: Record<string, unknown>, departed: readonly number[], kept: string]>([
    ['keeps its list when a longer one would end its quorum', { votes: 2, listed: [1000, 1001] }, [], '1000 1001'],
    [
      'keeps its list when it has no quorum and would win it as one of two',
      { votes: 1, quorum: false, listed: [1000, 1001, 1002] },
      [2, 3],
      '1000 1001 1002',
    ],
    ['takes any other list when it has no quorum', { votes: 1, quorum: false, listed: [1000, 1007] }, [], '1000 1001 1002 1003'],
  ])('%s', async (name, found, departed, kept) => {
    const memory = departed.length > 0 ? { 'memory-departed': JSON.stringify(departed.map((id) => String(1000 + id))) } : {}
    const peers = [peer(1), peer(2), peer(3)].filter((_, at) => !departed.includes(at + 1))
    const out = await run(hacluster, 'update-status', { ...running(4, found), ...old, memory, relations: [of(peers), trove()] })
    expect(bagOf(out, 'hanode').nodes).toBe(kept)
    expect(conf(out) === undefined).toBe(name.startsWith('keeps'))
  })
})

describe('what the principal changes', () => {
  const before = [vip, 'res_trove_haproxy', 'grp_trove_vips', 'cl_trove_haproxy']
  const asks = (vips: readonly string[], deleteResources: readonly string[] = []): HaclusterRequest => ({
    ...haproxyResources('trove'),
    ...vipResources('trove', vips),
    deleteResources,
  })

  test('deletes first, and only what is there and not asked for', async () => {
    const state = running(3, { ids: before })
    const out = await formed(3)
    const request = asks(['10.20.30.41'], [vip, 'res_trove_eth0_vip'])
    const relations = out.relations.map((one) => (one.endpoint === 'ha' ? { ...one, remoteUnits: trove(request).remoteUnits } : one))
    await run(hacluster, 'update-status', { ...out, ...state, relations })
    expect(state.told).toEqual([`crm -F configure delete ${vip}`, expect.stringContaining('10.20.30.41')])
  })

  test('shows everything again when an object is gone', async () => {
    const state = running(3, { ids: before.slice(1) })
    const out = await formed(3)
    await run(hacluster, 'update-status', { ...out, ...state })
    expect(state.told).toHaveLength(1)
  })

  test('is refused when names in DNS are wanted, and the principal is not told that it is clustered', async () => {
    const dns = {
      resources: { res_trove_public_hostname: { agent: 'ocf:maas:dns', parameters: 'params fqdn="a.b" ip_address="10.0.0.9"' } },
    } as const
    const out = await formed(3, { relations: [hanode([peer(1), peer(2)]), trove(dns)] })
    expect([bagOf(out, 'ha').clustered, out.status]).toEqual([undefined, blocked('This stand-in has no MAAS, which names in DNS need')])
  })
})

describe('trouble', () => {
  const again = async (found: Record<string, unknown>, more: State = {}): Promise<Result> => {
    const out = await formed(3)
    return run(hacluster, 'update-status', { ...out, ...running(3, found), ...more })
  }
  const ids = [vip, 'res_trove_haproxy', 'grp_trove_vips', 'cl_trove_haproxy']

  test('names the resource that does not run', async () => {
    expect((await again({ ids, running: ['res_trove_haproxy'] })).status).toEqual(blocked(`Resource: ${vip} not running`))
  })

  test('starts pacemaker again when somebody has stopped it', async () => {
    const out = await formed(3)
    const { pacemaker, ...others } = out.services ?? {}
    const services = pacemaker ? { ...others, pacemaker: { ...pacemaker, active: false } } : others
    expect((await run(hacluster, 'update-status', { ...out, ...running(3, { ids }), services })).started).toEqual(['pacemaker'])
  })

  test('says that pacemaker is down', async () => {
    expect((await again({ ids, pacemaker: false, quorate: false })).status).toEqual(blocked('Pacemaker is down'))
  })

  test('says how many nodes are missing when there is no quorum', async () => {
    expect((await again({ ids, votes: 1, quorate: false })).status).toEqual(waiting('No quorum: 1 of 3 nodes are here'))
  })

  test('says that the option is wrong, and changes nothing in pacemaker', async () => {
    const out = await again({ ids }, { config: { no_quorum_policy: 'explode' } })
    expect([out.status, out.changes]).toEqual([blocked('Invalid no_quorum_policy specified'), []])
  })

  test('takes an init script out of the boot', async () => {
    expect((await again({ ids, boots: ['haproxy', 'cron'] })).ran.map(({ argv }) => argv)).toContainEqual([
      'update-rc.d',
      '-f',
      'haproxy',
      'remove',
    ])
  })

  test('forgets a node that is no more, and none that is only away', async () => {
    const nodes = [
      ['juju-1', false],
      ['juju-7', false],
      ['juju-2', true],
    ]
    expect((await again({ ids, nodes })).ran.map(({ argv }) => argv).filter(([name]) => name === 'crm_node')).toEqual([
      ['crm_node', '--force', '--remove', 'juju-7'],
    ])
  })
})

describe('a unit that is removed', () => {
  test('leaves the cluster in its first hook, tells the others, and stays out', async () => {
    const out = await formed(3)
    const going = { ...out, ...running(3) }
    const event = { hook: 'hanode-relation-departed', unit: 'hacluster/1', departing: 'hacluster/0' } as const
    const left = await run(hacluster, event, going)
    expect(left.ran.map(({ argv }) => argv.at(-1))).toContain('/usr/local/lib/stand-in-hacluster/leave.py')
    expect(bagOf(left, 'hanode').leaving).toBe('True')
    expect(left.services?.corosync).toMatchObject({ masked: true })
    const alone = await run(hacluster, 'update-status', { ...left, ...machine(1) })
    expect([alone.started, alone.services?.pacemaker?.masked]).toEqual([[], true])
  })

  test('is not counted by the others any more', async () => {
    const out = await formed(4)
    const relations = out.relations.map((one) =>
      one.endpoint === 'hanode' ? { ...one, remoteUnits: Object.fromEntries([peer(1), peer(2), peer(3, { leaving: 'True' })]) } : one,
    )
    const after = await run(hacluster, 'hanode-relation-changed', { ...out, ...running(4), relations })
    expect(idsIn(conf(after))).toEqual([1000, 1001, 1002])
  })
})
