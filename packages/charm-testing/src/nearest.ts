/** Finds the name that somebody meant. */

/** Counts the letters to add, drop or change to make one text of another. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at)
  for (const [i, letter] of Array.from(a).entries()) {
    const next = [i + 1]
    for (const [j, other] of Array.from(b).entries())
      next.push(Math.min((next[j] ?? 0) + 1, (row[j + 1] ?? 0) + 1, (row[j] ?? 0) + (letter === other ? 0 : 1)))
    row = next
  }
  return row[b.length] ?? 0
}

/** Gives `: is 'config-changed' meant?` for a name that is nearly one of these, and nothing for any other. */
export function meant(name: string, names: readonly string[]): string {
  const [nearest] = names.map((one) => ({ one, far: distance(name, one) })).sort((a, b) => a.far - b.far)
  return nearest && nearest.far <= 3 ? `: is '${nearest.one}' meant?` : ''
}
