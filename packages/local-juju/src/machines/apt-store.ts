/** The files of the package cache on disk. */
import { createHash } from 'node:crypto'
import { createWriteStream, existsSync, mkdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import type { IncomingMessage } from 'node:http'
import { basename, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { isRecord, readJson, writeWhole } from './files.ts'

/** A file of the cache, and what is known of its upstream. */
export interface Stored {
  readonly file: string
  readonly size: number
  readonly lastModified: Date
  /** What the upstream calls this version, where it says so. */
  readonly etag?: string
}

/** Files of an archive that never change under their name: packages carry their version in it, the others their hash. */
export const isImmutable = (url: URL): boolean => /\.u?deb$/.test(url.pathname) || url.pathname.includes('/by-hash/')

/** Keeps files by their URL. */
export interface AptStore {
  read(url: URL): Stored | undefined
  /** Saves the body of an answer, whole or not at all. */
  save(url: URL, response: IncomingMessage): Promise<Stored>
}

/** Opens the store in a directory. */
export const openAptStore = (dir: string): AptStore => {
  mkdirSync(dir, { recursive: true })
  const fileOf = (url: URL): string =>
    join(dir, `${createHash('sha256').update(url.href).digest('hex').slice(0, 20)}-${basename(url.pathname).slice(-120)}`)

  const read = (url: URL): Stored | undefined => {
    const file = fileOf(url)
    if (!existsSync(file)) return undefined
    const { size, mtime } = statSync(file)
    const noted = isImmutable(url) ? undefined : readJson(`${file}.json`)
    if (!isRecord(noted) || typeof noted.lastModified !== 'string') return { file, size, lastModified: mtime }
    return { file, size, lastModified: new Date(noted.lastModified), ...(typeof noted.etag === 'string' ? { etag: noted.etag } : {}) }
  }

  let parts = 0
  const save = async (url: URL, response: IncomingMessage): Promise<Stored> => {
    const file = fileOf(url)
    parts += 1
    const part = `${file}.${process.pid}.${parts}.part`
    const hash = createHash('sha256')
    response.on('data', (chunk: Buffer) => hash.update(chunk))
    try {
      await pipeline(response, createWriteStream(part))
      const { size } = statSync(part)
      const promised = response.headers['content-length']
      if (promised !== undefined && Number(promised) !== size) throw new Error(`${url.href} ended after ${size} of ${promised} bytes`)
      const expected = /\/by-hash\/SHA256\/([0-9a-f]{64})$/.exec(url.pathname)?.[1]
      if (expected !== undefined && hash.digest('hex') !== expected) throw new Error(`${url.href} does not have the hash in its name`)
      const said = response.headers['last-modified']
      const before = read(url)
      // Some mirrors tell no date: then a file is as old as our knowledge of it, which is what machines are told and compare with.
      const isUnchanged = before?.size === size && readFileSync(before.file).equals(readFileSync(part))
      const known = isUnchanged ? before.lastModified : new Date()
      const lastModified = said === undefined ? known : new Date(said)
      if (!isImmutable(url)) writeWhole(`${file}.json`, JSON.stringify({ lastModified, etag: response.headers.etag }))
      renameSync(part, file)
      return read(url) ?? { file, size, lastModified }
    } finally {
      rmSync(part, { force: true })
    }
  }
  return { read, save }
}
