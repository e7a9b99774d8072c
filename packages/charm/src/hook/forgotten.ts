/** Halves that an author may forget: who asks and returns nothing of it, asks nothing, and would wait for ever. */
import type { Step } from '../define/steps/index.ts'
import { CharmError } from '../errors.ts'
import type { Given } from './context.ts'

/**
 * Throws a CharmError that names what a charm has called and returned nothing of. In an action that does not count for what every hook
 * states anyway: there a charm may look at an answer without asking for it once more.
 */
export function refuseForgotten(given: Given, decided: readonly Step[], where: 'desired' | 'action'): void {
  const returned = new Set(decided)
  const stated = (step: Step): boolean => where === 'action' && (step.kind === 'databag' || step.kind === 'shared-secret')
  for (const [called, steps] of given)
    if (!steps.every((step) => stated(step) || returned.has(step)))
      throw new CharmError('E_FORGOTTEN', `the charm calls ${called} and returns nothing of it, so it has no effect`, {
        hint: 'return the answer by when(answer, …), or its steps: [answer.steps, …]',
      })
}
