/** One hook while it runs: where it can be stopped, and what it has done so far. */
import { note, type Sim } from './sim.ts'
import type { HookRun } from './state.ts'

/** Kills the process of a hook. */
export function kill(run: HookRun): void {
  if (run.isDead) return
  run.isDead = true
  run.onDeath()
}

/** What a killed hook throws where it cannot wait for ever. */
export class Killed extends Error {
  override readonly name = 'Killed'
}

/** A promise that a killed hook waits for. */
export const never = <Value>(): Promise<Value> => new Promise(() => undefined)

/** Says what to do at a step of a hook: go on, fail, or end, because the process is killed there. */
export type Way = 'go' | 'fail' | 'end'

/** Comes to a step of a hook at which it can be stopped. */
export function reach(sim: Sim, run: HookRun, what: () => string): Way {
  if (run.isDead) return 'end'
  run.points += 1
  const { fault } = run
  if (fault?.point !== run.points) return 'go'
  sim.disturbedAt = sim.hooks
  note(sim, () => `${run.unit.name.padEnd(14)} ${fault.kind === 'kill' ? 'KILLED before it could' : 'REFUSED:'} ${what()}`)
  if (fault.kind === 'kill') {
    kill(run)
    return 'end'
  }
  run.wasRefused = true
  return 'fail'
}
