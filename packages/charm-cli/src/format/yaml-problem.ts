/**
 * Words for broken YAML as Go's library has them, from what the library here finds. Which line Go's library names depends on which of its
 * parts found the problem.
 */
import type { YAMLParseError } from 'yaml'

/** The scanner counts lines from 1, the parser from 0; neither names the first. */
const placed = (line: number, text: string): string => (line < 1 ? text : `line ${line}: ${text}`)

/** Describes the first problem of a document. */
export const yamlProblem = ({ code, message, pos }: YAMLParseError, source: string, isList: boolean): string => {
  const [offset] = pos
  const lineAt = (position: number): number => source.slice(0, position).split('\n').length - 1
  const line = lineAt(offset)
  const scanner = (text: string, at: number = line): string => placed(at === 0 ? 0 : at + 1, text)
  const parser = (text: string): string => placed(line, text)
  const missing = isList ? "did not find expected '-' indicator" : 'did not find expected key'
  switch (code) {
    case 'BLOCK_AS_IMPLICIT_KEY':
      return scanner('mapping values are not allowed in this context', lineAt(offset + Math.max(0, source.slice(offset).search(/:(\s|$)/))))
    case 'TAB_AS_INDENT':
    case 'BAD_SCALAR_START':
      return scanner('found character that cannot start any token')
    case 'BAD_DQ_ESCAPE':
      return scanner('found unknown escape character')
    case 'MULTILINE_IMPLICIT_KEY':
      return parser(missing)
    case 'MISSING_CHAR':
    case 'BAD_INDENT': {
      const [, closing] = /^Flow .* end with a (.)/.exec(message) ?? []
      if (closing !== undefined) return parser(`did not find expected ',' or '${closing}'`)
      if (message.startsWith('Missing closing')) return scanner('found unexpected end of stream')
      return code === 'BAD_INDENT' ? parser(missing) : scanner("could not find expected ':'", line + 1)
    }
    case 'UNEXPECTED_TOKEN':
      if (message.startsWith('Unexpected block-seq-ind')) return scanner('block sequence entries are not allowed in this context')
      return parser(
        /[:-]\s+$/.test(source.slice(0, offset)) && !message.includes('node end') ? 'did not find expected node content' : missing,
      )
    default:
      return scanner(message.split(/ at line \d+/)[0] ?? message)
  }
}

/** Characters that YAML does not allow anywhere. */
export const hasControlCharacters = (source: string): boolean =>
  /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u.test(source)
