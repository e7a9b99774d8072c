// Data as Juju's own program holds it before it is written as JSON or YAML. The two writers differ in what they do with Go's maps and
// structs, so the difference is kept: a `Map` is a Go map (its keys are sorted), a plain object is a Go struct (its keys keep their order).

/** A Go map: keys are sorted when written. */
export type DataMap = ReadonlyMap<string, Data>

/** A Go struct: keys are written in this order; undefined fields are left out (`omitempty`). */
export interface Struct {
  readonly [key: string]: Data | undefined
}

/** Whatever a command writes with `--format json` or `yaml`. */
export type Data = string | number | boolean | null | readonly Data[] | DataMap | Struct

/** Tells a Go map from a Go struct. */
export const isMap = (data: Data): data is DataMap => data instanceof Map

/** Makes a Go map of a plain record, nested records included: what came as JSON from a charm has no order of its own. */
export const mapOf = (record: { readonly [key: string]: unknown }): DataMap =>
  new Map(Object.entries(record).map(([key, value]) => [key, dataOf(value)]))

/** Turns a JSON value into data in which every object is a Go map. */
export const dataOf = (value: unknown): Data => {
  if (value === null || value === undefined) return null
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value
  if (Array.isArray(value)) return value.map(dataOf)
  return mapOf(value as { readonly [key: string]: unknown })
}
