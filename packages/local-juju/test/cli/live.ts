// A controller with fake machines (hooks run as processes of this host), and our command against it.
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { call as ask } from '../../src/controller/api/client.ts'
import { type Answer, call } from './call.ts'
import { alphaCharm, betaCharm } from './charms.ts'

/** A call in a process of its own. */
export interface Apart {
  readonly answer: Promise<Answer>
  /** Until it has written the first words to standard error. */
  readonly saysSomething: Promise<void>
}

export interface Live {
  /** Also the working directory of every call. */
  readonly folder: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Runs the command in this process. */
  juju(...words: readonly string[]): Promise<Answer>
  /** The same with something on standard input. */
  answering(input: string, ...words: readonly string[]): Promise<Answer>
  /** Waits until a query holds; fails with the status of the model if it never does. */
  reach(kind: 'application' | 'unit', name: string, query?: string): Promise<void>
  /** Runs the command in a process of its own. */
  apart(...words: readonly string[]): Apart
  /** Ends the controller as a power cut would. */
  crash(): Promise<void>
  end(): Promise<void>
}

const command = new URL('../../src/cli.ts', import.meta.url).pathname

/** Starts the controller by the first call, in a process with the flags that sources need. */
export const startLive = (): Live => {
  const folder = mkdtempSync(join(tmpdir(), 'jc-'))
  const env = { ...process.env, JUJU_DATA: folder, LOCAL_JUJU_MACHINES: 'fake', JUJU_MODEL: undefined, JUJU_CONTROLLER: undefined }
  const first = spawnSync(process.execPath, ['--conditions=@charm-layers/source', command, 'add-model', 'demo'], { env, encoding: 'utf8' })
  if (first.status !== 0) throw new Error(`the first call failed: ${first.stderr}`)
  const surroundings = { cwd: folder, env }
  const juju = (...words: readonly string[]): Promise<Answer> => call(words, surroundings)
  const apart = (...words: readonly string[]): Apart => {
    const argv = ['--conditions=@charm-layers/source', command, ...words]
    const child = spawn(process.execPath, argv, { env, cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] })
    const text = { stdout: '', stderr: '' }
    child.stdout.on('data', (chunk) => (text.stdout += String(chunk)))
    child.stderr.on('data', (chunk) => (text.stderr += String(chunk)))
    return {
      answer: new Promise((resolve) => child.on('close', (code) => resolve({ code: code ?? -1, ...text }))),
      saysSomething: new Promise((resolve) => child.stderr.once('data', () => resolve())),
    }
  }
  return {
    folder,
    apart,
    crash: async () => {
      const { pid } = await ask(join(folder, 'local-juju'), 'ping', {})
      process.kill(pid, 'SIGKILL')
    },
    env,
    juju,
    answering: (input, ...words) => call(words, { ...surroundings, input }),
    reach: async (kind, name, query) => {
      const { code, stderr } = await juju('wait-for', kind, name, '--timeout', '60s', ...(query === undefined ? [] : ['--query', query]))
      if (code === 0) return
      const [status, log] = [await juju('status'), await juju('debug-log', '--limit', '30')]
      throw new Error(`${stderr}\n${status.stdout}\n${log.stdout}`)
    },
    end: async () => {
      await ask(join(folder, 'local-juju'), 'stop', { keepMachines: false })
      rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    },
  }
}

/** Starts a controller with alpha and beta deployed, related and at rest. */
export const startDemo = async (): Promise<Live> => {
  const live = startLive()
  alphaCharm(live.folder)
  betaCharm(live.folder)
  for (const name of ['alpha', 'beta']) {
    const deployed = await live.juju('deploy', `./${name}.charm`)
    expect(deployed).toMatchObject({ code: 0, stdout: '' })
    expect(deployed.stderr).toContain(
      `Located local charm "${name}", revision 0\nDeploying "${name}" from local charm "${name}", revision 0 on ubuntu@24.04/stable\n`,
    )
    expect(deployed.stderr).toContain('debian@12')
  }
  expect(await live.juju('integrate', 'alpha', 'beta')).toEqual({ code: 0, stdout: '', stderr: '' })
  await live.reach('application', 'alpha')
  await live.reach('application', 'beta')
  // Both sides have spoken: nothing of what the tests read is still to come.
  for (const [unit, other] of [
    ['alpha/0', 'beta/0'],
    ['beta/0', 'alpha/0'],
  ]) {
    const heard = async (): Promise<boolean> =>
      (await live.juju('show-unit', unit ?? '', '--related-unit', other ?? '')).stdout.includes('word: hello')
    while (!(await heard())) await new Promise((resolve) => setTimeout(resolve, 100))
  }
  return live
}
