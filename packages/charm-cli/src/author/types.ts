/** The compiler of the charm's own project, which says what is wrong before it is packed. */
import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import type { Finding } from '../check/finding.ts'
import { writeTemplateTypes } from './template-types.ts'

/** Finds the program `tsc` that the charm's project has installed. */
const compilerOf = async (folder: string): Promise<string | undefined> => {
  try {
    const manifest = createRequire(join(folder, 'package.json')).resolve('typescript/package.json')
    const { bin }: { bin?: { tsc?: string } } = JSON.parse(await readFile(manifest, 'utf8'))
    return bin?.tsc === undefined ? undefined : join(dirname(manifest), bin.tsc)
  } catch {
    return undefined
  }
}

/** Says why the types of a charm are not checked; undefined when they are. */
export const whyUnchecked = async (folder: string): Promise<string | undefined> => {
  if (!existsSync(join(folder, 'tsconfig.json'))) return 'the folder has no tsconfig.json'
  return (await compilerOf(folder)) === undefined ? 'typescript is not installed here' : undefined
}

const place = /^(.+?)\((\d+),\d+\): error (TS\d+: .*)$/

/** Reads what tsc prints without colours: a line for each error, indented lines that explain it. */
const findingsIn = (printed: string): readonly Finding[] => {
  const found: Finding[] = []
  for (const line of printed.split('\n')) {
    const [, file, row, message] = place.exec(line) ?? []
    const last = found.at(-1)
    if (file !== undefined && message !== undefined) found.push({ level: 'error', file: `${file}:${row}`, message })
    else if (line.startsWith(' ') && last !== undefined) found[found.length - 1] = { ...last, message: `${last.message}\n  ${line}` }
    else if (/^error TS\d+/.test(line)) found.push({ level: 'error', file: 'tsconfig.json', message: line.slice('error '.length) })
  }
  return found
}

/** Runs the compiler over the charm's project, templates included, and gives what it refuses: nothing where there is no compiler. */
export const typeFindings = async (folder: string): Promise<readonly Finding[]> => {
  const compiler = await compilerOf(folder)
  if (compiler === undefined || !existsSync(join(folder, 'tsconfig.json'))) return []
  const project = await writeTemplateTypes(folder)
  const { failed, printed } = await new Promise<{ failed: boolean; printed: string }>((resolve) => {
    const args = [compiler, '-p', project, '--noEmit', '--pretty', 'false']
    execFile(process.execPath, args, { cwd: folder, maxBuffer: 1 << 26 }, (error, stdout, stderr) =>
      resolve({ failed: error !== null, printed: `${stdout}${stderr}` }),
    )
  })
  const found = findingsIn(printed)
  if (!failed || found.length > 0) return found
  return [{ level: 'error', file: 'tsconfig.json', message: `the compiler failed: ${printed.trim().split('\n').slice(-3).join(' ')}` }]
}
