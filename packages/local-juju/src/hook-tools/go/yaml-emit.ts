/**
 * Writes YAML as Juju's fork of go-yaml does: block style, two blanks, lists in maps not indented, folded behind column 80. The
 * rules of styles and of line breaks are those of libyaml's emitter.
 */
import { isBase60, resolvesToOther } from './resolve.ts'

/** What can be written. Maps are lists of pairs in the wanted order. */
export type Node =
  | {
      readonly kind: 'scalar'
      readonly text: string /** A string may need quotes; other scalars are plain. */
      readonly string: boolean
      readonly tag?: string
    }
  | { readonly kind: 'list'; readonly items: readonly Node[] }
  | { readonly kind: 'map'; readonly pairs: readonly (readonly [key: string, value: Node])[] }

type Style = 'plain' | 'single' | 'double' | 'literal'

const WIDTH = 80
const LONGEST_SIMPLE_KEY = 128

const isBreak = (char: string | undefined): boolean =>
  char === '\n' || char === '\r' || char === '\x85' || char === '\u2028' || char === '\u2029'

const isPrintable = (char: string): boolean => /^[\n\x20-\x7e\xa0-\ud7ff\ue000-\ufefe\uff00-\ufffd]$/u.test(char)

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

const escapeChar = (char: string): string => {
  const name = named[char]
  if (name !== undefined) return `\\${name}`
  const hex = (char.codePointAt(0) ?? 0).toString(16).toUpperCase()
  if (hex.length <= 2) return `\\x${hex.padStart(2, '0')}`
  return hex.length <= 4 ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`
}

/** Writes a document. */
export const emitYaml = (root: Node): string => {
  const out: string[] = []
  let column = 0
  let indent = -1
  // libyaml's two flags: the last thing written was blank; only indentation and indicators stand on the line so far.
  let whitespace = true
  let indention = true

  const put = (text: string): void => {
    out.push(text)
    column += Array.from(text).length
  }
  const newline = (char = '\n'): void => {
    out.push(char)
    column = 0
  }
  const indicator = (text: string, after: { readonly blank?: boolean; readonly keepsIndention?: boolean } = {}): void => {
    put(whitespace ? text : ` ${text}`)
    whitespace = after.blank ?? false
    indention &&= after.keepsIndention ?? false
  }
  const glue = (text: string): void => {
    put(text)
    whitespace = false
    indention = false
  }
  const startLine = (): void => {
    const to = Math.max(indent, 0)
    if (!indention || column > to || (column === to && !whitespace)) newline()
    put(' '.repeat(Math.max(0, to - column)))
    whitespace = true
    indention = true
  }

  /** Plain and single quoted text share their way with blanks and line breaks. */
  const writeFolded = (chars: readonly string[], folds: boolean, quoted: boolean): void => {
    let spaces = false
    let breaks = false
    for (const [index, char] of chars.entries()) {
      if (char === ' ') {
        const inside = !quoted || (index > 0 && index < chars.length - 1)
        if (folds && !spaces && column > WIDTH && inside && chars[index + 1] !== ' ') startLine()
        else put(char)
        spaces = true
      } else if (isBreak(char)) {
        if (!breaks && char === '\n') newline()
        newline(char)
        indention = true
        breaks = true
      } else {
        if (breaks) startLine()
        put(quoted && char === "'" ? "''" : char)
        indention = false
        spaces = false
        breaks = false
      }
    }
  }

  const writeDouble = (chars: readonly string[], folds: boolean): void => {
    let spaces = false
    for (const [index, char] of chars.entries()) {
      if (!isPrintable(char) || isBreak(char) || char === '"' || char === '\\') {
        put(escapeChar(char))
        spaces = false
      } else if (char === ' ') {
        if (folds && !spaces && column > WIDTH && index > 0 && index < chars.length - 1) {
          startLine()
          if (chars[index + 1] === ' ') put('\\')
        } else put(char)
        spaces = true
      } else {
        put(char)
        spaces = false
      }
    }
  }

  const writeLiteral = (chars: readonly string[]): void => {
    const hint = chars[0] === ' ' || isBreak(chars[0]) ? '2' : ''
    const chomp = !isBreak(chars.at(-1)) ? '-' : chars.length === 1 || isBreak(chars.at(-2)) ? '+' : ''
    indicator('|')
    put(hint + chomp)
    newline()
    indention = true
    whitespace = true
    let breaks = true
    for (const char of chars) {
      if (isBreak(char)) {
        newline(char)
        indention = true
        breaks = true
      } else {
        if (breaks) startLine()
        put(char)
        indention = false
        breaks = false
      }
    }
  }

  const styleOf = (text: string, string: boolean, key: boolean): Style => {
    const may = analyze(Array.from(text))
    const plain = !string || !(resolvesToOther(text) || isBase60(text))
    let style: Style = text.includes('\n') ? 'literal' : plain ? 'plain' : 'double'
    if (key && may.multiline) style = 'double'
    if (style === 'plain' && (!may.plain || (text === '' && key))) style = 'single'
    if (style === 'single' && !may.single) style = 'double'
    if (style === 'literal' && (!may.block || key)) style = 'double'
    return style
  }

  const writeScalar = (text: string, string: boolean, key: boolean, tag?: string): void => {
    const outer = indent
    indent = indent < 0 ? 2 : indent + 2
    if (tag !== undefined) indicator(tag)
    const chars = Array.from(text)
    const style = styleOf(text, string && tag === undefined, key)
    if (style === 'literal') writeLiteral(chars)
    else if (style === 'plain') {
      if (!whitespace && chars.length > 0) put(' ')
      writeFolded(chars, !key, false)
      whitespace = false
      indention = false
    } else {
      indicator(style === 'single' ? "'" : '"')
      if (style === 'single') writeFolded(chars, !key, true)
      else writeDouble(chars, !key)
      glue(style === 'single' ? "'" : '"')
    }
    indent = outer
  }

  const writeKey = (key: string): void => {
    startLine()
    if (Buffer.byteLength(key) <= LONGEST_SIMPLE_KEY && !Array.from(key).some(isBreak)) {
      writeScalar(key, true, true)
      glue(':')
      return
    }
    indicator('?', { keepsIndention: true })
    writeScalar(key, true, false)
    startLine()
    indicator(':', { keepsIndention: true })
  }

  const write = (node: Node, inMap: boolean): void => {
    if (node.kind === 'scalar') {
      writeScalar(node.text, node.string, false, node.tag)
      return
    }
    const empty = node.kind === 'list' ? node.items.length === 0 : node.pairs.length === 0
    if (empty) {
      indicator(node.kind === 'list' ? '[]' : '{}')
      return
    }
    const outer = indent
    if (indent < 0) indent = 0
    else if (!(node.kind === 'list' && inMap && !indention)) indent += 2
    if (node.kind === 'list') {
      for (const item of node.items) {
        startLine()
        indicator('-', { keepsIndention: true })
        write(item, false)
      }
    } else {
      for (const [key, value] of node.pairs) {
        writeKey(key)
        write(value, true)
      }
    }
    indent = outer
  }

  write(root, false)
  indent = -1
  startLine()
  return out.join('')
}
