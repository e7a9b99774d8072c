/** What texts of steps have to be. Each function gives what is wrong; undefined when nothing is. */
import { isSecret } from '@charm-layers/relation'
import { found, quoted } from './found.ts'

/** What is wrong with a value, in words that follow the step's name. */
export type Why = string | undefined

// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const control = /[\u0000-\u001f\u007f]/ // oxlint-disable-line no-control-regex

/** Gives the first of several faults. */
export const first = (...whys: readonly Why[]): Why => whys.find((why) => why !== undefined)

/** Gives the first fault of a list's items; a list that is none is a fault too. */
export const each = (list: unknown, what: string, rule: (item: unknown) => Why): Why =>
  Array.isArray(list) ? first(...list.map(rule)) : `${what} is ${found(list)} where a list should be`

/** A text, perhaps empty. */
export const textFault = (value: unknown, what: string): Why =>
  typeof value === 'string' ? undefined : `${what} is ${found(value)} where a text should be`

/** A text or a Secret that a file or a program gets. */
export const contentFault = (value: unknown, what: string): Why => (isSecret(value) ? undefined : textFault(value, what))

/** A name on one line, which is not empty. */
export const nameFault = (value: unknown, what = 'the name'): Why => {
  if (typeof value !== 'string') return textFault(value, what)
  if (value.trim() === '') return `${what} is empty`
  return control.test(value) || !value.isWellFormed() ? `${what} holds a control character` : undefined
}

/** A name that becomes a key of a databag. */
export const keyFault = (value: unknown): Why =>
  nameFault(value) ?? (/[\s=/]/.test(String(value)) ? `the name ${quoted(String(value))} holds a blank, '=' or '/'` : undefined)

/** An absolute path without detours. */
export const pathFault = (value: unknown, what = 'the path'): Why => {
  if (typeof value !== 'string' || value === '') return `${what} is ${found(value)}`
  if (!value.startsWith('/')) return `${what} ${quoted(value)} is relative: write it from / on`
  if (control.test(value) || !value.isWellFormed()) return `${what} ${quoted(value)} holds a control character`
  const parts = value.slice(1).split('/')
  const odd = parts.find((part) => part === '' || part === '.' || part === '..')
  if (odd !== undefined) return `${what} ${quoted(value)} holds ${odd === '' ? 'an empty part' : quoted(odd)}`
  const isLong = Buffer.byteLength(value) > 4095 || parts.some((part) => Buffer.byteLength(part) > 255)
  return isLong ? `${what} ${quoted(value)} is longer than a machine takes` : undefined
}

/** A user or a group of the machine. */
export const userFault = (value: unknown, what: string): Why =>
  typeof value === 'string' && /^(?:[A-Za-z_][A-Za-z0-9_.-]*\$?|\d+)$/.test(value)
    ? undefined
    : `${what} is ${found(value)}, which names none of a machine`

/** The arguments of a program. */
export const argvFault = (value: unknown, what: string): Why => {
  if (Array.isArray(value) && value.length === 0) return `${what} is an empty list: it begins with the program`
  return (
    each(value, what, (item) => {
      if (typeof item !== 'string') return `${what} holds ${found(item)} where a text should be`
      return item.includes('\0') ? `${what} holds a text with a NUL` : undefined
    }) ?? (Array.isArray(value) && value[0] === '' ? `${what} begins with an empty text where the program should be` : undefined)
  )
}
