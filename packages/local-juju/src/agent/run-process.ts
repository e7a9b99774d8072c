import { randomBytes } from 'node:crypto'
import type { HookScope } from '../hook-tools/context.ts'
import type { Outcome } from '../hook-tools/pending.ts'
import type { Json } from '../hook-tools/world.ts'
import { findUnit } from '../model/lookup.ts'
import { hookEnvironment, type Run, runName, unitPaths } from '../uniter/environment.ts'
import type { AgentParts } from './parts.ts'
import { lineSplitter } from '../controller/models/journal.ts'
import type { RunningMachine, RunResult } from '../controller/machines/port.ts'
import { loggerOf, makeWorld } from './world.ts'

/** How a hook, action or command ended. */
export interface Finished {
  readonly result: RunResult
  readonly outcome: Outcome
  readonly stdout: Buffer
  readonly stderr: Buffer
  readonly tools: { readonly [tool: string]: number }
  /** Writes that took effect at once. */
  readonly written: readonly string[]
}

/** Background children that keep the output open lose it after this long (hooks.md section 1). */
const DRAIN_MS = 100

/** Runs a process of the charm in its context: socket, tools, exactly Juju's environment. Output goes into the log, but that of `juju exec` into its task alone. */
export async function runProcess(
  parts: AgentParts,
  machine: RunningMachine,
  unit: string,
  run: Run,
  argv: readonly string[],
  signal: AbortSignal,
): Promise<Finished> {
  const { store, journal } = parts
  const paths = unitPaths(machine.root, unit)
  const contextId = `${unit}-${runName(run)}-${randomBytes(16).toString('hex')}`
  const tools: Record<string, number> = {}
  const written: string[] = []
  const world = makeWorld({ store, journal, machine, unit, run, directory: parts.directory, onWrite: (what) => written.push(what) })
  const killer = new AbortController()
  const context = parts.tools.openContext(world, scopeOf(run, contextId, killer))
  const stopServing = await parts.tools.serve(machine, paths.socket, context, (tool) => {
    tools[tool] = (tools[tool] ?? 0) + 1
  })
  const entity = `unit-${unit.replace('/', '-')}`
  const isExec = 'task' in run && run.task.command !== null
  const capture = (level: string): { chunks: Buffer[]; push: (chunk: Buffer) => void; end: () => void } => {
    const chunks: Buffer[] = []
    const lines = lineSplitter((message) => journal.log({ entity, level, module: loggerOf(unit, run), message }))
    return {
      chunks,
      push: (chunk) => {
        chunks.push(chunk)
        if (!isExec) lines.push(chunk)
      },
      end: () => lines.end(),
    }
  }
  const [stdout, stderr] = [capture('DEBUG'), capture('WARNING')]
  try {
    const model = store.read()
    const result = await machine.run(argv, {
      env: hookEnvironment(model, findUnit(model, unit), run, contextId, paths, parts.apiAddress),
      cwd: paths.charm,
      onStdout: stdout.push,
      onStderr: stderr.push,
      signal: AbortSignal.any([signal, killer.signal]),
      drainMs: DRAIN_MS,
    })
    return {
      result,
      outcome: context.outcome(),
      stdout: Buffer.concat(stdout.chunks),
      stderr: Buffer.concat(stderr.chunks),
      tools,
      written,
    }
  } finally {
    stdout.end()
    stderr.end()
    await stopServing()
  }
}

function scopeOf(run: Run, contextId: string, killer: AbortController): HookScope {
  if ('task' in run) return { contextId, action: { name: run.task.name, params: run.task.parameters as Json } }
  const { relation } = run.hook
  const kill = (): boolean => {
    killer.abort()
    return true
  }
  if (relation === null) return { contextId, kill }
  const remote = relation.remoteUnit === null ? {} : { remoteUnit: relation.remoteUnit }
  return { contextId, kill, relation: { id: relation.id, remoteApp: relation.remoteApplication, ...remote } }
}

/** Finds what runs a hook or an action: `dispatch`, else the file named after it; null when the charm has none. */
export async function findHandler(
  machine: RunningMachine,
  unit: string,
  folder: 'hooks' | 'actions',
  name: string,
): Promise<string | null> {
  const { charm } = unitPaths(machine.root, unit)
  for (const path of [`${charm}/dispatch`, `${charm}/${folder}/${name}`]) if (await machine.exists(path)) return path
  return null
}

/** A process that could not be started at all, as a failed one with the reason in the log. */
export function startFailure(parts: AgentParts, unit: string, error: unknown): RunResult {
  const message = error instanceof Error ? error.message : String(error)
  parts.journal.log({ entity: `unit-${unit.replace('/', '-')}`, level: 'ERROR', module: 'juju.worker.uniter.operation', message })
  return { code: 126, signal: null }
}
