import { posix } from 'node:path'
import type { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { type Entry, openPromise, type ZipFile } from 'yauzl'
import { type Charm, type CharmFileName, readCharm } from './charm.ts'
import { FormatError, type FormatOptions } from './errors.ts'
import { quote } from './go.ts'

/** One thing in a charm's archive. */
export interface ArchiveEntry {
  /** Cleaned as Juju cleans it: no leading `/`, no leading `../`. */
  readonly name: string
  readonly kind: 'file' | 'directory' | 'symlink'
  /** Permission bits, such as 0o755. */
  readonly mode: number
  /** Bytes when unpacked. */
  readonly size: number
  /** Bytes in the archive. */
  readonly packedSize: number
  /** Where a symbolic link leads. */
  readonly target?: string
}

/** A charm's archive, opened. */
export interface CharmArchive {
  readonly entries: readonly ArchiveEntry[]
  readonly charm: Charm
  /** Gives the bytes of a file in the archive. */
  readonly read: (name: string) => Promise<Buffer>
  /** Gives the bytes of a file bit by bit: a runtime has more than 100 MB. */
  readonly stream: (name: string) => Promise<Readable>
  /** Closes the file; nothing can be read afterwards. */
  readonly close: () => void
}

/**
 * Opens a zip without asking what it holds. Links in it are known to stay inside.
 *
 * @throws FormatError when it is no zip that Juju could unpack.
 */
export const openArchive = async (path: string): Promise<Omit<CharmArchive, 'charm'>> => {
  const zip = await openZip(path)
  try {
    const raw = new Map<string, Entry>()
    const entries: ArchiveEntry[] = []
    for await (const entry of zip.eachEntry()) {
      const name = cleanName(entry.fileNameRaw.toString())
      if (name === '' || raw.has(name)) continue
      raw.set(name, entry)
      entries.push(await entryOf(zip, entry, name))
    }
    const stream = async (name: string): Promise<Readable> => {
      const entry = raw.get(name)
      if (entry === undefined) throw new FormatError(`archive file ${quote(name)} not found`)
      return content(zip, entry)
    }
    return { entries, stream, read: async (name) => buffer(await stream(name)), close: () => zip.close() }
  } catch (error) {
    zip.close()
    throw error
  }
}

/**
 * Opens a `.charm` and reads what Juju reads of it. The entries can be unpacked safely: links stay inside the charm.
 *
 * @throws FormatError with Juju's text when Juju would refuse the charm.
 */
export const readCharmArchive = async (path: string, options: FormatOptions = {}): Promise<CharmArchive> => {
  const archive = await openArchive(path)
  try {
    const names = new Set(archive.entries.map(({ name }) => name))
    const texts = new Map<string, string>()
    for (const name of parsedFiles) if (names.has(name)) texts.set(name, (await archive.read(name)).toString())
    const charm = readCharm((name) => texts.get(name), options)
    checkEntryPoint(charm.metadata.name, archive.entries)
    return { ...archive, charm }
  } catch (error) {
    archive.close()
    throw error
  }
}

const parsedFiles: readonly CharmFileName[] = [
  'metadata.yaml',
  'manifest.yaml',
  'config.yaml',
  'actions.yaml',
  'lxd-profile.yaml',
  'version',
  'revision',
]

const openZip = async (path: string): Promise<ZipFile> => {
  try {
    // Names are not decoded by the library: it refuses some that Juju cleans.
    return await openPromise(path, { autoClose: false, lazyEntries: true, decodeStrings: false })
  } catch (error) {
    if (error instanceof Error && 'code' in error && typeof error.code === 'string') throw error
    throw new FormatError('zip: not a valid zip file')
  }
}

const content = async (zip: ZipFile, entry: Entry): Promise<Readable> => {
  if (entry.compressionMethod !== 0 && entry.compressionMethod !== 8) throw new FormatError('zip: unsupported compression algorithm')
  return zip.openReadStreamPromise(entry)
}

/** Removes the parts of a name that would lead out of the folder. */
export const cleanName = (name: string): string => posix.normalize(`/${name}`).replace(/^\/+|\/+$/g, '')

const unixHosts: ReadonlySet<number> = new Set([3, 19])
const fileTypes: ReadonlyMap<number, ArchiveEntry['kind']> = new Map([
  [0o04, 'directory'],
  [0o10, 'file'],
  [0o12, 'symlink'],
])

/** Modes count only when the archive says that it was made on Unix or macOS; otherwise nothing is executable. */
const entryOf = async (zip: ZipFile, entry: Entry, name: string): Promise<ArchiveEntry> => {
  const isDirectory = entry.fileNameRaw.at(-1) === 0x2f
  const unixMode = unixHosts.has(entry.versionMadeBy >>> 8) ? entry.externalFileAttributes >>> 16 : 0
  const type = unixMode >>> 12
  const kind = isDirectory ? 'directory' : type === 0 ? 'file' : fileTypes.get(type)
  if (kind === undefined) throw new FormatError(`cannot extract ${quote(name)}: unknown file type ${type.toString(8)}`)
  const mode = unixMode === 0 ? (isDirectory ? 0o777 : 0o666) : unixMode & 0o777
  const sizes = { size: entry.uncompressedSize, packedSize: entry.compressedSize }
  if (kind !== 'symlink') return { name, kind, mode, ...sizes }
  const target = (await buffer(await content(zip, entry))).toString()
  checkLink(name, target)
  return { name, kind, mode, ...sizes, target }
}

/** Refuses a link that leads out of the charm. @throws FormatError with Juju's text. */
export const checkLink = (name: string, target: string): void => {
  if (posix.isAbsolute(target)) throw new FormatError(`symlink ${quote(name)} is absolute`)
  const reached = posix.join(posix.dirname(name), target)
  if (reached === '..' || reached.startsWith('../')) throw new FormatError(`symlink ${quote(name)} leads out of scope`)
}

/** Refuses a charm that nothing could run, as Juju's client does before it uploads. @throws FormatError with Juju's text. */
export const checkEntryPoint = (charm: string, entries: readonly Pick<ArchiveEntry, 'name' | 'kind'>[]): void => {
  const canRun = entries.some(({ name, kind }) => name.includes('dispatch') || (/^hooks\/[^/]+$/.test(name) && kind !== 'directory'))
  if (!canRun) throw new FormatError(`invalid charm ${quote(charm)}: has no hooks nor dispatch file`)
}
