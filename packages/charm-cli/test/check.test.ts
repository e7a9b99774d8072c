import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { run } from '../src/command.ts'
import { check, findingText } from '../src/index.ts'
import { elfFile } from './elf-file.ts'

const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

const good: Readonly<Record<string, string>> = {
  'metadata.yaml': 'name: web\nsummary: s\ndescription: d\nrequires: {db: {interface: mysql}}\n',
  'manifest.yaml': "bases:\n- {name: ubuntu, channel: '24.04', architectures: [amd64]}\n",
  'config.yaml': 'options: {port: {type: int, default: 80, description: d}}\n',
  'actions.yaml': 'go: {description: d, additionalProperties: false}\n',
  dispatch: '#!/bin/sh\n',
}

const charm = async (changes: Readonly<Record<string, string | undefined>>): Promise<string> => {
  const folder = await mkdtemp(join(tmpdir(), 'check-'))
  folders.push(folder)
  for (const [name, content] of Object.entries({ ...good, ...changes })) {
    if (content === undefined) continue
    await mkdir(dirname(join(folder, name)), { recursive: true })
    await writeFile(join(folder, name), content)
  }
  if (!('dispatch' in changes)) await chmod(join(folder, 'dispatch'), 0o755)
  return folder
}

const said = async (changes: Readonly<Record<string, string | undefined>>): Promise<readonly string[]> =>
  (await check(await charm(changes))).map(findingText)

test('has nothing to say about a good charm', async () => {
  expect(await said({})).toEqual([])
})

test('has nothing to say about an endpoint whose scope is the container', async () => {
  const metadata = `${good['metadata.yaml']}provides: {nrpe: {interface: nrpe-external-master, scope: container}}\n`
  expect(await said({ 'metadata.yaml': metadata })).toEqual([])
})

test.each([
  [
    'every fault, not only the first',
    { 'metadata.yaml': 'name: web\nsummary: s\n', 'config.yaml': '' },
    [
      'error: metadata.yaml: description: metadata: description: expected string, got nothing',
      'error: config.yaml: options: invalid config: empty configuration',
    ],
  ],
  [
    'which Juju refuses',
    { 'manifest.yaml': "bases:\n- {name: debian, channel: '12', architectures: [amd64]}\n" },
    ['error: manifest.yaml: bases: manifest: os "debian" not valid (Juju 3.6)'],
  ],
  [
    'unknown keys',
    { 'metadata.yaml': `${good['metadata.yaml']}provide: {a: b}\n` },
    ['warning: metadata.yaml: provide: Juju does not know this key and passes over it: is provides meant?'],
  ],
  [
    'values that YAML 1.1 reads otherwise',
    { 'config.yaml': 'options: {mode: {type: int, default: 0755, description: d}}\n' },
    ["warning: config.yaml: options.mode.default: line 1: 0755 without quotes is the octal number 493 in Juju's YAML"],
  ],
  [
    'an entry point that is not executable',
    { dispatch: '#!/bin/sh\n' },
    ['error: dispatch: is not executable: the first hook would fail. Give it the mode 0755'],
  ],
  ['no entry point', { dispatch: undefined }, ['error: dispatch: invalid charm "web": has no hooks nor dispatch file']],
  [
    'a folder that Juju drops',
    { 'build/x.js': '' },
    ['warning: build/: Juju up to 3.6 drops a top-level build folder when it takes the charm: use another name'],
  ],
  [
    'an action that says nothing of other parameters',
    { 'actions.yaml': 'go: {description: d}\n' },
    [
      'warning: actions.yaml: go: without additionalProperties, unknown parameters are taken up to Juju 3.6 and refused from 4.0 on: say which',
    ],
  ],
  [
    'a program for another machine',
    { 'addon.node': `${'\u007fELF'.padEnd(18, '\0')}\u0028\0` },
    ['error: addon.node: is made for arm, the manifest names amd64'],
  ],
])('tells %s', async (_, changes, expected) => expect(await said(changes)).toEqual(expected))

test.each([
  [
    'the source of a charm for charmcraft',
    { 'charmcraft.yaml': 'name: web\n' },
    /^error: charmcraft\.yaml: this is the source of a charm.*Check is for what has been packed/,
  ],
  ['a folder that is no charm', {}, /^error: metadata\.yaml: there is none, so this is no charm/],
])('says once what %s is', async (_, files, expected) => {
  const nothing = { 'metadata.yaml': undefined, 'manifest.yaml': undefined, dispatch: undefined }
  expect(await said({ ...nothing, ...files })).toEqual([expect.stringMatching(expected)])
})

test('tells a runtime that would not start on the base', async () => {
  const folder = await charm({})
  await mkdir(join(folder, 'runtime'))
  await writeFile(join(folder, 'runtime/node'), elfFile(62, { 'libc.so.6': ['GLIBC_2.28'], 'libatomic.so.1': [] }))
  expect((await check(folder)).map(findingText)).toEqual([
    expect.stringMatching(/^error: runtime\/node: needs libatomic\.so\.1, which a machine with ubuntu@24\.04 does not have/),
  ])
})

test('tells a link that leads out of the charm', async () => {
  const folder = await charm({})
  await symlink('../../etc/passwd', join(folder, 'secret'))
  expect((await check(folder)).map(findingText)).toEqual(['error: secret: symlink "secret" leads out of scope'])
})

const cli = async (...argv: readonly string[]): Promise<{ status: number; out: string; err: string }> => {
  const written = { out: '', err: '' }
  const status = await run(argv, {
    out: (text) => {
      written.out += text
    },
    err: (text) => {
      written.err += text
    },
  })
  return { status, ...written }
}

test('the command gives findings as JSON, and a status that scripts can use', async () => {
  const folder = await charm({ 'config.yaml': '' })
  const { status, out } = await cli('check', folder, '--json')
  expect(status).toBe(1)
  expect(JSON.parse(out)).toMatchObject({ errors: 1, warnings: 0, findings: [{ file: 'config.yaml', field: 'options' }] })
})

test.each([
  [['frob'], 'there is no command "frob"'],
  [['pack', '--arch', 'm68k'], '--arch m68k: amd64 or arm64'],
  [['pack', '--frob'], 'frob'],
])('the command refuses %j with a way to help', async (argv, expected) => {
  const { status, err } = await cli(...argv)
  expect(status).toBe(2)
  expect(err).toContain(expected)
  expect(err).toContain('--help')
})

test('the command shows examples when asked for help', async () => {
  expect((await cli('--help')).out).toContain('charm-layers pack charms/trove')
})

test('the command says its version', async () => {
  const { version }: { version: string } = JSON.parse(await readFile(join(import.meta.dirname, '../package.json'), 'utf8'))
  expect(await cli('--version')).toEqual({ status: 0, out: `charm-layers ${version}, which packs Node.js 24.21.0\n`, err: '' })
})

const hint = 'hint: name a .charm or a folder with a metadata.yaml; charm-layers pack makes a .charm of a folder with a src/charm.ts\n'

test('a path that leads nowhere is named, with what to do', async () => {
  expect(await cli('check', '/no/such/charm')).toEqual({
    status: 1,
    out: '',
    err: `charm-layers: there is nothing at /no/such/charm\n${hint}`,
  })
  const file = join(await charm({}), 'dispatch')
  expect((await cli('check', `${file}/below`)).err).toBe(`charm-layers: there is nothing at ${file}/below\n${hint}`)
})

test('a file that is no archive is named, with what to do', async () => {
  const file = join(await charm({}), 'metadata.yaml')
  expect((await cli('check', file)).err).toBe(`charm-layers: ${file} is no charm: zip: not a valid zip file\n${hint}`)
})
