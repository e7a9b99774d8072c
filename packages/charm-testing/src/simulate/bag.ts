/** Databags that remember what they held. */
import type { Databag } from '@charm-layers/relation'
import type { Bag } from './state.ts'

export const emptyBag = (): Bag => ({ values: {}, version: 0, changes: [] })

/** A shorter text may stand in a file for another reason. */
const telling = 6
const tellingIn = (values: readonly string[]): readonly string[] => values.filter((text) => text.length >= telling)

/** Changes a bag; an empty value deletes its key. Gives the keys that have changed: equal values give no event. */
export function writeBag(bag: Bag, changes: Databag): readonly string[] {
  const changed = Object.keys(changes).filter((key) => (bag.values[key] ?? '') !== changes[key])
  if (changed.length === 0) return changed
  const before = bag.values
  bag.values = Object.fromEntries(Object.entries({ ...before, ...changes }).filter(([, value]) => value !== ''))
  bag.version += 1
  const [had, has] = [new Set(Object.values(before)), new Set(Object.values(bag.values))]
  const gone = tellingIn(changed.map((key) => before[key] ?? '')).filter((text) => !has.has(text))
  const come = tellingIn(changed.map((key) => bag.values[key] ?? '')).filter((text) => !had.has(text))
  if (gone.length > 0 && come.length > 0) bag.changes.push({ gone, come })
  return changed
}
