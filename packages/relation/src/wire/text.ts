/** Texts of a databag, and of the keys in it. */
import { type Secret, secret } from '../secret.ts'
import { type Fault, isFault } from '../state.ts'
import type { Databag } from '../view.ts'

/** Gives the text of a key; an empty value and an absent key are the same in Juju. */
export const textOf = (bag: Databag, key: string): string | undefined => bag[key] || undefined

/** Gives the text of a key that must not be shown. */
export const secretOf = (bag: Databag, key: string): Secret | undefined => (bag[key] ? secret(bag[key]) : undefined)

/** Reads a key that says yes by being there: even `False` does. */
export const flagOf = (bag: Databag, key: string): true | undefined => (bag[key] ? true : undefined)

/** Splits `<prefix>_<rest>` at the first underscore; a key without one has the prefix `''`. */
export const splitPrefix = (key: string): readonly [prefix: string, rest: string] => {
  const at = key.indexOf('_')
  return at < 1 ? ['', key] : [key.slice(0, at), key.slice(at + 1)]
}

/** Gives the name of a key with its prefix in front; with the prefix `''` the name alone. */
export const withPrefix = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}_${name}`)

/** Compares texts by their code units, as `sort` does by itself: the same on every machine. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Compares entries of an object or a map by their keys. */
export const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => byText(a, b)

/** Leaves out the fields that are undefined, which an optional field may not be. */
export const defined = <T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T => {
  const kept: Partial<T> = {}
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key]
  return kept as T
}

/** Leaves out the fields that are undefined, as `defined` does; if a field could not be read, gives its fault instead, the first of several. */
export const definedOrFault = <T extends object>(fields: { [K in keyof T]: T[K] | Fault | undefined }): T | Fault => {
  const kept: Partial<T> = {}
  for (const key in fields) {
    const value = fields[key]
    if (value === undefined) continue
    if (isFault(value)) return value
    kept[key] = value as T[typeof key]
  }
  return kept as T
}
