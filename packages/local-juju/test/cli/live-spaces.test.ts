// Network spaces, against a controller with fake machines: what the operator sees of them, and what charms do.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { local } from '../../src/cli/local/program.ts'
import { type Answer, call } from './call.ts'
import { alphaCharm, betaCharm } from './charms.ts'
import { type Live, startLive } from './live.ts'

const limit = 60_000

describe('network spaces', { timeout: limit }, () => {
  let live: Live

  beforeAll(async () => {
    live = startLive()
    alphaCharm(live.folder)
    betaCharm(live.folder)
    await live.juju('add-machine')
    expect(await live.juju('add-space', 'public')).toEqual(said('added space "public" with subnets 10.0.1.0/24\n'))
    expect(await live.juju('add-space', 'internal', '10.9.9.0/24')).toEqual(said('added space "internal" with subnets 10.9.9.0/24\n'))
    expect(await live.juju('deploy', './alpha.charm', '--bind', 'internal web=public')).toMatchObject({ code: 0 })
    expect(await live.juju('deploy', './beta.charm', '--bind', 'database=internal')).toMatchObject({ code: 0 })
    await live.juju('integrate', 'alpha', 'beta')
    await live.reach('application', 'alpha')
    await live.reach('application', 'beta')
  }, limit)
  afterAll(() => live.end())

  const inUnit = async (unit: string, command: string): Promise<string> =>
    (await live.juju('exec', '-u', unit, '--', command)).stdout.trim()

  test('are listed in the forms of Juju', async () => {
    expect((await live.juju('spaces')).stdout).toBe(`Name      Space ID  Subnets    
alpha     0         10.0.0.0/24
public    1         10.0.1.0/24
internal  2         10.9.9.0/24
                               
`)
    expect((await live.juju('spaces', '--short')).stdout).toBe('Space\nalpha\ninternal\npublic\n')
    expect((await live.juju('list-spaces', '--format', 'yaml')).stdout).toContain(`spaces:
- id: "0"
  name: alpha
  subnets:
    10.0.0.0/24:
      type: ipv4
      status: in-use
      zones: []
- id: "1"
`)
    expect((await live.juju('spaces', '--short', '--format', 'json')).stdout).toBe('{"spaces":["alpha","public","internal"]}\n')
  })

  test.each([
    [['add-space'], 2, 'invalid arguments specified: space name is required'],
    [['add-space', 'Dmz'], 2, 'invalid arguments specified: "Dmz" is not a valid space name'],
    [['add-space', 'dmz', '10.1.2/24'], 2, 'invalid arguments specified: "10.1.2/24" is not a valid CIDR'],
    [['add-space', 'public'], 1, 'cannot add space "public": adding space "public": space "public" already exists'],
    [['add-space', 'alpha'], 1, 'cannot add space "alpha": adding space "alpha": space "alpha" already exists'],
    [
      ['add-space', 'dmz', '10.1.0.0/16'],
      1,
      'cannot add space "dmz": local-juju makes the subnet of a space itself, and 10.1.0.0/16 is not an IPv4 network of size /24',
    ],
    [['add-space', 'dmz', '10.1.2.0/24', '10.1.3.0/24'], 1, 'cannot add space "dmz": local-juju has one subnet for each space'],
    [['deploy', './beta.charm', 'other', '--bind', 'nospace'], 1, 'space "nospace" not found'],
  ])('juju %j is refused', async (words, code, message) => {
    expect(await live.juju(...words)).toEqual({ code, stdout: '', stderr: `ERROR ${message}\n` })
  })

  test('are shown for endpoints and interfaces', async () => {
    expect((await live.juju('show-application', 'alpha')).stdout).toContain(`  endpoint-bindings:
    "": internal
    admin: internal
    db: internal
    juju-info: internal
    ring: internal
    web: public
`)
    const status = JSON.parse((await live.juju('status', '--format', 'json')).stdout)
    expect(status.applications.beta['endpoint-bindings']).toEqual({
      '': 'alpha',
      cache: 'alpha',
      database: 'internal',
      'juju-info': 'alpha',
    })
    expect(status.machines['1']['network-interfaces']).toEqual({
      host0: { 'ip-addresses': ['10.0.0.11/24'], 'mac-address': '02:00:00:00:00:0b', space: 'alpha', 'is-up': true },
      host1: { 'ip-addresses': ['10.0.1.11/24'], 'mac-address': '02:00:00:00:01:0b', space: 'public', 'is-up': true },
      host2: { 'ip-addresses': ['10.9.9.11/24'], 'mac-address': '02:00:00:00:02:0b', space: 'internal', 'is-up': true },
    })
    expect(status.machines['1']['ip-addresses']).toEqual(['10.0.0.11', '10.0.1.11', '10.9.9.11'])
    expect((await live.juju('show-machine', '1')).stdout).toContain('      host1:\n        ip-addresses:\n        - 10.0.1.11/24\n')
  })

  test('decide what a charm is told of each binding', async () => {
    expect(JSON.parse(await inUnit('alpha/0', 'network-get web --format json'))).toEqual({
      'bind-addresses': [
        {
          'mac-address': '02:00:00:00:01:0b',
          'interface-name': 'host1',
          addresses: [{ hostname: '', value: '10.0.1.11', cidr: '10.0.1.0/24' }],
        },
      ],
      'egress-subnets': ['10.0.1.11/32'],
      'ingress-addresses': ['10.0.1.11'],
    })
    expect(await inUnit('alpha/0', 'network-get db --ingress-address; network-get ring --bind-address')).toBe('10.9.9.11\n10.9.9.11')
    expect(await inUnit('beta/0', 'network-get database --bind-address; network-get cache --egress-subnets')).toBe(
      '10.9.9.12\n10.0.0.12/32',
    )
    expect(await inUnit('alpha/0', 'unit-get private-address; unit-get public-address')).toBe('10.9.9.11\n10.0.0.11')
    expect(await inUnit('beta/0', 'unit-get private-address')).toBe('10.0.0.12')
  })

  test('decide which address the other side of a relation is told', async () => {
    const bag = 'relation-get -r $(relation-ids database) --format json - alpha/0'
    expect(JSON.parse(await inUnit('beta/0', bag))).toMatchObject({
      'egress-subnets': '10.9.9.11/32',
      'ingress-address': '10.9.9.11',
      'private-address': '10.9.9.11',
    })
  })

  test('are kept by a refresh, which says so', async () => {
    expect((await live.juju('refresh', 'alpha', '--path', './alpha.charm')).stderr).toMatch(
      /\nno change to endpoints in space "internal": admin, db, juju-info, ring\nno change to endpoint in space "public": web\n$/,
    )
  })

  test('that are newer than a machine keep units from it that are bound to them', async () => {
    expect((await live.juju('deploy', './beta.charm', 'late', '--bind', 'public', '--to', '0')).stderr).toContain(
      'ERROR cannot add unit for application "late" to machine 0: it has no interface in space "public", which is newer than the machine\n',
    )
    expect(await live.juju('deploy', './beta.charm', 'late', '--to', '0')).toMatchObject({ code: 0 })
    await live.reach('application', 'late')
    expect(await inUnit('late/0', 'network-get cache --bind-address')).toBe('10.0.0.10')
  })

  test('are where a bundle binds endpoints', async () => {
    writeFileSync(
      join(live.folder, 'bundle.yaml'),
      'applications:\n  bound: {charm: ./beta.charm, num_units: 1, bindings: {"": public, cache: internal}}\n',
    )
    expect(await live.juju('deploy', './bundle.yaml')).toMatchObject({ code: 0 })
    const status = JSON.parse((await live.juju('status', '--format', 'json')).stdout)
    expect(status.applications.bound['endpoint-bindings']).toEqual({
      '': 'public',
      cache: 'internal',
      database: 'public',
      'juju-info': 'public',
    })
  })

  test('have addresses for services that move, which no option names', async () => {
    const free = (...words: string[]): Promise<Answer> => call(['free-address', ...words], { cwd: live.folder, env: live.env }, local)
    expect(await free()).toEqual({ code: 0, stdout: '10.0.0.200\n', stderr: '' })
    expect(await free('--space', 'public')).toMatchObject({ stdout: '10.0.1.200\n' })
    await live.juju('config', 'beta', 'greeting=10.0.0.200 10.0.1.200')
    expect(await free()).toMatchObject({ stdout: '10.0.0.201\n' })
    expect(await free('--space', 'nospace')).toEqual({ code: 1, stdout: '', stderr: 'ERROR space "nospace" not found\n' })
  })
})

const said = (stderr: string): Answer => ({ code: 0, stdout: '', stderr })
