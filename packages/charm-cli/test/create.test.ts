import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { run } from '../src/command.ts'
import { create } from '../src/create/create.ts'
import { readCharmFolder } from '../src/pack/definition.ts'

let work = ''
beforeEach(async () => {
  work = await mkdtemp(join(tmpdir(), 'create-'))
})
afterEach(() => rm(work, { recursive: true }))

const files = [
  '.gitignore',
  'README.md',
  'package.json',
  'src/charm.ts',
  'src/web-app.conf.hbs',
  'test/charm.test.ts',
  'tsconfig.json',
  'vitest.config.ts',
]

const command = async (...argv: readonly string[]) => {
  const said = { out: '', err: '' }
  const status = await run(argv, {
    out: (text) => {
      said.out += text
    },
    err: (text) => {
      said.err += text
    },
  })
  return { status, ...said }
}

const text = (...path: readonly string[]): Promise<string> => readFile(join(work, ...path), 'utf8')

test('writes a charm under its name, and nothing beside it', async () => {
  expect(await create('web-app', join(work, 'web'))).toEqual(files)
  expect(await readdir(work)).toEqual(['web'])
  for (const file of files) expect(await text('web', file), file).not.toMatch(/my-charm/)
  expect(await text('web/.gitignore')).toBe('node_modules/\n*.charm\n.charm-layers/\n')
  expect(JSON.parse(await text('web/package.json'))).toMatchObject({ name: 'web-app', private: true })
})

test('what it writes is a charm that can be packed', async () => {
  // Below this package, so that the charm's imports are found without an installation.
  const beside = await mkdtemp(join(import.meta.dirname, 'created-'))
  try {
    await create('web-app', beside)
    const { definition, version } = await readCharmFolder(beside)
    expect(definition).toMatchObject({ name: 'web-app', bases: ['ubuntu@22.04'] })
    expect(version).toBe('0.1.0')
  } finally {
    await rm(beside, { recursive: true })
  }
})

test('tells what comes next', async () => {
  const { status, out } = await command('create', 'web-app', '--dir', join(work, 'charms/web'))
  expect(status).toBe(0)
  expect(out).toContain(`  ${join(work, 'charms/web/src/charm.ts')}\n`)
  expect(out).toMatch(/Next:\n {2}cd .*charms\/web\n {2}npm install\n {2}npm test\n {2}npm run pack\n$/)
})

test('says the same as JSON', async () => {
  const folder = join(work, 'web')
  const { out } = await command('create', 'web-app', '--dir', folder, '--json')
  expect(JSON.parse(out)).toEqual({ charm: 'web-app', folder, files })
})

test('fills an empty folder, which stays the same folder', async () => {
  const folder = join(work, 'web')
  await mkdir(folder, { mode: 0o700 })
  await create('web-app', folder)
  expect((await readdir(folder)).sort()).toEqual([
    '.gitignore',
    'README.md',
    'package.json',
    'src',
    'test',
    'tsconfig.json',
    'vitest.config.ts',
  ])
  expect(await readdir(work)).toEqual(['web'])
})

test('refuses a folder with something in it, and leaves it alone', async () => {
  await writeFile(join(work, 'notes'), 'mine')
  const { status, err } = await command('create', 'web-app', '--dir', work)
  expect(status).toBe(1)
  expect(err).toContain('has something in it already, such as notes\nhint: choose another folder with --dir\n')
  expect(await readdir(work)).toEqual(['notes'])
})

test.each(['web-2', 'Web', '2web', 'web-', '../web', ''])('refuses the name "%s", as Juju does', async (name) => {
  const { status, err } = await command('create', name, '--dir', join(work, 'web'))
  expect(status).toBe(1)
  expect(err).toContain(`charm-layers: name "${name}" not valid`)
  expect(await readdir(work)).toEqual([])
})

test('leaves nothing behind when it cannot write', async () => {
  await writeFile(join(work, 'file'), '')
  await expect(create('web-app', join(work, 'file'))).rejects.toThrow('ENOTDIR')
  await expect(create('web-app', join(work, 'file/web'))).rejects.toThrow()
  expect(await readdir(work)).toEqual(['file'])
})

test('asks for a name', async () => {
  expect(await command('create')).toEqual({
    status: 2,
    out: '',
    err: 'charm-layers: say what the charm is called\ntry: charm-layers --help\n',
  })
})

test('asks for the versions that the command itself was tested with', async () => {
  const root: unknown = JSON.parse(await readFile(join(import.meta.dirname, '../../../package.json'), 'utf8'))
  const { devDependencies }: { devDependencies: Record<string, string> } = JSON.parse(
    await readFile(join(import.meta.dirname, '../templates/package.template.json'), 'utf8'),
  )
  const others = Object.entries(devDependencies).filter(([name]) => !name.startsWith('@charm-layers/'))
  expect(others.map(([name]) => name)).toEqual(['@types/node', 'typescript', 'vitest'])
  expect(root).toMatchObject({ devDependencies: Object.fromEntries(others) })
})
