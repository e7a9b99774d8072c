import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

export const run = async (program, file) => {
  if (!existsSync(at(`../src/${file}.ts`))) return await import(`../dist/${file}.js`)
  // In the repository nothing needs to be built: the program of the checkout runs the source.
  const { status, error } = spawnSync(at(`../../../bin/${program}`), process.argv.slice(2), { stdio: 'inherit' })
  if (error) console.error(`${program}: ${error.message}`)
  process.exitCode = status ?? 1
}
