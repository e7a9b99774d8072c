/** Starts programs: arguments as a list, never through a shell; secrets by standard input or environment. */
import { spawn } from 'node:child_process'
import type { Command, Outcome } from '../host.ts'
import { revealText } from '../step.ts'

const timeoutSeconds = 1800

/** Runs a program to its end. One that cannot be started answers like a shell does: 127. */
export function run({ argv, stdin, env = {}, user }: Command): Promise<Outcome> {
  const [program = '', ...args] = user === undefined ? argv : ['runuser', '-u', user, '--', ...argv]
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      env: {
        PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
        LANG: 'C.UTF-8',
        HOME: '/root',
        DEBIAN_FRONTEND: 'noninteractive',
        ...Object.fromEntries(Object.entries(env).map(([name, value]) => [name, revealText(value)])),
      },
      stdio: ['pipe', 'pipe', 'pipe'],
      timeout: timeoutSeconds * 1000,
    })
    let [stdout, stderr] = ['', '']
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      stdout += text
    })
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr += text
    })
    child.on('error', (error) => resolve({ code: 127, stdout, stderr: error.message }))
    child.on('close', (code, signal) => resolve({ code: code ?? 128, stdout, stderr: signal ? `${stderr}\nended by ${signal}` : stderr }))
    // A program that does not read what it is given closes the pipe; how it ends says more than that.
    child.stdin.on('error', () => undefined)
    child.stdin.end(stdin === undefined ? '' : revealText(stdin))
  })
}
