/** Files on the real machine. Each is written under another name and then renamed, so that no program reads half a file. */
import {
  closeSync,
  constants,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
  writeFileSync,
} from 'node:fs'
import { basename, dirname, join } from 'node:path'
import { CharmError } from '../../errors.ts'
import type { Host } from '../host.ts'

/** Users or groups: their numbers by name, and their names by number. */
interface Known {
  readonly numbers: ReadonlyMap<string, number>
  readonly names: ReadonlyMap<number, string>
}

/** Reads a file such as /etc/passwd, of which each line begins with name:password:number. */
function knownIn(path: string): Known {
  const numbers = new Map<string, number>()
  const names = new Map<number, string>()
  for (const line of readFileSync(path, 'utf8').split('\n')) {
    const parts = line.split(':', 3)
    const [name, number] = [parts[0] ?? '', Number(parts[2])]
    if (name === '') continue
    if (!numbers.has(name)) numbers.set(name, number)
    if (!names.has(number)) names.set(number, name)
  }
  return { numbers, names }
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

function ifThere<T>(read: () => T): T | undefined {
  try {
    return read()
  } catch (error) {
    if (isMissing(error)) return undefined
    throw error
  }
}

type Files = Pick<Host, 'file' | 'writeFile' | 'directory' | 'makeDirectory' | 'removeFile'>

/** Calls a function with an open file, and closes the file even when the function throws. */
function withOpen(descriptor: number, act: (descriptor: number) => void): void {
  try {
    act(descriptor)
  } finally {
    closeSync(descriptor)
  }
}

export function realFiles(): Files {
  // Packages make users while a hook runs, so a name that is not cached is looked up in the file again.
  const cache = new Map<string, Known>()
  const lookUp = <T>(path: string, look: (known: Known) => T | undefined): T | undefined => {
    const cached = cache.get(path)
    const found = cached && look(cached)
    if (found !== undefined) return found
    const fresh = knownIn(path)
    cache.set(path, fresh)
    return look(fresh)
  }
  const number = (path: string, name: string, target: string): number => {
    const found = lookUp(path, ({ numbers }) => numbers.get(name))
    if (found !== undefined) return found
    throw new CharmError('E_FILE', `${target} is to belong to '${name}', which is not in ${path}`, {
      hint: 'the package that makes it is not installed',
    })
  }
  const nameOf = (path: string, one: number): string => lookUp(path, ({ names }) => names.get(one)) ?? String(one)
  const ids = (path: string, { owner, group }: { owner: string; group: string }) =>
    [number('/etc/passwd', owner, path), number('/etc/group', group, path)] as const
  const describe = ({ mode, uid, gid, mtimeMs }: Stats) => ({
    mode: mode & 0o7777,
    owner: nameOf('/etc/passwd', uid),
    group: nameOf('/etc/group', gid),
    modified: mtimeMs,
  })
  return {
    file: (path) =>
      ifThere(() => {
        const found = statSync(path)
        // Reading a pipe would wait for ever.
        return found.isFile() ? { content: readFileSync(path, 'utf8'), ...describe(found) } : undefined
      }),
    directory: (path) =>
      ifThere(() => {
        const found = statSync(path)
        return found.isDirectory() ? describe(found) : undefined
      }),
    writeFile: (path, { content, mode, owner, group }) => {
      const [uid, gid] = ids(path, { owner, group })
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      // The name begins with a dot, which daemons that read whole folders pass over. It is always the same, so a hook replaces what a
      // killed one left.
      const temporary = join(dirname(path), `.${basename(path)}.charm-new`)
      rmSync(temporary, { force: true })
      try {
        withOpen(openSync(temporary, 'wx', 0o600), (file) => {
          writeFileSync(file, content)
          fchownSync(file, uid, gid)
          fchmodSync(file, mode)
          fsyncSync(file)
        })
        renameSync(temporary, path)
      } catch (error) {
        rmSync(temporary, { force: true })
        throw error
      }
    },
    makeDirectory: (path, { mode, owner, group }) => {
      const [uid, gid] = ids(path, { owner, group })
      mkdirSync(path, { recursive: true })
      // The user of a service could put a link here. It is not followed, so that the user does not become the owner of what the link
      // points to.
      withOpen(openSync(path, constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW), (directory) => {
        fchownSync(directory, uid, gid)
        fchmodSync(directory, mode)
      })
    },
    removeFile: (path) => rmSync(path, { force: true }),
  }
}
