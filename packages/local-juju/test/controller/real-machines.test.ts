import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { call } from '../../src/controller/api/client.ts'
import { checkRequirements } from '../../src/machines/index.ts'
import { packCharm } from './charms.ts'
import { type Harness, rests, startHarness } from './harness.ts'

const requirements = await checkRequirements()
const reason = requirements.kind === 'impossible' ? requirements.reason : undefined
/** Long, because the first run on a host builds the base. */
const LIMIT = 600_000

test("runs a charm in a booted machine, survives the controller's and the machine's sudden end and every outage, and leaves nothing behind", {
  timeout: LIMIT,
  ...skipFor(reason),
}, async () => {
  const { cidr } = await juju.ask('add-space', { name: 'public', cidr: null })
  await juju.deploy(probe, 'probe', 1, { bindings: { web: 'public' }, storage: { cache: { pool: 'tmpfs', size: 64, count: 1 } } })
  await juju.until('probe rests', (now) => rests(now, 'probe/0', 'active'), LIMIT)

  const env = await exec('env; pwd; id -u; stat -L -c "%a %F" "$JUJU_AGENT_SOCKET_ADDRESS"')
  expect(env.stdout).not.toMatch(/^(HOME|USER|SHELL|NODE_\w+)=/m)
  expect(env.stdout).toContain('JUJU_AGENT_SOCKET_ADDRESS=/var/lib/juju/agents/unit-probe-0/agent.socket\n')
  expect(env.stdout).toMatch(/^\/var\/lib\/juju\/agents\/unit-probe-0\/charm\n0\n700 socket\n$/m)

  const model = await juju.until('any', () => true)
  expect(model.machines['0']?.base).toBe('debian@12')
  expect((await exec('. /etc/os-release; echo $ID@$VERSION_ID')).stdout).toBe('debian@12\n')
  expect((await exec('network-get juju-info --bind-address')).stdout).toBe(`${model.machines['0']?.addresses[0]?.value}\n`)
  const bound = (await exec('network-get web --bind-address')).stdout.trim()
  expect(bound).toBe(cidr.replace('.0/24', '.10'))
  expect((await exec('network-get web --format json')).stdout).toMatch(new RegExp(`"interface-name":"host1".*"cidr":"${cidr}"`))
  expect((await exec('ip -br address show host1')).stdout).toMatch(new RegExp(`UP +${bound}/24`))

  expect(
    (await exec('findmnt -no FSROOT /srv/probe; findmnt -no FSTYPE,OPTIONS /srv/cache; storage-get -s data/0 location')).stdout,
  ).toMatch(/\/storage\/data-0\ntmpfs .*size=65536k.*\n\/srv\/probe\n$/)
  await exec('echo kept > /srv/probe/file; echo lost > /srv/cache/file')

  await juju.crash()
  await juju.start()
  await juju.until('the machine is found again', (now) => now.machines['0']?.status.status === 'started')
  expect((await exec('cat ../boots')).stdout).toBe('start\n')

  process.kill(await firstProcess(), 'SIGKILL')
  await juju.until(
    'start ran again',
    (now) => now.machines['0']?.status.status === 'started' && rests(now, 'probe/0', 'active', '2 starts'),
  )

  expect((await exec('cat /srv/probe/file; ls /srv/cache')).stdout).toBe('kept\n')
  await juju.ask('detach-storage', { id: 'cache/1' })
  await juju.until('the cache is detached', (now) => now.storage['cache/1']?.status.status === 'detached')
  expect((await exec('mountpoint -q /srv/cache || echo gone')).stdout).toBe('gone\n')

  await exec('touch ../reboot')
  await juju.ask('config', { application: 'probe', set: { note: 'x' }, setYaml: {}, reset: [] })
  await juju.until('it rebooted by itself', (now) => rests(now, 'probe/0', 'active', '3 starts'))
  expect((await exec('cat ../said /srv/probe/file')).stdout).toBe('config-changed\nconfig-changed\nkept\n')

  const address = model.machines['0']?.addresses[0]?.value ?? ''
  const ping = (): number | null => spawnSync('python3', ['-c', `import socket; socket.create_connection(('${address}', 8000), 2)`]).status
  await exec('systemd-run --quiet --unit=web python3 -m http.server 8000')
  await expect.poll(ping, { timeout: 60_000 }).toBe(0)
  await juju.ask('set-network', { machine: '0', network: 'cut' })
  expect(ping()).toBe(1)
  await juju.crash()
  await juju.start()
  await juju.until('it is found again, still cut', (now) => now.machines['0']?.instanceStatus.message === 'Running, network cut')
  expect(ping()).toBe(1)
  await juju.ask('set-network', { machine: '0', network: 'connected' })
  await expect.poll(ping, { timeout: 60_000 }).toBe(0)

  await juju.ask('set-power', { machine: '0', power: 'off' })
  expect(ping()).toBe(1)
  await expect(firstProcess()).rejects.toThrow('ENOENT')
  await juju.crash()
  await juju.start()
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  const off = await juju.until('any', () => true)
  expect(off.machines['0']).toMatchObject({ status: { status: 'down' }, instanceStatus: { status: 'stopped', message: 'Powered off' } })
  await juju.ask('set-power', { machine: '0', power: 'on' })
  await juju.until('start ran when it was on again', (now) => rests(now, 'probe/0', 'active', '4 starts'))

  await juju.ask('destroy-model', { force: false })
  await expect.poll(() => call(juju.directory, 'models', {}), { timeout: 60_000 }).toEqual([])
})

let juju: Harness
let charms: string
let probe: string

beforeAll(async () => {
  if (reason !== undefined) return
  charms = mkdtempSync(join(tmpdir(), 'lj-charms-'))
  probe = packCharm(charms, 'probe', {
    'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04'}\n",
    'metadata.yaml':
      'name: probe\nsummary: s\ndescription: d\nprovides:\n  web: {interface: web}\nstorage:\n  data: {type: filesystem, location: /srv/probe}\n  cache: {type: filesystem, location: /srv/cache, multiple: {range: 0-1}}\n',
    'config.yaml': 'options:\n  note: {type: string}\n',
    dispatch: `#!/bin/sh
[ "$JUJU_HOOK_NAME" = start ] && echo start >> ../boots
if [ -e ../reboot ]; then
  echo "$JUJU_HOOK_NAME" >> ../said
  [ "$(wc -l < ../said)" = 1 ] && { juju-reboot --now; sleep 60; }
  rm ../reboot
fi
[ -e ../boots ] && status-set active "$(wc -l < ../boots) starts"
exit 0
`,
  })
  juju = await startHarness('systemd')
})
afterAll(async () => {
  if (reason !== undefined) return
  await call(juju.directory, 'stop', { keepMachines: false }).catch(() => undefined)
  await juju.end()
  rmSync(charms, { recursive: true, force: true })
})

async function exec(command: string): Promise<{ stdout: string }> {
  const { tasks } = await juju.ask('exec', {
    command,
    units: ['probe/0'],
    applications: [],
    machines: [],
    all: false,
    parallel: true,
    executionGroup: '',
  })
  const id = tasks[0]?.id ?? ''
  const model = await juju.until('command ended', (now) => now.tasks[id]?.completed !== null)
  const stdout = model.tasks[id]?.results?.stdout
  return { stdout: typeof stdout === 'string' ? stdout : '' }
}

async function firstProcess(): Promise<number> {
  const [{ directory } = { directory: '' }] = await call(juju.directory, 'models', {})
  const noted = JSON.parse(readFileSync(join(directory, 'machines/0/running.json'), 'utf8')) as { init: { pid: number } }
  return noted.init.pid
}
