/** A value that must not be shown: it prints as `***` wherever text or JSON is made of it, and only `reveal()` gives it. */
export interface Secret {
  /** Gives the value, for the one place that it is meant for. */
  reveal(): string
  /** Gives `***`, whatever the value is. */
  toString(): '***'
  /** Gives `***`, whatever the value is. */
  toJSON(): '***'
}

/** Wraps a value that must not be shown. The value lives in a closure, so inspecting the object shows nothing either. */
export const secret = (value: string): Secret => ({ reveal: () => value, toString: () => '***', toJSON: () => '***' })

/** Tells whether something is a secret. Copies of this package know each other's. */
export const isSecret = (value: unknown): value is Secret =>
  typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function'
