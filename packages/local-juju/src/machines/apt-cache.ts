/**
 * The package cache: the machines' only way to Debian's archives, kept on disk for all models.
 *
 * Packages are kept for ever. Indices are asked for again when they are older than some minutes, and served as they are
 * when the archive cannot be reached, so what was installed once can be installed again without a network.
 */
import { createReadStream } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { pipeline } from 'node:stream/promises'
import { type AptStore, isImmutable, type Stored } from './apt-store.ts'
import type { Fetch } from './apt-upstream.ts'
import { hasCode } from './files.ts'

/** The port of the cache; unusual, since the host may run a cache of its own. */
export const aptCachePort = 8712

/** Counts what the cache did, for reports and tests. */
export interface AptCacheCounts {
  hits: number
  downloads: number
  /** Times that an index was served although its archive did not answer. */
  stale: number
}

/** A cache that listens. */
export interface AptCache {
  readonly url: string
  readonly counts: Readonly<AptCacheCounts>
  close(): Promise<void>
}

/** Says what a cache is made of. */
export interface AptCacheOptions {
  readonly store: AptStore
  readonly fetch: Fetch
  readonly address: string
  readonly port?: number
  /** How long an index is taken for current, in milliseconds. */
  readonly freshMs?: number
}

/** An answer of the archive that is not a file, such as 404, for the machine to see. */
type Refusal = { readonly status: number; readonly text: string }
type Answer = Stored | Refusal

/** Makes the function that finds a file: on the disk, or with one download for all machines that want it at the same time. */
const lookUp = ({ store, fetch, freshMs = 5 * 60_000 }: AptCacheOptions, counts: AptCacheCounts): ((url: URL) => Promise<Answer>) => {
  const checkedAt = new Map<string, number>()
  const underWay = new Map<string, Promise<Answer>>()

  const download = async (url: URL, known: Stored | undefined): Promise<Answer> => {
    const headers: Record<string, string> = {}
    if (known?.etag !== undefined) headers['if-none-match'] = known.etag
    else if (known) headers['if-modified-since'] = known.lastModified.toUTCString()
    const response = await fetch(url, headers)
    if (response.statusCode === 304 && known) {
      response.resume()
      counts.hits += 1
      return known
    }
    if (response.statusCode !== 200) {
      response.resume()
      return { status: response.statusCode ?? 502, text: `${url.host} answered ${response.statusCode}\n` }
    }
    counts.downloads += 1
    return store.save(url, response)
  }

  const look = async (url: URL): Promise<Answer> => {
    const known = store.read(url)
    const isCurrent = known && (isImmutable(url) || Date.now() - (checkedAt.get(url.href) ?? 0) < freshMs)
    if (isCurrent) {
      counts.hits += 1
      return known
    }
    try {
      const answer = await download(url, known)
      if (known && 'status' in answer && answer.status >= 500) throw new Error(answer.text)
      checkedAt.set(url.href, Date.now())
      return answer
    } catch (error) {
      if (known) {
        counts.stale += 1
        return known
      }
      return { status: 504, text: `${error instanceof Error ? error.message : String(error)}\n` }
    }
  }

  return (url) => {
    const running = underWay.get(url.href)
    if (running) return running
    const mine = look(url).finally(() => underWay.delete(url.href))
    underWay.set(url.href, mine)
    return mine
  }
}

/** Answers one request of a machine's apt. */
const answer = async (look: (url: URL) => Promise<Answer>, request: IncomingMessage, response: ServerResponse): Promise<void> => {
  const url = URL.canParse(request.url ?? '') ? new URL(request.url ?? '') : undefined
  if (request.method !== 'GET' || url?.protocol !== 'http:') {
    response.writeHead(405, { 'content-type': 'text/plain' }).end('this is a proxy for apt: it takes GET http://…\n')
    return
  }
  const found = await look(url)
  if ('status' in found) {
    response.writeHead(found.status, { 'content-type': 'text/plain' }).end(found.text)
    return
  }
  const since = Date.parse(request.headers['if-modified-since'] ?? '')
  if (Math.floor(found.lastModified.getTime() / 1000) * 1000 <= since) {
    response.writeHead(304).end()
    return
  }
  response.writeHead(200, { 'content-length': found.size, 'last-modified': found.lastModified.toUTCString() })
  await pipeline(createReadStream(found.file), response)
}

/** Starts a cache. */
export const openAptCache = async (options: AptCacheOptions): Promise<AptCache> => {
  const counts: AptCacheCounts = { hits: 0, downloads: 0, stale: 0 }
  const look = lookUp(options, counts)
  const server = createServer((request, response) => {
    answer(look, request, response).catch((error: unknown) => {
      // apt tries again by itself; the machine may also just have gone.
      if (response.headersSent) response.destroy()
      else response.writeHead(500).end(`${error instanceof Error ? error.message : String(error)}\n`)
    })
  })
  server.unref()
  const port = options.port ?? aptCachePort
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error) =>
      reject(
        hasCode(error, 'EADDRINUSE')
          ? new Error(`port ${port} of ${options.address} is in use: another controller serves these machines`)
          : error,
      ),
    )
    server.listen(port, options.address, () => resolve())
  })
  const bound = server.address()
  return {
    url: `http://${options.address}:${typeof bound === 'object' && bound ? bound.port : port}`,
    counts,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
