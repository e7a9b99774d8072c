#!/usr/bin/env node
// The plugin `juju-local`, which `juju local` runs.
import { main } from './cli/main.ts'
import { local } from './cli/local/program.ts'

process.exitCode = await main(
  process.argv.slice(2),
  { stdin: process.stdin, stdout: process.stdout, stderr: process.stderr, cwd: process.cwd(), env: process.env },
  local,
)
