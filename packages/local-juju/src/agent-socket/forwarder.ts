import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, copyFile, mkdir, readFile, rename, rm, stat, symlink } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { toolNames } from '../hook-tools/index.ts'

const run = promisify(execFile)

// The same way from src/ and from dist/.
const SOURCE = fileURLToPath(new URL('../../native/jujuc.c', import.meta.url))
const NAME = 'jujuc'

const exists = async (path: string): Promise<boolean> => (await stat(path).catch(() => undefined)) !== undefined

/**
 * Compiles the program that all hook tools are links to, once per version, and gives its path. It is static, so it runs in any machine of
 * this architecture.
 * @throws Error when there is no C compiler.
 */
export const buildForwarder = async (cacheDir: string): Promise<string> => {
  const source = await readFile(SOURCE)
  const path = join(cacheDir, `${NAME}-${process.arch}-${createHash('sha256').update(source).digest('hex').slice(0, 16)}`)
  if (await exists(path)) return path
  await mkdir(cacheDir, { recursive: true })
  const unfinished = `${path}.${process.pid}`
  try {
    await run('cc', ['-Os', '-static', '-s', '-std=gnu11', '-Wall', '-Wextra', '-Werror', '-o', unfinished, SOURCE])
    await rename(unfinished, path)
  } catch (error) {
    await rm(unfinished, { force: true })
    throw new Error('cannot compile the hook tools: a C compiler is needed (on Debian and Ubuntu: apt-get install gcc libc6-dev)', {
      cause: error,
    })
  }
  return path
}

/** Fills a tools directory: the program and a link to it by the name of every tool. */
export const installTools = async (forwarder: string, directory: string): Promise<void> => {
  await mkdir(directory, { recursive: true })
  const program = join(directory, NAME)
  // Renamed into place: a running hook may be using the one that is there.
  await copyFile(forwarder, `${program}.new`)
  await chmod(`${program}.new`, 0o755)
  await rename(`${program}.new`, program)
  for (const name of toolNames) {
    await rm(join(directory, name), { force: true })
    await symlink(NAME, join(directory, name))
  }
}
