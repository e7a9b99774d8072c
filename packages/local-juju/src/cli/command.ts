// What a command is: it declares its flags, checks its words, and only then runs.
import type { Readable, Writable } from 'node:stream'
import type { Data } from './data.ts'
import type { FlagSet, Format } from './flags.ts'

/** A stream that text goes to, and whether a person looks at it. */
export type Output = Writable & { readonly isTTY?: boolean }

/** The process's edges, so that a test can stand at them. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean }
  readonly stdout: Output
  readonly stderr: Output
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** What a running command may use. */
export interface Context {
  readonly io: Io
  /** Writes to standard output. */
  out(text: string): void
  /** Writes a notice to standard error, unless `--quiet`; adds the newline if there is none. */
  notice(text: string): void
  /** Writes a notice that only `--verbose` shows. */
  detail(text: string): void
  /** Writes a `WARNING` line. */
  warn(text: string): void
  /** Writes an `ERROR` line for one of several things that failed; the command goes on. */
  fail(text: string): void
  /** Writes data in the format asked for. */
  write(format: Format, data: () => Data, others?: Readonly<Record<string, () => string>>): void
}

/** Does the work; the exit code is 0 if it returns nothing. */
export type Run = (context: Context) => Promise<number | undefined> | Promise<void>

/** Checks the positional words, throwing a usage error, and returns the work to do. */
export type Init = (words: readonly string[]) => Run

/** One command: the words that name it, what its help says, and what it does. Its name is the first word of its usage. */
export interface Command {
  /** How it is called, without the word `juju`. */
  readonly usage: string
  readonly aliases?: readonly string[]
  /** What it is for, as one sentence. */
  readonly summary: string
  /** Sentences that someone who calls the command for the first time needs. */
  readonly details: string
  /** Whole calls, without the word `juju`. */
  readonly examples: readonly string[]
  /** Declares its flags and returns the check of its words. */
  readonly declare: (flags: FlagSet) => Init
}
