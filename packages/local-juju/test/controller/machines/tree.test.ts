import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { expandTree } from '../../../src/controller/machines/tree.ts'

let place: string
beforeEach(() => {
  place = mkdtempSync(join(tmpdir(), 'lj-tree-'))
})
afterEach(() => rmSync(place, { recursive: true, force: true }))

const file = (path: string, content = 'x', mode = 0o644) => ({ kind: 'file' as const, path, mode, content: Buffer.from(content) })

test('keeps modes whatever the umask, replaces files and links, and removes what the new version lacks', async () => {
  const umask = process.umask(0o077)
  try {
    const charm = join(place, 'charm')
    await expandTree(charm, [file('dispatch', 'old', 0o755), file('lib/gone'), file('link')], [])
    writeFileSync(join(charm, 'made-by-charm'), '')
    await expandTree(charm, [file('dispatch', 'new', 0o755), { kind: 'link', path: 'link', target: 'dispatch' }], ['lib/gone'])
    expect(lstatSync(join(charm, 'dispatch')).mode & 0o777).toBe(0o755)
    expect(readFileSync(join(charm, 'link'), 'utf8')).toBe('new')
    expect(existsSync(join(charm, 'lib/gone'))).toBe(false)
    expect(existsSync(join(charm, 'made-by-charm'))).toBe(true)
  } finally {
    process.umask(umask)
  }
})

test('writes nothing through a link that leads out, nor above the directory', async () => {
  const charm = join(place, 'charm')
  await expandTree(charm, [file('a')], [])
  symlinkSync(place, join(charm, 'out'))
  await expect(expandTree(charm, [file('out/stolen')], [])).rejects.toThrow('out/stolen leads out of')
  await expandTree(charm, [file('../../up')], [])
  expect(existsSync(join(place, 'stolen'))).toBe(false)
  expect(existsSync(join(charm, 'up'))).toBe(true)
})

test('refuses a plain file where the charm directory has to be', async () => {
  writeFileSync(join(place, 'charm'), '')
  await expect(expandTree(join(place, 'charm'), [file('a')], [])).rejects.toThrow()
})
