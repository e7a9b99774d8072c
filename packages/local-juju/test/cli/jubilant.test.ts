// A client library that knows nothing of local-juju: jubilant from PyPI, unmodified.
import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { skipFor } from '../../../../tools/skip.ts'
import { alphaCharm, betaCharm } from './charms.ts'
import { type Live, startLive } from './live.ts'

const version = '1.14.0'
const here = fileURLToPath(new URL('.', import.meta.url))
const folder = join(here, '../../../../.local-juju', `jubilant-${version}`)
// Debian leaves ensurepip, which puts pip into an environment, to the package python3-venv.
const canInstall = existsSync(folder) || spawnSync('python3', ['-c', 'import ensurepip, venv']).status === 0
const reason = canInstall ? undefined : 'python3 with its modules venv and ensurepip is not here; on Debian: apt-get install python3-venv'

/** Makes the virtual environment once; it is kept beside the checkout's other caches. */
const environment = (): string => {
  if (existsSync(folder)) return folder
  const run = (command: string, ...args: readonly string[]): void => {
    const { status, stdout, stderr } = spawnSync(command, args, { encoding: 'utf8' })
    if (status !== 0) throw new Error(`${command} ${args.join(' ')}\n${stdout}${stderr}`)
  }
  const fresh = `${folder}.${process.pid}`
  mkdirSync(join(folder, '..'), { recursive: true })
  rmSync(fresh, { recursive: true, force: true })
  run('python3', '-m', 'venv', fresh)
  run(join(fresh, 'bin', 'python'), '-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', `jubilant==${version}`)
  renameSync(fresh, folder)
  return folder
}

let live: Live | undefined

beforeAll(() => {
  if (reason !== undefined) return
  live = startLive()
  alphaCharm(live.folder)
  betaCharm(live.folder)
}, 60_000)

afterAll(() => live?.end())

test('jubilant deploys, relates, configures, runs, waits and removes', { timeout: 240_000, ...skipFor(reason) }, async () => {
  if (!live) throw new Error('no controller')
  const bin = join(live.folder, 'bin')
  mkdirSync(bin)
  const command = join(here, '../../src/cli.ts')
  writeFileSync(join(bin, 'juju'), `#!/bin/sh\nexec '${process.execPath}' --conditions=@charm-layers/source '${command}' "$@"\n`)
  chmodSync(join(bin, 'juju'), 0o755)
  const env = { ...live.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
  // The interpreter of the environment finds its libraries by its own path, wherever the environment was made.
  const { stdout } = await promisify(execFile)(join(environment(), 'bin', 'python'), [join(here, 'drive-with-jubilant.py'), live.folder], {
    env,
  })
  expect(stdout).toBe(`jubilant ${version}\n`)
})
