// The flag grammar of Juju's commands (gnuflag): `-n 2`, `-n2`, `--num-units 2`, `--num-units=2`, booleans only as `--trust` or `--trust=false`.
import { messageOf, usageError } from './errors.ts'
import { durationText, parseBool, parseDuration, parseInteger } from './go.ts'

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
  readonly usage: string
  /** What it is when not given, as written in the help; empty where there is nothing to say. */
  readonly initial: string
  readonly boolean: boolean
  /** Why it is taken but does nothing. */
  readonly ignored: string | undefined
  readonly set: (text: string) => void
}

interface Declaration {
  readonly names: readonly string[]
  readonly usage: string
  readonly boolean?: boolean
  readonly ignored?: string | undefined
}

/** The flags that one command declares; each method declares a flag, says what it is for, and returns its value's holder. */
export interface FlagSet {
  bool(names: readonly string[], usage: string, initial?: boolean): Flag<boolean>
  string(names: readonly string[], usage: string, initial?: string): Flag<string>
  int(names: readonly string[], usage: string, initial: number): Flag<number>
  uint(names: readonly string[], usage: string, initial: number): Flag<number>
  /** In milliseconds; a negative one stands for none. */
  duration(names: readonly string[], usage: string, initial: number): Flag<number>
  /** Each use appends what `parse` makes of the text; an error thrown there is shown as the reason why the value is invalid. */
  list<T>(names: readonly string[], usage: string, parse: (text: string, before: readonly T[]) => readonly T[]): Flag<readonly T[]>
  /** A value with a parser of its own. */
  custom<T>(names: readonly string[], usage: string, initial: T, parse: (text: string) => T): Flag<T>
  /** A flag of Juju's that does nothing here: who gives it is told so, with the reason. */
  ignored(names: readonly string[], kind: 'bool' | 'text', why: string): void
  /** `--format` with the names a command has, and `-o`, `--output`. */
  format(names: readonly string[], initial: string): Format
  /** Whether what the command writes is JSON or YAML, asked for or by default; then a failure before any output writes `{}`. */
  isMachineFormat(): boolean
  /** Stops reading flags at the first positional word, as `ssh` does. */
  stopAtFirstWord(): void
  /** Takes the flags out of the words and returns the positional ones. */
  parse(words: readonly string[]): readonly string[]
  /** Lists the flags with what they are for and what they are when not given. */
  help(): string
  /** Says why each given flag without effect has none. */
  ineffective(): readonly string[]
  /** Tells which flags were given, by their shown names (`--config`). */
  givenNames(): ReadonlySet<string>
}

const shown = (name: string): string => (name.length === 1 ? `-${name}` : `--${name}`)

/** The flags that were declared, by each of their names, and what has been given. */
interface Table {
  readonly declared: Map<string, Declared>
  readonly given: Set<string>
  readonly typed: Set<string>
}

type Declare = <T>(
  declaration: Declaration & { readonly initial: T; readonly shownInitial: string },
  next: (text: string, before: T) => T,
) => Flag<T>

const declareIn =
  ({ declared, given }: Table): Declare =>
  ({ initial, shownInitial, ...declaration }, next) => {
    const { names } = declaration
    const flag = { value: initial, given: false }
    const set = (text: string): void => {
      flag.value = next(text, flag.value)
      flag.given = true
      for (const name of names) given.add(shown(name))
    }
    for (const name of names) declared.set(name, { boolean: false, ignored: undefined, ...declaration, initial: shownInitial, set })
    return flag
  }

const assign = ({ declared, typed }: Table, name: string, text: string): void => {
  try {
    declared.get(name)?.set(text)
    typed.add(name)
  } catch (error) {
    throw usageError(`invalid value ${JSON.stringify(text)} for option ${shown(name)}: ${messageOf(error)}`)
  }
}

const lookUp = ({ declared }: Table, name: string): Declared => {
  const flag = declared.get(name)
  if (!flag) throw usageError(`option provided but not defined: ${shown(name)}`)
  return flag
}

/** Reads one word that starts with two dashes; returns how many of the following words it took. */
const readLong = (table: Table, word: string, next: string | undefined): number => {
  const [, name = '', text] = /^--([^=]*)(?:=(.*))?$/s.exec(word) ?? []
  // A one-letter name after two dashes is no flag to gnuflag.
  if (name.length < 2) throw usageError(`option provided but not defined: --${name}`)
  const flag = lookUp(table, name)
  if (text !== undefined) assign(table, name, text)
  else if (flag.boolean) assign(table, name, 'true')
  else if (next === undefined) throw usageError(`option needs an argument: --${name}`)
  else assign(table, name, next)
  return text === undefined && !flag.boolean ? 1 : 0
}

/** Reads one word of letters after a dash; returns how many of the following words it took. */
const readShort = (table: Table, word: string, next: string | undefined): number => {
  for (let at = 1; at < word.length; at++) {
    const name = word.charAt(at)
    if (lookUp(table, name).boolean) {
      assign(table, name, 'true')
      continue
    }
    const rest = word.slice(at + 1)
    if (rest !== '') {
      assign(table, name, rest)
      return 0
    }
    if (next === undefined) throw usageError(`option needs an argument: -${name}`)
    assign(table, name, next)
    return 1
  }
  return 0
}

const parseWords = (table: Table, words: readonly string[], isMixed: boolean): readonly string[] => {
  const positional: string[] = []
  for (let at = 0; at < words.length; at++) {
    const word = words[at] ?? ''
    if (word === '--') return [...positional, ...words.slice(at + 1)]
    if (word.length > 1 && word.startsWith('-')) at += (word.startsWith('--') ? readLong : readShort)(table, word, words[at + 1])
    else if (isMixed) positional.push(word)
    else return words.slice(at)
  }
  return positional
}

const helpOf = ({ declared }: Table): string => {
  const unique = [...new Set([...declared.values()].map(({ names }) => names))].flatMap((names) => declared.get(names[0] ?? '') ?? [])
  const bare = ({ names }: Declared): string => names[0] ?? ''
  return unique
    .sort((a, b) => (bare(a) < bare(b) ? -1 : 1))
    .map(({ names, usage, initial }) => `${names.map(shown).join(', ')}${initial === '' ? '' : `  (= ${initial})`}\n    ${usage}\n`)
    .join('')
}

/** The declarations of flags by the kind of their values. */
const kindsOf = (
  declare: Declare,
): Pick<FlagSet, 'bool' | 'string' | 'int' | 'uint' | 'duration' | 'list' | 'custom' | 'ignored' | 'format'> => ({
  bool: (names, usage, initial = false) =>
    declare<boolean>({ names, usage, initial, shownInitial: `${initial}`, boolean: true }, parseBool),
  string: (names, usage, initial = '') => declare<string>({ names, usage, initial, shownInitial: JSON.stringify(initial) }, (text) => text),
  int: (names, usage, initial) => declare<number>({ names, usage, initial, shownInitial: `${initial}` }, (text) => parseInteger(text)),
  uint: (names, usage, initial) =>
    declare<number>({ names, usage, initial, shownInitial: `${initial}` }, (text) => parseInteger(text, 'ParseUint')),
  duration: (names, usage, initial) =>
    declare<number>({ names, usage, initial, shownInitial: initial < 0 ? '' : durationText(initial) }, (text) => parseDuration(text)),
  list: <T>(names: readonly string[], usage: string, parse: (text: string, before: readonly T[]) => readonly T[]) =>
    declare<readonly T[]>({ names, usage, initial: [], shownInitial: '' }, (text, before) => [...before, ...parse(text, before)]),
  custom: <T>(names: readonly string[], usage: string, initial: T, parse: (text: string) => T) =>
    declare<T>({ names, usage, initial, shownInitial: String(initial) }, parse),
  ignored: (names, kind, why) => {
    const declaration = { names, usage: `No effect here: ${why}`, ignored: why, initial: '', shownInitial: '' }
    declare<string>({ ...declaration, boolean: kind === 'bool' }, (text) => (kind === 'bool' ? String(parseBool(text)) : text))
  },
  format: (names, initial) => {
    const one = names.length === 1 ? names : [names.slice(0, -1).join(', '), names.at(-1)]
    const usage = `How to write the answer: ${one.join(' or ')}`
    const kind = declare<string>({ names: ['format'], usage, initial, shownInitial: initial }, (text) => {
      if (!names.includes(text)) throw new Error(`unknown format ${JSON.stringify(text)}`)
      return text
    })
    const file = { names: ['o', 'output'], usage: 'Write the answer into this file', initial: '', shownInitial: '""' }
    return { kind, file: declare<string>(file, (text) => text) }
  },
})

/** Makes an empty set of flags. */
export const newFlagSet = (): FlagSet => {
  const table: Table = { declared: new Map(), given: new Set(), typed: new Set() }
  const kinds = kindsOf(declareIn(table))
  let isMixed = true
  let format: Format | undefined
  return {
    ...kinds,
    format: (names, initial) => {
      format = kinds.format(names, initial)
      return format
    },
    isMachineFormat: () => format !== undefined && ['json', 'yaml', 'smart'].includes(format.kind.value),
    stopAtFirstWord: () => {
      isMixed = false
    },
    parse: (words) => parseWords(table, words, isMixed),
    help: () => helpOf(table),
    ineffective: () =>
      [...table.typed].flatMap((name) => {
        const why = table.declared.get(name)?.ignored
        return why === undefined ? [] : [`${shown(name)} has no effect here: ${why}`]
      }),
    givenNames: () => table.given,
  }
}

/** Parses a list flag as Juju's comma-separated string slices: each use appends, `a,b` is two. */
export const commaSeparated = (text: string): readonly string[] => text.split(',').map((part) => part.trim())
