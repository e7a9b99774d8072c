// One call of the command in this process, with its streams caught.
import { Readable, Writable } from 'node:stream'
import { main } from '../../src/cli/main.ts'
import type { Program } from '../../src/cli/program.ts'

export interface Answer {
  readonly code: number
  readonly stdout: string
  readonly stderr: string
}

const catching = (): { stream: Writable; text: () => string } => {
  const chunks: Buffer[] = []
  const stream = new Writable({
    write: (chunk: Buffer, _encoding, done) => {
      chunks.push(Buffer.from(chunk))
      done()
    },
  })
  return { stream, text: () => Buffer.concat(chunks).toString() }
}

export interface Surroundings {
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly input?: string
}

/** Runs the command, or another program, as a script would: nothing is a terminal. */
export const call = async (argv: readonly string[], { cwd, env, input }: Surroundings, program?: Program): Promise<Answer> => {
  const [stdout, stderr] = [catching(), catching()]
  const stdin = Readable.from(input === undefined ? [] : [input])
  const code = await main(argv, { stdin, stdout: stdout.stream, stderr: stderr.stream, cwd, env }, program)
  return { code, stdout: stdout.text(), stderr: stderr.text() }
}
