/** Circles of imports. An import of a type counts too: a reader of the code has to follow it like any other. */
import { dirname, join } from 'node:path'
import { importsOf } from './imports.ts'
import { findSources, readSource } from './source.ts'

type Graph = ReadonlyMap<string, readonly string[]>

/** Gives the shortest way from a file back to itself, without the return; undefined when there is none. */
function circleThrough(start: string, graph: Graph): readonly string[] | undefined {
  const ways: (readonly string[])[] = [[start]]
  const seen = new Set<string>()
  for (const way of ways)
    for (const next of graph.get(way.at(-1) ?? '') ?? []) {
      if (next === start) return way
      if (seen.has(next)) continue
      seen.add(next)
      ways.push([...way, next])
    }
  return undefined
}

/** Writes a circle starting at the file whose name sorts first, so that the same circle is reported once. */
function print(circle: readonly string[]): string {
  const first = circle.indexOf(circle.toSorted()[0] ?? '')
  const turned = [...circle.slice(first), ...circle.slice(0, first)]
  return [...turned, turned[0]].join(' -> ')
}

/**
 * Finds circles of imports between the files of a repository: `a.ts -> b.ts -> a.ts`, for each file on one the shortest. Imports by the
 * name of a package are not followed; between packages the arrows of the layers allow no circle.
 */
export function findCircles(root: string): readonly string[] {
  const files = new Set(findSources(root, ['**/*.{ts,mjs}']))
  const graph = new Map(
    [...files].map((file) => {
      const targets = importsOf(readSource(root, file)).filter((target) => target.startsWith('.'))
      return [file, targets.map((target) => join(dirname(file), target)).filter((target) => files.has(target))]
    }),
  )
  const circles = [...files].map((file) => circleThrough(file, graph)).filter((circle) => circle !== undefined)
  return [...new Set(circles.map(print))].toSorted()
}
