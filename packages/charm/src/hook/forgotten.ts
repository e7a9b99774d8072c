/**
 * Finds a mistake that is easy to make: a charm that asks and does not return the steps of the answer asks nothing, and would wait for
 * ever.
 */
import type { Step } from '../define/steps/index.ts'
import { CharmError } from '../errors.ts'
import type { Given } from './context.ts'

/**
 * Refuses a decision in which steps are missing that a call has given the charm. In an action it lets databags and shared secrets be
 * missing: every hook writes those anyway, so an action may look at an answer without asking again.
 * @throws CharmError that names the call.
 */
export function refuseForgotten(given: Given, decided: readonly Step[], where: 'desired' | 'action'): void {
  const returned = new Set(decided)
  const stated = (step: Step): boolean =>
    where === 'action' && (step.kind === 'databag' || step.kind === 'shared-secret' || step.kind === 'own-secret')
  for (const [called, steps] of given)
    if (!steps.every((step) => stated(step) || returned.has(step)))
      throw new CharmError('E_FORGOTTEN', `the charm calls ${called} but does not return its steps, so the call has no effect`, {
        hint: 'return the answer by when(answer, …), or its steps: [answer.steps, …]',
      })
}
