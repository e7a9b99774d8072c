// The Trove charm with hacluster: virtual addresses, the catalogue, and what an operator can get wrong.
import { active, blocked, type Relation, type Result, run, type State, waiting } from '@charm-layers/charm-testing'
import { relationForRequirer as hacluster } from '@charm-layers/interface-hacluster/testing'
import { describe, expect, test } from 'vitest'
import { charm, deployed, text } from './trove.ts'

const config = '/etc/haproxy/haproxy.cfg'
const told = (address: string) => ({
  'private-address': address,
  'public-address': address,
  'internal-address': address,
  'admin-address': address,
})
const threeUnits = { 'trove/1': told('10.0.0.11'), 'trove/2': told('10.0.0.12') }

/** The state with peers, and with hacluster where it has been related. */
const with_ = (state: State, { peers = threeUnits, ha, ...more }: State & { peers?: object; ha?: Relation } = {}): State => ({
  ...state,
  ...more,
  relations: [
    ...(state.relations ?? [])
      .filter(({ endpoint }) => ha === undefined || endpoint !== 'ha')
      .map((one) => (one.endpoint === 'cluster' ? { ...one, remoteUnits: peers as NonNullable<Relation['remoteUnits']> } : one)),
    ...(ha ? [ha] : []),
  ],
})
const related = (response: boolean): Relation => hacluster('ha', { id: 7, remoteApp: 'trove-hacluster', response })
const hook = (state: State): Promise<Result> => run(charm, 'config-changed', state)
/** A leader of three units that hacluster has put into a cluster. */
const clustered = async (options: NonNullable<State['config']>, more: State = {}): Promise<Result> =>
  hook(with_(await deployed('bookworm', more), { config: options, ha: related(true) }))

const asked = (out: Result): Readonly<Record<string, unknown>> => {
  const bag = out.relations.find(({ endpoint }) => endpoint === 'ha')?.localUnitData ?? {}
  return Object.fromEntries(Object.entries(bag).flatMap(([key, value]) => (key.startsWith('json_') ? [[key, JSON.parse(value)]] : [])))
}
const urls = (out: Result): readonly (string | undefined)[] => {
  const bag = out.relations.find(({ endpoint }) => endpoint === 'identity-service')?.localUnitData ?? {}
  return [bag.public_url, bag.internal_url, bag.admin_url].map((url) => url?.replace('/v1.0/%(tenant_id)s', ''))
}
const same = (url: string): readonly string[] => [url, url, url]

describe('hacluster is asked for', () => {
  test('HAProxy on every node, and the address in its group, with the names of the Python charms', async () => {
    expect(asked(await clustered({ vip: '10.0.0.100' }))).toEqual({
      json_resources: { res_trove_haproxy: 'lsb:haproxy', res_trove_d9411c8_vip: 'ocf:heartbeat:IPaddr2' },
      json_resource_params: {
        res_trove_haproxy: 'meta migration-threshold="INFINITY" failure-timeout="5s" op monitor interval="5s"',
        res_trove_d9411c8_vip: 'params ip="10.0.0.100" op monitor timeout="20s" interval="10s" depth="0"',
      },
      json_groups: { grp_trove_vips: 'res_trove_d9411c8_vip' },
      json_clones: { cl_trove_haproxy: 'res_trove_haproxy' },
      json_init_services: { res_trove_haproxy: 'haproxy' },
    })
  })

  test('several addresses, of both families, in their order', async () => {
    const addresses = { public: ['10.0.0.10', 'fd00::10'] }
    const out = await clustered({ vip: 'fd00::100 10.0.0.100' }, { addresses })
    const [first, second] = String(Object.values(asked(out).json_groups ?? {})[0]).split(' ')
    expect(asked(out).json_resources).toMatchObject({ [first ?? '']: 'ocf:heartbeat:IPv6addr', [second ?? '']: 'ocf:heartbeat:IPaddr2' })
    expect(asked(out).json_groups).toEqual({ grp_trove_vips: `${first} ${second}` })
  })

  test('an address that comes later in a new group, and the old group to be deleted, since hacluster changes none', async () => {
    const before = await clustered({ vip: '10.0.0.100' })
    const out = await hook({ ...before, config: { vip: '10.0.0.100 10.0.0.101' } })
    const [[name, members] = ['', '']] = Object.entries(asked(out).json_groups ?? {})
    expect(name).toMatch(/^grp_trove_[0-9a-f]{7}_vips$/)
    expect(String(members).split(' ')).toHaveLength(2)
    expect(asked(out).json_delete_resources).toEqual(['grp_trove_vips'])
  })

  test('an address that goes: the group is deleted before it, and the first list has its first name again', async () => {
    const before = await hook({ ...(await clustered({ vip: '10.0.0.100' })), config: { vip: '10.0.0.100 10.0.0.101' } })
    const [both] = Object.keys(asked(before).json_groups ?? {})
    const out = await hook({ ...before, config: { vip: '10.0.0.100' } })
    expect(asked(out).json_groups).toEqual({ grp_trove_vips: 'res_trove_d9411c8_vip' })
    expect(asked(out).json_delete_resources).toEqual([both, expect.stringMatching(/^res_trove_.*_vip$/)])
  })

  test('the same by a unit that has come later', async () => {
    const before = await hook({ ...(await clustered({ vip: '10.0.0.100' })), config: { vip: '10.0.0.100 10.0.0.101' } })
    // Juju shows the databags of the application to its leader alone, that of the peers to all.
    const fresh = before.relations.map(({ localAppData, ...one }) =>
      one.endpoint === 'cluster'
        ? { ...one, localAppData: localAppData ?? {} }
        : one.endpoint === 'ha'
          ? { ...one, localUnitData: {} }
          : one,
    )
    const out = await hook({ ...before, relations: fresh, leader: false })
    expect(asked(out)).toEqual(asked(before))
  })

  test('interface and netmask for an address that is in no network, when the operator says so', async () => {
    const out = await clustered({ vip: '192.0.2.7', vip_iface: 'bond0.7', vip_cidr: 25 })
    expect(Object.values(asked(out).json_resource_params ?? {})).toContain(
      'params ip="192.0.2.7" cidr_netmask="25" nic="bond0.7" op monitor timeout="20s" interval="10s" depth="0"',
    )
    expect(urls(out)).toEqual(same('http://192.0.2.7:8779'))
  })

  test('DNS records with the own addresses, in place of virtual ones', async () => {
    const out = await clustered({ 'dns-ha': true, 'os-public-hostname': '{service_name}.example.com' })
    expect(asked(out).json_groups).toEqual({ grp_trove_hostnames: 'res_trove_public_hostname' })
    expect(asked(out).json_resource_params).toMatchObject({
      res_trove_public_hostname: 'params fqdn="trove.example.com" ip_address="10.0.0.10"',
    })
    expect(urls(out)[0]).toBe('http://trove.example.com:8779')
  })

  test('DNS records after an address: the group of that is deleted', async () => {
    const before = await clustered({ vip: '10.0.0.100' })
    const out = await hook({ ...before, config: { 'dns-ha': true, 'os-public-hostname': 'trove.example.com' } })
    expect(asked(out).json_delete_resources).toEqual(['grp_trove_vips', 'res_trove_d9411c8_vip'])
    expect(urls(out)[1]).toBe('http://10.0.0.10:8779')
  })
})

describe('the catalogue', () => {
  test('has the virtual address once there is a cluster, and that of the leader before', async () => {
    const options = { config: { vip: '10.0.0.100' } }
    const before = await hook(with_(await deployed(), { ...options, ha: related(false) }))
    expect(urls(before)).toEqual(same('http://10.0.0.10:8779'))
    expect(before.status).toEqual(waiting("'ha' incomplete: clustered"))
    const out = await hook(with_(before, { ...options, ha: related(true) }))
    expect(urls(out)).toEqual(same('http://10.0.0.100:8779'))
    expect(out.status).toEqual(active('Unit is ready'))
  })

  test('has on each network the virtual address of that, an IPv6 one in brackets', async () => {
    const addresses = { public: '203.0.113.21', internal: 'fd00::21', admin: '10.5.4.21' }
    const out = await clustered({ vip: '10.5.4.100 203.0.113.100 fd00::100' }, { addresses })
    expect(urls(out)).toEqual(['http://203.0.113.100:8779', 'http://[fd00::100]:8779', 'http://10.5.4.100:8779'])
  })

  test("has the virtual address in the operator's network", async () => {
    const machine = { distribution: 'debian', codename: 'bookworm', addresses: ['10.0.0.10', '172.16.0.10'] }
    const out = await clustered({ vip: '10.0.0.100 172.16.0.100', 'os-public-network': '172.16.0.0/24' }, { machine })
    expect(urls(out)[0]).toBe('http://172.16.0.100:8779')
    expect(urls(out)[1]).toBe('http://10.0.0.100:8779')
  })

  test("has the operator's host name all the same", async () => {
    const out = await clustered({ vip: '10.0.0.100', 'os-public-hostname': 'db.example.com' })
    expect(urls(out)).toEqual(['http://db.example.com:8779', 'http://10.0.0.100:8779', 'http://10.0.0.100:8779'])
  })

  test('follows a virtual address that is changed', async () => {
    const out = await hook({ ...(await clustered({ vip: '10.0.0.100' })), config: { vip: '10.0.0.101' } })
    expect(urls(out)).toEqual(same('http://10.0.0.101:8779'))
  })

  test('keeps the virtual address when a unit leads that is not in the cluster yet', async () => {
    const before = await clustered({ vip: '10.0.0.100' })
    const out = await hook(with_(before, { ha: related(false) }))
    expect(urls(out)).toEqual(same('http://10.0.0.100:8779'))
  })

  test('has the address of the leader again when hacluster goes', async () => {
    const before = await clustered({ vip: '10.0.0.100' })
    const relations = before.relations.filter(({ endpoint }) => endpoint !== 'ha')
    const out = await hook({ ...before, relations, config: {} })
    expect(urls(out)).toEqual(same('http://10.0.0.10:8779'))
    expect(out.status).toEqual(active('Unit is ready'))
    const bag = out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localAppData ?? {}
    expect(Object.keys(bag).filter((key) => /clustered|ha-groups/.test(key) && bag[key] !== '')).toEqual([])
  })

  test.each<[string, NonNullable<State['config']>]>([
    ['no address', { vip: '10.0.0.100, 10.0.0.101' }],
    ['an address in no network', { vip: '192.0.2.7' }],
    ['nothing', {}],
    ['both', { vip: '10.0.0.100', 'dns-ha': true, 'os-public-hostname': 'x.example.com' }],
    ['the address of a peer', { vip: '10.0.0.11' }],
  ])('stays while the operator says %s, and so does what hacluster was asked for', async (_, options) => {
    const before = await clustered({ vip: '10.0.0.100' })
    const out = await hook({ ...before, config: options })
    expect(out.status.name).toBe('blocked')
    expect(urls(out)).toEqual(urls(before))
    expect(asked(out)).toEqual(asked(before))
    expect(out.services?.['trove-api']).toMatchObject({ active: true })
    expect((await hook({ ...out, config: { vip: '10.0.0.100' } })).status).toEqual(active('Unit is ready'))
  })
})

describe('the unit that holds the virtual address', () => {
  const holding = { addresses: { public: ['10.0.0.10', '10.0.0.100/32'] }, machine: { distribution: 'debian', codename: 'bookworm' } }

  test('tells its peers its own address', async () => {
    const before = await clustered({ vip: '10.0.0.100', 'os-admin-network': '10.0.0.0/24' })
    const machine = { ...holding.machine, addresses: ['10.0.0.100', '10.0.0.10'] }
    const first = { public: ['10.0.0.100/32', '10.0.0.10'], internal: ['10.0.0.100', '10.0.0.10'] }
    const out = await hook({ ...before, machine, addresses: first })
    const bag = out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localUnitData ?? {}
    for (const type of ['private', 'public', 'internal', 'admin']) expect(bag[`${type}-address`]).toBe('10.0.0.10')
    expect(text(out, config)).toBe(text(before, config))
    expect(urls(out)).toEqual(same('http://10.0.0.100:8779'))
    expect(out.status).toEqual(active('Unit is ready'))
  })

  test('is called by its own address on the message bus', async () => {
    const out = await clustered({ vip: '10.0.0.100' }, holding)
    expect(text(out, '/etc/trove/trove.conf')).toMatch(/^host = 10\.0\.0\.10$/m)
  })
})

describe('HAProxy', () => {
  const haproxy = async (more: object = {}) => {
    const before = await clustered({ vip: '10.0.0.100' })
    const service = { enabled: false, masked: false, since: 1, substate: 'running', active: true, ...more }
    return hook({
      ...before,
      services: { ...before.services, haproxy: service },
      config: { vip: '10.0.0.100', 'haproxy-client-timeout': 5 },
    })
  }

  test("is Pacemaker's in a cluster: reloaded, and neither enabled nor started", async () => {
    const out = await haproxy()
    expect(out.changes.filter((change) => change.includes('haproxy'))).toEqual([`write ${config} (0600 root:root)`, 'reload haproxy'])
    const down = await haproxy({ active: false, substate: 'dead' })
    expect(down.services?.haproxy).toMatchObject({ active: false, enabled: false })
    expect(down.status).toEqual(blocked('Services not running that should be: haproxy (dead)'))
  })

  test("is the charm's again when hacluster has gone", async () => {
    const before = await haproxy({ active: false, substate: 'dead' })
    const out = await hook({ ...before, relations: before.relations.filter(({ endpoint }) => endpoint !== 'ha'), config: {} })
    expect(out.services?.haproxy).toMatchObject({ active: true, enabled: true })
  })
})

test('a unit of an earlier version frees the port before HAProxy takes it', async () => {
  const before = await deployed()
  const listening = (text: string): string => text.replace('bind_port = 8759', 'bind_port = 8779')
  const { [config]: _gone, '/etc/trove/api-paste-charm.ini': _none, ...files } = before.files
  const conf = files['/etc/trove/trove.conf']
  if (conf === undefined) throw new Error('no configuration')
  const { haproxy: _package, ...packages } = before.packages ?? {}
  const { haproxy: _service, ...services } = before.services ?? {}
  const earlier = { ...files, '/etc/trove/trove.conf': { ...conf, content: listening(conf.content) } }
  const relations = before.relations.map((one) => {
    const { 'secret-haproxy-statistics': _secret, ...facts } = one.localAppData ?? {}
    return one.endpoint === 'cluster' ? { ...one, localAppData: facts } : one
  })
  const first = await run(charm, 'upgrade-charm', { ...before, files: earlier, packages, services, relations })
  expect(first.status).toEqual(waiting('Awaiting leader to create required secrets'))
  expect(text(first, '/etc/trove/trove.conf')).toContain('bind_port = 8779')
  const out = await run(charm, 'config-changed', first)
  expect(out.status).toEqual(active('Unit is ready'))
  const at = (part: string): number => out.changes.findIndex((change) => change.includes(part))
  expect(at('restart trove-api')).toBeGreaterThan(at('write /etc/trove/trove.conf'))
  expect(at('write /etc/haproxy/haproxy.cfg')).toBeGreaterThan(at('restart trove-api'))
  expect(at('reload haproxy')).toBeGreaterThan(at('write /etc/haproxy/haproxy.cfg'))
})

describe('the health check', () => {
  test.each(['jammy', 'bookworm'] as const)('of Trove on %s is in a file of the charm, which the API reads', async (series) => {
    const out = await deployed(series)
    const path = '/etc/trove/api-paste-charm.ini'
    expect(text(out, '/etc/trove/trove.conf')).toContain(`\napi_paste_config = ${path}\n`)
    expect(out.files[path]).toMatchObject({ mode: 0o640, owner: 'root', group: 'trove' })
    expect(text(out, path)).toContain('\n/healthcheck: healthcheck\n')
    expect(text(out, path)).toContain('\ndisable_by_file_path = /etc/trove/healthcheck_disable\n')
    expect(text(out, config)).toContain('http-check send meth GET uri /healthcheck\n')
  })

  test('of Trove since caracal is in the file of the package', async () => {
    const out = await deployed('noble')
    expect(text(out, '/etc/trove/trove.conf')).toContain('\napi_paste_config = /etc/trove/api-paste.ini\n')
    expect(Object.keys(out.files).filter((path) => path.includes('paste'))).toEqual([])
  })
})

describe('it is told', () => {
  const says = async (options: NonNullable<State['config']>, more: Parameters<typeof with_>[1] = {}): Promise<Result> =>
    hook(with_(await deployed(), { ...more, config: options }))
  const ha = related(false)

  test.each<[NonNullable<State['config']>, Parameters<typeof with_>[1], string]>([
    [{ vip: '10.0.0.100', 'dns-ha': true }, { ha }, "options 'vip' and 'dns-ha' exclude each other: reset one of them"],
    [
      { 'dns-ha': true },
      { ha },
      "option 'dns-ha' needs a host name: set one of os-public-hostname, os-internal-hostname, os-admin-hostname",
    ],
    [{}, { ha }, "'ha' is related, but neither option 'vip' nor option 'dns-ha' is set"],
    [{ vip: '10.0.0.100' }, {}, "option 'vip' needs hacluster: juju integrate trove:ha HACLUSTER"],
    [{ 'dns-ha': true, 'os-public-hostname': 'a.example' }, {}, "option 'dns-ha' needs hacluster: juju integrate trove:ha HACLUSTER"],
    [
      { vip: '10.9.9.9' },
      { ha },
      "option 'vip': 10.9.9.9 is in no network of this unit (10.0.0.0/24); if that is right, set vip_iface and vip_cidr",
    ],
    [{ vip: '10.0.0.10' }, { ha }, "option 'vip': 10.0.0.10 is the own address of this unit; a virtual address is one that no machine has"],
    [{ vip: '10.0.0.12' }, { ha }, "option 'vip': 10.0.0.12 is the own address of trove/2; a virtual address is one that no machine has"],
    [{ vip: '10.0.0.100 10.0.0.100' }, { ha }, "option 'vip' has 10.0.0.100 twice"],
    [{ vip: 'fd00::1 FD00:0::1' }, { ha }, "option 'vip' has FD00:0::1 twice"],
    [{ vip: 'None' }, { ha }, "option 'vip' is not a list of addresses, separated by blanks: 'None' is none"],
    [{ vip: '10.0.0.300' }, { ha }, "option 'vip' is not a list of addresses, separated by blanks: '10.0.0.300' is none"],
    [{ vip: 'fe80::1%eth0' }, { ha }, "option 'vip' is not a list of addresses, separated by blanks: 'fe80::1%eth0' is none"],
    [{ vip: '127.0.0.1' }, { ha }, "option 'vip' has 127.0.0.1, at which no other machine could reach this one"],
    [{ vip: '10.0.0.100 '.repeat(33) }, { ha }, "option 'vip' has 33 addresses, it may have 32"],
    [{ vip: '10.0.0.100', vip_cidr: 0 }, { ha }, "option 'vip_cidr' is 0, it has to be a number of bits from 1 to 128"],
    [{ vip: '192.0.2.7', vip_cidr: 64 }, { ha }, "option 'vip_cidr' is 64, too long for 192.0.2.7"],
    [{ vip: '10.0.0.100', vip_iface: 'eth0 x' }, { ha }, "option 'vip_iface' is not the name of a network interface"],
    [
      { vip: '10.0.0.100' },
      { ha, peers: { 'trove/1': told('10.0.0.11') } },
      "'ha' has no cluster: hacluster makes none of 2 units unless its option cluster_count allows it; juju add-unit -n 1 trove",
    ],
  ])('%j', async (options, more, message) => {
    const out = await says(options, more)
    expect(out.status).toEqual(blocked(message))
    expect(out.services?.['trove-api']).toMatchObject({ active: true })
    expect(urls(out)[1]).toBe('http://10.0.0.10:8779')
  })

  test('that an endpoint has no virtual address, before clients are sent to a network without one', async () => {
    const addresses = { public: '203.0.113.21', internal: '10.5.3.21', admin: '10.5.3.21' }
    const out = await hook(with_(await deployed('bookworm', { addresses }), { config: { vip: '10.5.3.100' }, ha: related(true) }))
    expect(out.status).toEqual(blocked("option 'vip' has no address in the network of the public endpoint (203.0.113.0/24)"))
    expect(urls(out)[1]).toBe('http://10.5.3.21:8779')
  })

  test.each([2, 3, 5])('nothing of too few units while %i are on their way', async (plannedUnits) => {
    const out = await says({ vip: '10.0.0.100' }, { ha, peers: {}, plannedUnits })
    expect(out.status.name).toBe(plannedUnits < 3 ? 'blocked' : 'waiting')
  })
})
