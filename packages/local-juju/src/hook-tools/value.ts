import type { Json } from './world.ts'

/** What a tool prints, with the differences that Go's types make in the three formats. */
export type Value =
  | null
  | boolean
  | number
  | string
  | { readonly kind: 'bytes'; readonly bytes: Uint8Array }
  /** `[]string`; null is the nil slice. */
  | { readonly kind: 'strings'; readonly items: readonly string[] | null }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  /** A Go map: printed in the order of its keys. */
  | { readonly kind: 'map'; readonly entries: Readonly<Record<string, Value>> | null }
  /** A Go struct: printed in the order of its fields, which the two formats may call differently. */
  | { readonly kind: 'struct'; readonly yaml: Fields; readonly json: Fields }
  /** A time: YAML prints it plain. */
  | { readonly kind: 'time'; readonly text: string }

/** Fields of a struct in order. */
export type Fields = readonly (readonly [name: string, value: Value])[]

/** Makes a list of strings. */
export const strings = (items: readonly string[] | null): Value => ({ kind: 'strings', items })

/** Makes a map. */
export const map = (entries: Readonly<Record<string, Value>> | null): Value => ({ kind: 'map', entries })

/** Makes a struct whose fields have the same names in both formats. */
export const struct = (fields: Fields): Value => ({ kind: 'struct', yaml: fields, json: fields })

/** Makes a value of anything that came as JSON. */
export const fromJson = (json: Json): Value => {
  if (json === null || typeof json !== 'object') return json
  if (isList(json)) return { kind: 'list', items: json.map(fromJson) }
  return map(Object.fromEntries(Object.entries(json).map(([key, value]) => [key, fromJson(value)])))
}

// Array.isArray does not narrow readonly arrays.
const isList = (json: readonly Json[] | { readonly [key: string]: Json }): json is readonly Json[] => Array.isArray(json)
