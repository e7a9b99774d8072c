/** Starts programs, never through a shell. Secrets go by standard input or environment. */
import type { Command, Outcome } from '../host.ts'
import { revealText } from '../text.ts'

/** How long a program may take that says nothing else. A hook that waits holds up every other one of its unit. */
const timeoutSeconds = 1800
/** How long a program that is told to end may take before it is killed. */
const graceSeconds = 10
/** How long to wait for the rest of the output after a program has ended: a program that it left running may hold the output open. */
const drainSeconds = 2
/** The most characters of output to keep. Of more, the last part is kept: programs print the reason of a failure last. */
const longestOutput = 4 << 20

/** Makes a collector of text that drops the beginning when there is too much. */
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

/**
 * Runs a program to its end. A program that cannot be started gives exit status 127, as a shell does, and one that takes too long 124, as
 * `timeout` does.
 */
export async function run({ argv, stdin, env = {}, user, seconds = timeoutSeconds }: Command): Promise<Outcome> {
  // Loaded only here: a hook with nothing to do starts no program, and saves the time that this module takes to load.
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
    let late = false
    const tooLate = (): void => {
      late = true
      child.kill('SIGTERM')
    }
    const timers = [setTimeout(tooLate, seconds * 1000), setTimeout(() => child.kill('SIGKILL'), (seconds + graceSeconds) * 1000)]
    const end = (code: number, said = ''): void => {
      for (const timer of timers) clearTimeout(timer)
      for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy()
      resolve({ code, stdout: stdout.text(), stderr: stderr.text() + said })
    }
    const ended = (code: number | null, signal: string | null): void => {
      if (late) end(124, `\nno end within ${seconds} seconds`)
      else end(code ?? 128, signal ? `\nended by ${signal}` : '')
    }
    child.on('error', (error) => end(127, error.message))
    child.on('exit', (code, signal) => {
      timers.push(setTimeout(() => ended(code, signal), drainSeconds * 1000))
    })
    child.on('close', ended)
    // A program that does not read its input closes the pipe. That is no failure: its exit status counts.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin === undefined ? '' : revealText(stdin))
  })
}
