// What the user of a service can put into a directory of its own. Root's hook reads it within a limit, writes over it, and follows nothing.
import {
  chownSync,
  existsSync,
  lchownSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { realFiles } from '../../src/host/real/files.ts'
import { realOwners } from '../../src/host/real/owners.ts'

const reason = process.getuid?.() === 0 ? undefined : 'gives files to owners, which takes root'
const as = { mode: 0o640, owner: 'root', group: 'root' }
const daemon = 1

describe('a directory of another user', skipFor(reason), () => {
  let dir = ''
  const files = realFiles()
  const at = (...names: readonly string[]): string => join(dir, ...names)
  /** Makes what the other user makes. */
  const theirs = (path: string, make: (path: string) => void): void => {
    make(path)
    lchownSync(path, daemon, daemon)
  }
  const link = (target: string, path: string): void => {
    symlinkSync(target, path)
    lchownSync(path, daemon, daemon)
  }
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'hostile-'))
    mkdirSync(at('etc'))
    chownSync(at('etc'), daemon, daemon)
    mkdirSync(at('roots'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  test('a file of 600 MB is read no further than asked, and replaced', () => {
    theirs(at('etc', 'a.conf'), (path) => {
      writeFileSync(path, 'ours')
      truncateSync(path, 600 << 20)
    })
    expect(files.file(at('etc', 'a.conf'), 5)?.content).toBe('ours\0')
    files.writeFile(at('etc', 'a.conf'), { content: 'ours', ...as })
    expect(files.file(at('etc', 'a.conf'))).toMatchObject({ content: 'ours', ...as })
  })

  test('a loop of links is no file, and is replaced', () => {
    link(at('etc', 'b.conf'), at('etc', 'a.conf'))
    link(at('etc', 'a.conf'), at('etc', 'b.conf'))
    expect(files.file(at('etc', 'a.conf'))).toBeUndefined()
    files.writeFile(at('etc', 'a.conf'), { content: 'ours', ...as })
    expect(readFileSync(at('etc', 'a.conf'), 'utf8')).toBe('ours')
  })

  test.each(['empty', 'full'])('a directory, %s, in the place of the file that is written first is in nobody’s way', (how) => {
    mkdirSync(at('etc', '.a.conf.charm-new'))
    if (how === 'full') writeFileSync(at('etc', '.a.conf.charm-new', 'x'), '')
    files.writeFile(at('etc', 'a.conf'), { content: 'ours', ...as })
    expect(readFileSync(at('etc', 'a.conf'), 'utf8')).toBe('ours')
    expect(existsSync(at('etc', '.a.conf.charm-new'))).toBe(false)
  })

  test('a link in the place of a directory is not followed: what is written, made and removed stays here', () => {
    writeFileSync(at('roots', 'kept'), 'kept')
    link(at('roots'), at('etc', 'conf.d'))
    files.removeFile(at('etc', 'conf.d', 'kept'))
    expect(readdirSync(at('roots'))).toEqual(['kept'])
    files.writeFile(at('etc', 'conf.d', 'a.conf'), { content: 'ours', ...as })
    expect(readdirSync(at('roots'))).toEqual(['kept'])
    expect(lstatSync(at('etc', 'conf.d')).isDirectory()).toBe(true)
    expect(readFileSync(at('etc', 'conf.d', 'a.conf'), 'utf8')).toBe('ours')
  })

  test('a link in the place of a directory that is to be made is replaced, and what it leads to keeps its owner', () => {
    link(at('roots'), at('etc', 'data'))
    expect(files.directory(at('etc', 'data'))).toBeUndefined()
    files.makeDirectory(at('etc', 'data'), { mode: 0o700, owner: 'daemon', group: 'daemon' })
    expect(files.directory(at('etc', 'data'))).toMatchObject({ mode: 0o700, owner: 'daemon' })
    expect(files.directory(at('roots'))?.owner).toBe('root')
  })

  test('a file of theirs in the place of a directory is taken away', () => {
    theirs(at('etc', 'conf.d'), (path) => writeFileSync(path, ''))
    expect(files.file(at('etc', 'conf.d', 'a.conf'))).toBeUndefined()
    files.writeFile(at('etc', 'conf.d', 'a.conf'), { content: 'ours', ...as })
    expect(readFileSync(at('etc', 'conf.d', 'a.conf'), 'utf8')).toBe('ours')
  })

  test('a link of root’s leads where the operator wants the files', () => {
    symlinkSync('../roots', at('etc', 'conf.d'))
    files.writeFile(at('etc', 'conf.d', 'sub', 'a.conf'), { content: 'ours', ...as })
    expect(readFileSync(at('roots', 'sub', 'a.conf'), 'utf8')).toBe('ours')
    files.removeFile(at('etc', 'conf.d', 'sub', 'a.conf'))
    expect(readdirSync(at('roots', 'sub'))).toEqual([])
  })

  test('an error names the path that was meant', () => {
    writeFileSync(at('roots', 'file'), '')
    const write = () => files.writeFile(at('roots', 'file', 'a.conf'), { content: '', ...as })
    expect(write).toThrow(/^ENOTDIR: .*\/roots\/file/)
  })

  test('without /etc/passwd root is known all the same, and another owner is a fault that is told', () => {
    const without = realFiles(realOwners(at('no-passwd'), at('no-group')))
    without.writeFile(at('etc', 'a.conf'), { content: 'ours', ...as })
    expect(without.file(at('etc', 'a.conf'))).toMatchObject({ content: 'ours', ...as })
    expect(() => without.writeFile(at('etc', 'b.conf'), { content: '', ...as, owner: 'trove' })).toThrow("'trove', which is not in")
    expect(readdirSync(at('etc'))).toEqual(['a.conf'])
  })

  test('a file is newer than what it has to be newer than, though the clock was set back', () => {
    const later = Date.now() + 3_600_000
    files.writeFile(at('etc', 'a.conf'), { content: 'ours', ...as, newerThan: later })
    expect(files.file(at('etc', 'a.conf'))?.modified).toBeGreaterThan(later)
    files.setModified(at('etc', 'a.conf'), 1_000_000)
    expect(files.file(at('etc', 'a.conf'))?.modified).toBe(1_000_000)
  })
})
