import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { secret } from '@charm-layers/charm'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { hbs, templateModule } from '../src/hbs/index.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'hbs-'))
})
afterAll(() => rm(folder, { recursive: true }))

let count = 0
const render = async (source: string): Promise<(data: object) => string> => {
  const path = join(folder, `${count++}.conf.hbs`)
  await writeFile(path, source)
  const loaded = await hbs().load(path)
  const file = `${path}.mjs`
  await writeFile(file, loaded?.code ?? '')
  const module: { default: (data: object) => string } = await import(/* @vite-ignore */ pathToFileURL(file).href)
  return module.default
}

test('renders what the data holds, without escaping for HTML', async () => {
  const template = await render('a = {{a}}\n{{#each list}}\n- {{this}}\n{{/each}}\n')
  expect(template({ a: '<&"', list: [1, 2] })).toBe('a = <&"\n- 1\n- 2\n')
})

test('writes secrets as they are, since a file is what they are for', async () => {
  const template = await render('{{broker.password}} {{#each all}}{{this.key}}{{/each}}')
  expect(template({ broker: { password: secret('a<b') }, all: [{ key: secret('k') }] })).toBe('a<b k')
})

test('names the template and the variable that is not there', async () => {
  const template = await render('one\n{{missing}}\n')
  expect(() => template({ other: 1 })).toThrow(/^template \d+\.conf\.hbs: there is no "missing" in its data \(line 2\)$/)
})

test('names the template that cannot be compiled', () => {
  expect(() => templateModule('x.hbs', '{{#if a}}')).toThrow(/^template x\.hbs: Parse error/)
})

test('leaves other files alone', async () => {
  expect(await hbs().load('/x/charm.ts')).toBeUndefined()
})
