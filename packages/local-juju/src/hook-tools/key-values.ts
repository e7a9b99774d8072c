import { ToolError } from './error.ts'
import { quote } from './go/quote.ts'
import type { Bag } from './world.ts'

// Go's unicode.IsSpace, which is not JavaScript's \s: U+0085 is in, U+FEFF is out.
const blanks = '[\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000]+'
const edges = new RegExp(`^${blanks}|${blanks}$`, 'gu')

/** Takes the blanks off both ends as Go does. */
export const trimSpace = (text: string): string => text.replace(edges, '')

/** Reads `key=value` words (juju/utils keyvalues): blanks around both go, an empty value may be given, an empty word is nothing. */
export const parseKeyValues = (words: readonly string[]): Bag => {
  const values = new Map<string, string>()
  for (const word of words) {
    if (word === '') continue
    const at = word.indexOf('=')
    const key = at === -1 ? '' : trimSpace(word.slice(0, at))
    if (key === '') throw new ToolError(`expected "key=value", got ${quote(word)}`)
    if (values.has(key)) throw new ToolError(`key ${quote(key)} specified more than once`)
    values.set(key, trimSpace(word.slice(at + 1)))
  }
  return Object.fromEntries(values)
}
