const named: Readonly<Record<string, string>> = {
  '\x07': '\\a',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
  '\\': '\\\\',
  '"': '\\"',
}

const hex = (code: number, width: number): string => code.toString(16).padStart(width, '0')

const escapeChar = (char: string): string => {
  const code = char.codePointAt(0) ?? 0
  if (code < 0x80) return `\\x${hex(code, 2)}`
  return code > 0xffff ? `\\U${hex(code, 8)}` : `\\u${hex(code, 4)}`
}

/** Quotes a text as Go's `%q` does. */
export const quote = (text: string): string =>
  `"${text.replace(/["\\]|[^\p{L}\p{M}\p{N}\p{P}\p{S} ]/gu, (char) => named[char] ?? escapeChar(char))}"`

/** Quotes a list of texts as Go's `%q` does. */
export const quoteAll = (texts: readonly string[]): string => `[${texts.map(quote).join(' ')}]`
