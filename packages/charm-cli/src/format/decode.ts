/** Go's decoding of YAML into typed fields, which Juju uses for configuration, actions and the LXD profile, with its texts. */
import { FormatError } from './errors.ts'
import type { MapValue, Value } from './value.ts'

/** Collects what does not fit, since Go reports all of it at once. */
export interface Decoder {
  /** Notes a value that does not fit a Go type. */
  mismatch(value: Value, goType: string): undefined
  /** Throws when something was noted. */
  finish(): void
}

/** Begins to decode one file. */
export const decoder = (): Decoder => {
  const problems: string[] = []
  return {
    mismatch: (value, goType) => {
      problems.push(`line ${value.line}: cannot unmarshal ${shown(value)} into ${goType}`)
      return undefined
    },
    finish: () => {
      if (problems.length > 0) throw new FormatError(`yaml: unmarshal errors:\n  ${problems.join('\n  ')}`)
    },
  }
}

const shown = (value: Value): string => {
  if (value.kind === 'list') return '!!seq'
  if (value.kind === 'map') return '!!map'
  return `${value.tag} \`${value.raw.length > 10 ? `${value.raw.slice(0, 7)}...` : value.raw}\``
}

/** Reads a field of type string: any scalar does, as the text that stands in the file. */
export const textField = (value: Value | undefined, decode: Decoder): string => {
  if (value === undefined || value.kind === 'nil') return ''
  if (value.kind === 'list' || value.kind === 'map') return decode.mismatch(value, 'string') ?? ''
  return value.tag === '!!binary' && value.kind === 'string' ? value.value : value.raw
}

/** Reads a field that is a map with string keys; null is an absent one. */
export const mapField = (value: Value | undefined, goType: string, decode: Decoder): MapValue | undefined => {
  if (value === undefined || value.kind === 'nil') return undefined
  return value.kind === 'map' ? value : decode.mismatch(value, goType)
}

/** Gives the entries of such a map by the text of their keys: `y: 1` has the key `y` here. The last of two equal ones counts. */
export const textEntries = (map: MapValue | undefined, decode: Decoder): ReadonlyMap<string, Value> =>
  new Map(map?.entries.map(({ key, value }) => [textField(key, decode), value] as const))

/** Takes a whole file for an untyped map, as metadata.yaml and manifest.yaml are. Undefined stands for a file with nothing in it. */
export const untypedMap = (value: Value | undefined): MapValue | undefined => {
  const decode = decoder()
  const map = mapField(value, 'map[interface {}]interface {}', decode)
  decode.finish()
  return map
}
