/** What a unit remembers between its hooks, in charm state: what cannot be asked of anybody. */
import type { Databag } from '@charm-layers/relation'
import type { Step } from './step.ts'

/** Services that the charm has ever run on this unit: when the unit goes, its relations have gone before, and with them the steps that named these. */
export const rememberedServices = (memory: Databag): readonly string[] => (memory.services ?? '').split(' ').filter((name) => name !== '')

/** What is to be remembered once these steps are done. The version is here because no hook tool gives it back. */
export function memoryOf(memory: Databag, steps: readonly Step[]): Databag {
  const version = steps.findLast((step) => step.kind === 'version')?.version
  const named = steps.flatMap((step) => (step.kind === 'service' ? [step.name] : []))
  const services = [...new Set([...rememberedServices(memory), ...named])].sort().join(' ')
  return { ...(version === undefined ? {} : { version }), ...(services === '' ? {} : { services }) }
}
