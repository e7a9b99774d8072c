/** Splits YAML into tokens as libyaml does, one at a time: what stands behind the first document is never looked at. */
import { atDocumentMark, createCursor, isBlankOrEnd, isBreak, isEnd, type Mark, scanError } from './yaml-cursor.ts'
import { takeAnchor, takeDirective, takeTag } from './yaml-properties.ts'
import { takeBlock, takePlain, takeQuoted } from './yaml-scalars.ts'

/** Kinds of tokens; those of flow collections are their characters. */
export type Kind =
  | 'end'
  | 'directive'
  | '---'
  | '...'
  | 'sequence'
  | 'mapping'
  | 'block end'
  | '['
  | ']'
  | '{'
  | '}'
  | '-'
  | ','
  | '?'
  | ':'
  | '*'
  | '&'
  | '!'
  | 'scalar'

/** A token with what it says: a scalar's or an anchor's text, a tag. */
export interface Token {
  readonly kind: Kind
  readonly mark: Mark
  readonly text: string
  /** True for a scalar without quotes. */
  readonly plain: boolean
}

/** Gives the tokens in order. */
export interface Tokens {
  peek(): Token
  next(): Token
}

/** What may turn out to be a key when a colon follows. */
interface SimpleKey {
  possible: boolean
  required: boolean
  token: number
  mark: Mark
}

// A key on one line is not longer than this.
const LONGEST_KEY = 1024

/** Starts to scan. */
export const scanYaml = (text: string): Tokens => {
  const cursor = createCursor(text)
  const queue: Token[] = []
  const indents: number[] = []
  const keys: SimpleKey[] = [{ possible: false, required: false, token: 0, mark: cursor.mark() }]
  let taken = 0
  let indent = -1
  let keyAllowed = true

  const inFlow = (): boolean => keys.length > 1
  const token = (kind: Kind, mark: Mark, value = '', plain = false): Token => ({ kind, mark, text: value, plain })
  const push = (kind: Kind, mark: Mark, value = '', plain = false): void => void queue.push(token(kind, mark, value, plain))

  const dropKey = (key: SimpleKey): void => {
    if (key.possible && key.required) throw scanError("could not find expected ':'", key.mark, cursor.mark())
    key.possible = false
  }
  const topKey = (): SimpleKey => keys.at(-1) ?? { possible: false, required: false, token: 0, mark: cursor.mark() }
  const saveKey = (): void => {
    const required = !inFlow() && indent === cursor.mark().column
    if (!keyAllowed) return
    dropKey(topKey())
    keys[keys.length - 1] = { possible: true, required, token: taken + queue.length, mark: cursor.mark() }
  }
  const dropStaleKeys = (): void => {
    for (const key of keys) {
      if (key.possible && (key.mark.line < cursor.mark().line || key.mark.index + LONGEST_KEY < cursor.mark().index)) dropKey(key)
    }
  }
  const roll = (column: number, kind: 'sequence' | 'mapping', mark: Mark, at = queue.length): void => {
    if (inFlow() || indent >= column) return
    indents.push(indent)
    indent = column
    queue.splice(at, 0, token(kind, mark))
  }
  const unroll = (column: number): void => {
    while (!inFlow() && indent > column) {
      push('block end', cursor.mark())
      indent = indents.pop() ?? -1
    }
  }

  const skipToToken = (): void => {
    for (;;) {
      if (cursor.mark().column === 0 && cursor.peek() === '\ufeff') cursor.take()
      while (cursor.peek() === ' ' || ((inFlow() || !keyAllowed) && cursor.peek() === '\t')) cursor.take()
      if (cursor.peek() === '#') cursor.takeWhile((char) => !isBreak(char))
      if (!isBreak(cursor.peek())) return
      cursor.takeBreak()
      if (!inFlow()) keyAllowed = true
    }
  }

  /** Takes an indicator of one character. */
  const indicator = (kind: Kind): void => {
    const mark = cursor.mark()
    cursor.take()
    push(kind, mark)
  }
  const blockIndicator = (kind: 'sequence' | 'mapping', problem: string): void => {
    if (inFlow()) return
    if (!keyAllowed) throw scanError(problem, cursor.mark(), cursor.mark())
    roll(cursor.mark().column, kind, cursor.mark())
  }

  const fetchEnd = (): void => {
    cursor.closeLine()
    unroll(-1)
    dropKey(topKey())
    keyAllowed = false
    push('end', cursor.mark())
  }
  const fetchDocumentMark = (kind: '---' | '...' | 'directive'): void => {
    unroll(-1)
    dropKey(topKey())
    keyAllowed = false
    const mark = cursor.mark()
    if (kind === 'directive') push(kind, mark, takeDirective(cursor))
    else {
      for (let count = 0; count < 3; count += 1) cursor.take()
      push(kind, mark)
    }
  }
  const fetchFlowStart = (kind: '[' | '{'): void => {
    saveKey()
    keys.push({ possible: false, required: false, token: 0, mark: cursor.mark() })
    keyAllowed = true
    indicator(kind)
  }
  const fetchFlowEnd = (kind: ']' | '}'): void => {
    dropKey(topKey())
    if (inFlow()) keys.pop()
    keyAllowed = false
    indicator(kind)
  }
  const fetchValue = (): void => {
    const key = topKey()
    if (key.possible) {
      queue.splice(key.token - taken, 0, token('?', key.mark))
      roll(key.mark.column, 'mapping', key.mark, key.token - taken)
      key.possible = false
      keyAllowed = false
    } else {
      blockIndicator('mapping', 'mapping values are not allowed in this context')
      keyAllowed = !inFlow()
    }
    indicator(':')
  }
  const fetchScalar = (): void => {
    saveKey()
    keyAllowed = false
    const mark = cursor.mark()
    if (cursor.peek() === "'" || cursor.peek() === '"') {
      push('scalar', mark, takeQuoted(cursor))
      return
    }
    const { value, broken } = takePlain(cursor, indent, inFlow())
    if (broken) keyAllowed = true
    push('scalar', mark, value, true)
  }
  const fetchProperty = (kind: '&' | '*' | '!'): void => {
    saveKey()
    keyAllowed = false
    const mark = cursor.mark()
    push(kind, mark, kind === '!' ? takeTag(cursor) : takeAnchor(cursor))
  }

  const fetchBlockEntry = (): void => {
    blockIndicator('sequence', 'block sequence entries are not allowed in this context')
    dropKey(topKey())
    keyAllowed = true
    indicator('-')
  }
  const fetchKey = (): void => {
    blockIndicator('mapping', 'mapping keys are not allowed in this context')
    dropKey(topKey())
    keyAllowed = !inFlow()
    indicator('?')
  }
  const fetchFlowEntry = (): void => {
    dropKey(topKey())
    keyAllowed = true
    indicator(',')
  }
  const fetchBlockScalar = (): void => {
    dropKey(topKey())
    keyAllowed = true
    const mark = cursor.mark()
    push('scalar', mark, takeBlock(cursor, indent))
  }

  const fetch = (): void => {
    skipToToken()
    dropStaleKeys()
    unroll(cursor.mark().column)
    const char = cursor.peek()
    const nextIsBlank = isBlankOrEnd(cursor.peek(1))
    const documentMark = atDocumentMark(cursor)
    if (isEnd(char)) fetchEnd()
    else if (cursor.mark().column === 0 && char === '%') fetchDocumentMark('directive')
    else if (documentMark !== undefined) fetchDocumentMark(documentMark)
    else if (char === '[' || char === '{') fetchFlowStart(char)
    else if (char === ']' || char === '}') fetchFlowEnd(char)
    else if (char === ',') fetchFlowEntry()
    else if (char === '-' && nextIsBlank) fetchBlockEntry()
    else if (char === '?' && (inFlow() || nextIsBlank)) fetchKey()
    else if (char === ':' && (inFlow() || nextIsBlank)) fetchValue()
    else if (char === '*' || char === '&' || char === '!') fetchProperty(char)
    else if ((char === '|' || char === '>') && !inFlow()) fetchBlockScalar()
    else if ('|>#%@`'.includes(char) || char === '\t')
      throw scanError('found character that cannot start any token', cursor.mark(), cursor.mark())
    else fetchScalar()
  }

  /** Fetches until it is certain that no key starts before the first token. */
  const fill = (): void => {
    for (;;) {
      if (queue.length > 0) {
        dropStaleKeys()
        if (!keys.some((key) => key.possible && key.token === taken)) return
      }
      fetch()
    }
  }

  const first = (): Token => {
    fill()
    const [found] = queue
    if (found === undefined) throw new Error('the scanner fetched nothing')
    return found
  }
  return {
    peek: first,
    next: () => {
      const found = first()
      queue.shift()
      taken += 1
      return found
    },
  }
}
