/** Runs commands inside a machine, in its namespaces and its control group, with exactly the environment that is asked for. */
import { spawn } from 'node:child_process'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { SYSTEM_ENVIRONMENT } from '../system-environment.ts'
import { joinGroups, type Running } from './boot.ts'
import { createGroups } from './cgroups.ts'
import { hasCode } from './files.ts'

/** Says how a command is run inside a machine. */
export interface ExecOptions {
  /** Added to `PATH`, `HOME` and `LANG`; nothing of the controller's own environment is passed on. */
  readonly env?: Readonly<Record<string, string>>
  /** A directory inside the machine; `/` if not given. */
  readonly cwd?: string
  /** A user of the machine; root if not given. */
  readonly user?: string
  readonly stdin?: string | Uint8Array | Readable
  readonly onStdout?: (chunk: Buffer) => void
  readonly onStderr?: (chunk: Buffer) => void
  /** Ends the whole process group when aborted: SIGTERM, and SIGKILL five seconds later. */
  readonly signal?: AbortSignal
}

/** Says how a command inside a machine ended. */
export interface ExecResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
}

/** Says how a process of the host is to be started so that it is one inside the machine. */
export interface ExecCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly env: Readonly<Record<string, string>>
}

/**
 * Returns the process to start for a command inside a machine, for a caller that wants to wire up its terminal itself.
 *
 * The environment is handed over as one, never as arguments, which every user of the host could read.
 */
export const execCommand = (group: string, running: Running, argv: readonly string[], options: ExecOptions = {}): ExecCommand => {
  const groups = createGroups(join(group, 'payload', 'local-juju-exec'))
  const as = options.user === undefined ? [] : ['runuser', '-u', options.user, '--']
  const enter = ['/usr/bin/nsenter', '-t', String(running.init.pid), '-a', '--root', '--wd']
  return {
    file: '/bin/sh',
    args: ['-c', joinGroups, 'sh', ...groups, '--', ...enter, '/usr/bin/env', '-C', options.cwd ?? '/', '--', ...as, ...argv],
    env: { ...SYSTEM_ENVIRONMENT, ...options.env },
  }
}

/** Runs a command inside a machine to its end. */
export const exec = (group: string, running: Running, argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> =>
  new Promise((resolve, reject) => {
    const command = execCommand(group, running, argv, options)
    const { stdin, signal, onStdout, onStderr } = options
    const child = spawn(command.file, command.args, {
      env: { ...command.env },
      detached: true,
      stdio: [stdin === undefined ? 'ignore' : 'pipe', onStdout ? 'pipe' : 'ignore', onStderr ? 'pipe' : 'ignore'],
    })
    const sendToAll = (name: NodeJS.Signals): void => {
      if (child.pid === undefined) return
      try {
        process.kill(-child.pid, name)
      } catch (error) {
        // A group that is gone already is as good as ended.
        if (!hasCode(error, 'ESRCH')) throw error
      }
    }
    let lastResort: NodeJS.Timeout | undefined
    let lingering: NodeJS.Timeout | undefined
    const onAbort = (): void => {
      sendToAll('SIGTERM')
      lastResort = setTimeout(() => sendToAll('SIGKILL'), 5000)
    }
    if (onStdout) child.stdout?.on('data', onStdout)
    if (onStderr) child.stderr?.on('data', onStderr)
    // A command that does not read its input closes it, which is its right.
    child.stdin?.on('error', () => {})
    if (stdin !== undefined && child.stdin) {
      if (typeof stdin === 'string' || stdin instanceof Uint8Array) child.stdin.end(stdin)
      else stdin.pipe(child.stdin)
    }
    const cleanUp = (): void => {
      clearTimeout(lastResort)
      clearTimeout(lingering)
      signal?.removeEventListener('abort', onAbort)
    }
    child.once('error', (error) => {
      cleanUp()
      reject(error)
    })
    child.once('close', (code, signalName) => {
      cleanUp()
      resolve({ code, signal: signalName })
    })
    // A daemon that the command left behind may hold its output open for ever: what it says later is not the command's.
    child.once('exit', () => {
      lingering = setTimeout(() => {
        child.stdout?.destroy()
        child.stderr?.destroy()
      }, 500)
    })
    if (signal?.aborted) onAbort()
    else signal?.addEventListener('abort', onAbort, { once: true })
  })
