/** What befalls machines of a real cloud: two real ones lose power and network, and hand an address to each other. */
import { mkdtempSync, rmSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { checkRequirements, type Machine, type Machines, openMachines, removeMachines } from '../../src/machines/index.ts'
import { poll } from '../../src/machines/wait.ts'

const requirements = await checkRequirements()
const reason = requirements.kind === 'impossible' ? requirements.reason : undefined

const minute = 60_000

describe('machines', { timeout: minute, ...skipFor(reason) }, () => {
  const dataDir = mkdtempSync(join(tmpdir(), 'outages-'))
  let machines: Machines
  let one: Machine
  let two: Machine

  const boot = async (id: string): Promise<Machine> => {
    const machine = await machines.start(id, { hostname: `juju-out-${id}` })
    await serve(machine)
    await poll(() => hostnameAt(machine.address), minute)
    return machine
  }

  beforeAll(async () => {
    machines = await openMachines({ dataDir })
    one = await boot('1')
    two = await boot('2')
  }, 15 * minute)
  afterAll(async () => {
    await machines?.close()
    await removeMachines(dataDir)
    rmSync(dataDir, { recursive: true, force: true })
  }, minute)

  test('whose network is cut run on, with their addresses, and nobody reaches them until it is mended', async () => {
    const reaches = async (from: Machine, to: Machine): Promise<boolean> =>
      (await from.run(['python3', '-c', `import socket; socket.create_connection(('${to.address}', 8000), 1)`])).code === 0
    await machines.setNetwork('1', 'cut')
    expect([await reaches(two, one), await reaches(one, two), await hostnameAt(one.address)]).toEqual([false, false, undefined])
    expect(await reaches(one, one)).toBe(true)
    expect((await one.run(['ip', '-br', 'address', 'show', 'host0'])).stdout).toMatch(new RegExp(`UP +${one.address}/24`))

    await machines.setNetwork('1', 'connected')
    // A look-up of the address that has begun before may have to fail first.
    await expect.poll(() => reaches(two, one), { timeout: minute }).toBe(true)
    await expect.poll(() => reaches(one, two), { timeout: minute }).toBe(true)
    await expect.poll(() => hostnameAt(one.address), { timeout: minute }).toBe('juju-out-1\n')
  })

  test('that lose power say nothing to those that are connected with them, and keep their disks', async () => {
    await one.run(['sh', '-c', 'echo kept > /var/lib/kept'])
    const peer = await open(one.address)
    const heard: string[] = []
    for (const event of ['end', 'close', 'error'] as const) peer.on(event, () => heard.push(event))
    await machines.powerOff('1')
    expect(one.isRunning()).toBe(false)
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    expect(heard).toEqual([])
    peer.destroy()
    await machines.powerOff('1')

    one = await boot('1')
    expect((await one.run(['cat', '/var/lib/kept'])).stdout).toBe('kept\n')
  })

  test('take an address of the subnet that answers from the host, and hand it over by telling the others', async () => {
    const vip = one.address.replace(/\.\d+$/, '.200')
    expect(await hostnameAt(vip)).toBeUndefined()
    await one.run(['ip', 'address', 'add', `${vip}/24`, 'dev', 'host0'])
    expect(await hostnameAt(vip)).toBe('juju-out-1\n')

    await machines.powerOff('1')
    await two.run(['ip', 'address', 'add', `${vip}/24`, 'dev', 'host0'])
    expect(await two.run(['python3', '-c', gratuitousArp(vip)])).toMatchObject({ code: 0, stderr: '' })
    expect(await hostnameAt(vip)).toBe('juju-out-2\n')
  })

  test('that boot while their network is cut were never on it', async () => {
    await machines.powerOff('1')
    one = await machines.start('1', { hostname: 'juju-out-1', network: 'cut' })
    await serve(one)
    expect(await hostnameAt(one.address)).toBeUndefined()
    expect((await one.run(['ip', '-br', 'address', 'show', 'host0'])).stdout).toMatch(new RegExp(`UP +${one.address}/24`))
    await machines.setNetwork('1', 'connected')
    await expect.poll(() => hostnameAt(one.address), { timeout: minute }).toBe('juju-out-1\n')
  })
})

/** Answers with the machine's files, on all its addresses. */
const serve = (machine: Machine): Promise<unknown> =>
  machine.run(['systemd-run', '--quiet', '--unit=web', 'python3', '-m', 'http.server', '--directory', '/etc', '8000'])

const hostnameAt = async (address: string): Promise<string | undefined> => {
  try {
    return await (await fetch(`http://${address}:8000/hostname`, { signal: AbortSignal.timeout(1_500) })).text()
  } catch {
    return undefined
  }
}

const open = (host: string): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const socket = connect({ host, port: 8000 }, () => resolve(socket))
    socket.once('error', reject)
  })

/** Says to all where an address is now, as Pacemaker's IPaddr2 does. */
const gratuitousArp = (address: string): string => `import socket
mac = bytes.fromhex(open('/sys/class/net/host0/address').read().strip().replace(':', ''))
ip = socket.inet_aton('${address}')
frame = b'\\xff' * 6 + mac + bytes.fromhex('08060001080006040001') + mac + ip + b'\\xff' * 6 + ip
s = socket.socket(socket.AF_PACKET, socket.SOCK_RAW)
s.bind(('host0', 0))
s.send(frame)`
