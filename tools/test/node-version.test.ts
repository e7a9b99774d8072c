import { spawnSync } from 'node:child_process'
import { globSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const root = join(import.meta.dirname, '../..')

/** Makes this Node say that it is another. */
const pretend = (version: string): string =>
  `data:text/javascript,${encodeURIComponent(`Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '${version}' } })`)}`

const run = (version: string, file: string) =>
  spawnSync(process.execPath, ['--import', pretend(version), join(root, file), '--help'], { encoding: 'utf8' })

const scripts = globSync('scripts/*.mjs', { cwd: root }).filter((file) => /toolchain\.mjs'/.test(readFileSync(join(root, file), 'utf8')))
const commands = globSync('packages/*/package.json', { cwd: root }).flatMap((file) => {
  const { bin = {} }: { bin?: Record<string, string> } = JSON.parse(readFileSync(join(root, file), 'utf8'))
  return Object.values(bin).map((path) => join(file, '..', path))
})

test('there are scripts and commands to try', () => {
  expect(scripts).toContain('scripts/test.mjs')
  expect(commands.length).toBeGreaterThan(2)
})

test.for([...scripts, ...commands])('%s says that Node 18 and 20.18 are too old, and nothing else', (file) => {
  for (const version of ['18.20.8', '20.18.3']) {
    const { status, stdout, stderr } = run(version, file)
    expect(stderr).toMatch(new RegExp(`^[\\w -]+ needs Node\\.js 20\\.19 or newer.*, and this is Node\\.js ${version}\\n$`))
    expect([status, stdout]).toEqual([1, ''])
  }
})

test.for(['scripts/test.mjs', 'scripts/start.mjs'])('%s works with the oldest Node that is supported, and with a newer one', (file) => {
  for (const version of ['20.19.0', '26.0.0']) expect(run(version, file)).toMatchObject({ status: 0, stderr: '' })
})

test('every package asks for the Node that is supported', () => {
  for (const file of [
    'package.json',
    ...globSync('packages/*/package.json', { cwd: root }),
    'packages/charm-cli/templates/package.template.json',
  ])
    expect(JSON.parse(readFileSync(join(root, file), 'utf8')), file).toMatchObject({ engines: { node: '>=20.19' } })
})
