// What only the real host has, so that the contract tests of both hosts (charm-testing) leave it out: links, pipes, files of a killed hook.
import { execFileSync } from 'node:child_process'
import { existsSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { realFiles } from '../../src/host/real/files.ts'

const reason = process.getuid?.() === 0 ? undefined : 'gives files to owners, which takes root'
const as = { mode: 0o640, owner: 'root', group: 'root' }

describe('files of the real host', skipFor(reason), () => {
  let dir = ''
  beforeEach(() => {
    dir = mkdtempSync(join(tmpdir(), 'real-files-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))
  const files = realFiles()
  const at = (name: string): string => join(dir, name)

  test('what a killed hook left behind is in nobody’s way and gone after the next write', () => {
    writeFileSync(at('.a.charm-new'), 'half')
    files.writeFile(at('a'), { content: 'whole', ...as })
    expect(readFileSync(at('a'), 'utf8')).toBe('whole')
    expect(readdirSync(dir)).toEqual(['a'])
  })

  test('a directory in the way is moved aside with what it holds', () => {
    mkdirSync(join(at('a'), 'inner'), { recursive: true })
    expect(files.file(at('a'))).toBeUndefined()
    files.writeFile(at('a'), { content: 'ours', ...as })
    expect(files.file(at('a'))?.content).toBe('ours')
    const [aside = '', ...others] = readdirSync(dir).filter((name) => name !== 'a')
    expect([aside, others]).toEqual([expect.stringMatching(/^\.a\.moved-aside-[0-9a-f]{8}$/), []])
    expect(readdirSync(at(aside))).toEqual(['inner'])
  })

  test('a pipe is not read, and is replaced', () => {
    execFileSync('mkfifo', [at('p')])
    expect(files.file(at('p'))).toBeUndefined()
    files.writeFile(at('p'), { content: 'x', ...as })
    expect(files.file(at('p'))).toMatchObject({ content: 'x', ...as })
  })

  test('a link is replaced by the file, and what it points to is left alone', () => {
    writeFileSync(at('target'), 'theirs')
    symlinkSync(at('target'), at('link'))
    files.writeFile(at('link'), { content: 'ours', ...as })
    expect(lstatSync(at('link')).isFile()).toBe(true)
    expect(readFileSync(at('target'), 'utf8')).toBe('theirs')
  })

  test('a directory that is a link, or a file, is not given away', () => {
    mkdirSync(at('real'), { mode: 0o700 })
    symlinkSync(at('real'), at('link'))
    expect(() => files.makeDirectory(at('link'), { mode: 0o777, owner: 'daemon', group: 'daemon' })).toThrow(/ENOTDIR|ELOOP/)
    expect(files.directory(at('real'))).toMatchObject({ mode: 0o700, owner: 'root' })
    writeFileSync(at('file'), '')
    expect(files.directory(at('file'))).toBeUndefined()
    expect(() => files.makeDirectory(at('file'), as)).toThrow('ENOTDIR')
  })

  test('special modes and files of many megabytes come through whole', () => {
    const content = 'ä'.repeat(5_000_000)
    files.writeFile(at('big'), { content, mode: 0o2750, owner: 'root', group: 'daemon' })
    const found = files.file(at('big'))
    expect(found?.content === content).toBe(true)
    expect(found).toMatchObject({ mode: 0o2750, group: 'daemon' })
    expect(existsSync(at('.big.charm-new'))).toBe(false)
  })
})
