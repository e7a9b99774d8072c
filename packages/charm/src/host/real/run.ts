/** Starts programs: arguments as a list, never through a shell; secrets by standard input or environment. */
import type { Command, Outcome } from '../host.ts'
import { revealText } from '../text.ts'

const timeoutSeconds = 1800
/** A program that does not end when it is told to gets this long before it is killed. */
const graceSeconds = 10
/** What a program has left running may hold its output open; nobody waits for that longer. */
const drainSeconds = 2
/** Enough for every answer; of a program that prints without end the last part is kept, which is where the reason stands. */
const longestOutput = 4 << 20

/** Collects text, and forgets its beginning when there is too much. */
function tail(): { readonly add: (text: string) => void; readonly text: () => string } {
  let kept = ''
  return {
    add: (text) => {
      kept += text
      if (kept.length > 2 * longestOutput) kept = kept.slice(-longestOutput)
    },
    text: () => (kept.length > longestOutput ? kept.slice(-longestOutput) : kept),
  }
}

/** Runs a program to its end. One that cannot be started answers like a shell does: 127. */
export async function run({ argv, stdin, env = {}, user }: Command, seconds: number = timeoutSeconds): Promise<Outcome> {
  // A hook with nothing to do starts no program, and does without what that takes to load.
  const { spawn } = process.getBuiltinModule('node:child_process')
  const [program = '', ...args] = user === undefined ? argv : ['runuser', '-u', user, '--', ...argv]
  return await new Promise((resolve) => {
    const child = spawn(program, args, {
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        LANG: 'C.UTF-8',
        HOME: '/root',
        DEBIAN_FRONTEND: 'noninteractive',
        ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, revealText(value)])),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
    })
    const [stdout, stderr] = [tail(), tail()]
    child.stdout.setEncoding('utf8').on('data', stdout.add)
    child.stderr.setEncoding('utf8').on('data', stderr.add)
    const timers = [
      setTimeout(() => child.kill('SIGTERM'), seconds * 1000),
      setTimeout(() => child.kill('SIGKILL'), (seconds + graceSeconds) * 1000),
    ]
    const end = (code: number, said = ''): void => {
      for (const timer of timers) clearTimeout(timer)
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
      resolve({ code, stdout: stdout.text(), stderr: stderr.text() + said })
    }
    const ended = (code: number | null, signal: string | null): void => end(code ?? 128, signal ? `\nended by ${signal}` : '')
    child.on('error', (error) => end(127, error.message))
    child.on('exit', (code, signal) => {
      timers.push(setTimeout(() => ended(code, signal), drainSeconds * 1000))
    })
    child.on('close', ended)
    // A program that does not read what it is given closes the pipe; how it ends says more than that.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin === undefined ? '' : revealText(stdin))
  })
}
