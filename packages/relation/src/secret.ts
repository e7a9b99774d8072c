/** A value that must not be shown. As text or JSON it is `***`; only `reveal()` gives the value. */
export interface Secret {
  /** Gives the value, to be written where it is needed. */
  reveal(): string
  /** Gives `***`, whatever the value is. */
  toString(): '***'
  /** Gives `***`, whatever the value is. */
  toJSON(): '***'
}

/** Wraps a value that must not be shown. The value is in a closure, so to inspect the object does not show it either. */
export const secret = (value: string): Secret => ({ reveal: () => value, toString: () => '***', toJSON: () => '***' })

/** Tells whether a value is a secret. It also recognizes secrets that another copy of this package has made. */
export const isSecret = (value: unknown): value is Secret =>
  typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function'
