/** Keys of a databag: those of Juju, those in groups, and those that are to go. */
import type { Databag, RelationView } from '../view.ts'
import { byKey, splitPrefix } from './text.ts'

const JUJU_KEYS: readonly string[] = ['egress-subnets', 'ingress-address', 'private-address']

/** Tells whether Juju itself writes a key into the bags of units; `private-address` up to Juju 3. */
export const isJujuKey = (key: string): boolean => JUJU_KEYS.includes(key)

/**
 * Collects the values of the named keys by the prefix in front of the name, in the order of the prefixes. A key that is one of the names
 * has the prefix `''`, even if it has an underscore.
 */
export const groupsByPrefix = (bag: Databag, names: readonly string[]): ReadonlyMap<string, Databag> => {
  const groups = new Map<string, Databag>()
  for (const [key, value] of Object.entries(bag)) {
    const [prefix, name] = names.includes(key) ? ['', key] : splitPrefix(key)
    if (value !== '' && names.includes(name)) groups.set(prefix, { ...groups.get(prefix), [name]: value })
  }
  return new Map([...groups].sort(byKey))
}

/** Gives the write that takes the keys of a bag away that are not to stay. */
export const clearKeys = (bag: Databag, isLeftover: (key: string) => boolean): Databag =>
  Object.fromEntries(
    Object.keys(bag)
      .filter(isLeftover)
      .map((key) => [key, '']),
  )

/** Names the keys of a request that no remote unit has written; all of them when each is there somewhere, but together in no bag. */
export const missingKeys = ({ remoteUnits }: RelationView, keys: readonly string[]): readonly string[] => {
  const bags = [...remoteUnits.values()]
  const missing = keys.filter((key) => !bags.some((bag) => bag[key]))
  return missing.length === 0 ? keys : missing
}
