/** Runs one target for some time, and says how it went. */
import fc from 'fast-check'
import type { FuzzTarget } from './target.ts'

/** What a run is to do. */
export interface Plan {
  readonly seed: number
  readonly milliseconds: number
  /** Replays the one case at this path. */
  readonly path?: string
  /** Is told the number of each case before it runs. */
  readonly onCase?: (number: number) => void
}

/** How a target fared. */
export interface Outcome {
  readonly cases: number
  readonly failure?: {
    /** Where the smallest failing case is, for a replay with the same seed. */
    readonly path: string
    readonly input: string
    readonly error: string
  }
}

const SHOWN = 2000

/** Cuts a text that is too long to be shown. */
const shown = (text: string): string => (text.length > SHOWN ? `${text.slice(0, SHOWN)} … (${text.length} characters)` : text)

/** Gives an error with the places in our own code, which are few in a trace. */
const errorText = (error: unknown): string => {
  if (!(error instanceof Error)) return String(error)
  const places = (error.stack ?? '').split('\n').filter((line) => /^ {4}at /.test(line) && !/node_modules|tools\/fuzz|node:/.test(line))
  return [`${error.name}: ${error.message}`, ...places.slice(0, 5)].join('\n')
}

/** Runs a target: any number of cases until the time is over, or until one fails; that one is made smaller as long as there is time. */
export const runTarget = (target: FuzzTarget, { seed, milliseconds, path, onCase }: Plan): Outcome => {
  let number = 0
  const { property } = target
  const counted: FuzzTarget['property'] = Object.assign(Object.create(property), {
    run: (...args: Parameters<typeof property.run>) => {
      onCase?.(number)
      number += 1
      return property.run(...args)
    },
  })
  const limits = { numRuns: path === undefined ? 1_000_000_000 : 1, interruptAfterTimeLimit: milliseconds, markInterruptAsFailure: false }
  const details = fc.check(counted, { seed, ...limits, ...(path === undefined ? {} : { path }) })
  if (details instanceof Promise) throw new TypeError(`${target.name} is asynchronous`)
  const { numRuns, failed, counterexample, counterexamplePath, errorInstance } = details
  if (!failed || counterexamplePath === null) return { cases: numRuns }
  return {
    cases: numRuns,
    failure: { path: counterexamplePath, input: shown(fc.stringify(counterexample)), error: shown(errorText(errorInstance)) },
  }
}
