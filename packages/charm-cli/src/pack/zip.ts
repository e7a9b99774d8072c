/**
 * Writes zip archives whose bytes depend on nothing but their contents: entries sorted, one fixed time, no extra fields. Ready-made
 * deflated bytes are taken too, so that the runtime need not be deflated for each charm.
 */
import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'

/** A file to write. */
export interface ZipFile {
  readonly name: string
  readonly mode: 0o644 | 0o755
  readonly content: Packed
}

/** Bytes as the archive holds them. */
export interface Packed {
  readonly method: 'store' | 'deflate'
  readonly bytes: Uint8Array
  readonly crc: number
  /** Bytes when unpacked. */
  readonly size: number
}

const deflate = promisify<Uint8Array, { level: number }, Buffer>(deflateRaw)

/** Deflates at the highest level; what does not get smaller is stored. */
export const packed = async (content: Uint8Array): Promise<Packed> => {
  const deflated = await deflate(content, { level: 9 })
  const facts = { crc: crc32(content), size: content.length }
  return deflated.length < content.length ? { method: 'deflate', bytes: deflated, ...facts } : { method: 'store', bytes: content, ...facts }
}

/** 1 January 1980, where the time of a zip begins. It is a local time without a zone, so no zone can change it. */
const dosTime = 0
const dosDate = (1 << 5) | 1

/** Gives the archive in pieces, to be written one after the other. */
export const zip = (files: readonly ZipFile[]): readonly Uint8Array[] => {
  const sorted = [...files].sort((a, b) => (a.name < b.name ? -1 : 1))
  const pieces: Uint8Array[] = []
  const directory: Uint8Array[] = []
  let offset = 0
  for (const file of sorted) {
    const name = Buffer.from(file.name)
    const header = Buffer.concat([localHeader(file, name.length), name])
    directory.push(Buffer.concat([directoryHeader(file, name.length, offset), name]))
    pieces.push(header, file.content.bytes)
    offset += header.length + file.content.bytes.length
  }
  const size = directory.reduce((sum, each) => sum + each.length, 0)
  return [...pieces, ...directory, endOfDirectory(sorted.length, size, offset)]
}

const unix = 3
const versionNeeded = 20

/** What both headers say of a file, 26 bytes long. */
const facts = ({ content: { method, crc, bytes, size } }: ZipFile, nameLength: number): Buffer => {
  const buffer = Buffer.alloc(26)
  buffer.writeUInt16LE(versionNeeded, 0)
  buffer.writeUInt16LE(method === 'deflate' ? 8 : 0, 4)
  buffer.writeUInt16LE(dosTime, 6)
  buffer.writeUInt16LE(dosDate, 8)
  buffer.writeUInt32LE(crc, 10)
  buffer.writeUInt32LE(bytes.length, 14)
  buffer.writeUInt32LE(size, 18)
  buffer.writeUInt16LE(nameLength, 22)
  return buffer
}

const localHeader = (file: ZipFile, nameLength: number): Buffer => {
  const signature = Buffer.alloc(4)
  signature.writeUInt32LE(0x04034b50)
  return Buffer.concat([signature, facts(file, nameLength)])
}

const directoryHeader = (file: ZipFile, nameLength: number, offset: number): Buffer => {
  const head = Buffer.alloc(6)
  head.writeUInt32LE(0x02014b50)
  // Juju keeps the permissions of archives made on Unix only.
  head.writeUInt16LE((unix << 8) | versionNeeded, 4)
  const tail = Buffer.alloc(14)
  tail.writeUInt32LE(((0o100000 | file.mode) << 16) >>> 0, 6)
  tail.writeUInt32LE(offset, 10)
  return Buffer.concat([head, facts(file, nameLength), tail])
}

const endOfDirectory = (count: number, size: number, offset: number): Buffer => {
  const buffer = Buffer.alloc(22)
  buffer.writeUInt32LE(0x06054b50)
  buffer.writeUInt16LE(count, 8)
  buffer.writeUInt16LE(count, 10)
  buffer.writeUInt32LE(size, 12)
  buffer.writeUInt32LE(offset, 16)
  return buffer
}
