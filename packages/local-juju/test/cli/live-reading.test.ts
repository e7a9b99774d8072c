// What is shown of a model: what a real client was recorded to say of the same one.
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { type Live, startDemo } from './live.ts'
import { recording } from './recordings.ts'

// Waiting is part of what is tested; the limit is only for tests that fail.
vi.setConfig({ testTimeout: 60_000 })

let live: Live

beforeAll(async () => {
  live = await startDemo()
}, 120_000)

afterAll(() => live.end())

describe('reading', () => {
  test('status says that machines run Debian, whatever the charm names', async () => {
    const { stdout } = await live.juju('status', '--relations')
    expect(stdout).toContain('alpha  1.2.3    active      1  alpha             0  no ')
    expect(stdout).toMatch(/^alpha\/0\* {2}active +(?:idle|executing) +0 .* 8080\/tcp /m)
    expect(stdout).toMatch(/^0 +started .* debian@12 /m)
    expect(stdout).toContain('alpha:db              beta:database  rec-db     regular  \n')
    const json = JSON.parse((await live.juju('status', '--format', 'json')).stdout)
    expect(Object.keys(json)).toEqual(['model', 'machines', 'applications', 'storage', 'controller'])
    expect(json.machines['0'].base).toEqual({ name: 'debian', channel: '12' })
    expect(json.applications.alpha.base).toEqual({ name: 'debian', channel: '12' })
    expect(json.applications.alpha.relations).toMatchObject({
      db: [{ 'related-application': 'beta', interface: 'rec-db', scope: 'global' }],
    })
  })

  test('filters: a match brings what belongs to it, none is no failure', async () => {
    const one = await live.juju('status', 'beta/0')
    expect(one.stdout).not.toContain('alpha')
    expect(one.stdout).toMatch(/^1 +started/m)
    const none = await live.juju('status', 'nosuch')
    expect(none).toMatchObject({ code: 0, stderr: 'Nothing matched specified filter.\n' })
    expect(none.stdout.split('\n')).toHaveLength(3)
  })

  test('config shows what the recorded client showed', async () => {
    expect(await live.juju('config', 'alpha')).toEqual({ code: 0, stdout: recording(7).stdout, stderr: '' })
    expect((await live.juju('config', 'alpha', 'nodefault')).stdout).toBe('\n')
  })

  test('actions, their schemas, and one of them', async () => {
    expect((await live.juju('actions', 'alpha')).stdout).toBe(recording(27).stdout)
    expect((await live.juju('actions', 'alpha', '--schema')).stdout).toBe(recording(28).stdout)
    expect((await live.juju('show-action', 'alpha', 'echo')).stdout).toBe(recording(29).stdout)
    expect(await live.juju('show-action', 'alpha', 'nosuch')).toEqual({ code: 1, stdout: '', stderr: 'unknown action "nosuch"\n' })
  })

  test('show-unit has the keys that clients count on', async () => {
    const { 'beta/0': unit } = JSON.parse((await live.juju('show-unit', 'beta/0', '--format', 'json')).stdout)
    expect(Object.keys(unit)).toEqual(Object.keys(JSON.parse(recording(5).stdout)['beta/0']))
    expect(unit['relation-info'][0]['local-unit']).toEqual({ 'in-scope': false, data: null })
    expect(unit['relation-info'][0]['related-units']['alpha/0'].data.word).toBe('hello')
  })

  test('debug-log ends by itself and filters', async () => {
    const { stdout } = await live.juju('debug-log', '--replay', '--include', 'alpha/0', '--limit', '1')
    expect(stdout).toMatch(/^unit-alpha-0: \d\d:\d\d:\d\d INFO juju\S* /)
    const [line = ''] = (await live.juju('debug-log', '--limit', '1', '--format', 'json')).stdout.split('\n')
    expect(Object.keys(JSON.parse(line))).toEqual(['model-uuid', 'timestamp', 'entity', 'level', 'module', 'message'])
    expect((await live.juju('debug-log', '--limit', '0')).stdout.split('\n').length).toBeGreaterThan(10)
  })

  test('the small ones', async () => {
    expect((await live.juju('switch')).stdout).toBe('local:admin/demo\n')
    expect((await live.juju('switch', 'demo')).stderr).toBe('local:admin/demo (no change)\n')
    expect((await live.juju('whoami')).stdout).toBe('Controller:  local\nModel:       demo\nUser:        admin\n')
    expect((await live.juju('version', '--format', 'json', '--all')).stdout).toMatch(/^{"version":"\d+\.\d+\.\d+-[a-z]+-[a-z0-9]+",/)
    expect((await live.juju('show-status-log', 'alpha/0')).stdout).toMatch(/^Time +Type +Status +Message\n/)
    expect((await live.juju('machines')).stdout).toMatch(/^Machine {2}State/)
    expect((await live.juju('model-config', 'update-status-hook-interval')).stdout).toBe('5m\n')
    const { demo } = JSON.parse((await live.juju('show-model', '--format', 'json')).stdout)
    expect(demo).toMatchObject({ 'short-name': 'demo', 'model-type': 'iaas', 'is-controller': false, life: 'alive' })
    expect(demo['controller-uuid']).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-a[0-9a-f]{3}-[0-9a-f]{12}$/)
    const controllers = JSON.parse((await live.juju('controllers', '--format', 'json')).stdout)
    expect(controllers.controllers.local.uuid).toBe(demo['controller-uuid'])
    expect((await live.juju('models', '--uuid')).stdout).toMatch(new RegExp(`^demo\\* +${demo['model-uuid']} +local `, 'm'))
  })
})
