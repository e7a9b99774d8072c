import { randomBytes } from 'node:crypto'
import { lstatSync, readFileSync, realpathSync, rmSync } from 'node:fs'
import { mkdir, symlink, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import {
  addMachineSubnet,
  checkRequirements,
  firstSubnet,
  type Machine,
  type Machines,
  openMachines,
  removeMachines,
  type Subnet,
  takeDownMachines,
} from '../../machines/index.ts'
import { API_PORT, type MachineDriver, type MachineSource, type RunningMachine, type RunOptions, type RunResult } from './port.ts'
import { attachInside, detachInside } from './storage-mount.ts'
import { expandTree } from './tree.ts'

/** Gives real machines: booted systemd containers with a disk, a name and an address of their own. */
export function systemdMachines(): MachineSource {
  return {
    check: async () => {
      const found = await checkRequirements()
      return found.kind === 'impossible' ? found.reason : null
    },
    alphaSubnet: async (directory) => cidrOf(await firstSubnet(directory)),
    addSubnet: async (directory, space, cidr) => cidrOf(await addMachineSubnet(directory, space, cidr ?? undefined)),
    open: async (directory, onProgress) => driverOf(await openMachines({ dataDir: directory, onProgress })),
    takeDown: takeDownMachines,
    removeAll: removeMachines,
  }
}

const prefixOf = (address: string): string => address.split('.').slice(0, 3).join('.')

const cidrOf = ({ prefix }: Pick<Subnet, 'prefix'>): string => `${prefix}.0/24`

function driverOf(machines: Machines): MachineDriver {
  return {
    apiAddress: `${machines.hostAddress}:${API_PORT}`,
    start: async (id, { hostname, spaces, network }) => {
      const subnets = spaces.map((space) => ({ number: space.id, prefix: prefixOf(space.cidr) }))
      return await runningMachine(await machines.start(id, { hostname, subnets, network }))
    },
    powerOff: (id) => machines.powerOff(id),
    setNetwork: (id, network) => machines.setNetwork(id, network),
    destroy: (id) => machines.destroy(id),
    close: () => machines.close(),
  }
}

async function runningMachine(machine: Machine): Promise<RunningMachine> {
  const boot = await machine.run(['cat', '/proc/sys/kernel/random/boot_id'])
  const links = machine.links.map(({ address }, at) => ({ address, interface: `host${at}` }))
  const macs = (await machine.run(['cat', ...links.map((link) => `/sys/class/net/${link.interface}/address`)])).stdout.split('\n')
  return {
    hostname: machine.hostname,
    instanceId: machine.hostname,
    addresses: links.map(({ address, interface: name }, at) => ({
      value: address,
      cidr: cidrOf({ prefix: prefixOf(address) }),
      interface: name,
      mac: macs[at] ?? '',
    })),
    bootId: bootIdOf(machine, boot.stdout),
    root: '/var/lib/juju',
    run: (argv, options) => runInside(machine, argv, options),
    expand: async (directory, entries, remove) => expandTree(await outside(machine, directory), entries, remove),
    read: async (path) => {
      const { code, stdout, stderr } = await capture(machine, ['cat', '--', path])
      if (code !== 0)
        throw Object.assign(new Error(stderr.toString().trim()), { code: /No such file/.test(stderr.toString()) ? 'ENOENT' : 'EACCES' })
      return stdout
    },
    write: async (path, content, mode) => {
      const target = await outside(machine, dirname(path))
      const file = join(target, path.slice(dirname(path).length))
      rmSync(file, { force: true })
      await writeFile(file, content, { mode, flag: 'wx' })
    },
    exists: async (path) => {
      // The agent asks this before every hook, and a look from the host starts no process. Only a symbolic link has to be followed inside
      // the machine.
      const entry = lstatSync(join(machine.rootfs, path), { throwIfNoEntry: false })
      if (entry?.isSymbolicLink() === true) return (await capture(machine, ['test', '-e', path])).code === 0
      return entry !== undefined
    },
    remove: async (path) => void (await capture(machine, ['rm', '-rf', '--', path])),
    socket: async (path) => {
      const name = `${path.split('/').at(-2)}.socket`
      const link = join(await outside(machine, dirname(path)), 'agent.socket')
      rmSync(link, { force: true })
      await symlink(`${machine.sharedDirInside}/${name}`, link)
      return join(machine.sharedDir, name)
    },
    attachStorage: (storage) => attachInside(machine, storage),
    detachStorage: ({ location }) => detachInside(machine, location),
    isRunning: () => machine.isRunning(),
    waitForExit: (signal) => machine.waitForExit(signal),
    // The keeper sees the machine end and boots it again.
    reboot: () => machine.stop(),
  }
}

/**
 * Gives a boot id that changes when the machine boots. The kernel's boot id is the host's, so the start time of the machine's first process
 * is added.
 */
function bootIdOf(machine: Machine, text: string): string {
  const started = readFileSync(`/proc/${machine.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[19] ?? randomBytes(8).toString('hex')
  return `${text.split('\n')[0]}-${started}`
}

/**
 * Gives the host's path of a directory of the machine, and makes the directory if it is missing. Refuses a path that a link leads
 * elsewhere.
 */
async function outside(machine: Machine, path: string): Promise<string> {
  const directory = join(machine.rootfs, path)
  await mkdir(directory, { recursive: true })
  const [real, root] = [realpathSync(directory), realpathSync(machine.rootfs)]
  if (real !== join(root, path)) throw new Error(`${path} of machine ${machine.id} is not a plain directory there`)
  return real
}

/** Runs a command with exactly the environment given: variables that `exec` adds by itself are unset. */
async function runInside(machine: Machine, argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const unset = ['HOME'].filter((name) => options.env[name] === undefined).flatMap((name) => ['-u', name])
  const { env, cwd, user, stdin, onStdout, onStderr, signal } = options
  return await machine.exec([...(unset.length > 0 ? ['/usr/bin/env', ...unset] : []), ...argv], {
    env,
    cwd,
    onStdout,
    onStderr,
    ...(user === undefined ? {} : { user }),
    ...(stdin === undefined ? {} : { stdin }),
    ...(signal === undefined ? {} : { signal }),
  })
}

async function capture(machine: Machine, argv: readonly string[]): Promise<RunResult & { stdout: Buffer; stderr: Buffer }> {
  const [stdout, stderr]: [Buffer[], Buffer[]] = [[], []]
  const result = await machine.exec(argv, { onStdout: (chunk) => stdout.push(chunk), onStderr: (chunk) => stderr.push(chunk) })
  return { ...result, stdout: Buffer.concat(stdout), stderr: Buffer.concat(stderr) }
}
