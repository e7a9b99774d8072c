/** The table of CONTRIBUTING.md that says where to look for what. */
import { globSync, statSync } from 'node:fs'
import { join } from 'node:path'

/** One line of the table. */
export interface Place {
  /** What is to be changed. */
  readonly change: string
  /** Files and folders to look in, from the root of the repository; a star stands for part of a name. */
  readonly paths: readonly string[]
  /** The change is a new thing, for which only the folder is there. */
  readonly isToCome: boolean
}

/** Reads the table out of the text of CONTRIBUTING.md. What stands as code in its second column is a path. */
export function readPlaces(text: string): readonly Place[] {
  const [, table = ''] = text.match(/^\| to change … \| look in \|\n\|---\|---\|\n((?:\|.*\n)+)/m) ?? []
  return [...table.matchAll(/^\| (.*) \| (.*) \|$/gm)].map(([, change = '', where = '']) => ({
    change,
    paths: [...where.matchAll(/`([^`]+)`/g)].map(([, path = '']) => path),
    isToCome: where.includes('not built yet'),
  }))
}

/** Names what in the table leads nowhere. */
export const lostPlaces = (root: string, places: readonly Place[]): readonly string[] =>
  places.flatMap(({ change, paths, isToCome }) => {
    if (paths.length === 0) return [`${change}: names no path`]
    const [folder = ''] = paths
    const lost = paths.filter((path) => globSync(path, { cwd: root }).length === 0).map((path) => `${change}: there is no ${path}`)
    const isFolder = statSync(join(root, folder), { throwIfNoEntry: false })?.isDirectory() === true
    return isToCome && lost.length === 0 && !isFolder ? [`${change}: ${folder} is no folder`] : lost
  })
