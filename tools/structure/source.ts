/** Sources of the repository, parsed. */
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ParseResult, parseSync } from 'rolldown/utils'

/** A file of the repository, with its syntax tree and comments. */
export interface Source {
  /** From the root of the repository. */
  readonly file: string
  readonly text: string
  readonly parsed: ParseResult
}

/** Gives the paths of sources, sorted; patterns are those of `globSync`. What is installed or built is left out. */
export const findSources = (root: string, patterns: readonly string[]): readonly string[] =>
  globSync(patterns, { cwd: root, exclude: ['**/node_modules', '**/dist'] }).toSorted()

/**
 * Reads a source.
 *
 * @throws Error when the file cannot be parsed: a check would otherwise pass it as empty.
 */
export function readSource(root: string, file: string): Source {
  const text = readFileSync(join(root, file), 'utf8')
  const parsed = parseSync(file, text)
  const [error] = parsed.errors
  if (error !== undefined) throw new Error(`${file}: ${error.message}`)
  return { file, text, parsed }
}

/** Gives the number of the line on which a place of the text is, the first being 1. */
export const lineOf = ({ text }: Source, offset: number): number => text.slice(0, offset).split('\n').length
