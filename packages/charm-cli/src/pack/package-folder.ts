import { existsSync, readFileSync } from 'node:fs'
import { basename, dirname, join } from 'node:path'

/** Finds the folder of the package that a folder belongs to. */
export const packageFolder = (folder: string): string | undefined => {
  const file = join(folder, 'package.json')
  if (existsSync(file) && /"name"\s*:/.test(readFileSync(file, 'utf8'))) return folder
  return dirname(folder) === folder ? undefined : packageFolder(dirname(folder))
}

/** Reads the name of the package in a folder. */
export const readName = (folder: string): string => {
  const { name }: { name?: unknown } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  return typeof name === 'string' ? name : basename(folder)
}
