import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { type HostFacts, judge } from '../../src/machines/requirements.ts'

const able: HostFacts = {
  platform: 'linux',
  uid: 0,
  capabilities: (1n << 41n) - 1n,
  hasOverlay: true,
  hasWritableCgroups: true,
  hasFile: () => true,
  hasCommand: () => true,
}

test('finds a host with everything ready', () => {
  expect(judge(able)).toEqual({ kind: 'ready' })
})

test('names the packages that are missing, each once', () => {
  const host = { ...able, hasCommand: (name: string) => !['unshare', 'nsenter', 'mmdebstrap'].includes(name), hasFile: () => false }
  expect(judge(host)).toEqual({
    kind: 'missing',
    packages: ['ca-certificates', 'debian-archive-keyring', 'libc6-dev', 'mmdebstrap', 'util-linux'],
  })
})

test('the documentation names every package that may be installed', () => {
  const found = judge({ ...able, hasCommand: (name: string) => name === 'apt-get', hasFile: () => false })
  const text = readFileSync(new URL('../../docs/machines.md', import.meta.url), 'utf8')
  const [, list = ''] = /Packages that are missing\s+\(([^)]*)\)/.exec(text) ?? []
  const named = list.split(',').map((name) => name.trim().replaceAll('`', ''))
  expect(named.toSorted()).toEqual(found.kind === 'missing' ? found.packages : [])
})

test.each([
  ['another system', { platform: 'darwin' }, 'this is darwin: use a Linux machine'],
  ['a user who is not root', { uid: 1000 }, 'this user is not root: run it again as root'],
  ['a root without rights', { capabilities: 0xa80425fbn }, 'this root may not mount or make networks'],
  ['a kernel without overlayfs', { hasOverlay: false }, 'this kernel has no overlayfs'],
  ['read-only control groups', { hasWritableCgroups: false }, 'the control groups under /sys/fs/cgroup cannot be written'],
  [
    'a system without apt',
    { hasCommand: (name: string) => !['apt-get', 'mmdebstrap'].includes(name) },
    'this host lacks mmdebstrap and has no apt-get',
  ],
])('tells %s in one sentence what would be needed', (_, difference, reason) => {
  const found = judge({ ...able, ...difference })
  expect(found.kind).toBe('impossible')
  const said = found.kind === 'impossible' ? found.reason : ''
  expect(said).toContain('needs root on Debian or Ubuntu')
  expect(said).toContain(reason)
  expect(said).not.toContain('\n')
})
