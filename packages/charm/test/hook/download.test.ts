// A file that is downloaded is written once, and complete or not at all.

import { expect, test } from 'vitest'
import { blocked, run, type State } from '../../../charm-testing/src/index.ts'
import { type Charm, defineCharm, download } from '../../src/index.ts'

const path = '/etc/apt/trusted.gpg.d/key.asc'
const url = 'https://keys.example/key'
const key = '-----BEGIN-----\nabc\n-----END-----\n'
const charm: Charm = defineCharm({
  name: 'archive',
  summary: 'Has a key',
  desired: () => download('the key', path, url, { begins: '-----BEGIN-----', ends: '-----END-----' }),
})
const online: State = { urls: { [url]: key } }

test('is fetched once, and readable by all', async () => {
  const out = await run(charm, 'install', online)
  expect(out.files[path]).toMatchObject({ content: key, mode: 0o644, owner: 'root', group: 'root' })
  expect(out.statuses[0]).toEqual({ name: 'maintenance', message: 'Downloading the key' })
  // No URL can be reached here, so a second download would fail.
  expect((await run(charm, 'update-status', { ...out, urls: {} })).changes).toEqual([])
})

test('half of it, which somebody left, is fetched anew', async () => {
  const out = await run(charm, 'install', { ...online, files: { [path]: key.slice(0, 20) } })
  expect(out.files[path]?.content).toBe(key)
})

test('whose mode was changed gets it back, without the network', async () => {
  const before = await run(charm, 'install', online)
  const file = { content: key, mode: 0o600, owner: 'root', group: 'root', modified: 0 }
  expect((await run(charm, 'update-status', { ...before, urls: {}, files: { [path]: file } })).files[path]?.mode).toBe(0o644)
})

test.each([
  ['no network', {}, 'keys.example cannot be reached'],
  ['half of it', { [url]: key.slice(0, 20) }, 'keys.example answers something else'],
  ['a page around it', { [url]: `<pre>${key}</pre>` }, 'keys.example answers something else'],
])('with %s there is no file, and the operator is told', async (_, urls, why) => {
  const out = await run(charm, 'install', { urls })
  expect(out.files[path]).toBeUndefined()
  expect(out.status).toEqual(blocked(`Downloading the key failed: ${why}`))
  expect((await run(charm, 'update-status', { ...out, ...online })).files[path]?.content).toBe(key)
})

test('what is there stays when the network goes while it is fetched anew', async () => {
  const out = await run(charm, 'install', { files: { [path]: 'old' } })
  expect(out.files[path]?.content).toBe('old')
})
