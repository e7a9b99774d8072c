/** Writes a new charm: the files of `templates/`, under the charm's name. */
import { randomBytes } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { CharmError } from '@charm-layers/charm'
import { charmNameFault } from '../check/names.ts'
import { withVersions } from './versions.ts'

const templates = fileURLToPath(new URL('../../templates/', import.meta.url))

/** The name that the charm in `templates/` has. */
const templateName = 'my-charm'

/**
 * The real names of template files. Under their real names tools would act on them in this package, as npm does on a .gitignore when it
 * publishes.
 */
const realNames: Readonly<Record<string, string>> = {
  'gitignore.template': '.gitignore',
  'package.template.json': 'package.json',
  'tsconfig.template.json': 'tsconfig.json',
}

/**
 * Writes a charm of this name into a folder, and gives the names of its files. Either all files are written, or none. @throws CharmError
 */
export const create = async (name: string, path: string): Promise<readonly string[]> => {
  const fault = charmNameFault(name)
  if (fault !== undefined) throw new CharmError('E_NAME', fault)
  const folder = resolve(path)
  const found = await contents(folder)
  if (found !== undefined && found.length > 0) {
    throw new CharmError('E_NOT_EMPTY', `${folder} has something in it already, such as ${found[0]}`, {
      hint: 'choose another folder with --dir',
    })
  }
  await mkdir(dirname(folder), { recursive: true })
  const beside = `${folder}.${randomBytes(6).toString('hex')}.tmp`
  try {
    const files = await write(name, beside)
    // An existing folder is filled, not replaced: it may be the working directory of a shell.
    await (found === undefined ? rename(beside, folder) : move(beside, folder))
    return files
  } finally {
    await rm(beside, { recursive: true, force: true })
  }
}

const contents = async (folder: string): Promise<readonly string[] | undefined> => {
  try {
    return await readdir(folder)
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined
    throw error
  }
}

const write = async (name: string, folder: string): Promise<readonly string[]> => {
  const entries = await readdir(templates, { recursive: true, withFileTypes: true })
  const sources = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name).slice(templates.length))
  const files = await Promise.all(
    sources.map(async (source) => {
      const file = realNames[source] ?? source.replaceAll(templateName, name)
      const text = (await readFile(join(templates, source), 'utf8')).replaceAll(templateName, name)
      await mkdir(dirname(join(folder, file)), { recursive: true })
      await writeFile(join(folder, file), file === 'package.json' ? await withVersions(text) : text)
      return file
    }),
  )
  return files.sort()
}

const move = async (from: string, to: string): Promise<void> => {
  const names = await readdir(from)
  try {
    for (const name of names) await rename(join(from, name), join(to, name))
  } catch (error) {
    for (const name of names) await rm(join(to, name), { recursive: true, force: true })
    throw error
  }
}
