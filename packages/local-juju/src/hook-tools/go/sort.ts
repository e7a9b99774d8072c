const isLetter = (char: string | undefined): boolean => char !== undefined && /\p{L}/u.test(char)
const isDigit = (char: string | undefined): boolean => char !== undefined && /\p{Nd}/u.test(char)

/** The number that starts at a place, continuing from `start`, and where it ends. */
const numberAt = (chars: readonly string[], at: number, start: number): { readonly value: number; readonly end: number } => {
  let value = start
  let end = at
  for (; isDigit(chars[end]); end += 1) value = value * 10 + ((chars[end]?.codePointAt(0) ?? 48) - 48)
  return { value, end }
}

/** Compares keys as Juju's YAML sorts them: numbers by value, other signs before letters. */
export const compareNaturally = (left: string, right: string): number => {
  const a = Array.from(left)
  const b = Array.from(right)
  for (let at = 0; at < a.length && at < b.length; at += 1) {
    const [x = '', y = ''] = [a[at], b[at]]
    if (x === y) continue
    const order = (x.codePointAt(0) ?? 0) - (y.codePointAt(0) ?? 0)
    if (isLetter(x) && isLetter(y)) return order
    if (isLetter(x) || isLetter(y)) return isLetter(y) ? -1 : 1
    // Within a number a zero counts: 10 comes before 101.
    let start = 0
    if (x === '0' || y === '0') {
      for (let back = at - 1; back >= 0 && isDigit(a[back]); back -= 1) if (a[back] !== '0') start = 1
    }
    const one = numberAt(a, at, start)
    const other = numberAt(b, at, start)
    if (one.value !== other.value) return one.value - other.value
    if (one.end !== other.end) return one.end - other.end
    return order
  }
  return a.length - b.length
}

/** Compares texts by their UTF-8 bytes, as Go does. */
export const compareBytes = (left: string, right: string): number => Buffer.compare(Buffer.from(left), Buffer.from(right))
