#!/usr/bin/env node
// The `juju` command of local-juju.
import module from 'node:module'

// Node 20 has no compile cache.
module.enableCompileCache?.()
// Imported after the cache is on, so that the command itself comes out of it.
const { main } = await import('./cli/main.ts')

// A reader that goes away (`juju status | head -1`) is no failure.
process.stdout.on('error', () => process.exit(0))

process.exitCode = await main(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  cwd: process.cwd(),
  env: process.env,
})
