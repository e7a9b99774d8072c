/**
 * Files on the real machine. Each is written under another name and then renamed, so that no program reads half a file. Others may own the
 * directory and what is in it: whatever is there, reading is bounded, and writing replaces it.
 */
import {
  constants,
  fchmodSync,
  fchownSync,
  fstatSync,
  fsyncSync,
  futimesSync,
  lstatSync,
  mkdirSync,
  openSync,
  readSync,
  renameSync,
  type Stats,
  statSync,
  unlinkSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Host } from '../host.ts'
import { leftoverOf } from '../leftover.ts'
import { type At, clear, inDirectory, inDirectoryIfThere, isOneOf, withOpen } from './directories.ts'
import { type KnownOwners, realOwners } from './owners.ts'

type Files = Pick<Host, 'file' | 'hasFile' | 'writeFile' | 'setModified' | 'directory' | 'makeDirectory' | 'removeFile'>

/** The most bytes of a file that are read. */
const largest = 64 << 20
/** A pipe without a writer is opened at once, and a link is not followed. */
const toRead = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK

/** What opening says where there is no file: nothing there, a file in the place of a directory, a link or a loop of links, a socket. */
const noFile = ['ENOENT', 'ENOTDIR', 'ELOOP', 'ENXIO']

function openIfThere(path: string): number | undefined {
  try {
    return openSync(path, toRead)
  } catch (error) {
    if (isOneOf(error, ...noFile)) return undefined
    throw error
  }
}

/** Looks at what is at a path, without following a link; undefined when there is nothing. */
function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false })
  } catch (error) {
    if (isOneOf(error, ...noFile)) return undefined
    throw error
  }
}

/** Reads this many bytes of an open file, or fewer when it ends before. */
function readBytes(descriptor: number, length: number): string {
  const bytes = Buffer.allocUnsafe(length)
  let at = 0
  for (let read = -1; at < length && read !== 0; at += read) read = readSync(descriptor, bytes, at, length - at, null)
  return bytes.toString('utf8', 0, at)
}

/** Puts the file that was written into its place, from which a directory is moved aside. */
function putInPlace(temporary: string, path: string): void {
  try {
    renameSync(temporary, path)
  } catch (error) {
    if (!isOneOf(error, 'EISDIR', 'ENOTEMPTY', 'EEXIST')) throw error
    clear(path)
    renameSync(temporary, path)
  }
}

/** Writes a file under its other name and puts it into its place; `finish` sets what else a file has. */
function write(path: string, at: At, content: string, finish: (file: number) => void): void {
  const temporary = at(basename(leftoverOf(path)))
  clear(temporary)
  try {
    withOpen(openSync(temporary, 'wx', 0o600), (file) => {
      writeFileSync(file, content)
      finish(file)
      fsyncSync(file)
    })
    putInPlace(temporary, at(basename(path)))
  } catch (error) {
    clear(temporary)
    throw error
  }
}

/** Makes the part of the host that has files. */
export function realFiles({ numbersOf, namesOf }: KnownOwners = realOwners()): Files {
  const describe = (found: Stats) => ({ mode: found.mode & 0o7777, ...namesOf(found), modified: found.mtimeMs })
  return {
    file: (path, longest = largest) => {
      const descriptor = openIfThere(path)
      if (descriptor === undefined) return undefined
      return withOpen(descriptor, (file) => {
        const found = fstatSync(file)
        return found.isFile() ? { content: readBytes(file, Math.min(found.size, longest)), ...describe(found) } : undefined
      })
    },
    hasFile: (path) => lookAt(path)?.isDirectory() === false,
    writeFile: (path, { content, mode, owner, group, newerThan = 0 }) => {
      const [uid, gid] = numbersOf(path, { owner, group })
      inDirectory(dirname(path), (at) =>
        write(path, at, content, (file) => {
          fchownSync(file, uid, gid)
          fchmodSync(file, mode)
          // The kernel stamps files by a clock that is some milliseconds late.
          const time = Math.max(Date.now(), newerThan + 1) / 1000
          if (newerThan > 0) futimesSync(file, time, time)
        }),
      )
    },
    setModified: (path, time) => {
      const descriptor = openIfThere(path)
      if (descriptor !== undefined) withOpen(descriptor, (file) => futimesSync(file, time / 1000, time / 1000))
    },
    directory: (path) => {
      const found = lookAt(path)
      // A link of root's is the operator's way to have the directory elsewhere.
      const meant = found?.isSymbolicLink() && found.uid === 0 ? statSync(path, { throwIfNoEntry: false }) : found
      return meant?.isDirectory() ? describe(meant) : undefined
    },
    makeDirectory: (path, as) => {
      const [uid, gid] = numbersOf(path, as)
      inDirectory(dirname(path), (at) => {
        const place = at(basename(path))
        const found = lookAt(place)
        if (found && !found.isDirectory() && found.uid !== 0) clear(place)
        if (!lookAt(place)) mkdirSync(place)
        // A link of root's may lead anywhere, so its end is not given away.
        withOpen(openSync(place, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW), (directory) => {
          fchownSync(directory, uid, gid)
          fchmodSync(directory, as.mode)
        })
      })
    },
    removeFile: (path) =>
      inDirectoryIfThere(dirname(path), (at) => {
        if (lookAt(at(basename(path)))) unlinkSync(at(basename(path)))
      }),
  }
}
