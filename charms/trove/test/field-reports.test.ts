// What operators met with other charms of OpenStack, tried on this one. RPT is the number of the report.
import type { Result, State } from '@charm-layers/charm-testing'
import { describe, expect, test } from 'vitest'
import { answering, charm, deployed, machine, relations, run, type Series, settle } from './trove.ts'

/** A machine whose archive offers another version of Trove. */
const withTrove = (series: Series, version: string): State => {
  const base = machine(series)
  const offered = Object.entries(base.offered ?? {}).map(([name, one]) => [name, one && name.includes('trove') ? { ...one, version } : one])
  return { ...base, offered: Object.fromEntries(offered) }
}
const settled = (state: State): Promise<Result> => settle({ ...state, relations: relations(), commands: answering({ tables: [] }) })
const toldToPeers = (out: Result): string =>
  JSON.stringify(out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localAppData ?? {})

describe('RPT-14: a release older than the one asked for', () => {
  const asked = { 'openstack-origin': 'cloud:jammy-caracal' }
  const told = 'openstack-origin offers caracal, but yoga is installed (trove-common 17.0.0)'

  test('is told with both names, and makes no schema', async () => {
    const out = await settled({ ...machine('jammy'), config: asked })
    expect(out.version).toBe('17.0.0')
    expect(out.status).toEqual({ name: 'blocked', message: told })
    expect(toldToPeers(out)).not.toContain('yoga')
  })

  test('is told on a unit that runs, which goes on', async () => {
    const out = await run(charm, 'config-changed', { ...(await deployed('jammy')), config: { ...asked, debug: true } })
    expect(out.status.message).toBe(told)
    expect(out.services?.['trove-api']).toMatchObject({ active: true, masked: false })
    expect(out.files['/etc/trove/trove.conf']?.content).toContain('debug = true')
  })
})

test.each([
  'deb http://mirror.example.com/ubuntu jammy main',
  'deb [arch=amd64] http://mirror.organized.example.com/ubuntu jammy main',
  'http://mirror.example.com/ubuntu',
  'https://training.example.com/ubuntu',
  'ppa:acme/openstack',
  'ppa:zedtown/caracals',
])('RPT-15: %s can be deployed from', async (origin) => {
  const out = await settled({ ...machine('jammy'), config: { 'openstack-origin': origin } })
  expect(out.status).toEqual({ name: 'active', message: 'Unit is ready' })
  expect(toldToPeers(out)).toContain('yoga')
})

describe('RPT-24: a version that is in no table', () => {
  const told = 'trove-common 99.0.0 is of no OpenStack release that this charm knows; the newest is hibiscus'

  test('is not taken for another release', async () => {
    const out = await settled(withTrove('noble', '1:99.0.0-0ubuntu1'))
    expect(out.status).toEqual({ name: 'blocked', message: told })
    expect(toldToPeers(out)).not.toContain('caracal')
    expect(out.started).toEqual([])
  })

  test('keeps the services running with their files', async () => {
    const before = await deployed('noble')
    const packages = Object.fromEntries(
      Object.entries(before.packages ?? {}).map(([name, had]) => [name, name.includes('trove') ? '1:99.0.0' : had]),
    )
    const out = await run(charm, 'update-status', { ...before, packages })
    expect(out.status).toEqual({ name: 'blocked', message: told })
    expect(out.files).toEqual(before.files)
    expect(out.services?.['trove-api']).toMatchObject({ active: true, masked: false })
  })
})

test.each([
  ['26.0.0-1', 'hibiscus'],
  ['25.1.0-1', 'gazpacho'],
])('Trove %s is of release %s', async (version, release) => {
  expect(toldToPeers(await settled(withTrove('noble', version)))).toContain(release)
})
