// What the runtime relies on in a host, asked of the real machine and of the one in memory.
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Host, realHost } from '@charm-layers/charm/ports'
import { memoryClock, memoryHost } from '@charm-layers/charm-testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { skipFor } from '../../../tools/skip.ts'

const reason = process.getuid?.() === 0 ? undefined : 'gives files to owners, which takes root'

const inMemory = (): Host =>
  memoryHost({ commands: ({ stdin }) => ({ stdout: typeof stdin === 'string' ? stdin : '' }) }, memoryClock(1000))

const contract = (make: () => Host) => () => {
  let host: Host
  let dir: string
  beforeEach(() => {
    host = make()
    dir = mkdtempSync(join(tmpdir(), 'host-contract-'))
  })
  afterEach(() => rmSync(dir, { recursive: true }))

  test('knows no file that is not there, nor one below a file', () => {
    expect(host.file(join(dir, 'none'))).toBeUndefined()
    host.writeFile(join(dir, 'a'), { content: '', mode: 0o644, owner: 'root', group: 'root' })
    expect(host.file(join(dir, 'a', 'b'))).toBeUndefined()
  })

  test('gives back content, mode and owner as they were written, parents included', () => {
    const path = join(dir, 'etc', 'deep', 'trove.conf')
    host.writeFile(path, { content: 'é = 1\n', mode: 0o640, owner: 'root', group: 'daemon' })
    expect(host.file(path)).toMatchObject({ content: 'é = 1\n', mode: 0o640, owner: 'root', group: 'daemon' })
  })

  test('a file written later is newer', async () => {
    const as = { mode: 0o644, owner: 'root', group: 'root' }
    host.writeFile(join(dir, 'a'), { content: 'a', ...as })
    await new Promise((resolve) => setTimeout(resolve, 20))
    host.writeFile(join(dir, 'b'), { content: 'b', ...as })
    expect(host.file(join(dir, 'b'))?.modified).toBeGreaterThan(host.file(join(dir, 'a'))?.modified ?? Infinity)
  })

  test('a file is newer than what it has to be newer than, whatever the clock says, and its time can be set back', () => {
    const path = join(dir, 'a')
    const later = Date.now() + 3_600_000
    host.writeFile(path, { content: '', mode: 0o600, owner: 'root', group: 'root', newerThan: later })
    expect(host.file(path)?.modified).toBeGreaterThan(later)
    host.setModified(path, 5000)
    expect(host.file(path)?.modified).toBe(5000)
  })

  test('reads no more of a file than asked, and tells whether there is one', () => {
    const path = join(dir, 'a')
    host.writeFile(path, { content: 'abcdef', mode: 0o600, owner: 'root', group: 'root' })
    expect(host.file(path, 4)?.content).toBe('abcd')
    expect([host.hasFile(path), host.hasFile(join(dir, 'b'))]).toEqual([true, false])
  })

  test('removes a file, and is content when there is none', () => {
    const path = join(dir, 'a')
    host.writeFile(path, { content: '', mode: 0o600, owner: 'root', group: 'root' })
    host.removeFile(path)
    host.removeFile(path)
    expect(host.file(path)).toBeUndefined()
  })

  test('makes a directory with its mode and owner', () => {
    const path = join(dir, 'sub')
    host.makeDirectory(path, { mode: 0o750, owner: 'root', group: 'daemon' })
    expect(host.directory(path)).toMatchObject({ mode: 0o750, owner: 'root', group: 'daemon' })
  })

  test('hands standard input to a command and gives back what it prints', async () => {
    expect(await host.run({ argv: ['cat'], stdin: 'secret on stdin' })).toMatchObject({ code: 0, stdout: 'secret on stdin' })
  })

  test('knows nothing of a package that is not installed', () => {
    expect(host.facts.installed('no-such-package-anywhere')).toBeUndefined()
  })
}

describe('the real host', skipFor(reason), contract(realHost))
describe('the host in memory', contract(inMemory))

describe('the real host alone', skipFor(reason), () => {
  test('refuses an owner that the machine does not know and leaves no file behind', () => {
    const dir = mkdtempSync(join(tmpdir(), 'host-contract-'))
    const write = () => realHost().writeFile(join(dir, 'a'), { content: '', mode: 0o600, owner: 'nobody-knows', group: 'root' })
    expect(write).toThrow("is to belong to 'nobody-knows', which is not in /etc/passwd")
    expect(realHost().file(join(dir, 'a'))).toBeUndefined()
    rmSync(dir, { recursive: true })
  })

  test('gives the version of an installed package as dpkg does', () => {
    expect(realHost().facts.installed('libc6') ?? realHost().facts.installed('base-files')).toMatch(/^\d/)
  })

  test('a program that does not exist is an outcome, not an exception', async () => {
    expect((await realHost().run({ argv: ['/no/such/program'] })).code).toBe(127)
  })
})
