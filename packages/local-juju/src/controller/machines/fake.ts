import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type MachineDriver, type MachineSource, NO_API_ADDRESS, type RunningMachine, type RunOptions, type RunResult } from './port.ts'
import { diskSize, folderOf, makeStorage } from './storage-files.ts'
import { expandTree } from './tree.ts'

/**
 * Gives fake machines: hooks run as plain processes of this host, in folders below the model's directory. For tests, and
 * for hosts where real machines cannot run; nothing keeps a charm from changing the host.
 */
export function fakeMachines(): MachineSource {
  return {
    check: async () => null,
    alphaSubnet: async () => ALPHA_SUBNET,
    addSubnet: async (_directory, space, cidr) => cidr ?? `10.0.${space}.0/24`,
    open: async (directory) => openFake(directory),
    takeDown: async () => undefined,
    removeAll: async (directory) => rmSync(join(directory, 'm'), { recursive: true, force: true }),
  }
}

const ALPHA_SUBNET = '10.0.0.0/24'

function openFake(directory: string): MachineDriver {
  const place = (id: string): string => join(directory, 'm', id)
  const running = new Map<string, AbortController>()
  return {
    apiAddress: NO_API_ADDRESS,
    start: async (id, { hostname, spaces }) => {
      mkdirSync(place(id), { recursive: true })
      const made = join(place(id), 'subnets.json')
      if (!existsSync(made)) writeFileSync(made, JSON.stringify([ALPHA_SUBNET, ...spaces.map(({ cidr }) => cidr)]))
      const subnets = JSON.parse(readFileSync(made, 'utf8')) as string[]
      const boot = join(place(id), 'boot-id')
      if (!existsSync(boot)) writeFileSync(boot, '1')
      const before = running.get(id)
      const up = before === undefined || before.signal.aborted ? new AbortController() : before
      running.set(id, up)
      return fakeMachine({ directory, root: place(id), id, hostname, subnets, bootId: readFileSync(boot, 'utf8'), up })
    },
    powerOff: async (id) => {
      if (running.get(id)?.signal.aborted === false) endBoot(place(id))
      running.get(id)?.abort()
    },
    // Hooks are processes of this host, whose network stays as it is.
    setNetwork: async () => undefined,
    destroy: async (id) => {
      running.get(id)?.abort()
      running.delete(id)
      rmSync(place(id), { recursive: true, force: true })
    },
    close: async () => undefined,
  }
}

interface Fake {
  /** The model's directory. */
  readonly directory: string
  readonly root: string
  readonly id: string
  readonly hostname: string
  /** Those of the spaces that there were when the machine was made. */
  readonly subnets: readonly string[]
  readonly bootId: string
  /** Is aborted when the machine goes down. */
  readonly up: AbortController
}

function fakeMachine({ directory, root, id, hostname, subnets, bootId, up }: Fake): RunningMachine {
  const number = 10 + Number(id)
  return {
    hostname,
    instanceId: hostname,
    addresses: subnets.map((cidr, at) => ({
      value: cidr.replace(/\d+\/24$/, `${number}`),
      cidr,
      interface: `host${at}`,
      mac: ['02:00:00:00', hexByte(at), hexByte(number)].join(':'),
    })),
    bootId,
    root,
    run: (argv, options) =>
      runHere(argv, { ...options, signal: AbortSignal.any([up.signal, ...(options.signal ? [options.signal] : [])]) }),
    expand: async (target, entries, remove) => expandTree(target, entries, remove),
    read: async (path) => readFileSync(path),
    write: async (path, content, mode) => {
      mkdirSync(dirname(path), { recursive: true })
      writeFileSync(path, content, { mode })
    },
    exists: async (path) => existsSync(path),
    remove: async (path) => rmSync(path, { recursive: true, force: true }),
    socket: async (path) => {
      mkdirSync(dirname(path), { recursive: true })
      return path
    },
    // A charm must not write all over this host: every storage lies below the machine's own folder.
    attachStorage: async ({ id: storage, pool, size, mountPoint }) => {
      const location = join(root, 'fs', mountPoint)
      // What is attached has left its folder.
      if (!existsSync(location) || existsSync(folderOf(directory, storage))) {
        mkdirSync(dirname(location), { recursive: true })
        renameSync(makeStorage(directory, storage), location)
      }
      return { location, size: pool === 'rootfs' ? diskSize(location) : size }
    },
    detachStorage: async ({ id: storage, location }) => {
      const folder = makeStorage(directory, storage)
      if (existsSync(location)) renameSync(location, folder)
    },
    isRunning: () => !up.signal.aborted,
    waitForExit: (signal) =>
      new Promise((resolve) => {
        signal.addEventListener('abort', () => resolve(), { once: true })
        up.signal.addEventListener('abort', () => resolve(), { once: true })
      }),
    reboot: async () => {
      endBoot(root)
      up.abort()
    },
  }
}

const hexByte = (value: number): string => value.toString(16).padStart(2, '0')

/** Lets the next start be another boot. */
function endBoot(root: string): void {
  const file = join(root, 'boot-id')
  writeFileSync(file, String(Number(readFileSync(file, 'utf8')) + 1))
}

function runHere(argv: readonly string[], options: RunOptions): Promise<RunResult> {
  const [file = '', ...args] = argv
  if (options.signal?.aborted === true) return Promise.resolve({ code: null, signal: 'SIGTERM' })
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, {
      env: { ...options.env },
      cwd: options.cwd,
      detached: true,
      stdio: [options.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    const end = (): void => {
      if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
    }
    options.signal?.addEventListener('abort', end, { once: true })
    child.stdout?.on('data', options.onStdout)
    child.stderr?.on('data', options.onStderr)
    child.stdin?.on('error', () => undefined)
    if (options.stdin instanceof Uint8Array) child.stdin?.end(options.stdin)
    else if (child.stdin) options.stdin?.pipe(child.stdin)
    child.once('error', reject)
    child.once('exit', (code, signal) => {
      options.signal?.removeEventListener('abort', end)
      const finish = (): void => resolve({ code, signal })
      const late = options.drainMs === 0 ? undefined : setTimeout(finish, options.drainMs)
      child.once('close', () => {
        clearTimeout(late)
        finish()
      })
    })
  })
}
