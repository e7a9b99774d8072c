import { createHash } from 'node:crypto'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { createServer, request, type Server, type ServerResponse } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type AptCache, openAptCache } from '../../src/machines/apt-cache.ts'
import { openAptStore } from '../../src/machines/apt-store.ts'
import { fetchFrom } from '../../src/machines/apt-upstream.ts'

let dir: string
let archive: Server
let cache: AptCache
let asked: string[]
let respond: (path: string, response: ServerResponse) => void

const listen = (server: Server): Promise<void> => new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))
const origin = (): string => {
  const address = archive.address()
  return `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`
}
const open = (freshMs: number): Promise<AptCache> =>
  openAptCache({ store: openAptStore(dir), fetch: fetchFrom({}), address: '127.0.0.1', port: 0, freshMs })

/** Asks as apt does: the whole address in the request line. */
const get = (path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string; lastModified: string }> =>
  new Promise((resolve, reject) => {
    const { hostname, port } = new URL(cache.url)
    request({ hostname, port, path: /^\w+:/.test(path) ? path : `${origin()}${path}`, headers }, (response) => {
      text(response).then(
        (body) => resolve({ status: response.statusCode ?? 0, body, lastModified: String(response.headers['last-modified']) }),
        reject,
      )
    })
      .once('error', reject)
      .end()
  })

beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'apt-cache-'))
  asked = []
  respond = (path, response) => response.end(`content of ${path}`)
  archive = createServer((incoming, response) => {
    asked.push(incoming.url ?? '')
    respond(incoming.url ?? '', response)
  })
  await listen(archive)
  cache = await open(0)
})
afterEach(async () => {
  await cache.close()
  archive.closeAllConnections()
  await new Promise((resolve) => archive.close(resolve))
  rmSync(dir, { recursive: true })
})

test('downloads a package once, however many machines want it at the same time', async () => {
  const answers = await Promise.all(Array.from({ length: 5 }, () => get('/pool/a_1.deb')))
  expect(answers.map(({ body }) => body)).toEqual(Array.from({ length: 5 }, () => 'content of /pool/a_1.deb'))
  await get('/pool/a_1.deb')
  expect(asked).toEqual(['/pool/a_1.deb'])
})

test('serves packages and indices when the archive is gone', async () => {
  await get('/pool/a_1.deb')
  await get('/dists/InRelease')
  respond = (_, response) => response.destroy()
  expect(await get('/pool/a_1.deb')).toMatchObject({ status: 200 })
  expect(await get('/dists/InRelease')).toMatchObject({ status: 200, body: 'content of /dists/InRelease' })
  expect(cache.counts.stale).toBe(1)
  expect(await get('/pool/b_1.deb')).toMatchObject({ status: 504 })
})

test('asks again for an index that is not fresh, and sees the new one', async () => {
  await get('/dists/InRelease')
  respond = (_, response) => response.end('newer')
  expect((await get('/dists/InRelease')).body).toBe('newer')
  expect(asked).toHaveLength(2)
})

test('does not ask again for an index that is fresh', async () => {
  await cache.close()
  cache = await open(60_000)
  await get('/dists/InRelease')
  await get('/dists/InRelease')
  expect(asked).toHaveLength(1)
})

test('tells a machine that its index still holds, also where the archive gives no dates', async () => {
  const first = await get('/dists/InRelease')
  const again = await get('/dists/InRelease', { 'if-modified-since': first.lastModified })
  expect(again).toMatchObject({ status: 304, body: '' })
  expect(asked).toHaveLength(2)
})

test('keeps nothing of a download that broke off', async () => {
  respond = (_, response) => {
    response.writeHead(200, { 'content-length': '100' })
    response.write('half', () => response.destroy())
  }
  expect((await get('/pool/a_1.deb')).status).toBe(504)
  expect(readdirSync(dir)).toEqual([])
  respond = (_, response) => response.end('whole')
  expect((await get('/pool/a_1.deb')).body).toBe('whole')
})

test('refuses a file whose content is not what its name says', async () => {
  const good = createHash('sha256').update('right').digest('hex')
  respond = (_, response) => response.end('wrong')
  expect((await get(`/by-hash/SHA256/${good}`)).status).toBe(504)
  respond = (_, response) => response.end('right')
  expect((await get(`/by-hash/SHA256/${good}`)).body).toBe('right')
})

test('passes on that the archive has no such file, and does not remember it', async () => {
  respond = (_, response) => response.writeHead(404).end()
  expect((await get('/pool/a_1.deb')).status).toBe(404)
  respond = (_, response) => response.end('there now')
  expect((await get('/pool/a_1.deb')).body).toBe('there now')
})

test('follows redirections, but not in circles', async () => {
  respond = (path, response) => {
    if (path === '/pool/a_1.deb') response.writeHead(302, { location: '/elsewhere' }).end()
    else if (path === '/elsewhere') response.end('found')
    else response.writeHead(302, { location: path }).end()
  }
  expect((await get('/pool/a_1.deb')).body).toBe('found')
  expect(await get('/pool/circle_1.deb')).toMatchObject({ status: 504 })
})

test('is no proxy for anything but http downloads', async () => {
  expect((await get('ftp://127.0.0.1/a_1.deb')).status).toBe(405)
  expect(asked).toEqual([])
})
