import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { machineArchives, readArchives } from '../../src/machines/host-apt.ts'

let etc: string
beforeEach(() => {
  etc = mkdtempSync(join(tmpdir(), 'etc-apt-'))
  mkdirSync(join(etc, 'sources.list.d'))
})
afterEach(() => rmSync(etc, { recursive: true }))

test('takes the mirrors of a Debian host from one-line entries, whatever its release', () => {
  writeFileSync(
    join(etc, 'sources.list'),
    '# deb http://old.example/debian trixie main\ndeb [arch=amd64] https://mirror.example/debian/ trixie main\ndeb http://sec.example/debian-security trixie-security main\n',
  )
  expect(machineArchives(readArchives(etc))).toEqual([
    { uri: 'https://mirror.example/debian', suites: ['bookworm', 'bookworm-updates'] },
    { uri: 'http://sec.example/debian-security', suites: ['bookworm-security'] },
  ])
})

test('takes the mirrors of a Debian host from paragraphs, and leaves out what is disabled or is source', () => {
  writeFileSync(
    join(etc, 'sources.list.d', 'debian.sources'),
    `Types: deb
# a remark between the fields
URIs: http://one.example/debian
Suites: bookworm bookworm-updates
Components: main

Types: deb
Enabled: no
URIs: http://off.example/debian-security
Suites: bookworm-security

Types: deb-src
URIs: http://source.example/debian-security
Suites: bookworm-security
`,
  )
  expect(readArchives(etc)).toEqual([{ uri: 'http://one.example/debian', suites: ['bookworm', 'bookworm-updates'] }])
})

test("uses Debian's own names on a host that is no Debian", () => {
  writeFileSync(
    join(etc, 'sources.list.d', 'ubuntu.sources'),
    'Types: deb\nURIs: http://ubuntu.example/ubuntu/\nSuites: noble\nComponents: main\n',
  )
  const own = `http://${['deb', 'debian', 'org'].join('.')}`
  expect(machineArchives(readArchives(etc)).map(({ uri }) => uri)).toEqual([`${own}/debian`, `${own}/debian-security`])
})

test('leaves alone files that apt would not read', () => {
  writeFileSync(join(etc, 'sources.list.d', 'saved.list.bak'), 'deb http://bak.example/debian bookworm main\n')
  expect(readArchives(etc)).toEqual([])
})
