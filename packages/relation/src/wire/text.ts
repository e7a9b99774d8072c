/** The keys of a databag, and their values as text. */
import { type Secret, secret } from '../secret.ts'
import { type Fault, isFault } from '../state.ts'
import type { Databag } from '../view.ts'

/** Gives the value of a key; undefined for an absent key and for the empty value, which are the same to Juju. */
export const textOf = (bag: Databag, key: string): string | undefined => bag[key] || undefined

/** Gives the value of a key as a secret; undefined for an absent key and for the empty value. */
export const secretOf = (bag: Databag, key: string): Secret | undefined => (bag[key] ? secret(bag[key]) : undefined)

/** Reads a flag that any value sets, even the text `False`; undefined when the key is absent. */
export const flagOf = (bag: Databag, key: string): true | undefined => (bag[key] ? true : undefined)

/** Splits `<prefix>_<rest>` at the first underscore; a key without an underscore has the prefix `''`. */
export const splitPrefix = (key: string): readonly [prefix: string, rest: string] => {
  const at = key.indexOf('_')
  return at < 1 ? ['', key] : [key.slice(0, at), key.slice(at + 1)]
}

/** Gives the name of a key with its prefix in front; with the prefix `''` the name alone. */
export const withPrefix = (prefix: string, name: string): string => (prefix === '' ? name : `${prefix}_${name}`)

/** Compares texts by their code units, as `sort` does by default: the order is the same in every locale. */
export const byText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** Compares entries of an object or a map by their keys. */
export const byKey = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number => byText(a, b)

/** Leaves out the fields that are undefined: an optional field of a strict type may be absent, but not undefined. */
export const defined = <T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T => {
  const kept: Partial<T> = {}
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key]
  return kept as T
}

/** Leaves out the fields that are undefined, as `defined` does. When fields are faults, gives the first fault in place of the object. */
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
