/** A value that must not be shown. As text or JSON it is `***`; only `reveal()` gives the value. */
export interface Secret {
  /** Gives the value, to be written where it is needed. */
  reveal(): string
  /** Gives `***`, whatever the value is. */
  toString(): '***'
  /** Gives `***`, whatever the value is. */
  toJSON(): '***'
}

// On the global object, because a charm may hold several copies of this package.
const listener = Symbol.for('@charm-layers/relation: a secret becomes text')

type Maker = () => '***'

/** Gives `***`, and says so to whoever watches. */
const shown = (maker: Maker): '***' => {
  const tell: unknown = Reflect.get(globalThis, listener)
  if (typeof tell === 'function') {
    const at: { stack?: string } = {}
    Error.captureStackTrace(at, maker)
    tell(at)
  }
  return '***'
}

/** Wraps a value that must not be shown. The value is in a closure, so to inspect the object does not show it either. */
export const secret = (value: string): Secret => {
  const asText: Maker = () => shown(asText)
  return { reveal: () => value, toString: asText, toJSON: asText }
}

/** Tells whether a value is a secret. It also recognizes secrets that another copy of this package has made. */
export const isSecret = (value: unknown): value is Secret =>
  typeof value === 'object' && value !== null && 'reveal' in value && typeof value.reveal === 'function'

/** A place in the code at which a secret became the text `***`. */
export interface SecretShown {
  /** The stack of that place. */
  readonly stack?: string
}

/**
 * Calls a synchronous function, and gives what it gives with the places at which it has made texts of secrets. A log may hold such a text; in
 * a file or a databag it stands in place of a password. Throws whatever the function throws.
 */
export function watchSecrets<Result>(run: () => Result): { readonly result: Result; readonly shown: readonly SecretShown[] } {
  const places: SecretShown[] = []
  const outer: unknown = Reflect.get(globalThis, listener)
  Reflect.set(globalThis, listener, (at: SecretShown) => {
    places.push(at)
    if (typeof outer === 'function') outer(at)
  })
  try {
    return { result: run(), shown: places }
  } finally {
    Reflect.set(globalThis, listener, outer)
  }
}
