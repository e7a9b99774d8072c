import { spawn } from 'node:child_process'
import type { Environment } from './environment.ts'
import type { HookTools, ToolResult } from './transport.ts'

/** The environment and the directory that tools are started in. */
interface Place {
  readonly environment: Environment
  readonly dir: string
  /** How many milliseconds a tool may take. */
  readonly patience: number
}

/** The most bytes that a tool may print. */
const longest = 128 << 20

const run = (
  { environment, dir, patience }: Place,
  tool: string,
  args: readonly string[],
  stdin: string | undefined,
): Promise<ToolResult> =>
  new Promise((resolve, reject) => {
    const child = spawn(tool, args, { cwd: dir, env: { ...environment }, stdio: 'pipe' })
    const stdout: Uint8Array[] = []
    const stderr: Uint8Array[] = []
    const giveUp = (why: string): void => {
      child.kill('SIGKILL')
      // Programs that the tool has started may hold its output open.
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
      reject(new Error(`the hook tool ${tool} ${why}`))
    }
    const timer = setTimeout(() => giveUp(`has not ended within ${patience / 1000} seconds`), patience)
    let size = 0
    const add = (to: Uint8Array[]) => (chunk: Uint8Array) => {
      to.push(chunk)
      size += chunk.length
      if (size > longest) giveUp('prints without end')
    }
    child.stdout.on('data', add(stdout))
    child.stderr.on('data', add(stderr))
    // A tool that does not read its input may end before all of it is written. That is no failure: its exit status counts.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin)
    child.once('error', (error) => {
      clearTimeout(timer)
      reject(new Error(`cannot run the hook tool ${tool}`, { cause: error }))
    })
    child.once('close', (code) => {
      clearTimeout(timer)
      // A tool killed by a signal has no status of its own.
      resolve({ code: code ?? 1, stdout: Buffer.concat(stdout).toString(), stderr: Buffer.concat(stderr).toString() })
    })
  })

/** The most processes at a time. The agent runs one tool at a time, so with hundreds of relations more processes would only take memory. */
const atOnce = 8

/**
 * Gives hook tools that are each started as a process, found through PATH. This works with every agent; an argument may have 128 KiB at
 * most.
 */
export const spawnTools = (environment: Environment, dir: string, patience: number): HookTools => {
  let calls = 0
  let running = 0
  const waiting: (() => void)[] = []
  return {
    argumentsAreSeen: true,
    call: async (tool, args, stdin) => {
      calls += 1
      if (running >= atOnce) await new Promise<void>((resolve) => waiting.push(resolve))
      running += 1
      try {
        return await run({ environment, dir, patience }, tool, args, stdin)
      } finally {
        running -= 1
        waiting.shift()?.()
      }
    },
    get calls() {
      return calls
    },
    close: () => Promise.resolve(),
  }
}
