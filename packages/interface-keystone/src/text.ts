/** Small pieces of the wire that both directions use. */
import type { Databag, Secret, State } from '@charm-layers/relation'

/** What is wrong with one key. Holds no value, so that no secret can be in it. */
export type Fault = Extract<State<never>, { state: 'invalid' }>

/** Wraps a password; written out here, since an interface package takes only types from the runtime. */
export const secret = (value: string): Secret => ({ reveal: () => value, toString: () => '***', toJSON: () => '***' })

export const invalid = (key: string, why: string): Fault => ({ state: 'invalid', key, why })

/** Tells a fault from what a codec has read. */
export const isFault = (value: object): value is Fault => 'state' in value && value.state === 'invalid'

/** Leaves out the fields that are undefined, which an optional field may not be. */
export const defined = <T extends object>(fields: { [K in keyof T]: T[K] | undefined }): T => {
  const kept: Partial<T> = {}
  for (const key in fields) if (fields[key] !== undefined) kept[key] = fields[key]
  return kept as T
}

/** Gives the text of a key. Empty, absent, and keystone's mark of a value to delete are the same. */
export const textOf = (bag: Databag, key: string): string | undefined => {
  const value = bag[key]
  return value === '' || value === '__null__' ? undefined : value
}

/** Splits `<prefix>_<rest>` at the first underscore. */
export const split = (key: string): readonly [prefix: string, rest: string] => {
  const at = key.indexOf('_')
  return at < 1 ? ['', key] : [key.slice(0, at), key.slice(at + 1)]
}

export const byName = <T>([a]: readonly [string, T], [b]: readonly [string, T]): number => (a < b ? -1 : a > b ? 1 : 0)

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Parses JSON; undefined if it is none. */
export const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

type Json = string | readonly Json[] | { readonly [key: string]: Json }

/** Writes JSON byte for byte as Python does with sorted keys, so that equal data is an equal value to the charms in Python. */
export const pythonJson = (value: Json): string => {
  if (typeof value === 'string') {
    return JSON.stringify(value).replace(/[\u007f-\uffff]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`)
  }
  if (isList(value)) return `[${value.map(pythonJson).join(', ')}]`
  const members = Object.entries(value).sort(byName)
  return `{${members.map(([key, member]) => `${pythonJson(key)}: ${pythonJson(member)}`).join(', ')}}`
}

const isList = (value: Json): value is readonly Json[] => Array.isArray(value)
