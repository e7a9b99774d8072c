// Brings the repository's own toolchain (pnpm, Node 24) and dependencies into the checkout. Runs on Node 20 with npm and nothing else;
// nothing outside the checkout is changed. A second call finds everything in place.
import './node-version.mjs'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = dirname(dirname(fileURLToPath(import.meta.url)))
const toolchain = join(root, 'toolchain')
const bin = join(toolchain, 'node_modules', '.bin')

/** The environment in which the repository's tools run: its own Node and pnpm first on the path. */
export const env = {
  ...process.env,
  PATH: `${bin}:${join(root, 'node_modules', '.bin')}:${process.env.PATH}`,
  TURBO_TELEMETRY_DISABLED: '1',
  DO_NOT_TRACK: '1',
}

/** Runs a command in the checkout and exits with its status when it fails. */
export function run(command, args, options = {}) {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit', ...options })
  if (error) console.error(`${command}: ${error.message}`)
  if (status !== 0) process.exit(status ?? 1)
}

/** Runs a TypeScript file of this repository on its own Node, from source. */
export const runSource = (file, args = []) =>
  run('node', ['--disable-warning=ExperimentalWarning', '--conditions=@charm-layers/source', file, ...args])

const fingerprint = (files) => files.reduce((hash, file) => hash.update(readFileSync(join(root, file))), createHash('sha256')).digest('hex')

function step(name, stamp, files, act) {
  const wanted = fingerprint(files)
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return
  const start = performance.now()
  process.stdout.write(`  ${name.padEnd(14)} installing …\n`)
  act()
  writeFileSync(stamp, wanted)
  process.stdout.write(`  ${name.padEnd(14)} ready ${((performance.now() - start) / 1000).toFixed(1).padStart(22)} s\n`)
}

/** Installs what is missing of the toolchain and the dependencies. */
export function setUp() {
  step('toolchain', join(toolchain, 'node_modules', '.stamp'), ['toolchain/package-lock.json'], () =>
    run('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: toolchain, env: process.env }),
  )
  step('dependencies', join(root, 'node_modules', '.stamp'), ['pnpm-lock.yaml', 'package.json'], () =>
    run('pnpm', ['install', '--frozen-lockfile', '--reporter=append-only', '--loglevel=error']),
  )
}
