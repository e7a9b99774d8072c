/**
 * Reads the text that Python prints for a flat dictionary, list or tuple. Older charms send it where newer ones send JSON, and hacluster
 * reads both (`ast.literal_eval`). Nested containers do not occur in that data, and are not read.
 */

const SPACE = /[ \t\r\n]*/y
const NUMBER = /[+-]?\d{1,15}(?:\.\d{1,15})?(?![\w.])/y
const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g
const ESCAPED: ReadonlyMap<string, string> = new Map([
  ['a', '\x07'],
  ['b', '\b'],
  ['f', '\f'],
  ['n', '\n'],
  ['r', '\r'],
  ['t', '\t'],
  ['v', '\v'],
  ['\\', '\\'],
  ["'", "'"],
  ['"', '"'],
  ['\n', ''],
])

const unescaped = (text: string): string =>
  text.replace(ESCAPE, (all, ...groups: readonly (string | undefined)[]) => {
    const [x, u, long, octal, char] = groups
    const hex = x ?? u ?? long
    if (hex !== undefined) return Number.parseInt(hex, 16) <= 0x10ffff ? String.fromCodePoint(Number.parseInt(hex, 16)) : all
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8))
    return ESCAPED.get(char ?? '') ?? all
  })

/** A flat container: its items, or its keys and values. */
type Flat = Readonly<Record<string, string | number>> | readonly (string | number)[]

/** Parses a flat Python literal of texts and numbers in linear time; undefined for any other text. */
export const parsePythonLiteral = (text: string): Flat | undefined => {
  let at = 0
  const match = (pattern: RegExp): RegExpExecArray | null => {
    pattern.lastIndex = at
    const found = pattern.exec(text)
    if (found !== null) at += found[0].length
    return found
  }
  const take = (token: string): boolean => {
    match(SPACE)
    if (!text.startsWith(token, at)) return false
    at += token.length
    return true
  }
  /** Reads a quoted text in a loop: a regular expression would run out of stack on a long text. */
  const quoted = (): string | undefined => {
    const start = text[at] === 'u' || text[at] === 'U' ? at + 1 : at
    const quote = text[start]
    if (quote !== "'" && quote !== '"') return undefined
    let end = start + 1
    while (end < text.length && text[end] !== quote && text[end] !== '\n') end += text[end] === '\\' ? 2 : 1
    if (text[end] !== quote) return undefined
    at = end + 1
    return unescaped(text.slice(start + 1, end))
  }
  const scalar = (): string | number | undefined => {
    match(SPACE)
    const string = quoted()
    if (string !== undefined) return string
    const number = match(NUMBER)
    return number === null ? undefined : Number(number[0])
  }
  /** Reads items up to the closing bracket; a comma may follow the last item. */
  const items = <T>(close: string, item: () => T | undefined): readonly T[] | undefined => {
    const found: T[] = []
    while (!take(close)) {
      if (found.length > 0 && !take(',')) return undefined
      if (found.length > 0 && take(close)) break
      const next = item()
      if (next === undefined) return undefined
      found.push(next)
    }
    match(SPACE)
    return at === text.length ? found : undefined
  }
  if (take('[')) return items(']', scalar)
  if (take('(')) return items(')', scalar)
  if (!take('{')) return undefined
  const members = items('}', (): readonly [string, string | number] | undefined => {
    const key = scalar()
    const value = take(':') ? scalar() : undefined
    return key === undefined || value === undefined ? undefined : [String(key), value]
  })
  return members === undefined ? undefined : Object.fromEntries(members)
}
