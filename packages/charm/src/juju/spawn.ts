import { spawn } from 'node:child_process'
import type { Environment, HookTools, ToolResult } from './hook-tools.ts'

const run = (
  environment: Environment,
  dir: string,
  tool: string,
  args: readonly string[],
  stdin: string | undefined,
): Promise<ToolResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(tool, args, { cwd: dir, env: { ...environment }, stdio: 'pipe' })
    const stdout: Uint8Array[] = []
    const stderr: Uint8Array[] = []
    child.stdout.on('data', (chunk: Uint8Array) => stdout.push(chunk))
    child.stderr.on('data', (chunk: Uint8Array) => stderr.push(chunk))
    // A tool that does not read its input may be gone before it is written; its status tells what happened.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
    child.once('error', (error) => reject(new Error(`cannot run the hook tool ${tool}`, { cause: error })))
    child.once('close', (code) =>
      // A tool killed by a signal has no status of its own.
      resolve({ code: code ?? 1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() }),
    )
  })

/** Runs each tool as a process, found through the environment's PATH. Works with every agent; one argument takes at most 128 KiB. */
export const spawnTools = (environment: Environment, dir: string): HookTools => {
  let calls = 0
  return {
    call: (tool, args, stdin) => {
      calls += 1
      return run(environment, dir, tool, args, stdin)
    },
    get calls() {
      return calls
    },
    close: () => Promise.resolve(),
  }
}
