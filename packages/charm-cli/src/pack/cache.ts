import { mkdir, readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { writeAtomically } from './write.ts'

/** The folder of the user's caches that is ours. */
export const cacheFolder = (): string => join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'charm-layers')

/** Gives the bytes that are cached under a name, or makes and caches them. A cache that cannot be read or written is no error. */
export const cached = async (name: string, make: () => Promise<Uint8Array>): Promise<Uint8Array> => {
  const path = join(cacheFolder(), name)
  const found = await readFile(path).catch(() => undefined)
  if (found !== undefined) return found
  const made = await make()
  try {
    await mkdir(cacheFolder(), { recursive: true, mode: 0o700 })
    await writeAtomically(path, [made], 0o644)
  } catch {
    // The next pack makes it again.
  }
  return made
}
