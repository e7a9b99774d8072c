// The example of docs/simulate.md, typed into a folder.
import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { type Model, SimulationFailed, simulate } from '@charm-layers/charm-testing'
import { afterAll, expect, test } from 'vitest'

const root = dirname(dirname(import.meta.dirname))
const page = readFileSync(join(root, 'docs/simulate.md'), 'utf8')
const folder = mkdtempSync(join(import.meta.dirname, 'simulate-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Types the listings, in some of which a text is another, and gives the model of the test. */
async function typed(name: string, from = '', to = ''): Promise<Model> {
  for (const [, path = '', code = ''] of page.matchAll(/`((?:src|test)\/[\w.]+\.ts)`:\n\n```ts\n(.*?)^```$/gms)) {
    const file = join(folder, name, path)
    mkdirSync(dirname(file), { recursive: true })
    // The page's test is not run here: it is to fail.
    writeFileSync(
      file,
      code
        .replace(from, to)
        .replace(/^import \{ test \}.*\n/m, '')
        .replace(/^test\(.*/ms, 'void simulate\n'),
    )
  }
  const { model }: { readonly model: Model } = await import(join(folder, name, 'test/tokens.test.ts'))
  return model
}

test('the example of the page compiles, and its fault is found', { timeout: 60_000 }, async () => {
  const failure = await simulate(await typed('fault'), { seeds: 300 }).then(
    () => undefined,
    (error: unknown) => error,
  )
  expect(failure).toBeInstanceOf(SimulationFailed)
  const [said = ''] = /^model 'tokens'.*$/m.exec(page) ?? []
  // Which seed it is, and which unit, may change with the package.
  const numberless = (text = ''): string => text.replace(/\d+/g, 'N')
  expect(numberless(String(failure).split('\n')[0])).toBe(numberless(`SimulationFailed: ${said}`))
  const config = { extends: join(root, 'tsconfig.tests.json'), compilerOptions: { noEmit: true }, include: ['**/*.ts'], exclude: [] }
  writeFileSync(join(folder, 'fault', 'tsconfig.json'), JSON.stringify(config))
  expect(spawnSync('tsc', ['--project', join(folder, 'fault')], { encoding: 'utf8' }).stdout).toBe('')
})

test('what the page says mends the example', { timeout: 60_000 }, async () => {
  const wrong = "recorded('token') ?? (leader ? `made-by-${identity.unit}` : undefined)\n    if (token === undefined) return ["
  expect(page).toContain(wrong)
  const mended = "recorded('token')\n    if (token === undefined) return [leader && fact('token', `made-by-${identity.unit}`), "
  expect((await simulate(await typed('mended', wrong, mended), { seeds: 40 })).seeds).toBe(40)
})
