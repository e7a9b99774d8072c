/** JSON in databags. Readers never throw; the writer gives the same bytes as Python. */

/** Tells whether a value is an object, and not a list. */
export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Tells whether a value is a list. */
export const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value)

/** Gives the texts in a list; for anything else, an empty list. */
export const textsIn = (value: unknown): readonly string[] =>
  isList(value) ? value.filter((item): item is string => typeof item === 'string') : []

/** Parses JSON; undefined for text that is not JSON. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** What charms write as JSON: texts, lists and objects. */
export type Json = string | readonly Json[] | { readonly [key: string]: Json }

const OTHER_THAN_ASCII = /[\u007f-\uffff]/

const quoted = (value: string): string => {
  const text = JSON.stringify(value)
  // Nearly all text is ASCII and needs no replacement; `test` finds that out faster than `replace`.
  if (!OTHER_THAN_ASCII.test(text)) return text
  return text.replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/**
 * Writes JSON byte for byte as Python's `json.dumps(…, sort_keys=True)` does. Charms in Python compare values as text, so equal data must
 * be equal text. `compact` leaves the blanks out, as `separators=(',', ':')` does in Python.
 */
export const pythonJson = (value: Json, compact = false): string => {
  const blank = compact ? '' : ' '
  if (typeof value === 'string') return quoted(value)
  if (isList(value)) return `[${value.map((item) => pythonJson(item, compact)).join(`,${blank}`)}]`
  const members = Object.keys(value)
    .sort()
    .map((key) => `${quoted(key)}:${blank}${pythonJson(value[key] ?? '', compact)}`)
  return `{${members.join(`,${blank}`)}}`
}
