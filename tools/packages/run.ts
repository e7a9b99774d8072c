/** Programs and files, as the checks of the packages use them. */
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the checks read of a package.json. */
export interface Manifest {
  readonly name: string
  readonly version: string
  readonly private?: boolean
  readonly bin?: Readonly<Record<string, string>>
  readonly exports: Readonly<Record<string, string | { readonly types?: string; readonly default?: string }>>
  readonly dependencies?: Readonly<Record<string, string>>
  readonly optionalDependencies?: Readonly<Record<string, string>>
  readonly peerDependencies?: Readonly<Record<string, string>>
}

/** Runs a program to its end, and ends this one when it fails. */
export const run = (argv: readonly [string, ...string[]], cwd: string): string => {
  const [program, ...args] = argv
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: 'utf8', maxBuffer: 1 << 26 })
  if (status === 0) return stdout
  console.error(`${argv.join(' ')}\n${stdout}${stderr}${error?.message ?? ''}`)
  process.exit(1)
}

/** Reads the package.json of a folder. */
export const readManifest = (folder: string): Manifest => JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Manifest
