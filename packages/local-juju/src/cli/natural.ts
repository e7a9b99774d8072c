// Names in the order people expect: `a/2` before `a/10`.

const chunks = (text: string): readonly string[] => text.match(/\d+|\D+/g) ?? []

/** Compares two names naturally: runs of digits by their number, the rest by code point. */
export const compareNatural = (a: string, b: string): number => {
  const left = chunks(a)
  const right = chunks(b)
  for (let at = 0; at < Math.min(left.length, right.length); at++) {
    const x = left[at] ?? ''
    const y = right[at] ?? ''
    if (x === y) continue
    const bothNumbers = /^\d/.test(x) && /^\d/.test(y)
    if (bothNumbers && Number(x) !== Number(y)) return Number(x) - Number(y)
    return x < y ? -1 : 1
  }
  return left.length - right.length
}

/** Sorts names naturally, into a new list. */
export const sortNatural = (names: Iterable<string>): string[] => [...names].sort(compareNatural)
