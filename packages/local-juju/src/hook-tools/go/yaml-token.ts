import type { Mark } from './yaml-cursor.ts'

/** Kinds of tokens; those of flow collections are their characters. */
export type Kind =
  | 'end'
  | 'directive'
  | '---'
  | '...'
  | 'sequence'
  | 'mapping'
  | 'block end'
  | '['
  | ']'
  | '{'
  | '}'
  | '-'
  | ','
  | '?'
  | ':'
  | '*'
  | '&'
  | '!'
  | 'scalar'

/** A token with what it says: a scalar's or an anchor's text, a tag. */
export interface Token {
  readonly kind: Kind
  readonly mark: Mark
  readonly text: string
  /** True for a scalar without quotes. */
  readonly plain: boolean
}

/** Gives the tokens in order. */
export interface Tokens {
  peek(): Token
  next(): Token
}

/** Makes a token. */
export const tokenOf = (kind: Kind, mark: Mark, value = '', plain = false): Token => ({ kind, mark, text: value, plain })
