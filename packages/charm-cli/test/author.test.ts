import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { defineCharm } from '@charm-layers/charm'
import { afterEach, expect, test, vi } from 'vitest'
import { check, findingText, pack } from '../src/index.ts'
import { extraFiles } from '../src/pack/extra-files.ts'

vi.setConfig({ testTimeout: 60_000 })

// Below this package, so that the charm's imports are found without an installation.
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
})

const tsconfig = JSON.stringify({
  compilerOptions: {
    module: 'nodenext',
    target: 'es2024',
    strict: true,
    noEmit: true,
    skipLibCheck: true,
    allowImportingTsExtensions: true,
    customConditions: ['@charm-layers/source'],
    types: ['node'],
  },
  files: ['src/charm.ts', join(import.meta.dirname, '../hbs-env.d.ts')],
})

/** Lays a charm out: `desired` is the text of its function, and everything else can be changed. */
const lay = (files: Readonly<Record<string, string>>): string => {
  const folder = mkdtempSync(join(import.meta.dirname, 'author-'))
  folders.push(folder)
  for (const [name, text] of Object.entries({ 'package.json': '{ "name": "bad", "version": "1.0.0", "type": "module" }', ...files })) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
  return folder
}

const charm = (desired: string, more = ''): string => `import { defineCharm, file, option, when } from '@charm-layers/charm'
import { amqp } from '@charm-layers/interface-amqp'
void [file, option, when, amqp]
export default defineCharm({
  name: 'bad',
  summary: 'Has one mistake',
  bases: ['ubuntu@24.04'],
  ${more}
  desired: ${desired},
})
`

const said = async (files: Readonly<Record<string, string>>): Promise<readonly string[]> => (await check(lay(files))).map(findingText)

test('a charm as it should be has nothing to say, before it is packed', async () => {
  expect(await said({ 'src/charm.ts': charm("() => [file('/etc/bad', 'x')]"), 'tsconfig.json': tsconfig })).toEqual([])
})

const mistakes: readonly (readonly [string, string, RegExp])[] = [
  [
    'a request that is not returned',
    charm("({ relations }) => void relations.queue.ask({ username: 'a', vhost: 'b' })", 'requires: { queue: amqp },'),
    /^error: src\/charm\.ts: the charm calls relations\['queue'\]\.ask\(\) but does not return its steps.*\n {2}return the answer by when/,
  ],
  [
    'a function that fails',
    charm("() => [file('/etc/bad', JSON.parse('{'))]"),
    /^error: src\/charm\.ts:9: Expected property name or '}' in JSON at position 1/,
  ],
  ['the clock', charm("() => [file('/etc/bad', String(Date.now()))]"), /^error: src\/charm\.ts:9: the charm's function reads the clock/],
  [
    'the environment',
    charm("() => [file('/etc/bad', process.env.HOME ?? '')]"),
    /^error: src\/charm\.ts:9: the charm's function reads process\.env\.HOME/,
  ],
  [
    'a peer relation among those that require',
    charm('() => []', "requires: { ring: { peers: { interface: 'ring', side: 'peers' } } as never },"),
    /^error: src\/charm\.ts:4: .*requires\.ring has the side peers, and not requires: declare it among peers$/,
  ],
  [
    'a base',
    charm('() => []').replace('ubuntu@24.04', 'ubuntu-22.04'),
    /^error: src\/charm\.ts:4: .*bases has 'ubuntu-22\.04', which is no base such as/,
  ],
  ['a name', charm('() => []').replace("'bad'", "'Pinger_x'"), /^error: src\/charm\.ts:4: .*name 'Pinger_x' is no name that Juju takes/],
  ['a module that fails', `${charm('() => []')}\nthrow new Error('at import')\n`, /^error: src\/charm\.ts:12: at import$/],
  [
    'no default export',
    charm('() => []').replace('export default', 'export const it ='),
    /^error: src\/charm\.ts: src\/charm\.ts has no default export/,
  ],
]

test.for(mistakes)('names the place of %s', async ([, text, expected]) => {
  const [first = '', ...others] = await said({ 'src/charm.ts': text })
  expect(first).toMatch(expected)
  expect(first).not.toMatch(/node_modules|\n\s+at /)
  expect(others).toEqual([])
})

test('what the compiler refuses is no charm', async () => {
  const files = { 'src/charm.ts': charm("() => [file('/etc/bad', 'x', { mod: 0o600 })]"), 'tsconfig.json': tsconfig }
  expect(await said(files)).toEqual([expect.stringMatching(/^error: src\/charm\.ts:9: TS2\d+: .*'mod'/)])
  await expect(pack({ charm: lay(files), out: tmpdir() })).rejects.toThrow(/the charm has mistakes:\n {2}error: src\/charm\.ts:9: TS2/)
})

const templated = (data: string, template: string): Readonly<Record<string, string>> => ({
  'src/charm.ts': `import conf from './bad.conf.hbs'\n${charm(`() => [file('/etc/bad', conf(${data}))]`)}`,
  'src/bad.conf.hbs': template,
  'tsconfig.json': tsconfig,
})

test('data that lack what a template reads are refused by the compiler, also where the template is not rendered', async () => {
  const files = templated('{ port: 1 }', '{{port}} {{host}}\n')
  const branch = charm(
    "({ config }) => config.on === true ? [file('/etc/bad', conf({ port: 1 }))] : []",
    "config: { on: option.boolean({ description: 'o' }) },",
  )
  const found = await said({ ...files, 'src/charm.ts': `import conf from './bad.conf.hbs'\n${branch}` })
  expect(found).toEqual([expect.stringMatching(/^error: src\/charm\.ts:10: TS2345: .*\n.*Property 'host' is missing/)])
})

test('data that a template can render are taken', async () => {
  const template = '{{#each hosts}}{{this}}:{{../port}}{{/each}}{{#if tls}}{{tls.cert}}{{/if}}{{#with a}}{{b}}{{/with}}\n'
  expect(await said(templated("{ hosts: ['a'], port: 1, tls: undefined, a: { b: true } }", template))).toEqual([])
  expect(await said(templated("{ hosts: { x: 'a' }, tls: { cert: 'c' }, a: undefined, port: '1' }", template))).toEqual([])
  const record = templated('record', '{{port}}\n')
  const text = `const record: Readonly<Record<string, unknown>> = { port: 1 }\n${record['src/charm.ts']}`
  expect(await said({ ...record, 'src/charm.ts': text })).toEqual([])
})

test.for([
  [
    'a helper that is not there',
    'a\n{{upper port}}\n',
    'template bad.conf.hbs: there is no helper "upper" (line 2): a template has if, unless',
  ],
  ['a partial', '{{> other}}\n', 'template bad.conf.hbs: a template has no partials (line 1)'],
  ['a block that does not end', '{{#if a}}\n', 'template bad.conf.hbs: Parse error on line 2'],
])('a template with %s is refused without a stack', async ([, template, expected]) => {
  const [first = ''] = await said(templated('{ port: 1 }', template ?? ''))
  expect(first).toContain(expected)
  expect(first).not.toMatch(/\n\s+at |Caused by/)
})

test('what is not packed is told', async () => {
  const files = {
    'src/charm.ts': charm('() => []'),
    'files/a': '',
    'lib/b.py': '',
    'charmcraft.yaml': 'type: charm\n',
    'docs/c.md': '',
    'x.yaml': '',
  }
  expect(await said(files)).toEqual([
    expect.stringMatching(/^warning: charmcraft\.yaml: is not packed: the definition/),
    expect.stringMatching(/^warning: files\/: is not packed: name it in files/),
    expect.stringMatching(/^warning: lib\/: is not packed/),
    expect.stringMatching(/^warning: x\.yaml: is not packed/),
  ])
})

test('the folder in which types are made is left out of git', async () => {
  const folder = lay(templated('{ port: 1 }', '{{port}}\n'))
  expect(await check(folder)).toEqual([])
  expect(readFileSync(join(folder, '.charm-layers/.gitignore'), 'utf8')).toBe('*\n')
})

test('a file to pack that is not there is named', async () => {
  expect(await said({ 'src/charm.ts': charm('() => []', "files: ['nowhere'],") })).toEqual([
    "error: src/charm.ts: files: 'nowhere' is not there\n  files names files and folders inside of the charm's folder, such as files/logo.svg",
  ])
})

test('a file to pack that lies elsewhere is refused', async () => {
  for (const path of ['../outside', '/etc/passwd', 'metadata.yaml'])
    expect(await said({ 'src/charm.ts': charm('() => []', `files: ['${path}'],`) })).toEqual([
      expect.stringMatching(new RegExp(`^error: src/charm\\.ts:\\d+: .*files has '${path}'`)),
    ])
})

const named = (files: readonly string[]) => defineCharm({ name: 'a', summary: 'b', files, desired: () => [] })

test('files that the definition names are read with their modes, folders whole, and no link is', async () => {
  const folder = lay({ 'files/a/b': 'b', 'files/tool': '#!/bin/sh', 'src/charm.ts': charm('() => []', "files: ['files'],") })
  chmodSync(join(folder, 'files/tool'), 0o755)
  expect(await check(folder)).toEqual([])
  expect((await extraFiles(folder, named(['files', 'files/tool']))).map(({ name, mode }) => [name, mode])).toEqual([
    ['files/a/b', 0o644],
    ['files/tool', 0o755],
  ])
  symlinkSync('/etc/passwd', join(folder, 'files/link'))
  await expect(extraFiles(folder, named(['files']))).rejects.toThrow("files: 'files/link' is no file: a link or a device is not packed")
})
