/** An error that says what is wrong and what to do. `code` stays the same from version to version; `hint` is printed after the message. */
export class CharmError extends Error {
  readonly code: `E_${string}`
  readonly hint: string | undefined
  constructor(code: `E_${string}`, message: string, options: { hint?: string; cause?: unknown } = {}) {
    super(message, { cause: options.cause })
    this.name = 'CharmError'
    this.code = code
    this.hint = options.hint
  }
}

/** Gives the message of anything that was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
