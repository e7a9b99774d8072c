// The flag grammar of Juju's commands (gnuflag): `-n 2`, `-n2`, `--num-units 2`, `--num-units=2`, booleans only as `--trust` or `--trust=false`.
import { messageOf, usageError } from './errors.ts'
import { parseBool, parseDuration, parseInteger } from './go.ts'

/** A flag's value, to be read after parsing; `given` tells a default from the same value typed. */
export interface Flag<T> {
  readonly value: T
  readonly given: boolean
}

/** Where a command's answer goes and how it is written. */
export interface Format {
  readonly kind: Flag<string>
  readonly file: Flag<string>
}

interface Declared {
  readonly names: readonly string[]
  readonly initial: unknown
  readonly boolean: boolean
  readonly set: (text: string) => void
}

/** The flags that one command declares; each method declares a flag and returns its value's holder. */
export interface FlagSet {
  bool(names: readonly string[], initial?: boolean): Flag<boolean>
  string(names: readonly string[], initial?: string): Flag<string>
  int(names: readonly string[], initial: number): Flag<number>
  uint(names: readonly string[], initial: number): Flag<number>
  duration(names: readonly string[], initial: number): Flag<number>
  /** Each use appends what `parse` makes of the text; an error thrown there is shown as the reason why the value is invalid. */
  list<T>(names: readonly string[], parse: (text: string, before: readonly T[]) => readonly T[]): Flag<readonly T[]>
  /** A value with a parser of its own. */
  custom<T>(names: readonly string[], initial: T, parse: (text: string) => T): Flag<T>
  /** `--format` with the names a command has, and `-o`, `--output`. */
  format(names: readonly string[], initial: string): Format
  /** Whether what the command writes is JSON or YAML, asked for or by default; then a failure before any output writes `{}`. */
  isMachineFormat(): boolean
  /** Stops reading flags at the first positional word, as `ssh` does. */
  stopAtFirstWord(): void
  /** Takes the flags out of the words and returns the positional ones. */
  parse(words: readonly string[]): readonly string[]
  /** Lists the flags with what they are when not given. */
  help(): string
  /** Tells which flags were given, by their shown names (`--config`). */
  givenNames(): ReadonlySet<string>
}

const shown = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`)

/** Makes an empty set of flags. */
export const newFlagSet = (): FlagSet => {
  const declared = new Map<string, Declared>()
  const given = new Set<string>()
  let mixed = true
  let kind: Flag<string> | undefined

  const declare = <T>(names: readonly string[], initial: T, boolean: boolean, next: (text: string, before: T) => T): Flag<T> => {
    const flag = { value: initial, given: false }
    const set = (text: string): void => {
      flag.value = next(text, flag.value)
      flag.given = true
      for (const name of names) given.add(shown(name))
    }
    for (const name of names) declared.set(name, { names, initial, boolean, set })
    return flag
  }

  const assign = (name: string, text: string): void => {
    try {
      declared.get(name)?.set(text)
    } catch (error) {
      throw usageError(`invalid value ${JSON.stringify(text)} for option ${shown(name)}: ${messageOf(error)}`)
    }
  }

  const lookUp = (name: string): Declared => {
    const flag = declared.get(name)
    if (!flag) throw usageError(`option provided but not defined: ${shown(name)}`)
    return flag
  }

  /** Reads one word that starts with a dash; returns how many of the following words it took. */
  const readFlag = (word: string, next: string | undefined): number => {
    if (word.startsWith('--')) {
      const [, name = '', text] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? []
      // A one-letter name after two dashes is no flag to gnuflag.
      if (name.length < 2) throw usageError(`option provided but not defined: --${name}`)
      const flag = lookUp(name)
      if (text !== undefined) assign(name, text)
      else if (flag.boolean) assign(name, 'true')
      else if (next === undefined) throw usageError(`option needs an argument: --${name}`)
      else assign(name, next)
      return text === undefined && !flag.boolean ? 1 : 0
    }
    for (let at = 1; at < word.length; at++) {
      const name = word.charAt(at)
      if (lookUp(name).boolean) {
        assign(name, 'true')
        continue
      }
      const rest = word.slice(at + 1)
      if (rest !== '') {
        assign(name, rest)
        return 0
      }
      if (next === undefined) throw usageError(`option needs an argument: -${name}`)
      assign(name, next)
      return 1
    }
    return 0
  }

  return {
    bool: (names, initial = false) => declare<boolean>(names, initial, true, parseBool),
    string: (names, initial = '') => declare<string>(names, initial, false, (text) => text),
    int: (names, initial) => declare<number>(names, initial, false, (text) => parseInteger(text)),
    uint: (names, initial) => declare<number>(names, initial, false, (text) => parseInteger(text, 'ParseUint')),
    duration: (names, initial) => declare<number>(names, initial, false, (text) => parseDuration(text)),
    list: <T>(names: readonly string[], parse: (text: string, before: readonly T[]) => readonly T[]) =>
      declare<readonly T[]>(names, [], false, (text, before) => [...before, ...parse(text, before)]),
    custom: <T>(names: readonly string[], initial: T, parse: (text: string) => T) => declare<T>(names, initial, false, parse),
    format: (names, initial) => {
      kind = declare<string>(['format'], initial, false, (text) => {
        if (!names.includes(text)) throw new Error(`unknown format ${JSON.stringify(text)}`)
        return text
      })
      return { kind, file: declare<string>(['o', 'output'], '', false, (text) => text) }
    },
    isMachineFormat: () => kind !== undefined && ['json', 'yaml', 'smart'].includes(kind.value),
    stopAtFirstWord: () => {
      mixed = false
    },
    parse: (words) => {
      const positional: string[] = []
      for (let at = 0; at < words.length; at++) {
        const word = words[at] ?? ''
        if (word === '--') return [...positional, ...words.slice(at + 1)]
        if (word.length > 1 && word.startsWith('-')) at += readFlag(word, words[at + 1])
        else if (mixed) positional.push(word)
        else return words.slice(at)
      }
      return positional
    },
    help: () => {
      const initialText = ({ initial, boolean }: Declared): string => {
        if (Array.isArray(initial)) return ''
        return ` (= ${boolean || typeof initial === 'number' ? String(initial) : JSON.stringify(initial)})`
      }
      const lines = [...new Map([...declared.values()].map((flag) => [flag.names, flag])).values()].map(
        (flag) => `${flag.names.map(shown).join(', ')}${initialText(flag)}\n`,
      )
      const bare = (line: string): string => line.replace(/^-+/, '')
      return lines.sort((a, b) => (bare(a) < bare(b) ? -1 : 1)).join('')
    },
    givenNames: () => given,
  }
}

/** Parses a list flag as Juju's comma-separated string slices: each use appends, `a,b` is two. */
export const commaSeparated = (text: string): readonly string[] => text.split(',').map((part) => part.trim())
