// `--config` and `--resource`, as `deploy` and `refresh` take them.
import { statSync } from 'node:fs'
import { resolve } from 'node:path'
import type { ConfigValue } from '../model/values.ts'
import { CliError } from './errors.ts'
import { fileError, readNamedFile } from './files.ts'
import type { Flag, FlagSet } from './flags.ts'
import { readValueFiles, splitPair } from './key-values.ts'

/** Declares `--config`: `key=value`, `key=@file`, or the name of one file with the options of applications. */
export const configFlag = (flags: FlagSet): Flag<readonly string[]> =>
  flags.list(
    ['config'],
    'An option as key=value or key=@file, or a YAML file of options keyed by application; may be given several times',
    (text) => [text],
  )

/** Options as text, and options as YAML gave them. */
export interface ConfigSettings {
  readonly set: Record<string, string>
  readonly yaml: Record<string, ConfigValue | null>
}

/** Reads what `--config` says. */
export const readConfigFlag = async (words: readonly string[], application: string, cwd: string): Promise<ConfigSettings> => {
  const set: Record<string, string> = {}
  const files: string[] = []
  for (const word of words) {
    const pair = splitPair(word)
    if (pair) set[pair[0]] = pair[1]
    else files.push(word)
  }
  const [file] = files
  if (files.length > 1) throw new CliError(`only a single config YAML file can be specified, got ${files.length}`)
  const yaml = file === undefined ? {} : (await import('./yaml-input.ts')).optionsOf(readNamedFile(cwd, file), application)
  return { set: readValueFiles(set, cwd), yaml }
}

/** Declares `--resource name=path`. */
export const resourceFlag = (flags: FlagSet): Flag<readonly (readonly [string, string])[]> =>
  flags.list<readonly [string, string]>(
    ['resource'],
    'A file for a resource the charm declares, as name=path; may be given several times',
    (text, before) => {
      const pair = splitPair(text)
      if (!pair || pair[0] === '' || pair[1] === '') throw new Error(`badly formatted name value pair: ${text}`)
      if (before.some(([name]) => name === pair[0])) throw new Error(`duplicate name specified: ${JSON.stringify(pair[0])}`)
      return [pair]
    },
  )

/** Gives the absolute paths of resources, each of which has to be a file. */
export const readResources = (pairs: readonly (readonly [string, string])[], cwd: string): Record<string, string> =>
  Object.fromEntries(
    pairs.map(([name, path]) => {
      try {
        statSync(resolve(cwd, path))
      } catch (error) {
        throw new CliError(`file for resource ${JSON.stringify(name)}: ${fileError('stat', path, error)}`)
      }
      return [name, resolve(cwd, path)]
    }),
  )
