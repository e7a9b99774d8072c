/** Lists that are one text, and lists of units. */
import { byText } from './text.ts'

/** Splits a list at commas, and drops blanks around items and empty items. */
export const commaList = (text = ''): readonly string[] =>
  text
    .split(',')
    .map((item) => item.trim())
    .filter((item) => item !== '')

/** Splits a list at blanks and commas, for keys that some charms write with one and some with the other. */
export const wordList = (text = ''): readonly string[] => text.split(/[\s,]+/).filter((word) => word !== '')

/** Sorts texts, each once. */
export const sortedOnce = (items: readonly string[]): readonly string[] => (items.length < 2 ? items : [...new Set(items)].sort(byText))

const unitNumber = (unit: string): number => {
  const number = unit.slice(unit.lastIndexOf('/') + 1)
  return /^\d{1,15}$/.test(number) ? Number(number) : -1
}

/** Gives the name of a unit's application. */
export const applicationOf = (unit: string): string => unit.slice(0, unit.lastIndexOf('/'))

/** Compares names of units by application, then by number: `trove/9` comes before `trove/10`. */
export const byUnit = (a: string, b: string): number =>
  byText(applicationOf(a), applicationOf(b)) || unitNumber(a) - unitNumber(b) || byText(a, b)

/** Sorts names of units by application and number, each once. */
export const sortedUnits = (units: readonly string[]): readonly string[] => (units.length < 2 ? units : [...new Set(units)].sort(byUnit))
