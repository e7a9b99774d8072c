// The hint below an unknown command: the nearest known word.

const distance = (a: string, b: string): number => {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1)
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** Finds the word with the smallest edit distance, ties by name; nothing if even that one shares too little with it. */
export const nearest = (word: string, known: readonly string[]): string | undefined => {
  let best: { readonly name: string; readonly cost: number } | undefined
  for (const name of [...known].sort()) {
    const cost = distance(word, name)
    if (!best || cost < best.cost) best = { name, cost }
  }
  return best && best.cost <= best.name.length ? best.name : undefined
}
