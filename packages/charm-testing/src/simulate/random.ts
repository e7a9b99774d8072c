/** Random numbers that follow from a seed. */

/** Gives numbers from 0 up to, not including, 1. */
export type Random = () => number

function hashOf(text: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Makes random numbers of a seed. Each name has numbers of its own, so that what is drawn under one name changes nothing under another. */
export function randomOf(seed: number, name: string): Random {
  let state = (hashOf(name) ^ Math.imul(seed + 1, 0x9e3779b1)) >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** Draws a whole number below `below`. */
export const below = (random: Random, limit: number): number => Math.floor(random() * limit)

/** Draws one of a list; undefined of an empty one. */
export const oneOf = <Item>(random: Random, list: readonly Item[]): Item | undefined => list[below(random, list.length)]

/** Gives a list in a random order. */
export function shuffled<Item>(random: Random, list: readonly Item[]): readonly Item[] {
  if (list.length < 2) return list
  const left = [...list]
  for (let at = left.length - 1; at > 0; at -= 1) {
    const other = below(random, at + 1)
    const [a, b] = [left[at], left[other]]
    if (a === undefined || b === undefined) continue
    left[at] = b
    left[other] = a
  }
  return left
}
