import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { CharmError } from '@charm-layers/charm'
import { check } from './check.ts'
import { findingText } from './check/finding.ts'
import { help } from './help.ts'
import type { PackResult } from './pack/pack.ts'
import { runtimeVersion } from './pack/runtime-version.ts'

/** Where the command writes. */
interface Output {
  out(text: string): void
  err(text: string): void
}

class UsageError extends Error {}

const options = {
  dir: { type: 'string' },
  base: { type: 'string', multiple: true },
  arch: { type: 'string' },
  out: { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
  version: { type: 'boolean' },
} as const

const parse = (argv: readonly string[]): ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>> => {
  try {
    return parseArgs({ args: [...argv], options, allowPositionals: true })
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error))
  }
}

/** Runs the command and gives its exit status. */
export const run = async (argv: readonly string[], output: Output): Promise<number> => {
  try {
    const { values, positionals } = parse(argv)
    const [command, ...paths] = positionals
    if (values.help === true || command === 'help') {
      output.out(help)
      return 0
    }
    if (values.version === true || command === 'version') {
      output.out(`charm-layers ${await ownVersion()}, which packs Node.js ${runtimeVersion}\n`)
      return 0
    }
    if (command === undefined) throw new UsageError('say what to do: create, check or pack')
    if (paths.length > 1) throw new UsageError(`one charm at a time: ${paths.join(', ')}`)
    if (command === 'create') return await runCreate(paths[0], values, output)
    if (command === 'check') return await runCheck(paths[0] ?? '.', values.json === true, output)
    if (command === 'pack') return await runPack(paths[0] ?? '.', values, output)
    throw new UsageError(`there is no command "${command}"`)
  } catch (error) {
    return told(error, output)
  }
}

const ownVersion = async (): Promise<string> => {
  const { version }: { version: string } = JSON.parse(await readFile(new URL('../package.json', import.meta.url), 'utf8'))
  return version
}

const told = (error: unknown, output: Output): number => {
  if (error instanceof UsageError) {
    output.err(`charm-layers: ${error.message}\ntry: charm-layers --help\n`)
    return 2
  }
  const message = error instanceof Error ? error.message : String(error)
  const hint = error instanceof CharmError ? error.hint : undefined
  output.err(`charm-layers: ${message}\n${hint === undefined ? '' : `hint: ${hint}\n`}`)
  return 1
}

const runCreate = async (name: string | undefined, values: ReturnType<typeof parse>['values'], output: Output): Promise<number> => {
  if (name === undefined) throw new UsageError('say what the charm is called')
  const { create } = await import('./create/create.ts')
  const folder = values.dir ?? name
  const files = await create(name, folder)
  if (values.json === true) output.out(`${JSON.stringify({ charm: name, folder, files }, undefined, 2)}\n`)
  else {
    const steps = [...(resolve(folder) === process.cwd() ? [] : [`cd ${folder}`]), 'npm install', 'npm test', 'npm run pack']
    output.out(`${files.map((file) => `  ${join(folder, file)}\n`).join('')}\nNext:\n${steps.map((step) => `  ${step}\n`).join('')}`)
  }
  return 0
}

const runCheck = async (path: string, isJson: boolean, output: Output): Promise<number> => {
  const findings = await check(path)
  const errors = findings.filter(({ level }) => level === 'error').length
  if (isJson) output.out(`${JSON.stringify({ charm: path, errors, warnings: findings.length - errors, findings }, undefined, 2)}\n`)
  else {
    for (const finding of findings) output.out(`${findingText(finding)}\n`)
    output.out(`${path}: ${errors} errors, ${findings.length - errors} warnings\n`)
  }
  return errors === 0 ? 0 : 1
}

const runPack = async (folder: string, values: ReturnType<typeof parse>['values'], output: Output): Promise<number> => {
  // The bundler is large, and neither the help nor a check needs it.
  const [{ readCharmFolder }, { ownArchitecture, pack }, { isArchitecture }] = await Promise.all([
    import('./pack/definition.ts'),
    import('./pack/pack.ts'),
    import('./pack/runtime.ts'),
  ])
  const { arch = ownArchitecture(), out = '.' } = values
  if (!isArchitecture(arch)) throw new UsageError(`--arch ${arch}: amd64 or arm64`)
  const bases = values.base ?? (await readCharmFolder(folder)).definition.bases ?? []
  const results: PackResult[] = []
  for (const base of bases.length === 0 ? [undefined] : bases) {
    const begun = performance.now()
    const progress = (step: string): void => output.err(`${((performance.now() - begun) / 1000).toFixed(1).padStart(5)} s  ${step}\n`)
    const result = await pack({ charm: folder, arch, out, ...(base !== undefined && { base }), ...(values.json !== true && { progress }) })
    results.push(result)
    if (values.json !== true) describe(result, output)
  }
  if (values.json === true) output.out(`${JSON.stringify(results, undefined, 2)}\n`)
  return 0
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(bytes < 1e6 ? 3 : 1)} MB`

const describe = ({ path, size, parts, warnings }: PackResult, output: Output): void => {
  for (const warning of warnings) output.err(`${findingText(warning)}\n`)
  output.out(
    `${path}  ${megabytes(size)} (runtime ${megabytes(parts.runtime)}, code ${megabytes(parts.code)}, other ${megabytes(parts.other)})\n`,
  )
}
