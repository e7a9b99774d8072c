/** Places in the sources: of the bundle's map while packing, and of an error that was thrown by bundled code. */
import { realpathSync } from 'node:fs'
import { SourceMap } from 'node:module'
import { basename, isAbsolute, join, relative, resolve } from 'node:path'
import { packageFolder, readName } from './package-folder.ts'

/** A source map, as the bundler writes it. */
export interface BundleMap {
  readonly version: number
  readonly names: readonly string[]
  readonly sources: readonly string[]
  readonly mappings: string
}

/**
 * Gives the names of the sources by which an author knows them, the same wherever the charm lies: `src/charm.ts` for the charm's own files,
 * `node_modules/<package>/…` for those of others.
 */
export const namedSources = (map: BundleMap, folder: string): BundleMap => {
  const own = realpathSync(folder)
  // The bundler writes paths from the folder into which it believes that it writes.
  const named = map.sources.map((source) => nameOf(resolve(own, 'dist', source), own))
  return { version: map.version, names: map.names, sources: named, mappings: map.mappings }
}

const nameOf = (path: string, own: string): string => {
  const inside = relative(own, path)
  if (!inside.startsWith('..') && !isAbsolute(inside) && !inside.includes('node_modules/')) return inside
  const installed = path.lastIndexOf('/node_modules/')
  if (installed !== -1) return path.slice(installed + 1)
  const found = packageFolder(join(path, '..'))
  return found === undefined ? basename(path) : join('node_modules', readName(found), relative(found, path))
}

/** A line of a stack with the place that it names. */
const placed = /(?:file:\/\/)?\/[^\s():]*\/([\w.-]+):(\d+):(\d+)/

/** Gives the place in the charm's own files at which an error of bundled code was thrown, such as `src/charm.ts:17`; undefined for none. */
export const placeOf = (error: unknown, maps: ReadonlyMap<string, BundleMap>): string | undefined => {
  if (!(error instanceof Error)) return undefined
  for (const line of (error.stack ?? '').split('\n')) {
    const [, file = '', row = '', column = ''] = placed.exec(line) ?? []
    const map = maps.get(file)
    if (map === undefined) continue
    const origin = new SourceMap({ ...map, file, names: [...map.names], sources: [...map.sources], sourceRoot: '', sourcesContent: [] })
    const found = origin.findOrigin(Number(row), Number(column))
    if ('fileName' in found && !found.fileName.startsWith('node_modules/')) return `${found.fileName}:${found.lineNumber}`
  }
  return undefined
}
