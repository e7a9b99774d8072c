// A subordinate from the command line: what Juju prints, on a principal application of two units.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { packCharm } from '../controller/charms.ts'
import { alphaCharm } from './charms.ts'
import { type Live, startLive } from './live.ts'

// Waiting is part of what is tested; the limit is only for tests that fail.
vi.setConfig({ testTimeout: 60_000 })

let live: Live

beforeAll(async () => {
  live = startLive()
  alphaCharm(live.folder)
  packCharm(live.folder, 'gamma', {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml':
      'name: gamma\nsummary: s\ndescription: d\nsubordinate: true\nrequires:\n  host: {interface: juju-info, scope: container}\n',
    dispatch: `#!/bin/sh
case "$JUJU_DISPATCH_PATH" in
  hooks/host-relation-joined) relation-set said="$JUJU_UNIT_NAME in $JUJU_MACHINE_ID" ;;
  hooks/host-relation-changed) status-set active "with $JUJU_REMOTE_UNIT, of $JUJU_PRINCIPAL_UNIT" ;;
esac
exit 0
`,
  })
  await ok('deploy', './alpha.charm', '-n', '2')
  await ok('deploy', './gamma.charm')
  expect(await ok('integrate', 'gamma', 'alpha')).toBe('')
  for (const number of [0, 1]) await live.reach('unit', `gamma/${number}`)
}, 120_000)

afterAll(() => live.end())

const ok = async (...words: readonly string[]): Promise<string> => {
  const { code, stdout, stderr } = await live.juju(...words)
  expect({ code, stderr }).toMatchObject({ code: 0 })
  return stdout
}

interface UnitData {
  readonly machine?: string
  readonly 'juju-status': { readonly current: string }
  readonly subordinates?: Readonly<Record<string, UnitData>>
}

interface StatusData {
  readonly applications: Readonly<
    Record<string, Readonly<Record<string, unknown>> & { readonly units?: Readonly<Record<string, UnitData>> }>
  >
}

const status = async (...words: readonly string[]): Promise<StatusData> =>
  JSON.parse(await ok('status', '--format', 'json', ...words)) as StatusData

/** The subordinate of a principal unit. */
const guest = async (principal: string): Promise<string> =>
  Object.keys((await status()).applications.alpha?.units?.[principal]?.subordinates ?? {}).join()

test('status has each under its principal, in the table and as data', async () => {
  const own = await guest('alpha/1')
  const table = await ok('status', '--relations')
  expect(table).toMatch(/^gamma +active +2 +gamma +0 +no +with alpha\/\d, of alpha\/\d$/m)
  expect(table).toMatch(new RegExp(`^alpha/1 .*\\n  ${own}\\*? +active +idle +10\\.0\\.0\\.11 +with alpha/1, of alpha/1$`, 'm'))
  expect(table).toMatch(/^alpha:juju-info +gamma:host +juju-info +subordinate +$/m)
  const { alpha, gamma } = (await status()).applications
  expect(alpha?.units?.['alpha/1']?.subordinates?.[own]).toMatchObject({ 'public-address': '10.0.0.11' })
  expect(alpha?.units?.['alpha/1']?.subordinates?.[own]).not.toHaveProperty('machine')
  expect(gamma).not.toHaveProperty('units')
  expect(gamma).toMatchObject({
    'subordinate-to': ['alpha'],
    relations: { host: [{ 'related-application': 'alpha', interface: 'juju-info', scope: 'container' }] },
  })
  expect(await ok('status', '--format', 'oneline')).toContain(`- alpha/1: 10.0.0.11 (agent:idle, workload:active)`)
  expect(await ok('status', '--format', 'oneline')).toContain(`\n  - ${own}: 10.0.0.11 (agent:idle, workload:active)\n`)
})

test('a filter brings subordinates with their principals', async () => {
  const own = await guest('alpha/1')
  for (const filter of ['alpha/1', own]) {
    const { alpha, gamma } = (await status(filter)).applications
    expect(Object.keys(alpha?.units ?? {})).toEqual(['alpha/1'])
    expect(Object.keys(alpha?.units?.['alpha/1']?.subordinates ?? {})).toEqual([own])
    expect(gamma).toBeDefined()
  }
})

test('show-unit, show-application and wait-for tell what they are', async () => {
  const own = await guest('alpha/0')
  const unit = JSON.parse(await ok('show-unit', own, '--format', 'json'))[own]
  expect(unit).toMatchObject({ machine: '0', 'public-address': '10.0.0.10' })
  expect(Object.keys(unit['relation-info'][0]['related-units'])).toEqual(['alpha/0'])
  const principal = JSON.parse(await ok('show-unit', 'alpha/0', '--format', 'json', '--endpoint', 'juju-info'))['alpha/0']
  expect(principal['relation-info'][0]['related-units']).toMatchObject({ [own]: { data: { said: `${own} in 0` } } })
  expect(JSON.parse(await ok('show-application', 'gamma', '--format', 'json')).gamma).toMatchObject({ principal: false })
  await ok('wait-for', 'unit', own, '--query', 'subordinate && principal=="alpha/0"', '--timeout', '5s')
})

test('a hook sees its own container only', async () => {
  const [own, other] = [await guest('alpha/0'), await guest('alpha/1')]
  const on = async (unit: string, command: string): Promise<string> => await ok('exec', '-u', unit, '--', command)
  expect(await on(own, 'relation-list -r "$(relation-ids host)"')).toContain('alpha/0\n')
  expect(await on(own, 'relation-list -r "$(relation-ids host)"')).not.toContain('alpha/1')
  expect(await on(own, 'relation-list -r "$(relation-ids host)" --app')).toContain('alpha\n')
  const refused = await live.juju('exec', '-u', own, '--', 'relation-get -r "$(relation-ids host)" - alpha/1')
  expect(refused.stdout + refused.stderr).toContain(
    'cannot read settings for unit "alpha/1" in relation "gamma:host alpha:juju-info": unit "alpha/1": settings not found',
  )
  expect(await on('alpha/0', `relation-get -r "$(relation-ids juju-info)" said ${own}`)).toContain(`${own} in 0\n`)
  const goal = JSON.parse(await on('alpha/0', 'goal-state --format json')) as {
    readonly units: object
    readonly relations: Readonly<Record<string, object>>
  }
  expect(Object.keys(goal.units)).toEqual(['alpha/0', 'alpha/1'])
  expect(Object.keys(goal.relations['juju-info'] ?? {})).toEqual(['gamma', own])
  expect(Object.keys(goal.relations['juju-info'] ?? {})).not.toContain(other)
})

test('what would make or remove a subordinate unit by itself is refused in the words of Juju', async () => {
  const said = async (...words: readonly string[]): Promise<string> => {
    const { code, stderr } = await live.juju(...words)
    expect(code).toBe(1)
    return stderr
  }
  for (const words of [
    ['-n', '2'],
    ['--to', '0'],
  ])
    expect(await said('deploy', './gamma.charm', 'g2', ...words)).toContain(
      'ERROR cannot use --num-units or --to with subordinate application\n',
    )
  expect(await said('add-unit', 'gamma')).toBe('ERROR cannot add unit to application "gamma": application is a subordinate\n')
  for (const flags of [['--no-prompt'], ['--force', '--no-prompt'], ['--dry-run']])
    expect(await said('remove-unit', 'gamma/0', ...flags)).toBe(
      'ERROR removing unit gamma/0 failed: unit "gamma/0" is a subordinate, to remove use remove-relation. Note: this will remove all units of "gamma"\n',
    )
  for (const name of ['g3', 'gamma']) {
    const bundle = `applications:\n  ${name}: {charm: ./gamma.charm, num_units: 1, to: [0]}\nmachines: {0: {}}\n`
    writeFileSync(join(live.folder, 'bundle.yaml'), bundle)
    expect(await said('deploy', './bundle.yaml')).toBe(
      `ERROR cannot deploy bundle: the provided bundle has the following errors:\napplication "${name}" is subordinate but specifies unit placement\napplication "${name}" is subordinate but has non-zero num_units\n`,
    )
  }
})

test('remove-unit takes the subordinate along, remove-relation all of them, and a bundle brings them back', async () => {
  await ok('remove-unit', 'alpha/1', '--no-prompt')
  await vi.waitUntil(async () => Object.keys((await status()).applications.alpha?.units ?? {}).length === 1, 30_000)
  await ok('remove-relation', 'gamma', 'alpha')
  await vi.waitUntil(async () => (await guest('alpha/0')) === '', 30_000)
  writeFileSync(
    join(live.folder, 'both.yaml'),
    'applications:\n  alpha: {charm: ./alpha.charm, num_units: 2}\n  gamma: {charm: ./gamma.charm}\nrelations:\n- [alpha, gamma]\n',
  )
  await ok('deploy', './both.yaml')
  await live.reach('application', 'gamma', 'len(units)==2 && status=="active"')
  expect([await guest('alpha/0'), await guest('alpha/2')].sort()).toEqual(['gamma/2', 'gamma/3'])
})
