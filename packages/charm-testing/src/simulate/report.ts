/** What a person reads of a failing seed. */
import type { Model } from './model.ts'
import { type Disturbance, disturbanceText } from './plan.ts'
import { shrink } from './shrink.ts'
import type { Violation } from './sim.ts'

/** How many lines of a trace are printed. */
const longest = 60

/** A seed under which an invariant breaks. */
export interface Failure {
  readonly seed: number
  readonly invariant: string
  readonly what: string
  /** The disturbances that are needed for it, in words. */
  readonly disturbances: readonly string[]
  /** What happens, one line for each event, up to the invariant that breaks. */
  readonly trace: readonly string[]
}

/** Makes the report of a failing seed, with as few disturbances as needed. */
export async function failureOf(
  model: Model<never>,
  { seed, plan }: { readonly seed: number; readonly plan: readonly Disturbance[] },
  { invariant }: Violation,
): Promise<Failure> {
  const { choice, ran } = await shrink(model, seed, plan, invariant)
  const { violation, trace } = ran
  return { seed, invariant, what: violation?.what ?? '', disturbances: choice.plan.map(disturbanceText), trace }
}

/** Prints a failure, with the command that shows it again. */
export function failureText({ seed, invariant, what, disturbances, trace }: Failure, model: string, command: string): string {
  const left = trace.length - longest
  return [
    `model '${model}', seed ${seed}: ${invariant}: ${what}`,
    disturbances.length === 0 ? 'It needs no disturbance.' : `It needs ${disturbances.length} of the seed's disturbances:`,
    ...disturbances.map((one) => `  ${one}`),
    ...(left > 0 ? [`The last ${longest} of ${trace.length} events (minutes:seconds of the model's time):`] : ['What happens:']),
    ...trace.slice(-longest).map((line) => `  ${line}`),
    `To see it again: ${command}`,
  ].join('\n')
}
