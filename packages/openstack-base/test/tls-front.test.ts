// A charm with TLS and high availability: three units whose operator sets a certificate, and takes it away again, hook by hook.
import type { State } from '@charm-layers/charm-testing'
import { relationForRequirer as keystone } from '@charm-layers/interface-keystone/testing'
import { describe, expect, test } from 'vitest'
import { configFile, defineOpenStackCharm, highAvailability, identity, type OpenStackCharm, tls } from '../src/index.ts'
import { machine } from '../src/testing/index.ts'
import { base64, issue, makeAuthority } from './tls/pki.ts'
import { begin, configure, end, makeUnits, settle, statusOf, type Units } from './units.ts'

const definition = {
  name: 'heat',
  summary: 'Orchestrates',
  user: 'heat',
  release: { package: 'heat-common', versions: { 1: 'zed' } },
  packages: ['heat-common', 'heat-api'],
  services: { api: { unit: 'heat-api', ports: [8004] } },
  features: [
    tls(),
    identity({ service: 'heat', endpoint: 'api', description: 'Orchestration', path: '/v1' }),
    highAvailability({ services: ['api'], health: '/healthcheck', disableFile: '/etc/heat/away' }),
  ],
  files: [configFile('/etc/heat/heat.conf', (data) => JSON.stringify(data.listen), { format: 'plain', restarts: ['api'] })],
} as const satisfies OpenStackCharm<'api', Record<never, never>>
const charm = defineOpenStackCharm(definition)
const authority = makeAuthority('An authority')
const leaf = issue(authority, ['heat.example.com', '10.0.0.10'])
const on = { ssl_cert: base64(leaf.certificate), ssl_key: base64(leaf.key), ssl_ca: base64(authority.certificate) }
const off = { ssl_cert: '', ssl_key: '', ssl_ca: '' }

type Scheme = 'http' | 'https'
interface Cloud {
  readonly units: Units
  catalogue: Scheme
  /** How often a unit has looked. */
  looks: number
}

const bagOf = (state: State, endpoint: string) => state.relations?.find((one) => one.endpoint === endpoint)?.localUnitData ?? {}
const stateOf = ({ units }: Cloud, id: number): State => units.all.get(id)?.state ?? {}
const textOf = (state: State, path: string): string => {
  const file = state.files?.[path]
  return typeof file === 'object' ? file.content : (file ?? '')
}
const configOf = (state: State): string => textOf(state, '/etc/haproxy/haproxy.cfg')

/** Gives what HAProxy of a unit answers at the port of clients, and at that between units. */
const answers = (state: State): readonly string[] =>
  [8004, 7994].map((port) => {
    const config = configOf(state)
    if (config.includes(`frontend heat-api_${port}_both`)) return 'both'
    return new RegExp(`bind \\*:${port} ssl `).test(config) ? 'https' : 'http'
  })
const calls = (state: State): readonly string[] =>
  configOf(state)
    .split('\n')
    .filter((line) => /server heat-\d .*:7994/.test(line))
    .map((line) => (line.includes(' ssl verify required ') ? 'https' : 'http'))
const urls = (state: State): string => bagOf(state, 'identity-service').public_url ?? ''

async function deployed(count = 3, of = charm): Promise<Cloud> {
  const cloud: Cloud = { units: undefined as never, catalogue: 'http', looks: 0 }
  const state: State = {
    ...machine('bookworm', {
      'heat-common': { version: '1', services: [] },
      'heat-api': { version: '1', services: ['heat-api'] },
      'ca-certificates': { version: '1', services: [] },
      haproxy: { version: '2.6.12', services: ['haproxy'] },
    }),
    jujuVersion: '2.9.52',
    relations: [keystone('identity-service', { username: 'heat' })],
    commands: ({ argv }) => {
      if (!argv.join(' ').includes('"catalog"')) return {}
      cloud.looks += 1
      return { stdout: JSON.stringify([`${cloud.catalogue}://10.0.0.10:8004/v1`]) }
    },
  }
  Object.assign(cloud, { units: makeUnits(of, count, state) })
  // The certificates of this test begin to be valid now.
  cloud.units.now = Date.now() + 86_400_000
  await settle(cloud.units)
  return cloud
}

/** Keystone registers what the units ask for, whichever it hears of last. */
const register = (cloud: Cloud, id: number): void => {
  cloud.catalogue = urls(stateOf(cloud, id)).startsWith('https:') ? 'https' : 'http'
}

/** Every unit has to answer what the catalogue names. */
function check(cloud: Cloud): void {
  for (const [id, { state, hook }] of cloud.units.all) {
    for (const one of answers(hook?.out ?? state)) expect([cloud.catalogue, 'both'], `heat/${id}`).toContain(one)
  }
}

/** Runs hooks as they come, and looks after each. A minute and more passes between them. */
async function change(cloud: Cloud, config: NonNullable<State['config']>, isKilled = false): Promise<void> {
  const { units } = cloud
  configure(units, config)
  for (let round = 0; round < 12; round += 1) {
    for (const [id, unit] of units.all) {
      units.now += 70_000
      unit.events.push('update-status')
      for (let kills = isKilled ? 1 : 0; kills >= 0; kills -= 1) {
        await begin(units, id)
        check(cloud)
        end(units, id, kills > 0 ? 'killed' : 'well')
        check(cloud)
      }
      register(cloud, id)
      check(cloud)
    }
  }
}

describe('three units', () => {
  test('listen on the loopback interface, behind HAProxy at both ports, without TLS as well', async () => {
    const cloud = await deployed()
    for (const id of [0, 1, 2]) {
      expect(statusOf(cloud.units, id)).toBe('active: Unit is ready')
      expect(answers(stateOf(cloud, id))).toEqual(['http', 'http'])
      expect(configOf(stateOf(cloud, id))).toContain(`server heat-${id} 127.0.0.1:7984 check`)
      expect(Object.keys(bagOf(stateOf(cloud, id), 'cluster')).filter((key) => key.startsWith('tls-'))).toEqual([])
    }
    expect(cloud.looks).toBe(0)
  })

  test.each([false, true])(
    'go to TLS and back; the catalogue never names what one does not answer. Every hook is killed once: %s',
    async (isKilled) => {
      const cloud = await deployed()
      await change(cloud, on, isKilled)
      expect(cloud.catalogue).toBe('https')
      for (const id of [0, 1, 2]) {
        const state = stateOf(cloud, id)
        expect(answers(state)).toEqual(['https', 'https'])
        expect(calls(state)).toEqual(['https', 'https'])
        expect(configOf(state)).toContain('ca-file /etc/haproxy/authorities.pem verifyhost heat.example.com')
        expect(urls(state)).toBe('https://10.0.0.10:8004/v1')
        expect(bagOf(state, 'cluster')).toMatchObject({ 'tls-name': 'heat.example.com', 'tls-only': 'yes', 'tls-seen': 'https' })
        expect(state.files?.['/etc/haproxy/certificates/0.pem']).toMatchObject({ mode: 0o600, owner: 'root' })
        expect(JSON.stringify([configOf(state), bagOf(state, 'cluster')])).not.toContain('PRIVATE KEY')
      }
      const { looks } = cloud
      await settle(cloud.units)
      expect(cloud.looks).toBe(looks)
      await change(cloud, off, isKilled)
      expect(cloud.catalogue).toBe('http')
      for (const id of [0, 1, 2]) {
        const state = stateOf(cloud, id)
        expect(answers(state)).toEqual(['http', 'http'])
        expect(calls(state)).toEqual(['http', 'http'])
        expect(Object.keys(state.files ?? {}).filter((path) => /certificates\/0|authorities|ca-certificates/.test(path))).toEqual([])
        expect(Object.keys(bagOf(state, 'cluster')).filter((key) => key.startsWith('tls-'))).toEqual([])
      }
    },
  )

  test('restart no service for TLS: HAProxy is reloaded', async () => {
    const cloud = await deployed()
    cloud.units.restarts.length = 0
    cloud.units.changes.length = 0
    await change(cloud, on)
    expect(cloud.units.restarts).toEqual([])
    expect(cloud.units.changes.filter((one) => /restart|start /.test(one))).toEqual([])
    expect(cloud.units.changes).toContain('reload haproxy')
  })

  test('keep plain HTTP while one of them has no certificate, and say for whom the leader waits', async () => {
    const cloud = await deployed()
    cloud.units.config = on
    for (const id of [0, 1]) cloud.units.all.get(id)?.events.push('config-changed')
    for (const id of [0, 1, 0, 1]) {
      await begin(cloud.units, id)
      end(cloud.units, id)
      check(cloud)
    }
    expect(urls(stateOf(cloud, 0))).toBe('http://10.0.0.10:8004/v1')
    expect(statusOf(cloud.units, 0)).toBe('active: Unit is ready, URLs change to https once heat/2 answers it')
  })

  test('tell nothing of TLS where HAProxy does not listen, and the URLs stay', async () => {
    const cloud = await deployed()
    configure(cloud.units, on)
    const unit = cloud.units.all.get(1)
    if (unit) unit.state = { ...unit.state, silent: ['8004/tcp'] }
    await settle(cloud.units)
    expect(bagOf(stateOf(cloud, 0), 'cluster')['tls-name']).toBe('heat.example.com')
    expect(bagOf(stateOf(cloud, 1), 'cluster')['tls-name']).toBeUndefined()
    expect(Object.values(cloud.units.app).join(' ')).not.toContain('https:')
  })
})

test('a unit alone goes to TLS', async () => {
  const cloud = await deployed(1)
  await change(cloud, on)
  expect(answers(stateOf(cloud, 0))).toEqual(['https', 'https'])
})

test('units of a version without TLS go over by turns, and HAProxy takes the port of the service once that has left it', async () => {
  const [, ...others] = definition.features
  const before = await deployed(3, defineOpenStackCharm({ ...definition, features: others }))
  const units: Units = { ...before.units, charm }
  for (const unit of units.all.values()) unit.events.push('upgrade-charm')
  const changes = new Map<number, string[]>([0, 1, 2].map((id) => [id, []]))
  for (let round = 0; round < 12; round += 1) {
    for (const [id, unit] of units.all) {
      await begin(units, id)
      changes.get(id)?.push(...(unit.hook?.out.changes ?? []))
      end(units, id)
    }
  }
  for (const [id, all] of changes) {
    const at = (part: string): number => all.findIndex((one) => one.includes(part))
    expect(at('restart heat-api')).toBeGreaterThanOrEqual(0)
    expect(at('write /etc/haproxy/haproxy.cfg')).toBeGreaterThan(at('restart heat-api'))
    expect(configOf(units.all.get(id)?.state ?? {})).toContain(`server heat-${id} 127.0.0.1:7984 check`)
  }
})
