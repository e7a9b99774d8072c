// From a model to what status shows, where a running controller seldom is at the right moment.
import { describe, expect, test } from 'vitest'
import type { StatusView } from '../../src/cli/status/types.ts'
import { matches, relationRows, statusView } from '../../src/cli/status/view.ts'
import { deploy } from '../../src/model/applications.ts'
import type { Charm } from '../../src/model/charm.ts'
import { newModel } from '../../src/model/create.ts'
import { integrate } from '../../src/model/relations.ts'
import type { Model } from '../../src/model/state.ts'

const now = '2026-11-23T00:54:18.000Z'

const charm = (name: string, endpoint: Charm['endpoints'][string]): Charm => ({
  url: `local:${name}-0`,
  name,
  revision: 0,
  version: '',
  archive: '',
  sha256: '',
  summary: '',
  description: '',
  subordinate: false,
  bases: ['ubuntu@24.04'],
  endpoints: { [endpoint.name]: endpoint },
  extraBindings: [],
  config: {},
  actions: {},
  resources: {},
  storage: {},
})

const side = (name: string, role: 'provider' | 'requirer'): Charm['endpoints'][string] => ({
  name,
  role,
  interface: 'sql',
  scope: 'global',
  limit: 0,
  optional: false,
})

const model = (): Model => {
  const made = newModel('demo', '2eddeaed-6416-42c3-ac10-b52380aafce3', now)
  for (const one of [charm('db', side('server', 'provider')), charm('web', side('sql', 'requirer'))]) made.charms[one.url] = one
  const host = { base: 'debian@12', arch: 'amd64' }
  const plain = {
    base: 'ubuntu@24.04',
    config: {},
    trust: false,
    constraints: '',
    bindings: {},
    resources: {},
    storage: {},
    to: [],
    attachStorage: [],
  }
  deploy(made, { ...plain, name: 'db', charm: 'local:db-0', numUnits: 1 }, host, now)
  deploy(made, { ...plain, name: 'web', charm: 'local:web-0', numUnits: 2 }, host, now)
  integrate(made, ['web', 'db'], now)
  return made
}

const view = (of: Model, filters: readonly string[] = [], relations = false): StatusView =>
  statusView(of, { controller: 'local', cloud: 'local', version: '3.6.28', now: new Date(now), utc: true, relations, filters })

test('a machine that is still to come is pending, its unit waits for it', () => {
  const shown = view(model())
  expect(shown.machines.get('0')).toMatchObject({ 'instance-id': 'pending', base: { name: 'debian', channel: '12' } })
  expect(shown.machines.get('0')?.['juju-status'].current).toBe('pending')
  const unit = shown.applications.get('db')?.units?.get('db/0')
  expect(unit?.['workload-status']).toMatchObject({ current: 'waiting', message: 'waiting for machine', since: '2026-11-23 00:54:18Z' })
  expect(unit?.['juju-status'].current).toBe('allocating')
  expect(unit?.machine).toBe('0')
})

describe('a failed relation hook', () => {
  const failed = model()
  const unit = failed.units['web/0']
  if (unit) unit.error = { message: 'hook failed: "sql-relation-changed"', data: { 'relation-id': 0 }, since: now }

  test('says of which relation it was when relations are shown', () => {
    const message = (relations: boolean): string | undefined =>
      view(failed, [], relations).applications.get('web')?.units?.get('web/0')?.['workload-status'].message
    expect(message(true)).toBe('hook failed: "sql-relation-changed" for db:server')
    expect(message(false)).toBe('hook failed: "sql-relation-changed"')
  })

  test('is the status of its application', () => {
    expect(view(failed).applications.get('web')?.['application-status']).toMatchObject({ current: 'error' })
    expect(view(failed).applications.get('db')?.['application-status']).toMatchObject({ current: 'waiting' })
  })
})

describe('filters', () => {
  const names = (filter: string): unknown => {
    const { applications, machines } = view(model(), [filter])
    return { units: [...applications.values()].flatMap((one) => [...(one.units?.keys() ?? [])]), machines: [...machines.keys()] }
  }

  test('an application brings its units and their machines', () => {
    expect(names('web')).toEqual({ units: ['web/0', 'web/1'], machines: ['1', '2'] })
  })

  test('a unit comes alone, with its machine', () => {
    expect(names('web/1')).toEqual({ units: ['web/1'], machines: ['2'] })
  })

  test('a machine brings its units', () => {
    expect(names('0')).toEqual({ units: ['db/0'], machines: ['0'] })
  })

  test('the leader can be named as such', () => {
    const led = model()
    const web = led.applications.web
    if (web) web.leader = 'web/1'
    expect(matches(led, ['web/leader'])).toBe(true)
    expect([...(view(led, ['web/leader']).applications.get('web')?.units?.keys() ?? [])]).toEqual(['web/1'])
  })

  test('relations are shown between shown applications only', () => {
    expect(relationRows(model(), [])).toEqual([
      { provider: 'db:server', requirer: 'web:sql', interface: 'sql', type: 'regular', message: 'joining' },
    ])
    expect(relationRows(model(), ['web'])).toEqual([])
    expect(view(model(), ['web']).applications.get('web')?.relations).toBeUndefined()
  })
})
