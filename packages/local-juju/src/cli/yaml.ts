// YAML as Juju's library (goyaml v2) writes it: lists not indented, strings that look like other types in double quotes.
import { type Data, type DataMap, isMap } from './data.ts'

const otherTypes = [
  /^(?:~|null|Null|NULL|)$/,
  /^(?:y|Y|yes|Yes|YES|on|On|ON|true|True|TRUE|n|N|no|No|NO|off|Off|OFF|false|False|FALSE)$/,
  /^[-+]?(?:\d[\d_]*|0b[01_]+|0o[0-7_]+|0x[\da-fA-F_]+)$/,
  // An exponent needs its sign to be one: `1e3` is a string.
  /^[-+]?(?:\.\d+|\d[\d_]*(?:\.[\d_]*)?)(?:[eE][-+]\d+)?$/,
  /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/,
  // Base 60 numbers of YAML 1.1, and dates.
  /^[-+]?\d[\d_]*(?::[0-5]?\d)+(?:\.[\d_]*)?$/,
  /^\d{4}-\d{1,2}-\d{1,2}(?:(?:[Tt]|\s+)\d{1,2}:\d{1,2}:\d{1,2}(?:\.\d*)?(?:Z|\s*[-+]\d{1,2}(?::?\d{2})?)?)?$/,
  /^<<$/,
]

const looksLikeOtherType = (value: string): boolean => otherTypes.some((pattern) => pattern.test(value))

/** Characters that YAML cannot show, and tabs, which goyaml escapes: controls but the newline, and the byte order mark. */
const special = /[^\P{Cc}\n]|\ufeff/u

/** Characters beyond the first plane, and controls, need escapes. */
const needsEscape = (value: string): boolean => special.test(value) || /[\u{10000}-\u{10ffff}]/u.test(value)

const plainAllowed = (value: string): boolean =>
  !/^[-?:](?:\s|$)|^[,[\]{}#&*!|>'"%@`]|^---|^\.\.\.|: |:$| #|^\s|\s$/.test(value) && !needsEscape(value)

const doubleQuoted = (value: string): string =>
  JSON.stringify(value)
    .replace(/\\u00([0-9a-f]{2})/g, (_, hex: string) => `\\x${hex.toUpperCase()}`)
    .replace(/[\u{10000}-\u{10ffff}]/gu, (character) => `\\U${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(8, '0')}`)

/** goyaml folds long plain and quoted text at blanks, after column 80. */
const fold = (text: string, indent: string, column: number): string => {
  let line = column
  return text
    .split(/(?<=[^ ]) (?=[^ ])/)
    .map((word, at) => {
      const broken = at > 0 && line > 80
      line = broken ? indent.length + word.length : line + word.length + (at > 0 ? 1 : 0)
      return `${at === 0 ? '' : broken ? `\n${indent}` : ' '}${word}`
    })
    .join('')
}

const singleAllowed = (value: string): boolean => !needsEscape(value) && !value.includes('\n')

const keyText = (key: string): string => (key.includes('\n') ? doubleQuoted(key) : scalar(key, '', -key.length))

/** Writes a string: plain if nothing speaks against it, a literal block if it has several lines. */
const scalar = (value: string, indent: string, column: number): string => {
  if (value.includes('\n')) {
    const lines = value.replace(/\n+$/, '').split('\n')
    const literal = !needsEscape(value.replaceAll('\n', '')) && !lines.some((line) => /\s$/.test(line))
    if (!literal) return doubleQuoted(value)
    const trailing = /\n*$/.exec(value)?.[0].length ?? 0
    const chomping = trailing === 0 ? '-' : trailing === 1 ? '' : '+'
    const hint = /^[ \n]/.test(value) ? '2' : ''
    const body = lines.map((line) => (line === '' ? '' : `${indent}${line}`)).join('\n')
    return `|${hint}${chomping}\n${body}${'\n'.repeat(Math.max(0, trailing - 1))}`
  }
  if (looksLikeOtherType(value)) return doubleQuoted(value)
  if (plainAllowed(value)) return fold(value, indent, column)
  return singleAllowed(value) ? fold(`'${value.replaceAll("'", "''")}'`, indent, column) : doubleQuoted(value)
}

const isDigit = (character: string): boolean => /^\d$/.test(character)
const isLetter = (character: string): boolean => /^\p{L}$/u.test(character)

/** Orders map keys as goyaml does: letters after other characters, runs of digits by their number. */
const compareKeys = (left: string, right: string): number => {
  const a = Array.from(left)
  const b = Array.from(right)
  let digits = false
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const x = a[i] ?? ''
    const y = b[i] ?? ''
    if (x === y) {
      digits = isDigit(x)
      continue
    }
    const lettersLeft = isLetter(x)
    const lettersRight = isLetter(y)
    if (lettersLeft && lettersRight) return x < y ? -1 : 1
    if (lettersLeft || lettersRight) return (digits ? lettersLeft : lettersRight) ? -1 : 1
    const numberLeft = /^\d+/.exec(a.slice(i).join(''))?.[0] ?? ''
    const numberRight = /^\d+/.exec(b.slice(i).join(''))?.[0] ?? ''
    if (Number(numberLeft) !== Number(numberRight)) return Number(numberLeft) - Number(numberRight)
    if (numberLeft.length !== numberRight.length) return numberLeft.length - numberRight.length
    return x < y ? -1 : 1
  }
  return a.length - b.length
}

/** A struct without any field to show is dropped; an empty map is not. */
const isDropped = (value: Data | undefined): boolean => {
  if (value === undefined) return true
  if (value === null || typeof value !== 'object' || Array.isArray(value) || isMap(value)) return false
  return Object.values(value).every(isDropped)
}

const entriesOf = (data: DataMap | { readonly [key: string]: Data | undefined }): readonly (readonly [string, Data])[] =>
  isMap(data as Data)
    ? [...(data as DataMap)].sort(([a], [b]) => compareKeys(a, b))
    : Object.entries(data as { readonly [key: string]: Data | undefined }).flatMap(([key, value]) =>
        value === undefined || isDropped(value) ? [] : [[key, value] as const],
      )

/** Writes a value behind `key:` or `-`: on the same line if it is short, below it otherwise. */
const after = (data: Data, indent: string, inList: boolean, column: number): string => {
  if (typeof data === 'string') return ` ${scalar(data, `${indent}  `, column)}\n`
  if (data === null || typeof data !== 'object') return ` ${String(data)}\n`
  if (Array.isArray(data)) {
    if (data.length === 0) return ' []\n'
    return inList ? ` ${list(data, `${indent}  `).trimStart()}` : `\n${list(data, indent)}`
  }
  const entries = entriesOf(data as DataMap)
  if (entries.length === 0) return ' {}\n'
  const body = fields(entries, `${indent}  `)
  return inList ? ` ${body.trimStart()}` : `\n${body}`
}

const list = (items: readonly Data[], indent: string): string =>
  items.map((item) => `${indent}-${after(item, indent, true, indent.length + 2)}`).join('')

const fields = (entries: readonly (readonly [string, Data])[], indent: string): string =>
  entries.map(([key, value]) => `${indent}${keyText(key)}:${after(value, indent, false, indent.length + key.length + 2)}`).join('')

/** Writes data as Juju's `--format yaml` does, with the newline at the end. */
export const formatYaml = (data: Data): string => {
  if (typeof data === 'string') return `${scalar(data, '  ', 0)}\n`
  if (data === null || typeof data !== 'object') return `${String(data)}\n`
  if (Array.isArray(data)) return data.length === 0 ? '[]\n' : list(data, '')
  const entries = entriesOf(data as DataMap)
  return entries.length === 0 ? '{}\n' : fields(entries, '')
}
