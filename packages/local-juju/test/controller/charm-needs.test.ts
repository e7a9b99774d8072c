// What charms ask for besides options and relations: files, the operator's secrets, the cloud's credential, the goal state, a reboot.
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packCharm } from './charms.ts'
import { charms, juju } from './each-test.ts'
import { rests } from './harness.ts'

const LIMIT = 90_000

/** Packs a charm whose every hook runs the script. */
function charmThat(name: string, script: string, metadata = ''): string {
  return packCharm(mkdtempSync(join(charms, 'c-')), name, {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml': `name: ${name}\nsummary: s\ndescription: d\n${metadata}`,
    'config.yaml': 'options:\n  token: {type: secret}\n',
    dispatch: `#!/bin/sh\n${script}\n`,
  })
}

const runs = (unit: string): string[] =>
  juju
    .trace()
    .filter((line) => line.unit === unit)
    .map(({ run, outcome }) => (outcome === 'committed' ? run : `${run} (${outcome})`))

test('a resource given at deploy is brought to the unit, and a new one runs upgrade-charm', { timeout: LIMIT }, async () => {
  const script =
    'if path=$(resource-get data); then status-set active "$(basename "$path"): $(cat "$path")"; else status-set blocked none; fi'
  const path = charmThat('files', script, 'resources:\n  data: {type: file, filename: data.txt}\n')
  const file = join(charms, 'given.txt')
  writeFileSync(file, 'one')
  await juju.deploy(path, 'files', 1, { resources: { data: file } })
  await juju.until('has one', (now) => rests(now, 'files/0', 'active', 'data.txt: one'))
  writeFileSync(file, 'two')
  const { resources } = (await juju.until('any', () => true)).applications.files ?? {}
  expect(resources?.data).toMatchObject({ revision: 0 })
  await juju.ask('attach-resource', { application: 'files', resource: 'data', path: file })
  await juju.until('has two', (now) => rests(now, 'files/0', 'active', 'data.txt: two'))
  expect(runs('files/0').slice(-2)).toEqual(['upgrade-charm', 'config-changed'])
  await juju.deploy(path, 'empty')
  await juju.until('has none', (now) => rests(now, 'empty/0', 'blocked', 'none'))
  await expect(juju.ask('attach-resource', { application: 'files', resource: 'nosuch', path: file })).rejects.toThrow(
    'unrecognized resource "nosuch"',
  )
})

test("an option names the operator's secret, which the unit reads once it is granted, and hears of when it changes", {
  timeout: LIMIT,
}, async () => {
  const script = `token=$(config-get token)
[ -z "$token" ] && { status-set waiting 'no token'; exit 0; }
if value=$(secret-get "$token" --refresh --format json 2>&1); then status-set active "$value"; else status-set blocked "$value"; fi`
  await juju.deploy(charmThat('reader', script), 'reader')
  await juju.until('waits', (now) => rests(now, 'reader/0', 'waiting', 'no token'))
  const { id } = await juju.ask('add-secret', { name: 'token', info: '', content: { password: 'one' } })
  await juju.ask('config', { application: 'reader', set: { token: `secret:${id}` }, setYaml: {}, reset: [] })
  await juju.until('refused', (now) => rests(now, 'reader/0', 'blocked', 'ERROR permission denied'))
  await juju.ask('grant-secret', { secret: 'token', applications: ['reader'], revoke: false })
  await juju.ask('model-config', { set: { 'update-status-hook-interval': '1s' }, reset: [] })
  await juju.until('reads', (now) => rests(now, 'reader/0', 'active', '{"password":"one"}'))
  await juju.ask('model-config', { set: { 'update-status-hook-interval': '60m' }, reset: [] })
  await juju.ask('update-secret', { secret: 'token', name: null, info: null, content: { password: 'two' } })
  await juju.until('reads anew', (now) => rests(now, 'reader/0', 'active', '{"password":"two"}'))
  expect(runs('reader/0')).toContain('secret-changed')
})

test('the credential needs trust, and the goal state names units that are not there yet', { timeout: LIMIT }, async () => {
  const script = `credential-get > ../credential 2>&1
goal-state --format json > ../goal
status-set active "$JUJU_HOOK_NAME"`
  await juju.deploy(charmThat('asks', script), 'asks')
  await juju.until('rests', (now) => rests(now, 'asks/0', 'active'))
  const read = (file: string): string => readFileSync(join(juju.unitDirectory('asks/0', '0'), file), 'utf8')
  expect(read('credential')).toBe('ERROR cannot access cloud credentials: permission denied\n')
  await juju.ask('add-unit', { application: 'asks', numUnits: 2, to: [], attachStorage: [] })
  await juju.ask('trust', { application: 'asks', trust: true })
  await juju.until(
    'rests',
    (now) => rests(now, 'asks/0', 'active') && runs('asks/0').filter((run) => run === 'config-changed').length === 2,
  )
  expect(read('credential')).toContain('name: local\n')
  expect(Object.keys(JSON.parse(read('goal')).units)).toEqual(['asks/0', 'asks/1', 'asks/2'])
})

test('juju-reboot --now ends the hook, drops what it wrote, and runs it again after the reboot', { timeout: LIMIT }, async () => {
  const script = `if [ "$JUJU_HOOK_NAME" = config-changed ] && [ ! -e ../rebooted ]; then
  touch ../rebooted; state-set a=lost; juju-reboot --now; sleep 60; touch ../survived
fi
status-set active "$JUJU_HOOK_NAME $(state-get a)"`
  await juju.deploy(charmThat('boots', script), 'boots')
  const model = await juju.until(
    'came back',
    (now) => now.units['boots/0']?.agent.bootId === '2' && rests(now, 'boots/0', 'active', 'start '),
  )
  expect(runs('boots/0')).toEqual(['install', 'leader-elected', 'config-changed (rebooted)', 'config-changed', 'start'])
  expect(model.units['boots/0']?.state).toEqual({})
  expect(() => readFileSync(join(juju.unitDirectory('boots/0', '0'), 'survived'))).toThrow('ENOENT')
})

test('juju-reboot waits for the end of its hook, and does not happen when the hook fails', { timeout: LIMIT }, async () => {
  const script = `if [ "$JUJU_HOOK_NAME" = config-changed ] && [ ! -e ../asked ]; then
  touch ../asked; juju-reboot; exit 1
fi
[ "$JUJU_HOOK_NAME" = start ] && [ ! -e ../rebooted ] && { touch ../rebooted; juju-reboot; state-set a=kept; }
status-set active "$JUJU_HOOK_NAME $(state-get a)"`
  await juju.deploy(charmThat('boots', script), 'boots')
  await juju.until('failed', (now) => now.units['boots/0']?.error?.message === 'hook failed: "config-changed"')
  expect((await juju.until('any', () => true)).machines['0']?.bootId).toBe('1')
  await juju.until('came back', (now) => now.units['boots/0']?.agent.bootId === '2' && rests(now, 'boots/0', 'active', 'start kept'))
  expect(runs('boots/0').slice(-2)).toEqual(['start', 'start'])
})
