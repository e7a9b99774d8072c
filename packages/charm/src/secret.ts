/** A value that must not be shown: it prints as `***` wherever text or JSON is made of it, and only `reveal()` gives it. */
export interface Secret {
  reveal(): string
  toString(): '***'
  toJSON(): '***'
}

/** Wraps a value that must not be shown. The value lives in a closure, so inspecting the object shows nothing either. */
export const secret = (value: string): Secret => ({ reveal: () => value, toString: () => '***', toJSON: () => '***' })
