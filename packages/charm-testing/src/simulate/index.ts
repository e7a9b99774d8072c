/** Whole models in process: every order of hooks that Juju allows, with faults, and invariants that hold after each hook. */
import type { Model } from './model.ts'
import { planOf } from './plan.ts'
import { type Failure, failureOf, failureText } from './report.ts'
import { runSeed } from './run-seed.ts'

export type { Application, Config, Invariant, Model, Place, UnitView, Work } from './model.ts'
export type { Failure } from './report.ts'

/** How to simulate a model. */
export interface SimulateOptions {
  /** How many seeds to run: from 1 on, or from `first` on. */
  readonly seeds: number
  readonly first?: number
  /** Whether nothing disturbs the model: only the order of the hooks is another under each seed. */
  readonly undisturbed?: true
  /** Gives the command that runs one seed again; by default the variable SIMULATE_SEED before `npm test`. */
  readonly command?: (seed: number) => string
}

/** What a simulation has shown. */
export interface Simulated {
  readonly seeds: number
  readonly hooks: number
  readonly seconds: number
}

/** A seed under which an invariant of a model breaks. Its message is the whole report. */
export class SimulationFailed extends Error {
  override readonly name = 'SimulationFailed'
  readonly failure: Failure
  constructor(failure: Failure, message: string) {
    super(message)
    this.failure = failure
  }
}

const seedAgain = (): number | undefined => (process.env.SIMULATE_SEED ? Number(process.env.SIMULATE_SEED) : undefined)

/** Runs without the places in the code of each step, which cost a third of a hook and which nobody asks for. */
async function withoutPlaces<Value>(run: () => Promise<Value>): Promise<Value> {
  const before = Error.stackTraceLimit
  Error.stackTraceLimit = 0
  try {
    return await run()
  } finally {
    Error.stackTraceLimit = before
  }
}

/**
 * Simulates a model under many seeds. Each seed is a run of its own: another order of hooks, other faults. The variable SIMULATE_SEED runs
 * that one alone.
 * @throws SimulationFailed for the first seed under which an invariant breaks, cut down to what is needed for it; TypeError for a model
 * that cannot be.
 */
export async function simulate<World>(
  model: Model<World>,
  { seeds, first = 1, undisturbed, command = (seed) => `SIMULATE_SEED=${seed} npm test` }: SimulateOptions,
): Promise<Simulated> {
  const start = performance.now()
  const again = seedAgain()
  const [from, to] = again === undefined ? [first, first + seeds] : [again, again + 1]
  // The cast is safe: the world of a model goes to the functions of the same model alone.
  const of = model as unknown as Model<never>
  let hooks = 0
  for (let seed = from; seed < to; seed += 1) {
    const plan = undisturbed ? [] : planOf(of, seed)
    const ran = await withoutPlaces(() => runSeed(of, { seed, plan, isCalm: false, traces: false }))
    hooks += ran.hooks
    const { violation } = ran
    if (!violation) continue
    const failure = await withoutPlaces(() => failureOf(of, { seed, plan }, violation))
    throw new SimulationFailed(failure, failureText(failure, model.name, command(seed)))
  }
  return { seeds: to - from, hooks, seconds: (performance.now() - start) / 1000 }
}
