/** The scalars of YAML as libyaml's scanner reads them. */
import {
  atDocumentMark,
  type Cursor,
  createFold,
  isBlank,
  isBlankOrEnd,
  isBreak,
  isBreakOrEnd,
  isEnd,
  type Mark,
  scanError,
} from './yaml-cursor.ts'

const escapes: Readonly<Record<string, string>> = {
  '0': '\0',
  a: '\x07',
  b: '\b',
  t: '\t',
  '\t': '\t',
  n: '\n',
  v: '\v',
  f: '\f',
  r: '\r',
  e: '\x1b',
  ' ': ' ',
  '"': '"',
  "'": "'",
  '\\': '\\',
  N: '\x85',
  _: '\xa0',
  L: '\u2028',
  P: '\u2029',
}

const codeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 }

const takeEscape = (cursor: Cursor, start: Mark): string => {
  const name = cursor.peek(1)
  const plain = escapes[name]
  const length = codeLengths[name]
  if (plain === undefined && length === undefined) throw scanError('found unknown escape character', start, cursor.mark())
  cursor.take()
  cursor.take()
  if (plain !== undefined) return plain
  let digits = ''
  for (let at = 0; at < (length ?? 0); at += 1) {
    if (!/^[0-9a-fA-F]$/u.test(cursor.peek(at))) throw scanError('did not find expected hexdecimal number', start, cursor.mark())
    digits += cursor.peek(at)
  }
  const code = Number.parseInt(digits, 16)
  if ((code >= 0xd800 && code <= 0xdfff) || code > 0x10ffff) {
    throw scanError('found invalid Unicode character escape code', start, cursor.mark())
  }
  for (let at = 0; at < (length ?? 0); at += 1) cursor.take()
  return String.fromCodePoint(code)
}

/** Takes a quoted scalar with its quotes. */
export const takeQuoted = (cursor: Cursor): string => {
  const start = cursor.mark()
  const quote = cursor.take()
  const single = quote === "'"
  const fold = createFold()
  let value = ''
  for (;;) {
    if (atDocumentMark(cursor) !== undefined) throw scanError('found unexpected document indicator', start, cursor.mark())
    if (isEnd(cursor.peek())) throw scanError('found unexpected end of stream', start, cursor.mark())
    while (!isBlankOrEnd(cursor.peek())) {
      if (single && cursor.peek() === "'" && cursor.peek(1) === "'") {
        cursor.take()
        value += cursor.take()
      } else if (cursor.peek() === quote) break
      else if (!single && cursor.peek() === '\\' && isBreak(cursor.peek(1))) {
        cursor.take()
        cursor.takeBreak()
        fold.escapedBreak()
        break
      } else if (!single && cursor.peek() === '\\') value += takeEscape(cursor, start)
      else value += cursor.take()
    }
    if (cursor.peek() === quote) break
    while (isBlank(cursor.peek()) || isBreak(cursor.peek())) {
      if (isBlank(cursor.peek())) fold.blank(cursor.take())
      else fold.break(cursor.takeBreak())
    }
    value += fold.flush()
  }
  cursor.take()
  return value
}

const endsPlain = (cursor: Cursor, inFlow: boolean): boolean =>
  (cursor.peek() === ':' && isBlankOrEnd(cursor.peek(1))) || (inFlow && ',?[]{}'.includes(cursor.peek()))

/** Takes a plain scalar; `indent` is that of the block around it. `broken` tells that a line break came after it. */
export const takePlain = (cursor: Cursor, indent: number, inFlow: boolean): { readonly value: string; readonly broken: boolean } => {
  const start = cursor.mark()
  const fold = createFold()
  let value = ''
  while (atDocumentMark(cursor) === undefined && cursor.peek() !== '#') {
    while (!isBlankOrEnd(cursor.peek()) && !endsPlain(cursor, inFlow)) value += fold.flush() + cursor.take()
    if (!isBlank(cursor.peek()) && !isBreak(cursor.peek())) break
    while (isBlank(cursor.peek()) || isBreak(cursor.peek())) {
      if (isBreak(cursor.peek())) fold.break(cursor.takeBreak())
      else if (fold.broken() && cursor.mark().column <= indent && cursor.peek() === '\t') {
        throw scanError('found a tab character that violates indentation', start, cursor.mark())
      } else fold.blank(cursor.take())
    }
    if (!inFlow && cursor.mark().column <= indent) break
  }
  return { value, broken: fold.broken() }
}

/** Takes `|` or `>` with its header and lines. */
export const takeBlock = (cursor: Cursor, parentIndent: number): string => {
  const start = cursor.mark()
  const fail = (problem: string) => scanError(problem, start, cursor.mark())
  const literal = cursor.take() === '|'
  let chomping = ''
  let increment = 0
  for (let part = 0; part < 2; part += 1) {
    if (chomping === '' && '+-'.includes(cursor.peek() || ' ')) chomping = cursor.take()
    else if (increment === 0 && /^[0-9]$/u.test(cursor.peek())) {
      if (cursor.peek() === '0') throw fail('found an indentation indicator equal to 0')
      increment = Number(cursor.take())
    }
  }
  cursor.takeWhile(isBlank)
  if (cursor.peek() === '#') cursor.takeWhile((char) => !isBreak(char))
  if (!isBreakOrEnd(cursor.peek())) throw fail('did not find expected comment or line break')
  cursor.takeBreak()

  let indent = increment > 0 ? Math.max(parentIndent, 0) + increment : 0
  /** Takes empty lines; the first call finds the indentation when none was given. */
  const takeEmptyLines = (): string => {
    let breaks = ''
    let deepest = 0
    for (;;) {
      while ((indent === 0 || cursor.mark().column < indent) && cursor.peek() === ' ') cursor.take()
      deepest = Math.max(deepest, cursor.mark().column)
      if ((indent === 0 || cursor.mark().column < indent) && cursor.peek() === '\t') {
        throw fail('found a tab character where an indentation space is expected')
      }
      if (!isBreak(cursor.peek())) break
      breaks += cursor.takeBreak()
    }
    if (indent === 0) indent = Math.max(deepest, parentIndent + 1, 1)
    return breaks
  }

  let value = ''
  let lineBreak = ''
  let afterBlank = false
  let emptyLines = takeEmptyLines()
  while (cursor.mark().column === indent && !isEnd(cursor.peek())) {
    const blank = isBlank(cursor.peek())
    if (!literal && !afterBlank && !blank && lineBreak === '\n') value += emptyLines === '' ? ' ' : ''
    else value += lineBreak
    value += emptyLines
    afterBlank = blank
    value += cursor.takeWhile((char) => !isBreak(char))
    lineBreak = cursor.takeBreak()
    emptyLines = takeEmptyLines()
  }
  if (chomping !== '-') value += lineBreak
  return chomping === '+' ? value + emptyLines : value
}
