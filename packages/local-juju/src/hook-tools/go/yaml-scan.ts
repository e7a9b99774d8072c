/** Splits YAML into tokens as libyaml does, one at a time: what stands behind the first document is never looked at. */
import { atDocumentMark, createCursor, isBlankOrEnd, isBreak, isEnd, scanError } from './yaml-cursor.ts'
import { takeAnchor, takeDirective, takeTag } from './yaml-properties.ts'
import { takeBlock, takePlain, takeQuoted } from './yaml-scalars.ts'
import { dropKey, dropStaleKeys, inFlow, push, roll, type Scan, saveKey, topKey, unroll } from './yaml-scan-state.ts'
import { type Kind, type Token, type Tokens, tokenOf } from './yaml-token.ts'

const skipToToken = (scan: Scan): void => {
  for (;;) {
    if (scan.cursor.mark().column === 0 && scan.cursor.peek() === '\ufeff') scan.cursor.take()
    while (scan.cursor.peek() === ' ' || ((inFlow(scan) || !scan.keyAllowed) && scan.cursor.peek() === '\t')) scan.cursor.take()
    if (scan.cursor.peek() === '#') scan.cursor.takeWhile((char) => !isBreak(char))
    if (!isBreak(scan.cursor.peek())) return
    scan.cursor.takeBreak()
    if (!inFlow(scan)) scan.keyAllowed = true
  }
}

/** Takes an indicator of one character. */
const indicator = (scan: Scan, kind: Kind): void => {
  const mark = scan.cursor.mark()
  scan.cursor.take()
  push(scan, tokenOf(kind, mark))
}
const blockIndicator = (scan: Scan, kind: 'sequence' | 'mapping', problem: string): void => {
  if (inFlow(scan)) return
  if (!scan.keyAllowed) throw scanError(problem, scan.cursor.mark(), scan.cursor.mark())
  roll(scan, scan.cursor.mark().column, tokenOf(kind, scan.cursor.mark()))
}

const fetchEnd = (scan: Scan): void => {
  scan.cursor.closeLine()
  unroll(scan, -1)
  dropKey(scan, topKey(scan))
  scan.keyAllowed = false
  push(scan, tokenOf('end', scan.cursor.mark()))
}
const fetchDocumentMark = (scan: Scan, kind: '---' | '...' | 'directive'): void => {
  unroll(scan, -1)
  dropKey(scan, topKey(scan))
  scan.keyAllowed = false
  const mark = scan.cursor.mark()
  if (kind === 'directive') push(scan, tokenOf(kind, mark, takeDirective(scan.cursor)))
  else {
    for (let count = 0; count < 3; count += 1) scan.cursor.take()
    push(scan, tokenOf(kind, mark))
  }
}
const fetchFlowStart = (scan: Scan, kind: '[' | '{'): void => {
  saveKey(scan)
  scan.keys.push({ possible: false, required: false, token: 0, mark: scan.cursor.mark() })
  scan.keyAllowed = true
  indicator(scan, kind)
}
const fetchFlowEnd = (scan: Scan, kind: ']' | '}'): void => {
  dropKey(scan, topKey(scan))
  if (inFlow(scan)) scan.keys.pop()
  scan.keyAllowed = false
  indicator(scan, kind)
}
const fetchValue = (scan: Scan): void => {
  const key = topKey(scan)
  if (key.possible) {
    scan.queue.splice(key.token - scan.taken, 0, tokenOf('?', key.mark))
    roll(scan, key.mark.column, tokenOf('mapping', key.mark), key.token - scan.taken)
    key.possible = false
    scan.keyAllowed = false
  } else {
    blockIndicator(scan, 'mapping', 'mapping values are not allowed in this context')
    scan.keyAllowed = !inFlow(scan)
  }
  indicator(scan, ':')
}
const fetchScalar = (scan: Scan): void => {
  saveKey(scan)
  scan.keyAllowed = false
  const mark = scan.cursor.mark()
  if (scan.cursor.peek() === "'" || scan.cursor.peek() === '"') {
    push(scan, tokenOf('scalar', mark, takeQuoted(scan.cursor)))
    return
  }
  const { value, broken } = takePlain(scan.cursor, scan.indent, inFlow(scan))
  if (broken) scan.keyAllowed = true
  push(scan, tokenOf('scalar', mark, value, true))
}
const fetchProperty = (scan: Scan, kind: '&' | '*' | '!'): void => {
  saveKey(scan)
  scan.keyAllowed = false
  const mark = scan.cursor.mark()
  push(scan, tokenOf(kind, mark, kind === '!' ? takeTag(scan.cursor) : takeAnchor(scan.cursor)))
}

const fetchBlockEntry = (scan: Scan): void => {
  blockIndicator(scan, 'sequence', 'block sequence entries are not allowed in this context')
  dropKey(scan, topKey(scan))
  scan.keyAllowed = true
  indicator(scan, '-')
}
const fetchKey = (scan: Scan): void => {
  blockIndicator(scan, 'mapping', 'mapping scan.keys are not allowed in this context')
  dropKey(scan, topKey(scan))
  scan.keyAllowed = !inFlow(scan)
  indicator(scan, '?')
}
const fetchFlowEntry = (scan: Scan): void => {
  dropKey(scan, topKey(scan))
  scan.keyAllowed = true
  indicator(scan, ',')
}
const fetchBlockScalar = (scan: Scan): void => {
  dropKey(scan, topKey(scan))
  scan.keyAllowed = true
  const mark = scan.cursor.mark()
  push(scan, tokenOf('scalar', mark, takeBlock(scan.cursor, scan.indent)))
}

const fetch = (scan: Scan): void => {
  skipToToken(scan)
  dropStaleKeys(scan)
  unroll(scan, scan.cursor.mark().column)
  const char = scan.cursor.peek()
  const nextIsBlank = isBlankOrEnd(scan.cursor.peek(1))
  const documentMark = atDocumentMark(scan.cursor)
  if (isEnd(char)) fetchEnd(scan)
  else if (scan.cursor.mark().column === 0 && char === '%') fetchDocumentMark(scan, 'directive')
  else if (documentMark !== undefined) fetchDocumentMark(scan, documentMark)
  else if (char === '[' || char === '{') fetchFlowStart(scan, char)
  else if (char === ']' || char === '}') fetchFlowEnd(scan, char)
  else if (char === ',') fetchFlowEntry(scan)
  else if (char === '-' && nextIsBlank) fetchBlockEntry(scan)
  else if (char === '?' && (inFlow(scan) || nextIsBlank)) fetchKey(scan)
  else if (char === ':' && (inFlow(scan) || nextIsBlank)) fetchValue(scan)
  else if (char === '*' || char === '&' || char === '!') fetchProperty(scan, char)
  else if ((char === '|' || char === '>') && !inFlow(scan)) fetchBlockScalar(scan)
  else if ('|>#%@`'.includes(char) || char === '\t')
    throw scanError('found character that cannot start any token', scan.cursor.mark(), scan.cursor.mark())
  else fetchScalar(scan)
}

/** Fetches until it is certain that no key starts before the first token. */
const fill = (scan: Scan): void => {
  for (;;) {
    if (scan.queue.length > 0) {
      dropStaleKeys(scan)
      if (!scan.keys.some((key) => key.possible && key.token === scan.taken)) return
    }
    fetch(scan)
  }
}

const first = (scan: Scan): Token => {
  fill(scan)
  const [found] = scan.queue
  if (found === undefined) throw new Error('the scanner fetched nothing')
  return found
}

/** Starts to scan. */
export const scanYaml = (text: string): Tokens => {
  const cursor = createCursor(text)
  const keys = [{ possible: false, required: false, token: 0, mark: cursor.mark() }]
  const scan: Scan = { cursor, queue: [], indents: [], keys, taken: 0, indent: -1, keyAllowed: true }
  return {
    peek: () => first(scan),
    next: () => {
      const found = first(scan)
      scan.queue.shift()
      scan.taken += 1
      return found
    },
  }
}
