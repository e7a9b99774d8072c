/**
 * Finds a mistake that is easy to make: a charm that asks and does not return the steps of the answer asks nothing, and would wait for
 * ever.
 */
import type { Step } from '../define/steps/index.ts'
import { CharmError } from '../errors.ts'
import type { Given } from './context.ts'

/** Tells whether two steps say the same. Secrets and functions are the same only when they are one. */
const isSame = (one: unknown, other: unknown): boolean => {
  if (one === other) return true
  if (typeof one !== 'object' || typeof other !== 'object' || one === null || other === null) return false
  const [entries, others] = [Object.entries(one), new Map(Object.entries(other))]
  return entries.length === others.size && entries.every(([key, value]) => others.has(key) && isSame(value, others.get(key)))
}

/**
 * Refuses a decision in which steps are missing that a call has given the charm. In an action it lets databags and shared secrets be
 * missing: every hook writes those anyway, so an action may look at an answer without asking again. Who asks the same twice, for two clients
 * that want the same user for example, may return the steps of one answer.
 * @throws CharmError that names the call.
 */
export function refuseForgotten(given: Given, decided: readonly Step[], where: 'desired' | 'action'): void {
  const returned = new Set(decided)
  const stated = (step: Step): boolean =>
    where === 'action' && (step.kind === 'databag' || step.kind === 'shared-secret' || step.kind === 'own-secret')
  const isReturned = (step: Step): boolean => returned.has(step) || decided.some((other) => isSame(step, other))
  for (const [called, steps] of given)
    if (!steps.every((step) => stated(step) || isReturned(step)))
      throw new CharmError('E_FORGOTTEN', `the charm calls ${called} but does not return its steps, so the call has no effect`, {
        hint: 'return the answer by when(answer, …), or its steps: [answer.steps, …]',
      })
}
