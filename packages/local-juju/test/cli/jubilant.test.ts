// A client library that knows nothing of local-juju: jubilant from PyPI, unmodified.
import { execFile, spawnSync } from 'node:child_process'
import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { alphaCharm, betaCharm } from './charms.ts'
import { type Live, startLive } from './live.ts'

const version = '1.14.0'
const here = fileURLToPath(new URL('.', import.meta.url))
const python = spawnSync('python3', ['--version']).error === undefined
if (!python) console.log('skipped: jubilant drives the command (python3 is not on the path)')

/** Makes the virtual environment once; it is kept beside the checkout's other caches. */
const environment = (): string => {
  const folder = join(here, '../../../../.local-juju', `jubilant-${version}`)
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
  if (!python) return
  live = startLive()
  alphaCharm(live.folder)
  betaCharm(live.folder)
}, 60_000)

afterAll(() => live?.end())

test.skipIf(!python)(
  'jubilant deploys, relates, configures, runs, waits and removes',
  async () => {
    if (!live) throw new Error('no controller')
    const bin = join(live.folder, 'bin')
    mkdirSync(bin)
    const command = join(here, '../../src/cli.ts')
    writeFileSync(join(bin, 'juju'), `#!/bin/sh\nexec '${process.execPath}' --conditions=@charm-layers/source '${command}' "$@"\n`)
    chmodSync(join(bin, 'juju'), 0o755)
    const env = { ...live.env, PATH: `${bin}${delimiter}${process.env.PATH}` }
    // The interpreter of the environment finds its libraries by its own path, wherever the environment was made.
    const { stdout } = await promisify(execFile)(
      join(environment(), 'bin', 'python'),
      [join(here, 'drive-with-jubilant.py'), live.folder],
      { env },
    )
    expect(stdout).toBe(`jubilant ${version}\n`)
  },
  240_000,
)
