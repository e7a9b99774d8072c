import { randomBytes } from 'node:crypto'
import type { RunResult } from '../controller/machines/port.ts'
import type { Outcome } from '../hook-tools/pending.ts'
import type { HookScope } from '../hook-tools/scope.ts'
import type { Json } from '../hook-tools/world.ts'
import { findUnit } from '../model/lookup.ts'
import { hookEnvironment, type Run, runName, unitPaths } from '../uniter/environment.ts'
import { lineSplitter } from './lines.ts'
import { logUnit } from './log.ts'
import type { Turn } from './turn.ts'
import { makeWorld } from './world.ts'

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

/** Background processes of a hook may keep its output open; it is closed this long after the hook has ended, in milliseconds. */
const DRAIN_MS = 100

/**
 * Runs a process of the charm in its context: socket, tools, exactly Juju's environment. Output goes into the log; the output of `juju
 * exec` goes into its task only.
 */
export async function runProcess(turn: Turn, argv: readonly string[]): Promise<Finished> {
  const { parts, unit, machine, run } = turn
  const paths = unitPaths(machine.root, unit)
  const contextId = `${unit}-${runName(run)}-${randomBytes(16).toString('hex')}`
  const tools: Record<string, number> = {}
  const written: string[] = []
  const { store, journal, directory } = parts
  const world = makeWorld({ store, journal, directory, machine, unit, run, onWrite: (what) => written.push(what) })
  const killer = new AbortController()
  const context = parts.tools.openContext(world, scopeOf(run, contextId, killer))
  const stopServing = await parts.tools.serve(machine, paths.socket, context, (tool) => {
    tools[tool] = (tools[tool] ?? 0) + 1
  })
  const [stdout, stderr] = [capture(turn, 'DEBUG'), capture(turn, 'WARNING')]
  try {
    const model = store.read()
    const result = await machine.run(argv, {
      env: hookEnvironment(model, findUnit(model, unit), run, { contextId, paths, apiAddresses: parts.apiAddress }),
      cwd: paths.charm,
      onStdout: stdout.push,
      onStderr: stderr.push,
      signal: AbortSignal.any([turn.signal, turn.connection, killer.signal]),
      drainMs: DRAIN_MS,
    })
    return { result, outcome: context.outcome(), stdout: stdout.all(), stderr: stderr.all(), tools, written }
  } finally {
    stdout.end()
    stderr.end()
    await stopServing()
  }
}

/** One stream of the process: kept whole, and told to the log line by line. */
interface Captured {
  readonly push: (chunk: Buffer) => void
  all(): Buffer
  /** Tells the log what came after the last line. */
  end(): void
}

function capture(turn: Turn, level: string): Captured {
  const { unit, run } = turn
  const isExec = 'task' in run && run.task.command !== null
  const chunks: Buffer[] = []
  const lines = lineSplitter((message) => logUnit(turn, level, message, `unit.${unit}.${runName(run)}`))
  return {
    push: (chunk) => {
      chunks.push(chunk)
      if (!isExec) lines.push(chunk)
    },
    all: () => Buffer.concat(chunks),
    end: () => lines.end(),
  }
}

function scopeOf(run: Run, contextId: string, killer: AbortController): HookScope {
  if ('task' in run) return { contextId, action: { name: run.task.name, params: run.task.parameters as Json } }
  const { relation, storage } = run.hook
  const kill = (): boolean => {
    killer.abort()
    return true
  }
  if (storage !== null) return { contextId, kill, storage: storage.id }
  if (relation === null) return { contextId, kill }
  const remote = relation.remoteUnit === null ? {} : { remoteUnit: relation.remoteUnit }
  return { contextId, kill, relation: { id: relation.id, remoteApp: relation.remoteApplication, ...remote } }
}
