import type { Command, Io } from './command.ts'
import type { CliError } from './errors.ts'

/** Commands by name. Each is loaded when called: a script that asks for the status reads nothing of deploy. */
export type CommandTable = Readonly<Record<string, () => Promise<{ readonly command: Command }>>>

/** A program of several commands: how it is called, and what it does with the word that comes next. */
export interface Program {
  readonly name: string
  /** What it is for, as one sentence. */
  readonly summary: string
  /** What is shown to someone who names no command. */
  readonly basics: string
  readonly commands: CommandTable
  /** Makes the error of a word that is no command. */
  unknown(word: string): Promise<CliError>
  /** Runs a word that is no command, such as that of a plugin, and gives the exit code. */
  readonly runOther?: (word: string, words: readonly string[], io: Io) => Promise<number>
}
