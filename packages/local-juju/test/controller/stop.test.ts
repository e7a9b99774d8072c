import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { packCharm, serverCharm } from './charms.ts'
import { charms, juju } from './each-test.ts'
import { rests } from './harness.ts'

const LIMIT = 90_000

test('a controller that is told to stop during a hook runs it again when it is back, without an error', { timeout: LIMIT }, async () => {
  await juju.deploy(serverCharm(charms), 'server')
  await juju.until('server rests', (now) => rests(now, 'server/0', 'active'))
  const slow = join(juju.unitDirectory('server/0', '0'), 'slow-config-changed')
  writeFileSync(slow, '')
  await juju.ask('config', { application: 'server', set: { greeting: 'later' }, setYaml: {}, reset: [] })
  await juju.until('hook runs', (now) => now.units['server/0']?.agentStatus.message === 'running config-changed hook')
  await juju.terminate()
  rmSync(slow)
  await juju.start()
  await juju.until('hook ran', (now) => rests(now, 'server/0', 'active', 'later'))
  const outcomes = juju
    .trace()
    .filter(({ run }) => run === 'config-changed')
    .map(({ outcome }) => outcome)
  expect(outcomes).toEqual(['committed', 'requeued', 'committed'])
})

test('a hook whose process is killed runs again; a task that is cancelled is aborted', { timeout: LIMIT }, async () => {
  const charm = packCharm(charms, 'killed', {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml': 'name: killed\nsummary: s\ndescription: d\n',
    'actions.yaml': 'wait: {}\n',
    dispatch: `#!/bin/sh
[ "$JUJU_ACTION_NAME" = wait ] && { action-log waiting; exec sleep 60; }
[ "$JUJU_HOOK_NAME" = start ] && [ ! -e ../once ] && { touch ../once; status-set active half; kill -9 $$; }
status-set active "$JUJU_HOOK_NAME"
`,
  })
  await juju.deploy(charm, 'killed')
  await juju.until('rests', (now) => rests(now, 'killed/0', 'active', 'start'))
  expect(
    juju
      .trace()
      .filter(({ run }) => run === 'start')
      .map(({ outcome }) => outcome),
  ).toEqual(['requeued', 'committed'])
  const { tasks } = await juju.ask('run', { receivers: ['killed/0'], action: 'wait', parameters: {} })
  const id = tasks[0]?.id ?? ''
  await juju.until('it waits', (now) => now.tasks[id]?.log[0]?.message === 'waiting')
  await juju.ask('cancel-task', { task: id })
  const ended = await juju.until('it has ended', (now) => now.tasks[id]?.completed !== null)
  expect(ended.tasks[id]?.status).toBe('aborted')
})

test('juju-reboot brings the machine down after the hook and start runs when it is back', { timeout: LIMIT }, async () => {
  const charm = packCharm(charms, 'booter', {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml': 'name: booter\nsummary: s\ndescription: d\n',
    'config.yaml': 'options:\n  boot: {type: string}\n',
    dispatch: `#!/bin/sh
if [ "$JUJU_HOOK_NAME" = config-changed ]; then
  [ "$(config-get boot)" = after ] && juju-reboot
  [ "$(config-get boot)" = now ] && [ ! -e ../now ] && { touch ../now; juju-reboot --now; sleep 30; }
fi
echo "$JUJU_HOOK_NAME" >> ../hooks
status-set active "$(tail -2 ../hooks | tr '\\n' ' ')"
`,
  })
  await juju.deploy(charm, 'booter')
  await juju.until('rests', (now) => rests(now, 'booter/0', 'active', 'config-changed start '))
  const boot = (value: string): Promise<unknown> =>
    juju.ask('config', { application: 'booter', set: { boot: value }, setYaml: {}, reset: [] })
  await boot('after')
  const first = await juju.until('booted', (now) => now.machines['0']?.bootId === '2' && rests(now, 'booter/0', 'active'))
  expect(first.units['booter/0']?.workloadStatus.message).toMatch(/config-changed/)
  await juju.until('start ran', () => juju.trace().filter(({ run }) => run === 'start').length === 2)
  await boot('now')
  await juju.until('booted', (now) => now.machines['0']?.bootId === '3')
  await juju.until('start ran', () => juju.trace().filter(({ run }) => run === 'start').length === 3)
  expect(
    juju
      .trace()
      .map(({ run, outcome }) => `${run} ${outcome}`)
      .slice(-3),
  ).toEqual(['config-changed rebooted', 'config-changed committed', 'start committed'])
})

test('update-status comes as often as the model says, the second time with nothing to write', { timeout: LIMIT }, async () => {
  const charm = packCharm(charms, 'quiet', {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml': 'name: quiet\nsummary: s\ndescription: d\npeers:\n  ring: {interface: ring}\n',
    dispatch: '#!/bin/sh\nrelation-set -r "$(relation-ids ring)" name="$JUJU_UNIT_NAME" 2>/dev/null\nopen-port 80\nstate-set a=b\n',
  })
  await juju.ask('model-config', { set: { 'update-status-hook-interval': '200ms' }, reset: [] })
  await juju.deploy(charm, 'quiet')
  await juju.until('update-status ran twice', () => ran().length >= 2)
  expect(ran()[1]).toMatchObject({ outcome: 'committed', tools: { 'relation-set': 1, 'open-port': 1, 'state-set': 1 }, committed: [] })
  const history = await juju.until('any', () => true)
  expect(history.statusHistory['quiet/0']?.map(({ message }) => message)).not.toContain('running update-status hook')
})

function ran() {
  return juju.trace().filter(({ run }) => run === 'update-status')
}
