// `npm start` and `npm stop` as a newcomer types them, with a controller of their own: what they show, and what they leave.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { root } from '../../scripts/toolchain.mjs'

const data = mkdtempSync(join(tmpdir(), 'lj-'))
process.once('exit', () => rmSync(data, { recursive: true, force: true }))
const env = { ...process.env, JUJU_DATA: data }

/** Runs a script of package.json, shows what it prints, and tells how long it took. */
function script(name) {
  const begun = performance.now()
  const { status, stdout } = spawnSync(process.execPath, [join(root, 'scripts', `${name}.mjs`)], {
    cwd: root,
    env,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  process.stdout.write(stdout)
  const seconds = (performance.now() - begun) / 1000
  console.log(`start  npm ${name} ended with ${status} after ${seconds.toFixed(1)} s\n`)
  return { status, stdout }
}
const listed = (folder) => (existsSync(folder) ? readdirSync(folder) : [])

/** What of machines, controllers and their networks is on this host. */
function onHost() {
  const commands = listed('/proc')
    .filter((pid) => /^\d+$/.test(pid))
    .flatMap((pid) => {
      try {
        return [`${pid} ${readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')}`]
      } catch {
        return []
      }
    })
  return {
    processes: commands.filter((command) => command.includes(data)),
    mounts: readFileSync('/proc/self/mountinfo', 'utf8')
      .split('\n')
      .filter((line) => line.includes('local-juju') || line.includes(data))
      .map((line) => line.split(' ')[4])
      .sort(),
    networks: [...listed('/sys/class/net'), ...listed('/run/netns'), ...listed('/run/local-juju')].sort((a, b) => a.localeCompare(b)),
  }
}

/** What hooks have changed in Juju so far. */
const changes = () =>
  readdirSync(join(data, 'local-juju', 'models')).flatMap((model) =>
    readFileSync(join(data, 'local-juju', 'models', model, 'trace.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
      .filter(({ committed }) => committed.length > 0)
      .map(({ unit, run, committed }) => `${unit} ${run}: ${committed.join(', ')}`),
  )

const before = onHost()
try {
  const first = script('start')
  assert.equal(first.status, 0)
  for (const name of ['keystone', 'mariadb', 'rabbitmq', 'trove'])
    assert.match(first.stdout, new RegExp(`${name}/0\\* +active +idle .*Unit is ready`))
  assert.match(first.stdout, /GET http:\/\/\S+:8779\/v1\.0\/\S+\/datastores {2}200 /)
  assert.match(first.stdout, /Memory {2}\d+ MiB/)

  const known = changes()
  assert.ok(known.length > 10)
  const again = script('start')
  assert.equal(again.status, 0)
  assert.match(again.stdout, /GET http:\/\/\S+:8779\/v1\.0\/\S+\/datastores {2}200 /)
  assert.deepEqual(changes(), known, 'npm start with the model up changes nothing')
} finally {
  assert.equal(script('stop').status, 0)
}
assert.deepEqual(onHost(), before, 'npm stop leaves no process, mount, bridge or namespace behind')
assert.equal(script('stop').status, 0)
console.log('start  brought up, asked again, taken down: nothing is left')
