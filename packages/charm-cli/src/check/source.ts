/** A charm to check: a folder, a `.charm`, or files that are about to be packed. */
import { readdir, readFile, readlink, stat } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { CharmError } from '@charm-layers/charm'
import { type ArchiveEntry, cleanName, openArchive } from '../format/archive.ts'
import { isFormatError } from '../format/errors.ts'

/** What a check sees of one entry. */
export type SourceEntry = Pick<ArchiveEntry, 'name' | 'kind' | 'mode' | 'target'>

/** A charm's entries, and a way to their bytes. */
export interface CharmSource {
  readonly entries: readonly SourceEntry[]
  readonly read: (name: string) => Promise<Buffer>
  readonly close: () => void
}

/** Folders that do not belong to the charm: the author's tools use them, or Juju leaves them out. */
const passedOver: ReadonlySet<string> = new Set(['.git', '.svn', '.hg', '.bzr', '.tox', 'node_modules'])

const noCharm = (message: string, cause: unknown): CharmError =>
  new CharmError('E_NO_CHARM', message, {
    hint: 'name a .charm or a folder with a metadata.yaml; charm-layers pack makes a .charm of a folder with a src/charm.ts',
    cause,
  })

const isMissing = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR')

/** Opens the charm at a path. @throws CharmError when there is no charm. */
export const openSource = async (path: string): Promise<CharmSource> => {
  try {
    return await opened(path)
  } catch (error) {
    if (isMissing(error)) throw noCharm(`there is nothing at ${path}`, error)
    if (isFormatError(error)) throw noCharm(`${path} is no charm: ${error.message}`, error)
    throw error
  }
}

const opened = async (path: string): Promise<CharmSource> => {
  if (!(await stat(path)).isDirectory()) return openArchive(path)
  const entries = await folderEntries(path, path)
  return { entries, read: (name) => readFile(join(path, cleanName(name))), close: () => undefined }
}

const folderEntries = async (root: string, folder: string): Promise<readonly SourceEntry[]> => {
  const found: SourceEntry[] = []
  for (const item of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, item.name)
    const name = relative(root, path)
    if (item.isSymbolicLink()) found.push({ name, kind: 'symlink', mode: 0o777, target: await readlink(path) })
    else if (item.isDirectory()) {
      found.push({ name, kind: 'directory', mode: 0o755 })
      if (!passedOver.has(item.name)) found.push(...(await folderEntries(root, path)))
    } else if (item.isFile()) found.push({ name, kind: 'file', mode: (await stat(path)).mode & 0o777 })
  }
  return found
}
