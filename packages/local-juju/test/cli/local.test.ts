// `juju local`, the plugin, against a controller with fake machines, and where there is none.
import { spawnSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { local } from '../../src/cli/local/program.ts'
import { findCommand } from '../../src/cli/registry.ts'
import { type Answer, call } from './call.ts'
import { alphaCharm } from './charms.ts'
import { type Live, startLive } from './live.ts'

const bin = join(import.meta.dirname, '../../../../bin')
const nowhere = { cwd: '/', env: { JUJU_DATA: '/nonexistent', PATH: '' } }
const plugin = (live: Live, ...words: string[]): Promise<Answer> => call(words, { cwd: live.folder, env: live.env }, local)
const said = (stderr: string): Answer => ({ code: 0, stdout: '', stderr })
const refused = (stderr: string, code = 1): Answer => ({ code, stdout: '', stderr: `ERROR ${stderr}\n` })

describe('juju local', () => {
  test.each(Object.keys(local.commands))('%s --help tells what it is for, with examples that it takes', async (name) => {
    const { code, stdout, stderr } = await call([name, '--help'], nowhere, local)
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
    expect(stdout).toMatch(new RegExp(`^Usage: juju local ${name} .*\\n\\nSummary:\\n[A-Z].*\\.\\n\\n`))
    expect(stdout).toMatch(new RegExp(`\\nDetails:\\n[A-Z][\\s\\S]{20,}\\n\\nExamples:\\n {4}juju local ${name}`))
    expect((await findCommand(local.commands, name))?.usage.split(' ')[0]).toBe(name)
  })

  test('without a command, and with --description, tells what it is', async () => {
    expect((await call([], nowhere, local)).stdout).toContain('juju local power-off 3 ')
    expect((await call(['--help'], nowhere, local)).stdout).toContain('juju local power-off 3 ')
    expect((await call(['--description'], nowhere, local)).stdout).toBe(`${local.summary}\n`)
    expect(await call(['explode', '3'], nowhere, local)).toEqual(refused('juju local has no command "explode". See "juju local --help"'))
    expect(await call(['help', 'explode'], nowhere, local)).toEqual(refused('juju local has no command "explode". See "juju local --help"'))
  })

  test('says that it works on local-juju only where that has never run, and makes nothing', async () => {
    expect(await call(['power-off', '0'], nowhere, local)).toEqual(
      refused('juju local works on local-juju only, which has not run here: there is no /nonexistent/local-juju'),
    )
  })

  test('refuses words that name no machine', async () => {
    expect(await call(['power-off'], nowhere, local)).toEqual(refused('no machines specified', 2))
    expect(await call(['power-off', 'web/0'], nowhere, local)).toEqual(refused('invalid machine id "web/0"', 2))
  })
})

describe('juju local with a model', { timeout: 60_000 }, () => {
  let live: Live

  beforeAll(async () => {
    live = startLive()
    alphaCharm(live.folder)
    await live.juju('deploy', './alpha.charm')
    await live.reach('application', 'alpha')
  }, 60_000)
  afterAll(() => live.end())

  const agent = async (): Promise<string> =>
    JSON.parse((await live.juju('status', '--format', 'json')).stdout).applications.alpha.units['alpha/0']['juju-status'].current
  const machine = async (): Promise<[string, string, string]> => {
    const shown = JSON.parse((await live.juju('status', '--format', 'json')).stdout).machines['0']
    return [shown['juju-status'].current, shown['machine-status'].current, shown['machine-status'].message]
  }

  test('power-off leaves a machine down until power-on, also across a crash of the controller', async () => {
    expect(await plugin(live, 'power-off', '0')).toEqual(said('machine 0 is off\n'))
    expect(await machine()).toEqual(['down', 'stopped', 'Powered off'])
    expect(await agent()).toBe('lost')
    expect((await live.juju('ssh', '0', 'true')).stderr).toContain('machine 0 is off')
    expect(await plugin(live, 'power-off', '0')).toEqual(refused('machine 0 is off already'))
    await live.crash()
    // Longer than a machine takes that is booted again by itself.
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    expect(await machine()).toEqual(['down', 'stopped', 'Powered off'])

    expect(await plugin(live, 'power-on', '0')).toEqual(said('machine 0 is on\n'))
    expect(await machine()).toEqual(['started', 'running', 'Running'])
    await live.reach('unit', 'alpha/0', 'agent-status=="idle" && workload-status=="active"')
    expect(await plugin(live, 'power-on', '0')).toEqual(refused('machine 0 is on already'))
  })

  test('cut-network loses the agent of a machine that runs on, and keeps what is asked of it for later', async () => {
    expect(await plugin(live, 'cut-network', '0', '--model', 'demo')).toEqual(said('machine 0 is off the network\n'))
    expect(await machine()).toEqual(['down', 'running', 'Running, network cut'])
    expect(await agent()).toBe('lost')
    expect((await live.juju('ssh', 'alpha/0', 'true')).stderr).toContain('machine 0 cannot be reached: its network is cut')
    const waiting = await live.juju('exec', '--unit', 'alpha/0', '--background', '--', 'echo ran')
    const id = /task (\d+)/.exec(waiting.stderr)?.[1] ?? ''
    expect((await live.juju('show-task', id)).stdout).toBe(`Task ${id} pending\n`)
    expect(await plugin(live, 'cut-network', '0')).toEqual(refused('the network of machine 0 is cut already'))

    expect(await plugin(live, 'mend-network', '0')).toEqual(said('machine 0 is on the network\n'))
    expect(await machine()).toEqual(['started', 'running', 'Running'])
    expect((await live.juju('show-task', id, '--wait', '20s')).stdout).toContain('ran\n')
    expect(await plugin(live, 'mend-network', '0')).toEqual(refused('the network of machine 0 is connected already'))
  })

  test('refuses what is not there', async () => {
    expect(await plugin(live, 'power-off', '7')).toEqual(refused('machine 7 not found'))
    expect(await plugin(live, 'power-off', '0', '-m', 'nope')).toEqual(refused('model local:admin/nope not found'))
  })

  test('is found on the path as a plugin, with the model that was named; and refuses a juju that is Juju itself', () => {
    const env = { ...live.env, PATH: `${bin}:${process.env.PATH ?? ''}` }
    const run = (file: string, ...words: string[]): Answer => {
      const { status, stdout, stderr } = spawnSync(file, words, { env, encoding: 'utf8' })
      return { code: status ?? -1, stdout, stderr }
    }
    expect(run(join(bin, 'juju'), 'local', 'power-off', '-m', 'demo', '7')).toEqual(refused('machine 7 not found'))
    const folder = mkdtempSync(join(tmpdir(), 'real-juju-'))
    copyFileSync('/bin/sh', join(folder, 'juju'))
    expect(run(join(folder, 'juju'), '-c', 'juju-local power-off 0; exit $?')).toEqual(
      refused('juju local works on local-juju only, and this juju is Juju itself'),
    )
    rmSync(folder, { recursive: true })
  })
})
