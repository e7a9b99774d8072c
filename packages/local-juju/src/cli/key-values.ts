// Words of the form `key=value`, as `config`, `model-config` and `deploy --config` take them.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import { CliError, usageError } from './errors.ts'
import { fileError } from './files.ts'

/** What the words of a `config` command ask for. */
export interface ConfigWords {
  readonly get: string | undefined
  readonly set: Readonly<Record<string, string>>
  readonly reset: readonly string[]
}

/** Splits at the first `=`; nothing if there is none. */
export const splitPair = (word: string): readonly [string, string] | undefined => {
  const at = word.indexOf('=')
  return at < 0 ? undefined : [word.slice(0, at), word.slice(at + 1)]
}

/** Reads the words and the resets of a `config` command, or says what is wrong with them. */
export const readConfigWords = (words: readonly string[], resets: readonly string[], file: string): ConfigWords => {
  const reset = resets.flatMap((text) => text.split(','))
  for (const key of reset) {
    if (key.includes('=')) throw usageError(`--reset accepts a comma delimited set of keys "a,b,c", received: ${JSON.stringify(key)}`)
    if (key === 'agent-version') throw usageError('"agent-version" cannot be reset')
  }
  const set: Record<string, string> = {}
  const get: string[] = []
  for (const word of words) {
    const pair = splitPair(word)
    if (!pair) get.push(word)
    else if (pair[0] === '') throw usageError(`expected "key=value", got ${JSON.stringify(word)}`)
    else if (Object.hasOwn(set, pair[0])) throw usageError(`key ${JSON.stringify(pair[0])} specified more than once`)
    else set[pair[0]] = pair[1]
  }
  for (const key of Object.keys(set)) {
    if (reset.includes(key)) throw usageError(`cannot set and reset key ${JSON.stringify(key)} simultaneously`)
  }
  if (get.length > 0 && Object.keys(set).length > 0) throw usageError('cannot get value and set key=value pairs simultaneously')
  if (get.length > 0 && reset.length > 0) throw usageError('cannot use --reset flag and get value simultaneously')
  if (get.length > 0 && file !== '') throw usageError('cannot use --file flag and get value simultaneously')
  if (get.length > 1) throw usageError('cannot specify multiple keys to get')
  return { get: get[0], set, reset }
}

const largest = 5 * 1024 * 1024

/** Replaces values of the form `@path` by the content of the file. */
export const readValueFiles = (set: Readonly<Record<string, string>>, cwd: string): Record<string, string> =>
  Object.fromEntries(
    Object.entries(set).map(([key, value]) => {
      if (!value.startsWith('@')) return [key, value]
      const path = value.slice(1)
      try {
        const content = readFileSync(resolve(cwd, path), 'utf8')
        if (content.length <= largest) return [key, content]
      } catch (error) {
        throw new CliError(`cannot read option from file ${JSON.stringify(path)}: ${fileError('stat', path, error)}`)
      }
      throw new CliError(`cannot read option from file ${JSON.stringify(path)}: size of option file is larger than 5M`)
    }),
  )
