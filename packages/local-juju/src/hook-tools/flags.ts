/** The flag grammar of the hook tools: github.com/juju/gnuflag, with the word "option" for flags as juju/cmd sets it. */
import { ToolError } from './error.ts'
import { quote } from './go/quote.ts'

/** One flag: its names, what it is when not given, and how a word becomes its value. */
export interface Flag<T> {
  readonly names: readonly string[]
  readonly initial: T
  readonly boolean: boolean
  /** Throws a ToolError for a word it does not take. */
  readonly parse: (word: string) => T
}

/** The flags of a tool by the name the code uses. */
export type Flags = Readonly<Record<string, Flag<unknown>>>

/** The values of a tool's flags. */
export type FlagValues<F extends Flags> = { readonly [K in keyof F]: F[K] extends Flag<infer T> ? T : never }

const truths: Readonly<Record<string, boolean>> = {
  '1': true,
  t: true,
  T: true,
  TRUE: true,
  true: true,
  True: true,
  '0': false,
  f: false,
  F: false,
  FALSE: false,
  false: false,
  False: false,
}

const parseBool = (word: string): boolean => {
  const value = truths[word]
  if (value === undefined) throw new ToolError(`strconv.ParseBool: parsing ${quote(word)}: invalid syntax`)
  return value
}

const parseInteger = (word: string): number => {
  if (!/^[-+]?(?:0[xX][0-9a-fA-F]+|0[bB][01]+|0[oO]?[0-7]+|0|[1-9][0-9]*)$/u.test(word)) {
    throw new ToolError(`strconv.ParseInt: parsing ${quote(word)}: invalid syntax`)
  }
  const digits = word.replace(/^[-+]/u, '').replace(/^0[oO]?(?=[0-7]+$)/u, '0o')
  const value = Number(digits === '0o' ? 0 : digits)
  if (!Number.isSafeInteger(value)) throw new ToolError(`strconv.ParseInt: parsing ${quote(word)}: value out of range`)
  return word.startsWith('-') ? -value : value
}

/** A flag without a value. */
export const bool = (...names: readonly string[]): Flag<boolean> => ({ names, initial: false, boolean: true, parse: parseBool })

/** A flag with any text. */
export const text = (...names: readonly string[]): Flag<string> => ({ names, initial: '', boolean: false, parse: (word) => word })

/** A flag with a whole number. */
export const integer = (...names: readonly string[]): Flag<number> => ({ names, initial: 0, boolean: false, parse: parseInteger })

/** A flag whose words are checked as they are read. */
export const checked = <T>(names: readonly string[], initial: T, parse: (word: string) => T): Flag<T> => ({
  names,
  initial,
  boolean: false,
  parse,
})

/** Thrown for `--help` and `-h`. */
export class HelpWanted extends Error {
  override readonly name = 'HelpWanted'
}

const dashed = (name: string): string => (Buffer.byteLength(name) > 1 ? `--${name}` : `-${name}`)

/**
 * Splits words into flags and the rest, which may be mixed.
 * @throws ToolError in gnuflag's words, HelpWanted.
 */
export const parseFlags = <F extends Flags>(
  flags: F,
  words: readonly string[],
): { readonly values: FlagValues<F>; readonly rest: readonly string[] } => {
  const values: Record<string, unknown> = Object.fromEntries(Object.entries(flags).map(([key, flag]) => [key, flag.initial]))
  const rest: string[] = []
  const queue = [...words]
  // What follows a flag in its word: the rest of a group of letters, or `=value` of a long flag.
  let attached = ''

  const assign = (name: string, long: boolean): void => {
    const found = Object.entries(flags).find(([, flag]) => flag.names.includes(name))
    if (found === undefined) {
      if (name === 'help' || name === 'h') throw new HelpWanted()
      throw new ToolError(`option provided but not defined: ${dashed(name)}`)
    }
    const [key, flag] = found
    if (flag.boolean && !attached.startsWith('=')) {
      values[key] = true
      return
    }
    const word = attached === '' ? queue.shift() : attached.slice(long ? 1 : 0)
    attached = ''
    if (word === undefined) throw new ToolError(`option needs an argument: ${dashed(name)}`)
    try {
      values[key] = flag.parse(word)
    } catch (error) {
      if (!(error instanceof ToolError)) throw error
      throw new ToolError(`invalid value ${quote(word)} for option ${dashed(name)}: ${error.message}`)
    }
  }

  // As in gnuflag, the loop ends with the words, even inside a group of letters: `-az` as the last word loses its `z`.
  while (queue.length > 0) {
    if (attached !== '') {
      const [letter = ''] = attached
      attached = attached.slice(letter.length)
      assign(letter, false)
      continue
    }
    const word = queue.shift() ?? ''
    if (word === '--') {
      rest.push(...queue.splice(0))
    } else if (word === '-' || !word.startsWith('-')) {
      rest.push(word)
    } else if (word.startsWith('--')) {
      const equals = word.indexOf('=')
      if (equals === 2) throw new ToolError(`empty option in argument ${quote(word)}`)
      attached = equals === -1 ? '' : word.slice(equals)
      assign(equals === -1 ? word.slice(2) : word.slice(2, equals), true)
      // A boolean took nothing of `=value`, and a long flag leaves no group behind.
    } else {
      const [letter = ''] = word.slice(1)
      attached = word.slice(1 + letter.length)
      assign(letter, false)
    }
  }
  // Every key of `flags` was given its initial value above.
  return { values: values as FlagValues<F>, rest }
}
