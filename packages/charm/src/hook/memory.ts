/** The memory of a unit: Juju's charm state, which the controller keeps for this unit alone. */
import type { Databag } from '@charm-layers/relation'
import type { Remembered } from '../define/memory.ts'
import type { Step } from '../define/steps/index.ts'

/** The runtime keeps values of its own beside those of the charm, so the charm's keys have a prefix. */
const keyOf = (name: string): string => `memory-${name}`

/** Gives the value that an earlier hook has kept. */
export const recall = <Value>(memory: Databag, what: Remembered<Value>): Value => what.parse(memory[keyOf(what.name)] ?? '')

/**
 * Gives the services that the charm has ever named on this unit. The hook `stop` needs them: by then the relations are gone, and the
 * charm may no longer name its services.
 */
export const rememberedServices = (memory: Databag): readonly string[] => (memory.services ?? '').split(' ').filter((name) => name !== '')

/** Gives the memory to have after these steps. The version is part of it because no hook tool reads it back. */
export function memoryOf(memory: Databag, steps: readonly Step[]): Databag {
  const version = steps.findLast((step) => step.kind === 'version')?.version
  const named = steps.flatMap((step) => (step.kind === 'service' ? [step.name] : []))
  const services = [...new Set([...rememberedServices(memory), ...named])].sort().join(' ')
  const kept = steps.flatMap((step) => (step.kind === 'remember' ? [[keyOf(step.name), step.text] as const] : []))
  return { ...(version === undefined ? {} : { version }), ...(services === '' ? {} : { services }), ...Object.fromEntries(kept) }
}
