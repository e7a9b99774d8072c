// YAML as Juju's library (goyaml v2) writes it; the hook tools have the writer, this says what a Go map and a Go struct become.
import { compareNaturally } from '../hook-tools/go/sort.ts'
import { emitYaml, type Node } from '../hook-tools/go/yaml-emit.ts'
import { type Data, isMap } from './data.ts'

/** A struct without any field to show is dropped; an empty map is not. */
const isDropped = (value: Data | undefined): boolean => {
  if (value === undefined) return true
  if (value === null || typeof value !== 'object' || Array.isArray(value) || isMap(value)) return false
  return Object.values(value).every(isDropped)
}

const toNode = (data: Data): Node => {
  if (data === null || typeof data !== 'object') return { kind: 'scalar', text: String(data), string: typeof data === 'string' }
  if (Array.isArray(data)) return { kind: 'list', items: data.map(toNode) }
  const entries: readonly (readonly [string, Data | undefined])[] = isMap(data)
    ? [...data].sort(([a], [b]) => compareNaturally(a, b))
    : Object.entries(data).filter(([, value]) => !isDropped(value))
  return { kind: 'map', pairs: entries.map(([key, value]) => [key, toNode(value ?? null)]) }
}

/** Writes data as Juju's `--format yaml` does, with the newline at the end. */
export const formatYaml = (data: Data): string => emitYaml(toNode(data))
