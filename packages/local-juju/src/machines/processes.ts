/** Tells processes apart by pid and start time, since a pid alone is given again to others. */
import { readdirSync, readFileSync } from 'node:fs'
import { isRecord } from './files.ts'

/** Identifies one process for as long as the host runs. */
export interface ProcessId {
  readonly pid: number
  /** Field 22 of /proc/<pid>/stat: clock ticks from the host's boot to the process's start. */
  readonly startTime: string
  /** The host's boot, without which start times of before and after a reboot could be mixed up. */
  readonly bootId: string
}

const bootId = (): string => readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()

/** Reads the fields of /proc/<pid>/stat that follow the command's name, which may itself hold spaces and brackets. */
const statFields = (pid: number): readonly string[] | undefined => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8')
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  } catch {
    return undefined
  }
}

/** Returns the identity of a live process; a zombie counts as gone. */
export const identify = (pid: number): ProcessId | undefined => {
  const fields = statFields(pid)
  const startTime = fields?.[19]
  if (startTime === undefined || fields?.[0] === 'Z' || fields?.[0] === 'X') return undefined
  return { pid, startTime, bootId: bootId() }
}

/** Narrows parsed JSON to an identity that was written down. */
export const isProcessId = (value: unknown): value is ProcessId =>
  isRecord(value) && typeof value.pid === 'number' && typeof value.startTime === 'string' && typeof value.bootId === 'string'

/** Tells whether exactly this process still runs. */
export const isAlive = (process: ProcessId): boolean => {
  const now = identify(process.pid)
  return now?.startTime === process.startTime && now.bootId === process.bootId
}

/** Returns the pids of a process's children. */
export const childrenOf = (pid: number): readonly number[] =>
  readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((candidate) => statFields(candidate)?.[1] === String(pid))

/** Returns the pid that a process has in its own, innermost pid namespace. */
export const innerPid = (pid: number): number | undefined => {
  try {
    const line = /^NSpid:\s*(.*)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))
    const inner = line?.[1]?.trim().split(/\s+/).at(-1)
    return inner === undefined ? undefined : Number(inner)
  } catch {
    return undefined
  }
}

/** Sends a signal to a process, and does not mind one that is gone. */
export const signalIfAlive = (process_: ProcessId, signal: NodeJS.Signals): void => {
  if (!isAlive(process_)) return
  try {
    process.kill(process_.pid, signal)
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error
  }
}
