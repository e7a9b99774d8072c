/** Runs the system's own tools (ip, mount, nsenter) by argument vector; no shell ever reads a value. */
import { spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'

/** Describes how a finished command ended and what it printed. */
export interface CommandResult {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stdout: string
  readonly stderr: string
}

/** Runs a tool of the host to its end and returns what it printed, whatever its exit code. */
export const capture = async (argv: readonly string[]): Promise<CommandResult> => {
  const [file = '', ...rest] = argv
  const child = spawn(file, rest, { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, LC_ALL: 'C.UTF-8' } })
  const ended = new Promise<Pick<CommandResult, 'code' | 'signal'>>((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code, signal) => resolve({ code, signal }))
  })
  const [stdout, stderr, end] = await Promise.all([text(child.stdout), text(child.stderr), ended])
  return { ...end, stdout, stderr }
}

/**
 * Runs a tool of the host and returns its standard output.
 *
 * @throws Error naming the command, its exit code and what it said, when it does not succeed.
 */
export const must = async (...argv: readonly string[]): Promise<string> => {
  const result = await capture(argv)
  if (result.code === 0) return result.stdout
  const said = result.stderr.trim() || result.stdout.trim() || 'it said nothing'
  throw new Error(`'${argv.join(' ')}' ended with ${result.code ?? result.signal}: ${said}`)
}
