/** Runs an implementation in any language: a program that answers one line of JSON on standard output for each on standard input. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import type { Question, Target } from './format.ts'
import { type Ask, type Report, runCases } from './run.ts'

/** Time for one answer. A program may compile itself before the first. */
const SECONDS = 10
const MAX_LINE = 16 * 1024 * 1024
const SHOWN = 300

interface Program {
  readonly ask: Ask
  readonly stop: () => Promise<void>
}

const parse = (line: string): unknown => {
  try {
    return JSON.parse(line)
  } catch {
    throw new Error(`the implementation answered no JSON: ${JSON.stringify(line.slice(0, SHOWN))}`)
  }
}

const describeEnd = (code: number | null, signal: NodeJS.Signals | null, stderr: string): string => {
  const how = signal === null ? `with exit code ${code}` : `by ${signal}`
  const last = stderr.trim() === '' ? '' : `; it last wrote:\n${stderr.trim()}`
  return `the implementation ended ${how} before it answered${last}`
}

/** Closes the program's input, gives it some time to end by itself, and then ends it. */
const stopped = (child: ChildProcessWithoutNullStreams): Promise<void> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null || child.pid === undefined) return resolve()
    const timer = setTimeout(() => child.kill('SIGKILL'), 1000)
    child.once('exit', () => {
      clearTimeout(timer)
      resolve()
    })
    child.stdin.end()
  })

const start = (argv: readonly [string, ...string[]], target: Target, seconds: number): Program => {
  const [program, ...args] = argv
  const child = spawn(program, args)
  const [interfaceName, side] = target.split('/')
  let stdout = ''
  let stderr = ''
  let problem: Error | undefined
  let waiting: (() => void) | undefined
  const fail = (message: string): void => {
    problem ??= new Error(message)
    waiting?.()
  }
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text
    if (stdout.length > MAX_LINE) fail(`the implementation answered more than ${MAX_LINE} characters`)
    if (text.includes('\n')) waiting?.()
  })
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-2000)
  })
  // Writing to a program that has ended fails; the handler of its end reports that, so this error is ignored.
  child.stdin.on('error', () => undefined)
  child.on('error', (error) => fail(`cannot run ${program}: ${error.message}`))
  child.on('close', (code, signal) => fail(describeEnd(code, signal, stderr)))

  /** Takes a whole line from the output so far, if there is one. */
  const line = (): string | undefined => {
    const end = stdout.indexOf('\n')
    if (end < 0) return undefined
    const found = stdout.slice(0, end)
    stdout = stdout.slice(end + 1)
    return found
  }
  const nextLine = async (): Promise<string> => {
    for (;;) {
      const found = line()
      if (found !== undefined) return found
      if (problem !== undefined) throw problem
      await new Promise<void>((resolve) => {
        waiting = resolve
      })
    }
  }
  const ask = async (question: Question): Promise<unknown> => {
    child.stdin.write(`${JSON.stringify({ ...question, interface: interfaceName, side })}\n`)
    const timer = setTimeout(() => fail(`the implementation did not answer within ${seconds} s`), seconds * 1000)
    try {
      return parse(await nextLine())
    } finally {
      clearTimeout(timer)
    }
  }
  return { ask, stop: () => stopped(child) }
}

/**
 * Runs a program against the recorded databags, scenarios and writes of a target. Rejects when it cannot be run, ends, answers no JSON,
 * or does not answer in time.
 */
export const conformProgram = async (argv: readonly [string, ...string[]], target: Target, seconds: number = SECONDS): Promise<Report> => {
  const { ask, stop } = start(argv, target, seconds)
  try {
    return await runCases(target, ask)
  } finally {
    await stop()
  }
}
