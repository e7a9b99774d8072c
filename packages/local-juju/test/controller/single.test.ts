import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { call, socketPath } from '../../src/controller/api/client.ts'
import { ensureController } from '../../src/controller/ensure.ts'

const MAIN = join(import.meta.dirname, '../../src/controller/main.ts')

test('only one controller runs on a data directory, also when many ask for it at once; a stale socket is no obstacle', {
  timeout: 60_000,
}, async () => {
  const directory = mkdtempSync(join(tmpdir(), 'lj-one-'))
  writeFileSync(socketPath(directory), 'stale')
  const environment = process.env.LOCAL_JUJU_MACHINES
  process.env.LOCAL_JUJU_MACHINES = 'fake'
  const flags = process.execArgv
  process.execArgv = ['--conditions=@charm-layers/source']
  try {
    await Promise.all([ensureController(directory), ensureController(directory), ensureController(directory)])
    const { pid } = await call(directory, 'ping', {})
    const second = spawn(process.execPath, ['--conditions=@charm-layers/source', MAIN, '--data', directory], {
      stdio: ['ignore', 'ignore', 'pipe'],
    })
    let said = ''
    second.stderr.on('data', (chunk: Buffer) => {
      said += chunk.toString()
    })
    expect(await new Promise((resolve) => second.once('exit', resolve))).toBe(75)
    expect(said).toContain(`another controller runs on ${directory}`)
    expect((await call(directory, 'ping', {})).pid).toBe(pid)
    await call(directory, 'stop', { keepMachines: false })
    await expect.poll(() => call(directory, 'ping', {}).catch(() => 'gone'), { timeout: 20_000 }).toBe('gone')
  } finally {
    process.execArgv = flags
    if (environment === undefined) delete process.env.LOCAL_JUJU_MACHINES
    else process.env.LOCAL_JUJU_MACHINES = environment
    rmSync(directory, { recursive: true, force: true })
  }
})
