import { chmodSync, existsSync, lstatSync, mkdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join, normalize } from 'node:path'
import type { TreeEntry } from './port.ts'

/**
 * Puts entries below a directory with exactly their modes and removes the named old files. Names are cleaned as Juju does, and nothing is
 * written through a link that leads out of the directory.
 */
export async function expandTree(directory: string, entries: Iterable<TreeEntry>, remove: readonly string[]): Promise<void> {
  mkdirSync(directory, { recursive: true })
  if (!lstatSync(directory).isDirectory()) throw new Error(`${directory}: not a directory`)
  const root = realpathSync(directory)
  for (const path of remove) rmSync(join(root, clean(path)), { recursive: true, force: true })
  for (const entry of entries) {
    const path = join(root, clean(entry.path))
    const parent = dirname(path)
    mkdirSync(parent, { recursive: true })
    if (!`${realpathSync(parent)}/`.startsWith(`${root}/`)) throw new Error(`${entry.path} leads out of ${directory}`)
    if (entry.kind === 'directory') {
      mkdirSync(path, { recursive: true })
      chmodSync(path, entry.mode)
      continue
    }
    if (existsSync(path) || isLink(path)) rmSync(path, { recursive: true, force: true })
    if (entry.kind === 'link') symlinkSync(entry.target, path)
    else {
      await writeFile(path, typeof entry.content === 'function' ? await entry.content() : entry.content)
      // The umask must not change a charm's modes.
      chmodSync(path, entry.mode)
    }
  }
}

function clean(path: string): string {
  return normalize(`/${path}`).slice(1)
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
}
