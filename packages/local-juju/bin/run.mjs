import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

if (existsSync(at('../src/cli.ts'))) {
  // In the repository nothing needs to be built: the command of the checkout runs the source.
  const { status, error } = spawnSync(at('../../../bin/juju'), process.argv.slice(2), { stdio: 'inherit' })
  if (error) console.error(`juju: ${error.message}`)
  process.exitCode = status ?? 1
} else {
  await import('../dist/cli.js')
}
