import type { TraceLine } from '../controller/models/journal.ts'
import { runName } from '../uniter/environment.ts'
import type { Finished } from './run-process.ts'
import type { Turn } from './turn.ts'

/**
 * Writes the trace line of a turn that has ended; without a process it could not be started. `committed` adds to what took effect at once.
 */
export function traceTurn(
  { parts, unit, run, start }: Turn,
  finished: Finished | null,
  { outcome, committed }: Pick<TraceLine, 'outcome' | 'committed'>,
): void {
  parts.journal.trace({
    unit,
    run: runName(run),
    kind: 'hook' in run ? 'hook' : run.task.command === null ? 'action' : 'exec',
    start,
    end: new Date().toISOString(),
    exit: finished?.result.code ?? null,
    signal: finished?.result.signal ?? null,
    outcome,
    tools: finished?.tools ?? {},
    committed: [...(finished?.written ?? []), ...committed],
  })
}
