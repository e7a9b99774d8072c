/** Writes scalars as libyaml's emitter does: plain, quoted, literal; folded behind column 80. */
import { escapeChar, isBreak, isPrintable, styleOf } from './yaml-style.ts'
import { glue, indicator, newline, put, startLine, type Writer } from './yaml-writer.ts'

const WIDTH = 80

/** A scalar's text; a string may need quotes, others are plain. */
export interface Scalar {
  readonly text: string
  readonly string: boolean
  readonly tag?: string
}

/** Plain and single quoted text share their way with blanks and line breaks. */
const writeFolded = (writer: Writer, chars: readonly string[], folds: boolean, quoted: boolean): void => {
  let spaces = false
  let breaks = false
  for (const [index, char] of chars.entries()) {
    if (char === ' ') {
      const inside = !quoted || (index > 0 && index < chars.length - 1)
      if (folds && !spaces && writer.column > WIDTH && inside && chars[index + 1] !== ' ') startLine(writer)
      else put(writer, char)
      spaces = true
    } else if (isBreak(char)) {
      if (!breaks && char === '\n') newline(writer)
      newline(writer, char)
      writer.indention = true
      breaks = true
    } else {
      if (breaks) startLine(writer)
      put(writer, quoted && char === "'" ? "''" : char)
      writer.indention = false
      spaces = false
      breaks = false
    }
  }
}

const writeDouble = (writer: Writer, chars: readonly string[], folds: boolean): void => {
  let spaces = false
  for (const [index, char] of chars.entries()) {
    if (!isPrintable(char) || isBreak(char) || char === '"' || char === '\\') {
      put(writer, escapeChar(char))
      spaces = false
    } else if (char === ' ') {
      if (folds && !spaces && writer.column > WIDTH && index > 0 && index < chars.length - 1) {
        startLine(writer)
        if (chars[index + 1] === ' ') put(writer, '\\')
      } else put(writer, char)
      spaces = true
    } else {
      put(writer, char)
      spaces = false
    }
  }
}

const writeLiteral = (writer: Writer, chars: readonly string[]): void => {
  const hint = chars[0] === ' ' || isBreak(chars[0]) ? '2' : ''
  const chomp = !isBreak(chars.at(-1)) ? '-' : chars.length === 1 || isBreak(chars.at(-2)) ? '+' : ''
  indicator(writer, '|')
  put(writer, hint + chomp)
  newline(writer)
  writer.indention = true
  writer.whitespace = true
  let breaks = true
  for (const char of chars) {
    if (isBreak(char)) {
      newline(writer, char)
      writer.indention = true
      breaks = true
    } else {
      if (breaks) startLine(writer)
      put(writer, char)
      writer.indention = false
      breaks = false
    }
  }
}

/** Writes a scalar in its style; a key is never folded. */
export const writeScalar = (writer: Writer, { text, string, tag }: Scalar, key: boolean): void => {
  const outer = writer.indent
  writer.indent = writer.indent < 0 ? 2 : writer.indent + 2
  if (tag !== undefined) indicator(writer, tag)
  const chars = Array.from(text)
  const style = styleOf(text, string && tag === undefined, key)
  if (style === 'literal') writeLiteral(writer, chars)
  else if (style === 'plain') {
    if (!writer.whitespace && chars.length > 0) put(writer, ' ')
    writeFolded(writer, chars, !key, false)
    writer.whitespace = false
    writer.indention = false
  } else {
    indicator(writer, style === 'single' ? "'" : '"')
    if (style === 'single') writeFolded(writer, chars, !key, true)
    else writeDouble(writer, chars, !key)
    glue(writer, style === 'single' ? "'" : '"')
  }
  writer.indent = outer
}
