/** Files on the real machine. Written beside their place and renamed into it, so that nobody sees half a file. */
import {
  chmodSync,
  chownSync,
  closeSync,
  fchmodSync,
  fchownSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { CharmError } from '../errors.ts'
import type { Host } from '../host.ts'

/** Names and numbers of users or groups, from a file of the form name:password:number. */
function numbers(path: string): ReadonlyMap<string, number> {
  const lines = readFileSync(path, 'utf8').split('\n')
  return new Map(lines.filter((line) => line !== '').map((line) => [line.split(':')[0] ?? '', Number(line.split(':')[2])]))
}

const nameOf = (known: ReadonlyMap<string, number>, number: number): string =>
  [...known].find(([, one]) => one === number)?.[0] ?? String(number)

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

export function realFiles(): Files {
  // Packages make users while a hook runs, so an unknown name is looked up in the file again before it is refused.
  const cache = new Map<string, ReadonlyMap<string, number>>()
  const known = (path: string): ReadonlyMap<string, number> => {
    const found = cache.get(path) ?? numbers(path)
    cache.set(path, found)
    return found
  }
  const number = (path: string, name: string, target: string): number => {
    const found = known(path).get(name) ?? numbers(path).get(name)
    if (found !== undefined) return found
    throw new CharmError('E_FILE', `${target} is to belong to '${name}', which is not in ${path}`, {
      hint: 'the package that makes it is not installed',
    })
  }
  const ids = (path: string, { owner, group }: { owner: string; group: string }) =>
    [number('/etc/passwd', owner, path), number('/etc/group', group, path)] as const
  const describe = (path: string) => {
    const { mode, uid, gid, mtimeMs } = statSync(path)
    return { mode: mode & 0o7777, owner: nameOf(known('/etc/passwd'), uid), group: nameOf(known('/etc/group'), gid), modified: mtimeMs }
  }
  return {
    file: (path) => ifThere(() => ({ content: readFileSync(path, 'utf8'), ...describe(path) })),
    directory: (path) => ifThere(() => describe(path)),
    writeFile: (path, { content, mode, owner, group }) => {
      const [uid, gid] = ids(path, { owner, group })
      mkdirSync(dirname(path), { recursive: true, mode: 0o755 })
      const temporary = `${path}.new-${process.pid}`
      const file = openSync(temporary, 'wx', 0o600)
      try {
        writeSync(file, content)
        fchownSync(file, uid, gid)
        fchmodSync(file, mode)
        fsyncSync(file)
      } catch (error) {
        rmSync(temporary, { force: true })
        throw error
      } finally {
        closeSync(file)
      }
      renameSync(temporary, path)
    },
    makeDirectory: (path, { mode, owner, group }) => {
      const [uid, gid] = ids(path, { owner, group })
      mkdirSync(path, { recursive: true })
      chownSync(path, uid, gid)
      chmodSync(path, mode)
    },
    removeFile: (path) => rmSync(path, { force: true }),
  }
}
