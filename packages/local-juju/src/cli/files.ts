// Files that the operator names.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError, messageOf } from './errors.ts'

const reasons: Readonly<Record<string, string>> = {
  ENOENT: 'no such file or directory',
  EACCES: 'permission denied',
  EISDIR: 'is a directory',
  ENOTDIR: 'not a directory',
}

/** Writes the failure of a file in Go's words: `open /x: no such file or directory`. */
export const fileError = (action: string, path: string, error: unknown): string => {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  return `${action} ${path}: ${reasons[code] ?? messageOf(error)}`
}

/** Reads a file that the operator named, relative to the working directory. */
export const readNamedFile = (cwd: string, path: string): string => {
  const absolute = resolve(cwd, path)
  try {
    return readFileSync(absolute, 'utf8')
  } catch (error) {
    throw new CliError(fileError('open', absolute, error))
  }
}
