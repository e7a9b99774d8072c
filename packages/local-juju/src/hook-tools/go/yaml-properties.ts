/** Anchors, tags and directives of YAML as libyaml's scanner reads them. */
import { type Cursor, isBlank, isBlankOrEnd, isBreak, scanError } from './yaml-cursor.ts'

const isWord = (char: string): boolean => /^[0-9A-Za-z_-]$/u.test(char)
const isUri = (char: string): boolean => isWord(char) || ";/?:@&=+$,.!~*'()[]%".includes(char)

/** Takes an anchor or an alias and gives its name. */
export const takeAnchor = (cursor: Cursor): string => {
  const start = cursor.mark()
  cursor.take()
  const name = cursor.takeWhile(isWord)
  if (name === '' || !(isBlankOrEnd(cursor.peek()) || '?:,]}%@`'.includes(cursor.peek()))) {
    throw scanError('did not find expected alphabetic or numeric character', start, cursor.mark())
  }
  return name
}

/** Takes a tag and gives it in the short form; a lone `!` says "not plain". */
export const takeTag = (cursor: Cursor): string => {
  const start = cursor.mark()
  const fail = (problem: string) => scanError(problem, start, cursor.mark())
  cursor.take()
  let tag: string
  if (cursor.peek() === '<') {
    cursor.take()
    const uri = cursor.takeWhile(isUri)
    if (uri === '') throw fail('did not find expected tag URI')
    if (cursor.peek() !== '>') throw fail("did not find the expected '>'")
    cursor.take()
    tag = uri.replace(/^tag:yaml\.org,2002:/u, '!!')
  } else {
    const handle = cursor.takeWhile(isWord)
    if (cursor.peek() === '!') {
      cursor.take()
      const uri = cursor.takeWhile(isUri)
      if (uri === '') throw fail('did not find expected tag URI')
      tag = `!${handle}!${uri}`
    } else tag = `!${handle}${cursor.takeWhile(isUri)}`
  }
  if (!isBlankOrEnd(cursor.peek())) throw fail('did not find expected whitespace or line break')
  return tag
}

/** Takes a directive line and gives what it says. */
export const takeDirective = (cursor: Cursor): string => {
  const start = cursor.mark()
  const fail = (problem: string) => scanError(problem, start, cursor.mark())
  cursor.take()
  const name = cursor.takeWhile(isWord)
  if (name === '') throw fail('could not find expected directive name')
  if (!isBlankOrEnd(cursor.peek())) throw fail('found unexpected non-alphabetical character')
  if (name !== 'YAML' && name !== 'TAG') throw fail('found unknown directive name')
  cursor.takeWhile(isBlank)
  const value = cursor.takeWhile((char) => !isBreak(char))
  cursor.takeBreak()
  return `${name} ${value}`
}
