/** The files that a definition names in `files`: they go into the charm as they are, under their own paths. */
import { lstat, readdir, readFile } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { type Charm, CharmError } from '@charm-layers/charm'

/** A file to pack as it is. */
export interface ExtraFile {
  readonly name: string
  readonly content: Buffer
  readonly mode: 0o644 | 0o755
}

const refuse = (path: string, why: string): never => {
  throw new CharmError('E_FILES', `files: '${path}' ${why}`, {
    hint: "files names files and folders inside of the charm's folder, such as files/logo.svg",
  })
}

const filesBelow = async (folder: string, path: string): Promise<readonly ExtraFile[]> => {
  const found = await lstat(join(folder, path)).catch(() => refuse(path, 'is not there'))
  if (found.isDirectory()) {
    const names = (await readdir(join(folder, path))).toSorted()
    return (await Promise.all(names.map((name) => filesBelow(folder, join(path, name))))).flat()
  }
  if (!found.isFile()) return refuse(path, 'is no file: a link or a device is not packed')
  return [{ name: path, content: await readFile(join(folder, path)), mode: (found.mode & 0o100) === 0 ? 0o644 : 0o755 }]
}

/**
 * Reads the files that a definition names; the definition was looked at before, so that no path leads out of the folder or is taken.
 * @throws CharmError for a path that is not there, or is no file.
 */
export const extraFiles = async (folder: string, { files = [] }: Charm): Promise<readonly ExtraFile[]> => {
  const found = await Promise.all(files.map((path) => filesBelow(folder, normalize(path).replace(/\/$/, ''))))
  return [...new Map(found.flat().map((file) => [file.name, file])).values()]
}
