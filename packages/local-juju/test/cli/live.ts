// A controller with fake machines (hooks run as processes of this host), and our command against it.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call as ask } from '../../src/controller/client.ts'
import { type Answer, call } from './call.ts'

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
  return {
    folder,
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
