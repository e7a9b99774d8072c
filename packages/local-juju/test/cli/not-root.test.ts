// A user who may not make machines is told so by the first thing that one asks.
import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'

const command = new URL('../../src/cli.ts', import.meta.url).pathname
// A checkout in root's own folder is closed to others; what is kept of root opens it, for reading alone.
const nobody = [
  'setpriv',
  '--reuid=65534',
  '--regid=65534',
  '--clear-groups',
  '--inh-caps=+dac_read_search',
  '--ambient-caps=+dac_read_search',
]
const asNobody = process.getuid?.() === 0 ? nobody : []

const run = (argv: readonly string[], env: NodeJS.ProcessEnv = process.env) => {
  const [file = '', ...rest] = [...asNobody, ...argv]
  return spawnSync(file, rest, { env, encoding: 'utf8', cwd: '/' })
}

test('status says that nothing can be deployed, and why', { timeout: 60_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'jn-'))
  chmodSync(folder, 0o777)
  const env = { PATH: process.env.PATH, JUJU_DATA: folder }
  const juju = (...words: readonly string[]) => run([process.execPath, '--conditions=@charm-layers/source', command, ...words], env)
  try {
    const { status, stderr } = juju('status')
    expect({ status, stderr }).toEqual({
      status: 0,
      stderr:
        '\nModel "admin/default" is empty.\nNothing can be deployed to it: local-juju runs units in systemd containers and needs root on Debian or Ubuntu; this user is not root: run it again as root, with sudo for instance\n',
    })
  } finally {
    juju('destroy-controller', 'local', '--destroy-all-models', '--no-prompt')
    rmSync(folder, { recursive: true, force: true })
  }
})
