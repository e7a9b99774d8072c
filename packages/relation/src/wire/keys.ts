/** Keys of a databag: the keys that Juju writes, keys with prefixes, keys to delete, and missing keys. */
import type { Databag, RelationView } from '../view.ts'
import { byKey } from './text.ts'

const JUJU_KEYS: readonly string[] = ['egress-subnets', 'ingress-address', 'private-address']

/** Tells whether Juju itself writes this key into the databags of units; `private-address` only up to Juju 3. */
export const isJujuKey = (key: string): boolean => JUJU_KEYS.includes(key)

/**
 * Groups the values of these names by the prefix that their keys have in front of the name, and sorts the groups by prefix. A key that is
 * itself one of the names has the prefix `''`, even when it has an underscore.
 */
export const groupsByPrefix = (bag: Databag, names: readonly string[]): ReadonlyMap<string, Databag> => {
  const groups = new Map<string, Record<string, string>>()
  for (const key of Object.keys(bag)) {
    const value = bag[key]
    if (!value) continue
    const isPlain = names.includes(key)
    const at = isPlain ? 0 : key.indexOf('_')
    const name = at < 1 ? key : key.slice(at + 1)
    if (!isPlain && !names.includes(name)) continue
    const prefix = at < 1 ? '' : key.slice(0, at)
    const group = groups.get(prefix)
    if (group === undefined) groups.set(prefix, { [name]: value })
    else group[name] = value
  }
  return groups.size < 2 ? groups : new Map([...groups].sort(byKey))
}

/** Gives a write that deletes the leftover keys of a databag. */
export const clearKeys = (bag: Databag, isLeftover: (key: string) => boolean): Databag =>
  // Not by assignment, which would take the key `__proto__` for something else.
  Object.fromEntries(
    Object.keys(bag)
      .filter(isLeftover)
      .map((key) => [key, '']),
  )

/** Names the keys that no remote unit has written. When each key is in some databag, but no databag has all, it names them all. */
export const missingKeys = ({ remoteUnits }: RelationView, keys: readonly string[]): readonly string[] => {
  const bags = [...remoteUnits.values()]
  const missing = keys.filter((key) => !bags.some((bag) => bag[key]))
  return missing.length === 0 ? keys : missing
}
