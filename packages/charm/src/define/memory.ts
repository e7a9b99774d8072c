/** The memory of a unit: small typed values that one hook keeps and later hooks of the same unit read. The controller stores them. */
import type { RememberStep } from './steps/index.ts'

/** A value that a unit remembers: its name, and how it is written as text. `remembered` makes these. */
export interface Remembered<Value> {
  /** The name of the value; no other value of the charm may have the same. */
  readonly name: string
  /**
   * Reads the text that an earlier hook has kept. A text that it cannot read, left by another version of the charm, counts as the empty
   * text.
   */
  parse(text: string): Value
  /** Writes the value as text. The initial value is the empty text. */
  print(value: Value): string
}

function parseList(text: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(text)
    return Array.isArray(list) ? list.filter((item): item is string => typeof item === 'string') : []
  } catch {
    return []
  }
}

/** Declares a value to remember: a boolean, at first false; a text, at first empty; or a list of texts, at first empty. */
export const remembered: {
  boolean(name: string): Remembered<boolean>
  text(name: string): Remembered<string>
  list(name: string): Remembered<readonly string[]>
} = {
  boolean: (name) => ({ name, parse: (text) => text === 'true', print: (value) => (value ? 'true' : '') }),
  text: (name) => ({ name, parse: (text) => text, print: (value) => value }),
  list: (name) => ({ name, parse: parseList, print: (value) => (value.length === 0 ? '' : JSON.stringify(value)) }),
}

/** Makes the step that keeps a value for later hooks of this unit; `context.recall` gives it back there. */
export const keep = <Value>(what: Remembered<Value>, value: Value): RememberStep => ({
  kind: 'remember',
  name: what.name,
  // Juju cannot store half a surrogate pair. Left in, it would make the value differ from what is stored in every hook.
  text: what.print(value).toWellFormed(),
})
