// Every mistake of the table is told by the compiler, a test or `check`, in words that say what it is and where.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { check, findingText } from '../../../charm-cli/src/index.ts'
import { run } from '../../src/index.ts'
import { charm, type Mistake, mistakes } from './table.ts'

vi.setConfig({ testTimeout: 120_000, hookTimeout: 180_000 })

const root = join(import.meta.dirname, '../../../..')
// Within the repository, and beside a package that may import all the others: charms there find their imports.
const folder = mkdtempSync(join(root, 'packages/charm-cli/test/mistake-'))
afterAll(() => rmSync(folder, { recursive: true }))

const compilerOptions = {
  module: 'nodenext',
  target: 'es2024',
  lib: ['es2024'],
  strict: true,
  noEmit: true,
  skipLibCheck: true,
  allowImportingTsExtensions: true,
  customConditions: ['@charm-layers/source'],
  types: ['node'],
}

const lay = (name: string, { source, files = {} }: Pick<Mistake, 'source' | 'files'>): string => {
  const own = join(folder, name)
  const tsconfig = JSON.stringify({ compilerOptions, files: ['src/charm.ts', join(root, 'packages/charm-cli/hbs-env.d.ts')] })
  const all = {
    'package.json': '{ "name": "bad", "version": "1.0.0", "type": "module" }',
    'tsconfig.json': tsconfig,
    'src/charm.ts': source,
  }
  for (const [path, text] of Object.entries({ ...all, ...files })) {
    mkdirSync(dirname(join(own, path)), { recursive: true })
    writeFileSync(join(own, path), text)
  }
  return own
}

const rows = Object.entries(mistakes).map(([row, mistake]): readonly [string, Mistake] => [row, mistake])
const of = (told: Mistake['told']) => rows.filter(([, mistake]) => mistake.told === told).map(([row, one]) => [row, one.what, one] as const)

const failure = async (of: Promise<unknown>): Promise<string> => {
  try {
    await of
    return ''
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

test('every mistake of the table has its row', () =>
  expect(Object.keys(mistakes).map(Number)).toEqual(Array.from({ length: 39 }, (_, at) => at + 1)))

describe('the compiler tells', () => {
  let said = ''
  beforeAll(async () => {
    const sources = of('compiler').map(([row, , mistake]) => join(lay(row, mistake), 'src/charm.ts'))
    sources.push(join(lay('right', { source: charm('() => []') }), 'src/charm.ts'))
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, files: sources }))
    const tsc = join(root, 'node_modules/.bin/tsc')
    said = await promisify(execFile)(tsc, ['-p', folder, '--pretty', 'false'], { cwd: folder }).then(
      () => '',
      (error: { readonly stdout: string }) => error.stdout,
    )
  })
  /** What the compiler says of one charm. */
  const saidOf = (row: string): string =>
    said
      .split(/\n(?=\S)/)
      .filter((text) => text.startsWith(`${row}/`))
      .join('\n')
  test.for(of('compiler'))('%s: %s', ([row, , { says }]) => expect(saidOf(row)).toMatch(says))
  test('nothing of a charm without a mistake', () => expect(saidOf('right')).toBe(''))
})

describe('a test tells', () => {
  test.for(of('test'))('%s: %s', async ([row, , mistake]) => {
    const { default: made } = await import(join(lay(row, mistake), 'src/charm.ts'))
    expect(await failure(run(made, mistake.event ?? 'config-changed', mistake.state))).toMatch(mistake.says)
  })
})

describe('`check` tells', () => {
  test.for(of('check'))('%s: %s', async ([row, , mistake]) => {
    const found = await check(lay(row, mistake)).then(
      (all) => all.map(findingText).join('\n'),
      (error: Error) => error.message,
    )
    expect(found).toMatch(mistake.says)
    expect(found).not.toMatch(/\n\s+at .*node_modules/)
  })
})
