/** Finds out who sends and who reads which key, by running both sides of an interface over the conformance kit. */
import type { RelationView } from '@charm-layers/relation'
import type { InterfaceName } from '../readme.ts'
import { SIDES, type Side } from './interfaces.ts'
import { type Kit, type Place, placesOf, readKit, valueAt, withKey } from './kit.ts'

/** A key of an interface, as the two sides were observed to use it. */
export interface Seen {
  readonly key: string
  /** Role of the sender; Juju writes some keys itself. */
  readonly from: string
  readonly bag: 'unit' | 'application'
  /** A value that our side has written, or one that another implementation has. Secrets are `***`. */
  readonly example: string
  /** Whether our sender writes it, takes it away, or leaves it to other implementations. */
  readonly written: 'written' | 'taken away' | 'not here'
  /** Roles whose reading depends on it. */
  readonly readBy: readonly string[]
}

/** What Juju itself writes into a databag when a unit enters a relation. */
const JUJU = ['egress-subnets', 'ingress-address', 'private-address']

/** Secrets in values that the kit has not marked as such. */
const LOOKS_SECRET = /(?<=password=|"key": ?")[^\s"]+/g

/** Shows a value in a table: secrets hidden, in one line, not too long. A short secret is hidden only where it is the whole value. */
const shown = (key: string, value: string, secrets: ReadonlySet<string>): string => {
  if (value === '') return ''
  if (secrets.has(value) || /passw|[._]key(_|$)/.test(key)) return '***'
  const hidden = [...secrets]
    .filter((secret) => secret.length > 4)
    .reduce((text, secret) => text.replaceAll(secret, '***').replaceAll(JSON.stringify(secret).slice(1, -1), '***'), value)
  const line = hidden.replaceAll(LOOKS_SECRET, '***').replaceAll('\n', '\\n')
  return line.length > 48 ? `${line.slice(0, 47)}…` : line
}

const revealing = (value: unknown): unknown => {
  if (value instanceof Map) return [...value].map(revealing)
  if (Array.isArray(value)) return value.map(revealing)
  if (typeof value !== 'object' || value === null) return value
  if ('reveal' in value && typeof value.reveal === 'function') return String(value.reveal())
  return Object.entries(value).map(([key, member]) => [key, revealing(member)])
}

/** Values to try in place of a key's own: no value, and one that is not valid for the key. */
const OTHERS = [undefined, '\u0001']

/** Lists the keys on which a reading depends: without them, or with another value, its result is another. */
const influences = ({ implementation }: Side, { readings }: Kit): readonly Place[] => {
  const read = (view: RelationView, request: unknown): string => JSON.stringify(revealing(implementation.read(view, request as never)))
  const found = new Map<string, Place>()
  for (const { view, request } of readings) {
    const before = read(view, request)
    // Changes the key in one unit, then in all: a reader may need it from one of several units only.
    for (const place of placesOf(view).flatMap((each) => [each, { ...each, unit: undefined }])) {
      const name = `${place.bag} ${place.key}`
      if (found.has(name)) continue
      if (OTHERS.some((other) => read(withKey(view, place, other), request) !== before)) found.set(name, place)
    }
  }
  return [...found.values()]
}

interface Row {
  example: string
  written: Seen['written']
  readonly readBy: Set<string>
}

/** Runs an interface and lists its keys, those of each sender together. */
export const observe = (name: InterfaceName, normalise: (key: string) => string): readonly Seen[] => {
  const sides = SIDES[name].map((side) => ({ side, kit: readKit(side.target) }))
  const secrets = new Set(sides.flatMap(({ kit }) => [...kit.secrets]))
  const rows = new Map<string, Row>()
  const row = (from: string, bag: Seen['bag'], key: string): Row => {
    const id = JSON.stringify([from, bag, normalise(key)])
    const known = rows.get(id) ?? { example: '', written: 'not here', readBy: new Set() }
    rows.set(id, known)
    return known
  }
  for (const { side, kit } of sides) {
    const [{ view: usual } = { view: undefined }] = kit.writings
    const more = usual === undefined ? [] : (side.more ?? []).map((intent) => ({ view: usual, intent }))
    for (const { view, intent } of [...kit.writings, ...more]) {
      const { unit = {}, app = {} } = side.implementation.write(intent as never, view) as { unit?: object; app?: object }
      for (const [bag, written] of [
        ['unit', unit],
        ['application', app],
      ] as const) {
        for (const [key, value] of Object.entries(written)) {
          const known = row(side.role, bag, key)
          if (value === '' && known.written === 'not here') known.written = 'taken away'
          if (value === '') continue
          known.written = 'written'
          if (known.example === '') known.example = shown(key, String(value), secrets)
        }
      }
    }
  }
  for (const { side, kit } of sides) {
    const sender = sides.find((other) => other.side !== side)?.side ?? side
    const ours = (key: string): boolean => rows.has(JSON.stringify([sender.role, 'unit', normalise(key)]))
    for (const { view } of kit.readings) {
      for (const place of placesOf(view)) {
        if (place.bag === 'own unit' || (JUJU.includes(place.key) && !ours(place.key))) continue
        const known = row(sender.role, place.bag, place.key)
        if (known.example === '') known.example = shown(place.key, valueAt(view, place), secrets)
      }
    }
    for (const place of influences(side, kit)) {
      const isJuju = JUJU.includes(place.key) && (place.bag === 'own unit' || !ours(place.key))
      // What a side remembers in its own bag is what it has written itself.
      if (place.bag === 'own unit' && !isJuju) continue
      const known = row(isJuju ? 'Juju' : sender.role, place.bag === 'own unit' ? 'unit' : place.bag, place.key)
      known.readBy.add(side.role)
    }
  }
  return [...rows].map(([id, { readBy, ...rest }]) => {
    const [from, bag, key] = JSON.parse(id) as [string, Seen['bag'], string]
    return { key, from, bag, ...rest, readBy: [...readBy] }
  })
}
