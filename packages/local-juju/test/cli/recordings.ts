// Exact calls and answers of a real Juju 4.0.15 client.
import { readFileSync } from 'node:fs'
import type { Data } from '../../src/cli/data.ts'

export interface Recording {
  readonly n: number
  readonly argv: readonly string[]
  readonly stdout: string
  readonly stderr: string
  readonly code: number
}

export const recordings = JSON.parse(readFileSync(new URL('recordings.json', import.meta.url), 'utf8')) as readonly Recording[]

export const recording = (n: number): Recording => {
  const found = recordings.find((candidate) => candidate.n === n)
  if (!found) throw new Error(`recording ${n} is not in recordings.json`)
  return found
}

const mapKeys = new Set([
  'machines',
  'applications',
  'units',
  'subordinates',
  'relations',
  'network-interfaces',
  'endpoint-bindings',
  'storage',
])

/** Turns recorded JSON into data: the keys above, and those given, hold Go maps, everything else Go structs. */
export const dataFrom = (json: unknown, maps: ReadonlySet<string> = mapKeys, key = ''): Data => {
  if (json === null || typeof json !== 'object') return json as Data
  if (Array.isArray(json)) return json.map((item) => dataFrom(item, maps))
  const entries = Object.entries(json).map(([name, value]) => [name, dataFrom(value, maps, name)] as const)
  return maps.has(key) ? new Map(entries) : Object.fromEntries(entries)
}
