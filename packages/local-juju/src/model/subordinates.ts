import { charmOf, findApplication, sidesOf } from './lookup.ts'
import type { Relation } from './relation.ts'
import type { Model } from './state.ts'
import type { Unit } from './unit.ts'
import type { Frozen } from './values.ts'

/** Tells whether an application's units live in the machines of others, which its charm says. */
export function isSubordinate(model: Frozen<Model>, application: string): boolean {
  return charmOf(model, findApplication(model, application)).subordinate
}

/** Gives the subordinate units of a principal unit. */
export function subordinatesOf(model: Model, principal: string): Unit[]
export function subordinatesOf(model: Frozen<Model>, principal: string): readonly Frozen<Unit>[]
export function subordinatesOf(model: Frozen<Model>, principal: string): readonly Frozen<Unit>[] {
  return Object.values(model.units).filter((unit) => unit.principal === principal)
}

/** Tells whether the relation joins a principal unit only with the subordinate in its machine. */
export function hasContainerScope({ endpoints }: Frozen<Relation>): boolean {
  return endpoints[0]?.scope === 'container'
}

/** Gives the principal unit whose machine bounds what a unit sees in a relation; null where it sees all units. */
export function containerIn(relation: Frozen<Relation>, unit: Frozen<Unit>): string | null {
  return hasContainerScope(relation) ? (unit.principal ?? unit.name) : null
}

/**
 * Tells whether a unit takes part in a relation of its application: a subordinate does not in that with the application of another
 * principal. Two subordinates meet in whatever machine has both.
 */
export function takesPart(model: Frozen<Model>, unit: Frozen<Unit>, relation: Frozen<Relation>): boolean {
  if (unit.principal === null || !hasContainerScope(relation)) return true
  const { application } = sidesOf(relation, unit.application).remote
  return isSubordinate(model, application) || application === model.units[unit.principal]?.application
}

/** Tells whether nothing holds a subordinate unit any more: no relation that is to stay joins it with its principal's application. */
export function isOrphan(model: Frozen<Model>, unit: Frozen<Unit>): boolean {
  if (unit.principal === null) return false
  const principal = model.units[unit.principal]?.application
  return !Object.values(model.relations).some(
    (relation) =>
      relation.life === 'alive' &&
      hasContainerScope(relation) &&
      [principal, unit.application].every((name) => relation.endpoints.some(({ application }) => application === name)),
  )
}

/** Tells whether a principal unit has to wait before it enters a relation: its last subordinate of that application is still going. */
export function waitsForSubordinate(model: Frozen<Model>, unit: Frozen<Unit>, relation: Frozen<Relation>): boolean {
  if (unit.principal !== null || !hasContainerScope(relation)) return false
  const { application } = sidesOf(relation, unit.application).remote
  return subordinatesOf(model, unit.name).some((other) => other.application === application && other.life !== 'alive')
}
