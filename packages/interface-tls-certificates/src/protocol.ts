/** What both databags of tls-certificates have in common: kinds of certificates, objects of common names, and names of units in keys. */
import { type Databag, type Fault, invalid, type RelationView } from '@charm-layers/relation'
import { byKey, isRecord, parseJson } from '@charm-layers/relation/wire'

/** The kinds of certificates. */
export const KINDS = ['server', 'client', 'application', 'intermediate'] as const

/** A kind of certificate. */
export type Kind = (typeof KINDS)[number]

/** Gives a unit's name as it stands in keys: with an underscore in place of the slash. */
export const keyNameOf = (unit: string): string => unit.replaceAll('/', '_')

/**
 * Reads a JSON object of what there is by common name, in the order of the names; upstream takes null for none. `make` leaves out what does
 * not count by giving undefined; `why` says what is wrong with any other JSON, or text that is none.
 */
export const decodeNames = <T extends object>(
  bag: Databag,
  key: string,
  make: (commonName: string, entry: Readonly<Record<string, unknown>>) => T | undefined,
  why: (value: unknown) => string,
): readonly T[] | Fault => {
  const value = bag[key] ? parseJson(bag[key]) : null
  if (value === null) return []
  if (!isRecord(value)) return invalid(key, why(value))
  const entries = Object.entries(value).sort(byKey)
  return entries.flatMap(([commonName, entry]) => make(commonName, isRecord(entry) ? entry : {}) ?? [])
}

/** Refuses a relation in which a key of the newer protocol of the same name is seen, which the older one does not have. */
export const otherProtocol = (view: RelationView, key: string, advice: string): Fault | undefined =>
  [view.remoteAppData, ...view.remoteUnits.values()].some((bag) => bag[key])
    ? invalid(key, `belongs to the newer protocol of the same name, with signing requests: ${advice}`)
    : undefined
