/** What both databags of tls-certificates have in common: kinds of certificates, objects of common names, and names of units in keys. */
import { type Databag, type Fault, invalid, type RelationView } from '@charm-layers/relation'
import { byKey, isRecord, parseJson, parseLabel } from '@charm-layers/relation/wire'

/** The kinds of certificates. */
export const KINDS = ['server', 'client', 'application', 'intermediate'] as const

/** A kind of certificate. */
export type Kind = (typeof KINDS)[number]

/** Gives a unit's name as it stands in keys: with an underscore in place of the slash. */
export const keyNameOf = (unit: string): string => unit.replaceAll('/', '_')

/** What a shell, a path or the subject of a certificate would take for something of its own. */
const BEYOND_A_NAME = /^[-.]|[/\\'"`$;|&<>]/

/**
 * Reads a common name: a text of one line, such as a host name, with blanks inside too. Some authorities make a name of a file and a word
 * of a command of it. Undefined for any other text.
 */
export const parseCommonName = (text: string): string | undefined => (BEYOND_A_NAME.test(text) ? undefined : parseLabel(text))

/** What a fault says of a common name that is none; the words follow the key. */
export const COMMON_NAME =
  'holds a common name that is empty, does not print, has blanks around it or a sign such as a slash or quotes in it, or is a word such as None'

/**
 * Reads a JSON object whose keys are common names, and sorts it by them; null counts as empty, as upstream. `make` gives undefined for a
 * member to leave out. `why` is the fault's text for any other JSON, and for text that is no JSON.
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
  if (!entries.every(([commonName]) => commonName === '' || parseCommonName(commonName) !== undefined)) return invalid(key, COMMON_NAME)
  return entries.flatMap(([commonName, entry]) => make(commonName, isRecord(entry) ? entry : {}) ?? [])
}

/** Refuses a relation with a key that only the newer protocol of the same name has. */
export const otherProtocol = (view: RelationView, key: string, advice: string): Fault | undefined =>
  [view.remoteAppData, ...view.remoteUnits.values()].some((bag) => bag[key])
    ? invalid(key, `belongs to the newer protocol of the same name, with signing requests: ${advice}`)
    : undefined
