/** A place in a YAML text, the classes of characters, and the errors that name lines as go-yaml does. */
import { ToolError } from '../error.ts'

/** A line and a column from 0, and the characters before. */
export interface Mark {
  readonly line: number
  readonly column: number
  readonly index: number
}

/** Makes an error of the scanner: it is shown with the line after the one where it happened, unless that is the first. */
export const scanError = (problem: string, context: Mark, at: Mark): ToolError => {
  const line = at.line > 0 ? at.line + 1 : context.line
  return new ToolError(`yaml: ${line > 0 ? `line ${line}: ` : ''}${problem}`)
}

/** Makes an error of the parser: the first line is not shown. */
export const parseError = (problem: string, at: Mark, context?: Mark): ToolError => {
  const line = at.line > 0 ? at.line : (context?.line ?? 0)
  return new ToolError(`yaml: ${line > 0 ? `line ${line}: ` : ''}${problem}`)
}

/** The end of the text is the empty character. */
export const isEnd = (char: string): boolean => char === ''
/** A line break of YAML 1.1. */
export const isBreak = (char: string): boolean => char !== '' && '\n\r\x85\u2028\u2029'.includes(char)
/** A blank or a tab. */
export const isBlank = (char: string): boolean => char === ' ' || char === '\t'
/** A line break or the end. */
export const isBreakOrEnd = (char: string): boolean => isBreak(char) || isEnd(char)
/** A blank, a line break or the end. */
export const isBlankOrEnd = (char: string): boolean => isBlank(char) || isBreakOrEnd(char)

/** Reads a text character by character. */
export interface Cursor {
  /** The character some places ahead, empty at the end. */
  peek(ahead?: number): string
  mark(): Mark
  /** Takes a character that is no line break. */
  take(): string
  /** Takes a line break and gives what stands for it. */
  takeBreak(): string
  /** Takes characters while they fit. */
  takeWhile(fits: (char: string) => boolean): string
  /** Counts the end of the text as a line of its own. */
  closeLine(): void
}

/** Starts at the beginning of a text. */
export const createCursor = (text: string): Cursor => {
  const chars = Array.from(text)
  let index = 0
  let line = 0
  let column = 0
  const peek = (ahead = 0): string => chars[index + ahead] ?? ''
  const take = (): string => {
    const char = peek()
    index += 1
    column += 1
    return char
  }
  return {
    peek,
    mark: () => ({ line, column, index }),
    take,
    takeBreak: () => {
      const char = peek()
      if (!isBreak(char)) return ''
      index += char === '\r' && peek(1) === '\n' ? 2 : 1
      line += 1
      column = 0
      return char === '\u2028' || char === '\u2029' ? char : '\n'
    },
    takeWhile: (fits) => {
      let taken = ''
      while (peek() !== '' && fits(peek())) taken += take()
      return taken
    },
    closeLine: () => {
      if (column === 0) return
      column = 0
      line += 1
    },
  }
}

/** Tells whether a document starts or ends here: three dashes or dots at the start of a line, alone. */
export const atDocumentMark = (cursor: Cursor): '---' | '...' | undefined => {
  if (cursor.mark().column !== 0 || !isBlankOrEnd(cursor.peek(3))) return undefined
  const word = cursor.peek() + cursor.peek(1) + cursor.peek(2)
  return word === '---' || word === '...' ? word : undefined
}

/** Gathers line breaks and blanks inside a scalar and folds them: one break becomes a blank, more become the breaks after the first. */
export const createFold = () => {
  let blanks = ''
  let first: string | undefined
  let more = ''
  return {
    blank: (text: string): void => {
      if (first === undefined) blanks += text
    },
    break: (text: string): void => {
      if (first === undefined) first = text
      else more += text
    },
    /** A break was escaped: it joins the lines, later ones count. */
    escapedBreak: (): void => {
      first = ''
    },
    broken: (): boolean => first !== undefined,
    flush: (): string => {
      const text = first === undefined ? blanks : first === '\n' ? more || ' ' : first + more
      blanks = ''
      first = undefined
      more = ''
      return text
    },
  }
}
