import { floatText, isInt64, quote } from './go.ts'

interface Scalar {
  /** The text as it stands in the file: Go takes it for a field that wants a string, whatever the value resolves to. */
  readonly raw: string
  /** The tag that the value resolved to, such as `!!bool`. */
  readonly tag: string
  /** Line in the file, from 1. */
  readonly line: number
}

/** One entry of a mapping. */
export interface MapEntry {
  readonly key: Value
  readonly value: Value
}

/** A mapping. Juju's texts show the Go type, which depends on who made the map. */
export interface MapValue {
  readonly kind: 'map'
  readonly entries: readonly MapEntry[]
  readonly line: number
  readonly keyType: 'interface {}' | 'string'
}

/** A YAML value as Juju's YAML library sees it. */
export type Value =
  | (Scalar & { readonly kind: 'nil' })
  | (Scalar & { readonly kind: 'bool'; readonly value: boolean })
  | (Scalar & { readonly kind: 'string'; readonly value: string })
  | (Scalar & { readonly kind: 'int'; readonly value: bigint })
  | (Scalar & { readonly kind: 'float'; readonly value: number })
  | { readonly kind: 'list'; readonly items: readonly Value[]; readonly line: number }
  | MapValue

/** Finds the value of a string key. */
export const lookUp = (map: MapValue, key: string): Value | undefined =>
  map.entries.find((entry) => entry.key.kind === 'string' && entry.key.value === key)?.value

/** Gives the string keys of a mapping. */
export const stringKeys = (map: MapValue): readonly string[] => map.entries.flatMap(({ key }) => (key.kind === 'string' ? [key.value] : []))

/** Names the Go type of a value, as `%T` does. */
export const typeName = (value: Value): string => {
  switch (value.kind) {
    case 'nil':
      return '<nil>'
    case 'int':
      return isInt64(value.value) ? 'int' : 'uint64'
    case 'float':
      return 'float64'
    case 'list':
      return '[]interface {}'
    case 'map':
      return `map[${value.keyType}]interface {}`
    default:
      return value.kind
  }
}

/** Prints a value as Go source, as `%#v` does. */
export const sourceText = (value: Value): string => {
  switch (value.kind) {
    case 'nil':
      return '<nil>'
    case 'bool':
      return String(value.value)
    case 'string':
      return quote(value.value)
    case 'int':
      return isInt64(value.value) ? String(value.value) : `0x${value.value.toString(16)}`
    case 'float':
      return floatText(value.value)
    case 'list':
      return `${typeName(value)}{${value.items.map(nestedText).join(', ')}}`
    case 'map':
      return `${typeName(value)}{${[...value.entries]
        .sort((a, b) => (plainText(a.key) < plainText(b.key) ? -1 : 1))
        .map((entry) => `${nestedText(entry.key)}:${nestedText(entry.value)}`)
        .join(', ')}}`
  }
}

/** Inside a list or map, Go shows an empty interface by its type. */
const nestedText = (value: Value): string => (value.kind === 'nil' ? 'interface {}(nil)' : sourceText(value))

/** Prints a value as `%v` does, for keys in paths. */
export const plainText = (value: Value): string => (value.kind === 'string' ? value.value : sourceText(value))
