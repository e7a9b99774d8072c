/** Where the scanner stands: open collections, indentation, and what may turn out to be a key. */
import { type Cursor, type Mark, scanError } from './yaml-cursor.ts'
import { type Token, tokenOf } from './yaml-token.ts'

/** What may turn out to be a key when a colon follows. */
interface SimpleKey {
  possible: boolean
  required: boolean
  token: number
  mark: Mark
}

// A key on one line is not longer than this.
const LONGEST_KEY = 1024

/** A text that is being scanned: what was found and not taken yet, and what decides how the next token is read. */
export interface Scan {
  readonly cursor: Cursor
  readonly queue: Token[]
  readonly indents: number[]
  /** One for each flow collection around, and one for the block. */
  readonly keys: SimpleKey[]
  taken: number
  indent: number
  keyAllowed: boolean
}

/** Tells whether a flow collection is open. */
export const inFlow = (scan: Scan): boolean => scan.keys.length > 1

/** Puts a token behind the others. */
export const push = (scan: Scan, token: Token): void => void scan.queue.push(token)

/** Gives up that a key stands here, which is an error where one has to. */
export const dropKey = (scan: Scan, key: SimpleKey): void => {
  if (key.possible && key.required) throw scanError("could not find expected ':'", key.mark, scan.cursor.mark())
  key.possible = false
}

/** Gives the place where a key may have begun in the innermost collection. */
export const topKey = (scan: Scan): SimpleKey =>
  scan.keys.at(-1) ?? { possible: false, required: false, token: 0, mark: scan.cursor.mark() }

/** Notes that a key may begin here. */
export const saveKey = (scan: Scan): void => {
  const required = !inFlow(scan) && scan.indent === scan.cursor.mark().column
  if (!scan.keyAllowed) return
  dropKey(scan, topKey(scan))
  scan.keys[scan.keys.length - 1] = { possible: true, required, token: scan.taken + scan.queue.length, mark: scan.cursor.mark() }
}

/** Gives up keys that would be longer than one line or too long. */
export const dropStaleKeys = (scan: Scan): void => {
  for (const key of scan.keys) {
    if (key.possible && (key.mark.line < scan.cursor.mark().line || key.mark.index + LONGEST_KEY < scan.cursor.mark().index))
      dropKey(scan, key)
  }
}

/** Opens a block collection when this column is further in. */
export const roll = (scan: Scan, column: number, token: Token, at: number = scan.queue.length): void => {
  if (inFlow(scan) || scan.indent >= column) return
  scan.indents.push(scan.indent)
  scan.indent = column
  scan.queue.splice(at, 0, token)
}

/** Closes the block collections that are further in than this column. */
export const unroll = (scan: Scan, column: number): void => {
  while (!inFlow(scan) && scan.indent > column) {
    push(scan, tokenOf('block end', scan.cursor.mark()))
    scan.indent = scan.indents.pop() ?? -1
  }
}
