// What a command may end with, besides success.

/** Ends a command with Juju's `ERROR <text>` line and an exit code: 2 for wrong words, 1 for what failed while running. */
export class CliError extends Error {
  override readonly name = 'CliError'
  readonly exitCode: number

  constructor(message: string, exitCode = 1) {
    super(message)
    this.exitCode = exitCode
  }
}

/** Makes the error of a wrong flag or positional word: exit code 2, nothing on standard output. */
export const usageError = (message: string): CliError => new CliError(message, 2)

/** Gives the text of whatever was thrown. */
export const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error))

/** Quotes a word as Go's `%q` does, near enough for words typed on a command line. */
export const quoted = (word: string): string => JSON.stringify(word)

/** Refuses words that are left over after the ones a command takes. */
export const noMoreWords = (words: readonly string[]): void => {
  if (words.length > 0) throw usageError(`unrecognized args: [${words.map(quoted).join(' ')}]`)
}
