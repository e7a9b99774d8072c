import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bundle } from '../src/pack/bundle.ts'
import { start, wrapped } from '../src/pack/start.ts'

let charm: string
beforeEach(() => {
  charm = mkdtempSync(join(tmpdir(), 'start-'))
  mkdirSync(join(charm, 'dist'))
})
afterEach(() => rmSync(charm, { recursive: true }))

const lay = (code: string): void => {
  writeFileSync(join(charm, 'dist', 'charm.cjs'), wrapped(code))
  writeFileSync(join(charm, 'dist', 'start.cjs'), start(wrapped(code), ['node:net']))
}
const run = () =>
  spawnSync(process.execPath, ['--disable-warning=ExperimentalWarning', join(charm, 'dist', 'start.cjs')], { encoding: 'utf8' })
const kept = (): readonly string[] => readdirSync(charm).filter((name) => name.startsWith('.compiled-'))

test('a charm may load a module when it needs it', () => {
  lay("exports.default = import('node:os').then(({ EOL }) => (console.log(EOL.length), false))\n")
  expect(run()).toMatchObject({ status: 0, stdout: '1\n', stderr: '' })
})

test('a hook that changes nothing writes nothing once code is kept, and one that changes something keeps it anew', () => {
  lay('exports.default = Promise.resolve(process.env.CHANGED === "yes")\n')
  run()
  const [name = ''] = kept()
  expect(statSync(join(charm, name)).mode & 0o777).toBe(0o600)
  const before = statSync(join(charm, name)).ino
  run()
  expect(statSync(join(charm, name)).ino).toBe(before)
  spawnSync(process.execPath, [join(charm, 'dist', 'start.cjs')], { env: { CHANGED: 'yes' } })
  expect(statSync(join(charm, name)).ino).not.toBe(before)
})

test('what another version of the charm has kept is neither used nor left behind', () => {
  lay('exports.default = Promise.resolve(console.log("one"))\n')
  run()
  const before = kept()
  // Of the same length: V8 alone would take one for the other.
  lay('exports.default = Promise.resolve(console.log("two"))\n')
  expect(run().stdout).toBe('two\n')
  expect(kept()).toHaveLength(1)
  expect(kept()).not.toEqual(before)
})

test('an error of the charm is shown with its own file', () => {
  lay('exports.default = Promise.resolve(false)\nthrow new Error("told to fail")\n')
  const { status, stderr } = run()
  expect(status).toBe(1)
  expect(stderr).toContain('charm.cjs:2')
})

test('what a charm and a file that it imports dynamically share is there once, in the charm', async () => {
  const source = mkdtempSync(join(import.meta.dirname, 'shared-'))
  try {
    mkdirSync(join(source, 'src'))
    const write = (name: string, text: string) => writeFileSync(join(source, 'src', name), text)
    write('shared.ts', "export const seen: string[] = ['shared']\n")
    write('late.ts', "import { seen } from './shared.ts'\nseen.push('late')\nexport default seen\n")
    write(
      'charm.ts',
      "import { defineCharm } from '@charm-layers/charm'\nimport { seen } from './shared.ts'\n" +
        // The process would end before: no unit agent has started it.
        'const { exit } = process\nprocess.exit = () => setImmediate(exit)\n' +
        "void import('./late.ts').then((late) => console.log(late.default === seen, seen.join()))\n" +
        "export default defineCharm({ name: 'a', summary: 'b', desired: () => [] })\n",
    )
    const { entry, chunks } = await bundle(source, 'main')
    lay(entry)
    for (const { name, text } of chunks) writeFileSync(join(charm, 'dist', name), text)
    expect(entry).not.toMatch(/^(?:const|let|var) .*require\("\.\//m)
    expect(run().stdout).toBe('true shared,late\n')
  } finally {
    rmSync(source, { recursive: true })
  }
})

test('the checks of a definition are left out of a packed charm', async () => {
  const source = mkdtempSync(join(import.meta.dirname, 'unchecked-'))
  try {
    mkdirSync(join(source, 'src'))
    const text =
      "import { defineCharm } from '@charm-layers/charm'\nexport default defineCharm({ name: 'a', summary: 'b', desired: () => [] })\n"
    writeFileSync(join(source, 'src/charm.ts'), text)
    expect((await bundle(source, 'main')).entry).not.toContain('the definition of charm')
    expect((await bundle(source, 'definition')).entry).toContain('the definition of charm')
  } finally {
    rmSync(source, { recursive: true })
  }
})

describe('an error of a bundled charm', () => {
  const source = mkdtempSync(join(import.meta.dirname, 'mapped-'))
  afterAll(() => rmSync(source, { recursive: true }))

  const bundled = async (text: string): Promise<string> => {
    mkdirSync(join(source, 'src'), { recursive: true })
    writeFileSync(join(source, 'src/charm.ts'), text)
    const { entry, maps } = await bundle(source, 'main')
    lay(entry)
    for (const [name, map] of maps) writeFileSync(join(charm, 'dist', `${name}.map`), JSON.stringify(map))
    return run().stderr
  }
  const text = "import { defineCharm } from '@charm-layers/charm'\nconst given: unknown = process.env.FAIL\n"
  const definition = "export default defineCharm({ name: 'a', summary: 'b', desired: () => [] })\n"

  test("is shown with the line of the author's file", async () => {
    const stderr = await bundled(
      `${text}const fail = (): never => {\n  throw new Error('told to fail')\n}\nif (given === undefined) fail()\n${definition}`,
    )
    expect(stderr).toContain('Error: told to fail\n    at fail (src/charm.ts:4:9)\n    at src/charm.ts:6:')
  })

  test('is shown with the file of the package that it was thrown in', async () => {
    // No unit agent has started it.
    expect(await bundled(text + definition)).toMatch(/ at need \(node_modules\/@charm-layers\/charm\/src\/juju\/environment\.ts:\d+:\d+\)/)
  })

  test('is shown with the place in the bundle where there is no map', async () => {
    await bundled(`${text}throw new Error('told to fail')\n${definition}`)
    for (const name of readdirSync(join(charm, 'dist'))) if (name.endsWith('.map')) rmSync(join(charm, 'dist', name))
    expect(run().stderr).toMatch(/ at \/.*\/dist\/charm\.cjs:\d+:\d+\n/)
  })
})
