import { ToolError } from './error.ts'
import { quote } from './go/quote.ts'

/** A secret as a charm names it. */
export interface SecretUri {
  /** The 20 characters that identify it. */
  readonly id: string
  /** With the scheme, and with the model where the charm gave one. */
  readonly text: string
}

// An xid; its last character carries one bit only.
const pattern = /^(?:secret:(?:\/\/[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\/)?)?([0-9a-v]{19}[0g])$/u

/**
 * Reads a secret's id or URI.
 * @throws ToolError `secret URI "x" not valid`.
 */
export const parseSecretUri = (text: string): SecretUri => {
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/u.exec(text)?.[1]?.toLowerCase()
  if (scheme !== undefined && scheme !== 'secret') throw new ToolError(`secret URI scheme ${quote(scheme)} not valid`)
  const id = pattern.exec(text)?.[1]
  if (id === undefined) throw new ToolError(`secret URI ${quote(text)} not valid`)
  return { id, text: id === text ? `secret:${id}` : text }
}
