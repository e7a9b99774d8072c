/** Which style a scalar is written in, by libyaml's rules. */
import { isBase60, resolvesToOther } from './resolve.ts'

/** How a scalar is written. */
export type Style = 'plain' | 'single' | 'double' | 'literal'

/** A line break of YAML 1.1. */
export const isBreak = (char: string | undefined): boolean =>
  char === '\n' || char === '\r' || char === '\x85' || char === '\u2028' || char === '\u2029'

/** Tells whether a character may stand as it is. */
export const isPrintable = (char: string): boolean => /^[\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/u.test(char)

/** What the characters of a text forbid. */
const analyze = (chars: readonly string[]) => {
  const first = chars[0]
  const last = chars.at(-1)
  const text = chars.join('')
  const pairs = chars.map((char, index) => [char, chars[index + 1]] as const)
  const spaceBreak = pairs.some(([char, next]) => char === ' ' && isBreak(next))
  const breakSpace = pairs.some(([char, next]) => isBreak(char) && next === ' ')
  const special = chars.some((char) => !isPrintable(char))
  const multiline = chars.some(isBreak)
  const blank = '[ \\t\\n\\r\\x85\\u2028\\u2029]'
  const indicators =
    /^(?:---|\.\.\.)/u.test(text) ||
    /^[#,[\]{}&*!|>'"%@`]/u.test(text) ||
    new RegExp(`^[?:-](?:${blank}|$)|:(?:${blank}|$)|${blank}#`, 'u').test(text)
  const edges = first === ' ' || isBreak(first) || last === ' ' || isBreak(last)
  return {
    multiline,
    plain: !(edges || breakSpace || spaceBreak || special || multiline || indicators),
    single: !(breakSpace || spaceBreak || special),
    block: chars.length > 0 && !(last === ' ' || spaceBreak || special),
  }
}

const named: Readonly<Record<string, string>> = {
  '\0': '0',
  '\x07': 'a',
  '\b': 'b',
  '\t': 't',
  '\n': 'n',
  '\v': 'v',
  '\f': 'f',
  '\r': 'r',
  '\x1b': 'e',
  '"': '"',
  '\\': '\\',
  '\x85': 'N',
  '\u2028': 'L',
  '\u2029': 'P',
}

/** Writes a character as double quotes want it. */
export const escapeChar = (char: string): string => {
  const name = named[char]
  if (name !== undefined) return `\\${name}`
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase()
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** Chooses the style of a scalar; a key has to stand on one line. */
export const styleOf = (text: string, string: boolean, key: boolean): Style => {
  const may = analyze(Array.from(text))
  const plain = !string || !(resolvesToOther(text) || isBase60(text))
  let style: Style = text.includes('\n') ? 'literal' : plain ? 'plain' : 'double'
  if (key && may.multiline) style = 'double'
  if (style === 'plain' && (!may.plain || (text === '' && key))) style = 'single'
  if (style === 'single' && !may.single) style = 'double'
  if (style === 'literal' && (!may.block || key)) style = 'double'
  return style
}
