import { spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
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
  lay("module.exports = import('node:os').then(({ EOL }) => (console.log(EOL.length), false))\n")
  expect(run()).toMatchObject({ status: 0, stdout: '1\n', stderr: '' })
})

test('a hook that changes nothing writes nothing once code is kept, and one that changes something keeps it anew', () => {
  lay('module.exports = Promise.resolve(process.env.CHANGED === "yes")\n')
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
  lay('module.exports = Promise.resolve(console.log("one"))\n')
  run()
  const before = kept()
  // Of the same length: V8 alone would take one for the other.
  lay('module.exports = Promise.resolve(console.log("two"))\n')
  expect(run().stdout).toBe('two\n')
  expect(kept()).toHaveLength(1)
  expect(kept()).not.toEqual(before)
})

test('an error of the charm is shown with its own file', () => {
  lay('module.exports = Promise.resolve(false)\nthrow new Error("told to fail")\n')
  const { status, stderr } = run()
  expect(status).toBe(1)
  expect(stderr).toContain('charm.cjs:2')
})
