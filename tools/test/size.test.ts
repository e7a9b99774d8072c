import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { sizeOf, workAtImport } from '../packages/size.ts'

const folder = mkdtempSync(join(tmpdir(), 'size-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Installs a package that promises to have no side effects. */
const installed = (name: string, source: string): string => {
  mkdirSync(join(folder, 'node_modules', name), { recursive: true })
  writeFileSync(join(folder, 'node_modules', name, 'package.json'), '{ "type": "module", "sideEffects": false, "exports": "./index.js" }')
  writeFileSync(join(folder, 'node_modules', name, 'index.js'), source)
  return name
}

test('functions and plain literals are no work at import', async () => {
  const name = installed(
    'plain',
    "const keys = ['a', 'b']\nconst text = /^a$/\nexport const table = { keys, text, find: () => keys.map(String) }\n",
  )
  expect(await workAtImport(name, folder)).toBe('')
})

test('a call at the top level is found, whatever package.json says of side effects', async () => {
  const name = installed('busy', "export const table = Object.fromEntries(['a'].map((key) => [key, 1]))\n")
  expect(await workAtImport(name, folder)).toContain('Object.fromEntries')
})

test('a dependency is neither counted nor called work', async () => {
  installed('dependency', `export const long = '${'x'.repeat(10_000)}'\nconsole.log(long)\n`)
  const name = installed('dependent', "import { long } from 'dependency'\nexport const twice = () => long + long\n")
  expect(await sizeOf(name, folder)).toBeLessThan(200)
  expect(await workAtImport(name, folder)).toBe('')
})

test('a side that is made at import is no work if what makes it has no effects, and what all packages share is looked into', async () => {
  const source = "import { make } from '@charm-layers/relation'\nexport const side = make()\n"
  installed('@charm-layers/relation', 'export const make = /* @__NO_SIDE_EFFECTS__ */ () => ({ read: () => 1 })\n')
  expect(await workAtImport(installed('sided', source), folder)).toBe('')
  installed('@charm-layers/relation', 'export const make = () => ({ read: () => console.log(1) })\nconsole.log(2)\n')
  expect(await workAtImport(installed('sided', source), folder)).toContain('console.log(2)')
})

test('the size is that of everything an entry exports', async () => {
  const name = installed('large', `export const a = '${'x'.repeat(500)}'\nexport const b = '${'y'.repeat(500)}'\n`)
  expect(await sizeOf(name, folder)).toBeGreaterThan(1000)
})
