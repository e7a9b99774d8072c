/** An error that says what is wrong and what to do. `code` is stable; `hint` is shown after the message. */
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

/** The message of whatever was thrown. */
export const messageOf = (thrown: unknown): string => (thrown instanceof Error ? thrown.message : String(thrown))
