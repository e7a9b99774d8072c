import { readdirSync, readFileSync } from 'node:fs'
import type { Databag, RelationView } from '@charm-layers/charm/relation'
import { vi } from 'vitest'

// The work is bounded by the number of runs; a slow machine is no failure.
vi.setConfig({ testTimeout: 600_000 })

/** Property tests run this often; the nightly setting asks for more. */
export const runs = { numRuns: Number(process.env.PROPERTY_RUNS ?? 1000) }

/** Shows secrets, so that values which hold them can be compared. */
export const plain = (value: unknown): unknown => {
  if (value instanceof Map) return new Map([...value].map(([key, item]) => [key, plain(item)]))
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if ('reveal' in value && typeof value.reveal === 'function') return { secret: String(value.reveal()) }
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]))
}

/** What is left of a databag after a write: an empty value takes its key away, and nothing but text can be written. */
export const applied = (before: Databag, written: Databag | undefined): Databag => {
  const entries = Object.entries({ ...before, ...written })
  if (entries.some(([, value]) => typeof value !== 'string')) throw new TypeError('a value is no text')
  return Object.fromEntries(entries.filter(([, value]) => value !== ''))
}

export const viewOf = (units: Readonly<Record<string, Databag>>, more: Partial<RelationView> = {}): RelationView => ({
  id: 'nrpe-external-master:2',
  localUnit: 'trove/0',
  localUnitData: { 'egress-subnets': '10.5.1.21/32', 'ingress-address': '10.5.1.21' },
  remoteApp: 'nrpe',
  remoteAppData: {},
  remoteUnits: new Map(Object.entries(units)),
  ...more,
})

interface Vector {
  readonly side: 'provider' | 'requirer'
  readonly scope: 'unit' | 'app' | 'units'
  readonly databag: Databag
  readonly units: Readonly<Record<string, Databag>>
}

/** Reads a recorded databag of `test/vectors`. */
export const vector = (name: string): Vector => {
  const found = JSON.parse(readFileSync(new URL(`vectors/${name}.json`, import.meta.url), 'utf8'))
  return { ...found, units: found.scope === 'units' ? found.databag : { [found.unit ?? 'remote/0']: found.databag } }
}

/** Names of all recorded databags, live ones too. */
export const vectorNames: readonly string[] = readdirSync(new URL('vectors', import.meta.url), { recursive: true })
  .map(String)
  .filter((name) => name.endsWith('.json'))
  .map((name) => name.slice(0, -'.json'.length))
  .sort()
