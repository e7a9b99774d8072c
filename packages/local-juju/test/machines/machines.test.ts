/** Boots real machines: needs what `checkRequirements` says, and is skipped, with the reason, where that is not so. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer as createHttpServer } from 'node:http'
import { createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { checkRequirements, findMachine, type Machine, type Machines, openMachines, removeMachines } from '../../src/machines/index.ts'
import { defaultCacheDir, layoutOf } from '../../src/machines/paths.ts'
import { leftovers } from '../../src/machines/teardown.ts'

const requirements = await checkRequirements()
const reason = requirements.kind === 'impossible' ? requirements.reason : undefined

const minute = 60_000

describe('a machine', { timeout: 2 * minute, ...skipFor(reason) }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'machines-'))
  const layout = layoutOf(dataDir, defaultCacheDir())
  let machines: Machines
  let machine: Machine

  beforeAll(async () => {
    machines = await openMachines({ dataDir, onProgress: (line) => console.info(line) })
    const begin = performance.now()
    machine = await machines.start('0', { hostname: 'juju-test-0' })
    console.info(`booted in ${Math.round(performance.now() - begin)} ms, ${Math.round(machine.memory() / 2 ** 20)} MiB`)
  }, 15 * minute)
  afterAll(async () => {
    await machines?.close()
    await removeMachines(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  }, minute)

  const says = async (...argv: string[]): Promise<string> => {
    const { code, stdout, stderr } = await machine.run(argv)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    return stdout.trim()
  }

  test('has booted its own systemd without a failed unit, under its own name', async () => {
    expect(await says('systemctl', 'is-system-running')).toBe('running')
    expect(await says('hostname')).toBe('juju-test-0')
    expect(await says('getent', 'hosts', 'juju-test-0')).toContain(machine.address)
    expect(await says('cat', '/proc/1/comm')).toBe('systemd')
    expect(await says('sudo', '-n', 'id', '-u')).toBe('0')
  })

  test('gives a command exactly the environment, directory, user and input that it is told', async () => {
    const { stdout } = await machine.run(['env'], { env: { JUJU_UNIT_NAME: 'a/0', PATH: '/usr/bin' } })
    expect(stdout.trim().split('\n').toSorted()).toEqual(['HOME=/root', 'JUJU_UNIT_NAME=a/0', 'LANG=C.UTF-8', 'PATH=/usr/bin'])
    expect((await machine.run(['pwd'], { cwd: '/var/lib' })).stdout).toBe('/var/lib\n')
    expect((await machine.run(['id', '-un'], { user: 'nobody' })).stdout).toBe('nobody\n')
    expect((await machine.run(['cat'], { stdin: 'typed' })).stdout).toBe('typed')
  })

  test('keeps the environment of a command out of the process list', async () => {
    const running = machine.run(['sleep', '0.4'], { env: { PASSWORD: 'hidden-from-ps' } })
    const list = (await machine.run(['ps', '-eo', 'args'])).stdout + readAllCommandLines()
    expect(list).toContain('sleep 0.4')
    expect(list).not.toContain('hidden-from-ps')
    await running
  })

  test('reports exit codes and signals as they were', async () => {
    expect(await machine.run(['sh', '-c', 'echo out; echo err >&2; exit 7'])).toEqual({
      code: 7,
      signal: null,
      stdout: 'out\n',
      stderr: 'err\n',
    })
    expect(await machine.exec(['sh', '-c', 'kill -9 $$'])).toEqual({ code: null, signal: 'SIGKILL' })
    expect((await machine.run(['no-such-command'])).code).toBe(127)
  })

  test('ends a command with all its children when asked to', async () => {
    const abort = new AbortController()
    const ended = machine.exec(['sh', '-c', 'sleep 1234 & sleep 1234'], { signal: abort.signal })
    await expect.poll(() => says('pgrep', '-fc', '^sleep 1234')).toBe('2')
    abort.abort()
    expect(await ended).toEqual({ code: null, signal: 'SIGTERM' })
    await expect.poll(async () => (await machine.run(['pgrep', '-f', '^sleep 1234'])).code).toBe(1)
  })

  test('does not wait for a daemon that a command leaves behind', async () => {
    expect((await machine.run(['sh', '-c', 'sleep 1235 & echo started'])).stdout).toBe('started\n')
    expect(await says('pgrep', '-f', '^sleep 1235')).not.toBe('')
    await machine.run(['pkill', '-f', '^sleep 1235'])
  })

  test("reaches a socket of the host, under the path that Juju's agent uses", async () => {
    const server = createServer((socket) => socket.once('data', (data) => socket.end(`${data.toString()} heard`)))
    const path = join(machine.sharedDir, 'unit-a-0.socket')
    await listen(server, path)
    await says('mkdir', '-p', '/var/lib/juju/agents/unit-a-0')
    await says('ln', '-sf', join(machine.sharedDirInside, 'unit-a-0.socket'), '/var/lib/juju/agents/unit-a-0/agent.socket')
    const client = `import socket
s = socket.socket(socket.AF_UNIX)
s.connect('/var/lib/juju/agents/unit-a-0/agent.socket')
s.send(b'ping')
print(s.recv(100).decode())`
    expect(await says('python3', '-c', client)).toBe('ping heard')
    expect(path.length).toBeLessThan(60)
    server.close()
  })

  test('reaches the host and is reached from it, and has no other way out', async () => {
    const service = createHttpServer((_, response) => response.end('from the host'))
    await new Promise<void>((resolve) => service.listen(0, machines.hostAddress, resolve))
    const address = service.address()
    const port = typeof address === 'object' && address ? address.port : 0
    const read = (url: string): string => `import urllib.request; print(urllib.request.urlopen('${url}', timeout=5).read().decode())`
    expect(await says('python3', '-c', read(`http://${machines.hostAddress}:${port}/`))).toBe('from the host')
    service.close()

    await says('systemd-run', '--quiet', '--unit=web', 'python3', '-m', 'http.server', '--directory', '/etc', '8000')
    await expect
      .poll(async () => (await fetch(`http://${machine.address}:8000/hostname`).catch(() => undefined))?.text(), { timeout: minute })
      .toBe('juju-test-0\n')
    await says('systemctl', 'stop', 'web')
    expect(await says('ip', 'route', 'show', 'default')).toBe('')
  })

  test('installs a package, and a second machine installs it without another download', async () => {
    const install = ['apt-get', 'install', '-qq', '-y', '--no-install-recommends', 'netcat-openbsd']
    const options = { env: { DEBIAN_FRONTEND: 'noninteractive' } }
    expect(await machine.run(['apt-get', 'update', '-qq'], options)).toMatchObject({ code: 0 })
    expect(await machine.run(install, options)).toMatchObject({ code: 0 })
    const before = machines.aptCache.downloads
    const other = await machines.start('1', { hostname: 'juju-test-1' })
    expect(other.address).not.toBe(machine.address)
    expect(await other.run(['apt-get', 'update', '-qq'], options)).toMatchObject({ code: 0 })
    expect(await other.run(install, options)).toMatchObject({ code: 0 })
    expect(machines.aptCache.downloads).toBe(before)
    expect(await other.run(['nc', '-z', '-w', '2', machine.address, '9'])).toMatchObject({ code: 1 })
    await other.destroy()
    expect(existsSync(join(dataDir, 'machines', '1'))).toBe(false)
    expect(machines.list().map(({ id }) => id)).toEqual(['0'])
  })

  test('has byte-compiled Python when the installation of a Python package ends', async () => {
    const options = { env: { DEBIAN_FRONTEND: 'noninteractive' } }
    expect(await machine.run(['apt-get', 'install', '-qq', '-y', '--no-install-recommends', 'python3-iso8601'], options)).toMatchObject({
      code: 0,
    })
    expect(await says('sh', '-c', 'ls /usr/lib/python3/dist-packages/iso8601/__pycache__')).toContain('iso8601.cpython')
    await says('apt-get', 'remove', '-qq', '-y', 'python3-iso8601')
    expect(await machine.run(['python3', '-c', 'import iso8601'])).toMatchObject({ code: 1 })
  })

  test('takes compiled Python from what a machine has compiled before', async () => {
    const packages = '/usr/lib/python3/dist-packages'
    writeFileSync(join(machine.rootfs, packages, 'kept_code.py'), 'answer = 42\n')
    await says('/usr/local/sbin/compile-python')
    const folder = await says('sh', '-c', `echo /run/juju-compiled/*${packages}`)
    const kept = await says('sh', '-c', `ls ${folder}/kept_code.py.*`)
    const compiled = await says('sh', '-c', `ls ${packages}/__pycache__/kept_code.*`)
    // Python reads no further than the code, so a mark at the end shows where the file has come from.
    await says('sh', '-c', `printf mark >> ${kept}; rm ${compiled}; /usr/local/sbin/compile-python`)
    expect(await says('tail', '-c', '4', compiled)).toBe('mark')
    expect(await says('python3', '-c', 'import kept_code; print(kept_code.answer)')).toBe('42')
    await says('rm', kept, compiled, `${packages}/kept_code.py`)
  })

  test('shows the last lines that a service wrote', async () => {
    await machine.run(['systemd-run', '--quiet', '--wait', '--unit=broken', 'sh', '-c', 'echo the cause; exit 3'])
    expect(await machine.journal('broken.service')).toContain('the cause')
    await says('systemctl', 'reset-failed')
  })

  test('keeps its disk and address when its first process is killed, and boots again', async () => {
    writeFileSync(join(machine.rootfs, 'var/lib/kept'), 'from the host')
    await says('sh', '-c', 'echo from inside > /var/lib/kept-too')
    const { address, pid } = machine
    const gone = machine.waitForExit()
    process.kill(pid, 'SIGKILL')
    await gone
    expect(machine.isRunning()).toBe(false)
    await expect(machine.run(['true'])).rejects.toThrow("machine 0 is not running, so 'true' cannot be run in it")
    machine = await machines.start('0', { hostname: 'juju-test-0' })
    expect(machine.address).toBe(address)
    expect(await says('cat', '/var/lib/kept')).toBe('from the host')
    expect(await says('cat', '/var/lib/kept-too')).toBe('from inside')
  })

  test('shuts its services down in order when it is stopped', async () => {
    const unit = '[Service]\nType=oneshot\nRemainAfterExit=yes\nExecStart=true\nExecStop=touch /var/lib/stopped-in-order\n'
    await machine.run(['tee', '/etc/systemd/system/last-words.service'], { stdin: unit })
    await says('systemctl', 'start', 'last-words')
    await machine.stop()
    expect(machine.isRunning()).toBe(false)
    machine = await machines.start('0', { hostname: 'juju-test-0' })
    expect(await says('ls', '/var/lib/stopped-in-order')).toBe('/var/lib/stopped-in-order')
  })

  test('survives the death of the controller, and is found again by the next', async () => {
    await machines.close()
    await machine.stop()
    const controller = spawn(
      process.execPath,
      ['--conditions=@charm-layers/source', new URL('./keep-running.ts', import.meta.url).pathname, dataDir],
      {
        stdio: ['ignore', 'pipe', 'inherit'],
      },
    )
    const pid = Number(await firstLine(controller))
    controller.kill('SIGKILL')
    await new Promise((resolve) => controller.once('exit', resolve))

    expect(findMachine(dataDir, '0')?.pid).toBe(pid)
    machines = await openMachines({ dataDir })
    machine = await machines.start('0', { hostname: 'juju-test-0' })
    expect(machine.pid).toBe(pid)
    expect(await says('cat', '/var/lib/kept')).toBe('from the host')
    expect(await machine.run(['apt-get', 'update', '-qq'])).toMatchObject({ code: 0 })
  })

  test('refuses a second controller', async () => {
    await expect(openMachines({ dataDir })).rejects.toThrow('another controller serves these machines')
  })

  test('leaves nothing behind when all is removed, also what nobody remembers, and twice', async () => {
    await machines.start('2', { hostname: 'juju-test-2' })
    rmSync(join(dataDir, 'machines', '2', 'running.json'))
    expect(leftovers(layout).filter((thing) => thing.startsWith('mount'))).toHaveLength(3)
    expect(leftovers(layout).filter((thing) => thing.startsWith('process')).length).toBeGreaterThan(4)
    await machines.close()
    await removeMachines(dataDir)
    await removeMachines(dataDir)
    expect(leftovers(layout)).toEqual([])
    expect(existsSync(join(dataDir, 'machines'))).toBe(false)
    expect(readFileSync('/proc/self/mountinfo', 'utf8')).not.toContain(dataDir)
  })
})

const listen = (server: Server, path: string): Promise<void> => new Promise((resolve) => server.listen(path, resolve))

const firstLine = async (child: ChildProcess): Promise<string> => {
  let said = ''
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk)
    if (said.includes('\n')) break
  }
  return said
}

const readAllCommandLines = (): string =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map((pid) => {
      try {
        return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ')
      } catch {
        return ''
      }
    })
    .join('\n')
