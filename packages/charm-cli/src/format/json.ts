import { FormatError } from './errors.ts'
import { isInt64 } from './go.ts'
import type { Value } from './value.ts'

/** A value as JSON carries it. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject

/** An object of such values. */
export interface JsonObject {
  readonly [key: string]: Json
}

/** Tells an object from a list and from everything else. */
export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Tells a list; `Array.isArray` alone does not narrow a read-only one. */
export const isList = (value: Json | undefined): value is readonly Json[] => Array.isArray(value)

/** Writes JSON as Go does: keys sorted, `<`, `>` and `&` escaped. */
export const goJson = (value: Json): string => {
  if (isList(value)) return `[${value.map(goJson).join(',')}]`
  if (isObject(value)) {
    const keys = Object.keys(value).sort()
    return `{${keys.map((key) => `${goJson(key)}:${goJson(value[key] ?? null)}`).join(',')}}`
  }
  return JSON.stringify(value).replace(/[<>&\u2028\u2029]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** Makes JSON of a YAML value. @throws FormatError as Go does for what JSON cannot hold. */
export const jsonOf = (value: Value): Json => {
  switch (value.kind) {
    case 'nil':
      return null
    case 'int':
      return isInt64(value.value) ? Number(value.value) : Number(BigInt.asUintN(64, value.value))
    case 'float':
      if (Number.isFinite(value.value)) return value.value
      throw new FormatError(`json: unsupported value: ${Number.isNaN(value.value) ? 'NaN' : value.value > 0 ? '+Inf' : '-Inf'}`)
    case 'list':
      return value.items.map(jsonOf)
    case 'map':
      return objectOf(value.entries.map(({ key, value: each }) => [key.kind === 'string' ? key.value : '', jsonOf(each)] as const))
    default:
      return value.value
  }
}

/** Builds an object in which even a key such as `__proto__` is a plain key. */
export const objectOf = (entries: readonly (readonly [string, Json])[]): JsonObject => Object.fromEntries(entries)
