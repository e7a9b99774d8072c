import { spawn } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { call } from '../../src/controller/api/client.ts'
import type { Api, VerbName } from '../../src/controller/api/requests.ts'
import type { TraceLine } from '../../src/controller/models/journal.ts'
import type { Model } from '../../src/model/state.ts'
import type { Frozen } from '../../src/model/values.ts'

/** A controller process with fake machines and one model called `demo`. */
export interface Harness {
  readonly directory: string
  ask<Name extends VerbName>(verb: Name, body: Omit<Api[Name]['request'], 'model'>): Promise<Api[Name]['response']>
  /** Waits until the model is as wanted; the time limit is only for tests that fail. */
  until(what: string, wanted: (model: Frozen<Model>) => boolean, limitMs?: number): Promise<Frozen<Model>>
  deploy(path: string, application: string, numUnits?: number, rest?: Partial<Api['deploy']['request']>): Promise<string[]>
  trace(): TraceLine[]
  log(): string
  /** Where the folder of a unit's agent lies. */
  unitDirectory(unit: string, machine: string): string
  start(): Promise<void>
  /** Kills the controller with SIGKILL. */
  crash(): Promise<void>
  /** Ends the controller with SIGTERM. */
  terminate(): Promise<void>
  end(): Promise<void>
}

const MAIN = join(import.meta.dirname, '../../src/controller/main.ts')

interface Running {
  kill(signal: NodeJS.Signals): void
  hasEnded(): boolean
  readonly ended: Promise<unknown>
}

function startProcess(directory: string, machines: 'fake' | 'systemd'): Running {
  const child = spawn(process.execPath, ['--conditions=@charm-layers/source', MAIN, '--data', directory], {
    env: { ...process.env, LOCAL_JUJU_MACHINES: machines },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  let over = false
  const ended = new Promise((resolve) => child.once('exit', resolve)).then(() => {
    over = true
  })
  return { kill: (signal) => void child.kill(signal), hasEnded: () => over, ended }
}

/** Starts a controller with a model. */
export async function startHarness(machines: 'fake' | 'systemd' = 'fake'): Promise<Harness> {
  const directory = mkdtempSync(join(tmpdir(), 'lj-'))
  let running: Running | undefined
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    running?.kill(signal)
    await running?.ended
  }
  const start = async (): Promise<void> => {
    const started = startProcess(directory, machines)
    running = started
    for (;;) {
      try {
        await call(directory, 'ping', {})
        return
      } catch (error) {
        if (started.hasEnded()) throw new Error('the controller ended at once', { cause: error })
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    }
  }
  await start()
  await call(directory, 'add-model', { name: 'demo', config: {} })
  const modelDirectory = async (): Promise<string> => (await call(directory, 'models', {}))[0]?.directory ?? ''
  const place = await modelDirectory()
  const ask: Harness['ask'] = (verb, body) => call(directory, verb, { ...body, model: 'demo' } as never)
  const until: Harness['until'] = async (what, wanted, limitMs = 60_000) => {
    let seen = await call(directory, 'snapshot', { model: 'demo' })
    for (const deadline = Date.now() + limitMs; !wanted(seen.model); ) {
      if (Date.now() > deadline) throw new Error(`never: ${what}\n${JSON.stringify(seen.model.units, null, 1)}\n${readLog()}`)
      seen = await call(directory, 'snapshot', { model: 'demo', after: seen.version, waitMs: 1_000 })
    }
    return seen.model
  }
  const readLog = (): string => readFileSync(join(place, 'log.jsonl'), 'utf8')
  return {
    directory,
    ask,
    until,
    start,
    deploy: async (path, application, numUnits = 1, rest = {}) => {
      const { url, base } = await ask('add-charm', { path, shown: path, base: null })
      const plain = {
        config: {},
        configYaml: {},
        trust: false,
        constraints: '',
        bindings: {},
        resources: {},
        storage: {},
        to: [],
        attachStorage: [],
      }
      return (await ask('deploy', { charm: url, application, numUnits, base, ...plain, ...rest })).units
    },
    trace: () =>
      (existsSync(join(place, 'trace.jsonl')) ? readFileSync(join(place, 'trace.jsonl'), 'utf8') : '')
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line) as TraceLine),
    log: readLog,
    unitDirectory: (unit, machine) => join(place, 'm', machine, 'agents', `unit-${unit.replace('/', '-')}`),
    crash: async () => {
      await end('SIGKILL')
    },
    terminate: () => end('SIGTERM'),
    end: async () => {
      await end('SIGTERM')
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

/** Tells whether a unit has started and rests with the given workload status and message. */
export function rests(model: Frozen<Model>, unit: string, status: string, message?: string): boolean {
  const found = model.units[unit]
  const shown = found?.workloadStatus
  const isIdle = found?.agent.started === true && found.agent.operation === null && found.agentStatus.status === 'idle'
  return isIdle && shown?.status === status && (message === undefined || shown.message === message)
}
