/** One decision of the charm: its function is called with a context, and what it returns becomes one list of steps. */
import type { Context } from '../define/context.ts'
import { type Desired, type Step, steps } from '../define/steps/index.ts'
import { type Known, makeContext } from './context.ts'
import { refuseForgotten } from './forgotten.ts'

/**
 * Calls one of the charm's functions, and gives its steps.
 * @throws CharmError for a mistake of the charm's author, and whatever the function throws.
 */
export function decide(known: Known, of: 'desired' | 'action', call: (context: Context) => Desired): readonly Step[] {
  const { context, given } = makeContext(known)
  const decided = steps(call(context))
  refuseForgotten(given, decided, of)
  return decided
}
