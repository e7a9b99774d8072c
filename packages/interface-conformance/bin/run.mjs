import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(path, import.meta.url))

if (existsSync(at('../src/cli.ts'))) {
  // In the repository nothing needs to be built: its own Node runs the source, whatever Node runs this file.
  const args = ['--disable-warning=ExperimentalWarning', '--conditions=@charm-layers/source', at('../src/cli.ts'), ...process.argv.slice(2)]
  const { status, error } = spawnSync(at('../../../toolchain/node_modules/.bin/node'), args, { stdio: 'inherit' })
  if (error) console.error(`interface-conformance: ${error.message}: run npm test or npm start at the root of the repository once`)
  process.exitCode = status ?? 1
} else {
  await import('../dist/cli.js')
}
