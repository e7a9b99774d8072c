/** The Juju whose parser is followed: 3.6 stands for everything before 4.0. */
export type JujuVersion = '3.6' | '4.0'

/** What a reader of charm files needs to know besides the text. */
export interface FormatOptions {
  /** Whose rules hold. The default is 3.6, whose rules are the older and mostly the stricter ones. */
  readonly juju?: JujuVersion
}

/** Says that Juju refuses a file of a charm. The message is the text that Juju's own parser gives. */
export class FormatError extends Error {
  override readonly name = 'FormatError'
  /** Where in the file, such as `requires.db.scope`, when the parser knows it. */
  readonly field: string | undefined

  constructor(message: string, field?: string) {
    super(message)
    this.field = field
  }
}

/** Tells a refusal from a fault of the program. */
export const isFormatError = (error: unknown): error is FormatError => error instanceof FormatError

/** Runs a parser and puts a text before the message of what it refuses. */
export const annotated = <T>(prefix: string, run: () => T): T => {
  try {
    return run()
  } catch (error) {
    if (error instanceof FormatError) throw new FormatError(`${prefix}: ${error.message}`, error.field)
    throw error
  }
}
