/**
 * Goes to a directory one step at a time, and holds each open. The user of a service may own a directory on the way and put a link in
 * the place of another; root must not write where that link leads. A check of the path would be too early: the link can come after it.
 */
import { closeSync, constants, lstatSync, mkdirSync, openSync, readlinkSync, renameSync, rmdirSync, unlinkSync } from 'node:fs'

const directory = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW
/** As many links as the kernel follows in one path. */
const mostLinks = 40

/** Tells whether the system has thrown this error with one of these codes. */
export const isOneOf = (error: unknown, ...codes: readonly string[]): boolean =>
  error instanceof Error && 'code' in error && codes.some((code) => code === error.code)

/** Calls a function with an open file, and closes the file even when the function throws. */
export function withOpen<T>(descriptor: number, act: (descriptor: number) => T): T {
  try {
    return act(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

/** Gives the path of a name in a directory that is open: nobody can put another directory in its place. */
const inside = (folder: number, name: string): string => `/proc/self/fd/${folder}/${name}`

/** Gives a name for what is moved out of the way. */
const asideOf = (path: string): string => {
  const at = path.lastIndexOf('/') + 1
  return `${path.slice(0, at)}.${path.slice(at)}.moved-aside-${crypto.randomUUID().slice(0, 8)}`
}

/** Takes away what is at a path: a file, a link, an empty directory. A directory with something in it is moved aside and kept. */
export function clear(path: string): void {
  try {
    unlinkSync(path)
  } catch (error) {
    if (isOneOf(error, 'ENOENT')) return
    if (!isOneOf(error, 'EISDIR', 'EPERM')) throw error
    try {
      rmdirSync(path)
    } catch (inner) {
      if (!isOneOf(inner, 'ENOTEMPTY', 'EEXIST')) throw inner
      renameSync(path, asideOf(path))
    }
  }
}

/** Opens a directory of an open one; undefined when there is none. A link is not followed. */
function enter(at: number, name: string): number | undefined {
  try {
    return openSync(inside(at, name), directory)
  } catch (error) {
    if (isOneOf(error, 'ENOENT')) return undefined
    throw error
  }
}

/** Makes a directory in an open one, and opens it. */
function make(at: number, name: string): number {
  try {
    mkdirSync(inside(at, name), 0o755)
  } catch (error) {
    if (!isOneOf(error, 'EEXIST')) throw error
  }
  return openSync(inside(at, name), directory)
}

/**
 * Gives where a link leads that stands in the way; undefined when it is not root's, and so is not followed. What is no link and belongs to
 * root stays in the way.
 */
function linkOfRoot(at: number, name: string, refusal: unknown): string | undefined {
  const { uid } = lstatSync(inside(at, name))
  if (uid !== 0) return undefined
  try {
    return readlinkSync(inside(at, name))
  } catch (error) {
    throw isOneOf(error, 'EINVAL') ? refusal : error
  }
}

/**
 * Opens a directory, and gives its descriptor. With `makes`, what is missing on the way is made, and what others have put in the place of
 * a directory is taken away; without, undefined says that the directory is not there.
 * @throws the system's error.
 */
function openDirectory(path: string, makes: boolean): number | undefined {
  let names = path.split('/')
  let links = 0
  let at = openSync('/', directory)
  try {
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      if (name === '' || name === '.') continue
      let next: number | undefined
      try {
        next = enter(at, name)
      } catch (error) {
        if (!isOneOf(error, 'ENOTDIR', 'ELOOP')) throw error
        const target = linkOfRoot(at, name, error)
        if (target !== undefined) {
          links += 1
          if (links > mostLinks) throw error
          names = [...target.split('/'), ...names]
          if (!target.startsWith('/')) continue
          next = openSync('/', directory)
        } else if (makes) clear(inside(at, name))
      }
      if (next === undefined && !makes) return undefined
      const to = next ?? make(at, name)
      closeSync(at)
      at = to
    }
    const opened = at
    at = -1
    return opened
  } finally {
    if (at >= 0) closeSync(at)
  }
}

/** Says in an error which directory was meant: the paths of open ones tell an operator nothing. */
function told(error: unknown, path: string): unknown {
  if (error instanceof Error) error.message = error.message.replaceAll(/\/proc\/self\/fd\/\d+\//g, path === '/' ? '/' : `${path}/`)
  return error
}

/** Gives the path of a name in the directory that is open. */
export type At = (name: string) => string

/**
 * Opens a directory, with what is missing on the way made, and calls a function with it.
 * @throws the system's error.
 */
export function inDirectory<T>(path: string, act: (at: At) => T): T {
  try {
    return withOpen(openDirectory(path, true) ?? -1, (folder) => act((name) => inside(folder, name)))
  } catch (error) {
    throw told(error, path)
  }
}

/**
 * Opens a directory and calls a function with it, if it is there.
 * @throws the system's error.
 */
export function inDirectoryIfThere(path: string, act: (at: At) => void): void {
  try {
    const folder = openDirectory(path, false)
    if (folder !== undefined) withOpen(folder, (open) => act((name) => inside(open, name)))
  } catch (error) {
    throw told(error, path)
  }
}
