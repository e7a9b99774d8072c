/** One machine that runs: commands in it, its end, its memory and its journal. */
import { readFileSync, rmSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { type Running, sharedDirInside, storageDirInside } from './boot.ts'
import { killGroup, pidsIn, removeGroups } from './cgroups.ts'
import type { CommandResult } from './command.ts'
import { type ExecCommand, type ExecOptions, type ExecResult, exec, execCommand } from './exec.ts'
import type { MachineRecord } from './identity.ts'
import { unmountBelow } from './mounts.ts'
import { unplug } from './network.ts'
import { type Layout, machinePaths } from './paths.ts'
import { isAlive, signalIfAlive } from './processes.ts'
import { poll } from './wait.ts'

/** A booted machine. */
export interface Machine extends MachineRecord {
  /** The machine's whole tree as the host sees it; mounted while the machine runs. */
  readonly rootfs: string
  /** The host's view of the machine's first process. */
  readonly pid: number
  /** A short directory of the host that the machine sees as `sharedDirInside`: for sockets that the host listens on. */
  readonly sharedDir: string
  readonly sharedDirInside: string
  /** The host's folder of the model's storages, and where the machine sees it. */
  readonly storageDir: string
  readonly storageDirInside: string
  /** Tells whether the machine's first process is alive. */
  isRunning(): boolean
  /** Resolves when the machine has stopped running, for whatever reason. */
  waitForExit(signal?: AbortSignal): Promise<void>
  /** Runs a command and hands on what it prints as it comes. */
  exec(argv: readonly string[], options?: ExecOptions): Promise<ExecResult>
  /** Runs a command and collects what it prints. */
  run(argv: readonly string[], options?: Omit<ExecOptions, 'onStdout' | 'onStderr'>): Promise<CommandResult>
  /** Returns what to start on the host for an interactive command, whose terminal the caller provides. */
  command(argv: readonly string[], options?: Pick<ExecOptions, 'env' | 'cwd' | 'user'>): ExecCommand
  /** Shuts the machine down in order, and pulls the plug when that takes longer than `timeoutMs` (30 s). Its disk stays. */
  stop(timeoutMs?: number): Promise<void>
  /** Pulls the plug. Its disk stays. */
  kill(): Promise<void>
  /** Pulls the plug and removes the machine with its disk. */
  destroy(): Promise<void>
  /** Returns the memory of the machine's processes, without what files back, in bytes. */
  memory(): number
  /** Returns the last lines that a systemd unit, or all of them, wrote to the journal. */
  journal(unit?: string, lines?: number): Promise<string>
}

/** Kills what is left of a machine, takes its mounts and groups away, and leaves its disk. */
export const clearAway = async (layout: Layout, id: string): Promise<void> => {
  const paths = machinePaths(layout, id)
  const group = join(layout.cgroup, id)
  const isEmpty = await poll(() => (killGroup(group) === 0 ? true : undefined), 10_000, 10)
  if (!isEmpty)
    throw new Error(`machine ${id}: processes ${pidsIn(group).join(', ')} do not end on SIGKILL; the host's kernel log may say why`)
  await unmountBelow(paths.rootfs)
  if (!(await poll(() => removeGroups(group) || undefined, 5_000, 10)))
    throw new Error(`machine ${id}: its control group ${group} stays busy`)
  rmSync(paths.running, { force: true })
}

/** Removes a machine that does not run, and all that it wrote. */
export const removeMachine = async (layout: Layout, id: string): Promise<void> => {
  const paths = machinePaths(layout, id)
  await clearAway(layout, id)
  // Asynchronous, since a disk holds some 40 000 files, and the controller has to answer others meanwhile.
  await rm(paths.dir, { recursive: true, force: true })
  await rm(paths.run, { recursive: true, force: true })
}

/** Reads a process's share of the memory that no file backs; forked workers share much of theirs. */
const ownBytes = (pid: number): number => {
  try {
    const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8')
    const kilobytes = (name: string): number => Number(new RegExp(`^${name}:\\s*(\\d+) kB`, 'm').exec(rollup)?.[1] ?? 0)
    return (kilobytes('Pss_Anon') + kilobytes('Pss_Shmem')) * 1024
  } catch {
    return 0
  }
}

const collect = async (
  argv: readonly string[],
  options: ExecOptions & { readonly stdin?: string | Uint8Array | Readable },
  start: (argv: readonly string[], options: ExecOptions) => Promise<ExecResult>,
): Promise<CommandResult> => {
  const stdout: Buffer[] = []
  const stderr: Buffer[] = []
  const end = await start(argv, { ...options, onStdout: (chunk) => stdout.push(chunk), onStderr: (chunk) => stderr.push(chunk) })
  return { ...end, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }
}

/** Gives the numbers of the subnets that a machine is on. */
export const subnetsOf = ({ links }: MachineRecord): readonly number[] => links.map(({ subnet }) => subnet)

/** Makes the handle of a running machine, just booted or found again. */
export const machineOf = (layout: Layout, record: MachineRecord, running: Running): Machine => {
  const paths = machinePaths(layout, record.id)
  const group = join(layout.cgroup, record.id)
  const isRunning = (): boolean => isAlive(running.init)
  const start = async (argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> => {
    if (!isRunning()) throw new Error(`machine ${record.id} is not running, so '${argv[0]}' cannot be run in it`)
    return exec(group, running, argv, options)
  }
  const run: Machine['run'] = (argv, options = {}) => collect(argv, options, start)
  const kill = async (): Promise<void> => {
    // First, so that the kernel's farewells for processes that die do not get out.
    await unplug(layout, record.id, subnetsOf(record))
    signalIfAlive(running.init, 'SIGKILL')
    await clearAway(layout, record.id)
  }
  return {
    ...record,
    rootfs: paths.rootfs,
    pid: running.init.pid,
    sharedDir: paths.run,
    sharedDirInside,
    storageDir: layout.storageDir,
    storageDirInside,
    isRunning,
    waitForExit: async (signal) => {
      await poll(() => (signal?.aborted || !isRunning() ? true : undefined), Number.POSITIVE_INFINITY, 200)
    },
    exec: start,
    run,
    command: (argv, options = {}) => execCommand(group, running, argv, options),
    stop: async (timeoutMs = 30_000) => {
      // systemd-nspawn passes this on as the request for an orderly halt.
      signalIfAlive(running.supervisor, 'SIGTERM')
      await poll(() => (isAlive(running.supervisor) ? undefined : true), timeoutMs)
      await kill()
    },
    kill,
    destroy: async () => {
      await kill()
      await removeMachine(layout, record.id)
    },
    memory: () => pidsIn(group).reduce((sum, pid) => sum + ownBytes(pid), 0),
    journal: async (unit, lines = 30) => {
      const only = unit === undefined ? [] : ['--unit', unit]
      const read = await run(['journalctl', '--no-pager', '--quiet', '--output=short-iso', '--lines', String(lines), ...only])
      return read.stdout || read.stderr
    },
  }
}
