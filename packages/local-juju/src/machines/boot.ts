/** Boots a machine: systemd-nspawn on its tree, detached from the controller, which may die and come back meanwhile. */
import { spawn } from 'node:child_process'
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createGroups, delegateControllers } from './cgroups.ts'
import { capture } from './command.ts'
import { compiledDir, compiledDirInside } from './compile-python.ts'
import { isRecord, readJson, writeWhole } from './files.ts'
import type { MachineRecord } from './identity.ts'
import { inotifyShortage } from './inotify.ts'
import { cableOf, inNetwork, plugIn, unplug } from './network.ts'
import { type Layout, type MachinePaths, machinePaths } from './paths.ts'
import { childrenOf, identify, innerPid, isAlive, isProcessId, type ProcessId } from './processes.ts'
import { poll } from './wait.ts'

/** Where a machine sees the directory that the host shares with it. */
export const sharedDirInside = '/run/juju-agent'

/** Where a machine sees the model's storages, which are mounted from there to where charms want them. */
export const storageDirInside = '/run/juju-storage'

/** Names the two processes that make a machine: the one that watches over it and its own first one. */
export interface Running {
  readonly supervisor: ProcessId
  readonly init: ProcessId
}

/** Puts the process itself into the groups named before `--`, then becomes the command after it; `PWD` is the shell's own idea. */
export const joinGroups = 'while [ "$1" != -- ]; do echo 0 > "$1" || exit 125; shift; done; shift; unset PWD; exec "$@"'

/** Finds a machine that runs already, by what was noted when it was booted. */
export const findRunning = (paths: MachinePaths): Running | undefined => {
  const noted = readJson(paths.running)
  if (!isRecord(noted) || !isProcessId(noted.supervisor) || !isProcessId(noted.init)) return undefined
  return isAlive(noted.init) ? { supervisor: noted.supervisor, init: noted.init } : undefined
}

/** Returns the last lines that a machine wrote to its console. */
export const consoleTail = (paths: MachinePaths, lines = 15): string => {
  if (!existsSync(paths.console)) return ''
  return readFileSync(paths.console, 'utf8').trimEnd().split('\n').slice(-lines).join('\n')
}

const nspawn = (layout: Layout, paths: MachinePaths, { id, hostname, links }: MachineRecord): readonly string[] => [
  'systemd-nspawn',
  '--quiet',
  // No file of the host's may change what a machine is.
  '--settings=no',
  '--boot',
  `--directory=${paths.rootfs}`,
  `--machine=${id}`,
  `--hostname=${hostname}`,
  ...links.map(({ subnet }, at) => `--network-veth-extra=${cableOf(id, subnet)}:host${at}`),
  `--bind=${paths.run}:${sharedDirInside}`,
  `--bind=${layout.storageDir}:${storageDirInside}`,
  `--bind=${compiledDir(layout)}:${compiledDirInside}`,
  // No machined, no unit of its own: this has to work where the host's first process is not systemd.
  '--register=no',
  '--keep-unit',
  // `passive` blocks the machine as soon as nobody reads its console.
  '--console=read-only',
  '--resolv-conf=off',
  '--timezone=off',
  '--link-journal=no',
  '--capability=CAP_IPC_LOCK,CAP_NET_ADMIN',
]

/** How a machine is booted. */
export interface BootOptions {
  readonly network: 'connected' | 'cut'
  readonly timeoutMs: number
}

/** Starts a machine whose tree is mounted and returns when its systemd has finished starting. */
export const boot = async (layout: Layout, machine: MachineRecord, { network, timeoutMs }: BootOptions): Promise<Running> => {
  const { id } = machine
  const paths = machinePaths(layout, id)
  const subnets = machine.links.map(({ subnet }) => subnet)
  mkdirSync(paths.run, { recursive: true, mode: 0o755 })
  mkdirSync(layout.storageDir, { recursive: true, mode: 0o700 })
  mkdirSync(compiledDir(layout), { recursive: true, mode: 0o755 })
  createGroups(layout.cgroup)
  delegateControllers(layout.cgroup)
  const groups = createGroups(join(layout.cgroup, id))
  // The other end of a cable may outlive a killed machine for a moment.
  for (const subnet of subnets) await capture(inNetwork(layout, 'ip', 'link', 'delete', cableOf(id, subnet)))

  const log = openSync(paths.console, 'w', 0o600)
  const child = spawn('/bin/sh', ['-c', joinGroups, 'sh', ...groups, '--', ...inNetwork(layout, ...nspawn(layout, paths, machine))], {
    detached: true,
    stdio: ['ignore', log, log],
  })
  closeSync(log)
  child.unref()
  const pid = child.pid
  const supervisor = pid === undefined ? undefined : identify(pid)
  const failed = (what: string): Error => {
    const console = consoleTail(paths)
    return new Error(`machine ${id} ${what}${inotifyShortage(console)}; its console ends:\n${console}`)
  }
  if (pid === undefined || supervisor === undefined) throw failed('could not be started')

  const end = performance.now() + timeoutMs
  let isPlugged = false
  const init = await poll(async () => {
    if (!isAlive(supervisor)) throw failed('did not start')
    // systemd-nspawn makes the cables before the machine's first process begins.
    isPlugged ||= await (network === 'cut' ? unplug : plugIn)(layout, id, subnets)
    if (!isPlugged) return undefined
    const first = childrenOf(pid).find((candidate) => innerPid(candidate) === 1)
    return first !== undefined && existsSync(`/proc/${first}/root/run/systemd/private`) ? identify(first) : undefined
  }, timeoutMs)
  if (init === undefined) throw failed(`did not come up in ${timeoutMs} ms`)
  writeWhole(paths.running, `${JSON.stringify({ supervisor, init })}\n`)

  // `degraded` counts as up as well: a systemd unit has failed, which is the business of the charm that installed it.
  const state = await poll(
    async () => {
      const asked = await capture(['nsenter', '-t', String(init.pid), '-a', 'systemctl', 'is-system-running', '--wait'])
      return /^(running|degraded)$/m.test(asked.stdout) ? true : undefined
    },
    end - performance.now(),
    50,
  )
  if (state === undefined) throw failed(`did not finish starting in ${timeoutMs} ms`)
  return { supervisor, init }
}
