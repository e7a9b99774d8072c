/** What one unit remembers between its hooks: charm state, which Juju gives back to this unit and to nobody. */
import type { Databag } from '@charm-layers/relation'
import type { Remembered } from '../define/memory.ts'
import type { Step } from '../define/steps/index.ts'

/** What a charm keeps stands beside what the runtime does, so its keys carry a prefix. */
const keyOf = (name: string): string => `memory-${name}`

/** Gives a value as an earlier hook has kept it. */
export const recall = <Value>(memory: Databag, what: Remembered<Value>): Value => what.parse(memory[keyOf(what.name)] ?? '')

/** Services that the charm has ever run on this unit: when the unit goes, its relations have gone before, and with them the steps that named these. */
export const rememberedServices = (memory: Databag): readonly string[] => (memory.services ?? '').split(' ').filter((name) => name !== '')

/** What is to be remembered once these steps are done. The version is here because no hook tool gives it back. */
export function memoryOf(memory: Databag, steps: readonly Step[]): Databag {
  const version = steps.findLast((step) => step.kind === 'version')?.version
  const named = steps.flatMap((step) => (step.kind === 'service' ? [step.name] : []))
  const services = [...new Set([...rememberedServices(memory), ...named])].sort().join(' ')
  const kept = steps.flatMap((step) => (step.kind === 'remember' ? [[keyOf(step.name), step.text] as const] : []))
  return { ...(version === undefined ? {} : { version }), ...(services === '' ? {} : { services }), ...Object.fromEntries(kept) }
}
