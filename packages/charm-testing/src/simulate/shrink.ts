/** Makes a failing run smaller: it takes away disturbances, one by one, as long as the same invariant breaks. */
import type { Model } from './model.ts'
import type { Disturbance } from './plan.ts'
import { type Ran, runSeed } from './run-seed.ts'
import type { Choice } from './sim.ts'

/** A failing run with as little in it as could be found. */
export interface Smallest {
  readonly choice: Choice
  readonly ran: Ran
}

/** Gives what a disturbance could be instead that is simpler. */
function simpler(one: Disturbance): readonly Disturbance[] {
  if (one.kind === 'power-off' && one.lasts === undefined) return [{ ...one, lasts: 60_000 }]
  return []
}

/** Gives the smallest failing run that can be found from this one. */
export async function shrink(model: Model<never>, seed: number, plan: readonly Disturbance[], invariant: string): Promise<Smallest> {
  let best: Choice = { seed, plan, isCalm: false, traces: false }
  const fails = async (choice: Choice): Promise<boolean> => {
    const { violation } = await runSeed(model, choice)
    if (violation?.invariant !== invariant) return false
    best = choice
    return true
  }
  await fails({ ...best, isCalm: true })
  for (let isSmaller = true; isSmaller; ) {
    isSmaller = false
    for (const one of best.plan) {
      const without = best.plan.filter((other) => other !== one)
      if (await fails({ ...best, plan: without })) isSmaller = true
      else
        for (const other of simpler(one))
          if (await fails({ ...best, plan: best.plan.map((same) => (same === one ? other : same)) })) isSmaller = true
    }
  }
  const choice = { ...best, traces: true }
  return { choice, ran: await runSeed(model, choice) }
}
