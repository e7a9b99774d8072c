/** What a unit remembers between its hooks, at the controller: small typed values, read before anything is decided. */
import type { RememberStep } from './steps/index.ts'

/** A value that a unit remembers: its name, and how it stands in the unit's state. Made by `remembered`. */
export interface Remembered<Value> {
  /** Names it in the unit's state; no other value of the charm has the same. */
  readonly name: string
  /** Reads what an earlier hook has kept. A text that another version of the charm has left, and this one cannot read, is as none. */
  parse(text: string): Value
  /** Writes a value; the one that it has by itself is the empty text. */
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

/** Declares something to remember: a yes (by itself no), a text (by itself empty), or a list of texts (by itself empty). */
export const remembered: {
  boolean(name: string): Remembered<boolean>
  text(name: string): Remembered<string>
  list(name: string): Remembered<readonly string[]>
} = {
  boolean: (name) => ({ name, parse: (text) => text === 'true', print: (value) => (value ? 'true' : '') }),
  text: (name) => ({ name, parse: (text) => text, print: (value) => value }),
  list: (name) => ({ name, parse: parseList, print: (value) => (value.length === 0 ? '' : JSON.stringify(value)) }),
}

/** Makes the step that keeps a value for the hooks to come; `context.recall` gives it there. */
export const keep = <Value>(what: Remembered<Value>, value: Value): RememberStep => ({
  kind: 'remember',
  name: what.name,
  // Half a surrogate pair cannot be stored, and would make the value differ for ever.
  text: what.print(value).toWellFormed(),
})
