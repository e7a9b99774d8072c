import { findApplication, findUnit, relationsOf, unitsOf, unitsOn } from './lookup.ts'
import { Refused } from './refused.ts'
import type { Relation } from './relation.ts'
import { leaveScope } from './scope.ts'
import type { Model } from './state.ts'
import { endAttachment } from './storages.ts'
import { subordinatesOf } from './subordinates.ts'
import type { Unit } from './unit.ts'
import type { Frozen } from './values.ts'

/** Asks for the removal of a unit; its agent runs the hooks first, unless forced. A subordinate goes with its relation or its principal only. */
export function removeUnit(model: Model, name: string, force: boolean): void {
  const unit = findUnit(model, name)
  if (unit.principal !== null) throw new Refused(subordinateRefusal(unit))
  endUnit(unit, force)
}

/** Says why an operator cannot remove a subordinate unit, in Juju's words. */
export function subordinateRefusal({ name, application }: Frozen<Unit>): string {
  return `unit "${name}" is a subordinate, to remove use remove-relation. Note: this will remove all units of "${application}"`
}

/** Begins the end of a unit; by force it is over at once. */
export function endUnit(unit: Unit, force: boolean): void {
  unit.life = force ? 'dead' : unit.life === 'alive' ? 'dying' : unit.life
}

/** Asks for the removal of an application with its units and relations; a machine goes with its last unit. */
export function removeApplication(model: Model, name: string, force: boolean): string[] {
  const application = findApplication(model, name)
  application.life = 'dying'
  const units = unitsOf(model, name)
  for (const unit of units) endUnit(unit, force)
  for (const relation of relationsOf(model, name)) if (relation.endpoints.length > 1) removeRelation(model, relation, force)
  return units.map((unit) => unit.name)
}

/** Asks for the end of a relation: units get departed and broken, then it goes. */
export function removeRelation(model: Model, relation: Relation, force: boolean): void {
  if (relation.endpoints.length === 1) {
    const [endpoint] = relation.endpoints
    throw new Refused(`cannot destroy relation "${endpoint?.application}:${endpoint?.name}": is a peer relation`)
  }
  relation.life = 'dying'
  if (!force) return
  for (const unit of Object.keys(relation.units)) leaveScope(unit, relation)
  sweep(model)
}

/** Asks for the removal of a machine. 3.6 refuses while units are on it, unless forced. */
export function removeMachine(model: Model, id: string, force: boolean): string[] {
  const machine = model.machines[id]
  if (machine === undefined) throw new Refused(`machine ${id} not found`, 'not found')
  const units = unitsOn(model, id)
  const first = units.find(({ principal }) => principal === null)
  if (first !== undefined && !force) throw new Refused(`machine ${id} has unit "${first.name}" assigned`)
  for (const unit of units) endUnit(unit, true)
  machine.life = 'dying'
  return units.map(({ name }) => name)
}

/** Takes out of the model whatever has ended. Run after every change. */
export function sweep(model: Model): void {
  // By force a principal goes with its subordinates: its agent would have waited for them.
  for (const unit of Object.values(model.units)) {
    if (unit.life === 'dead') for (const subordinate of subordinatesOf(model, unit.name)) endUnit(subordinate, true)
  }
  for (const unit of Object.values(model.units)) if (unit.life === 'dead') deleteUnit(model, unit)
  for (const relation of Object.values(model.relations)) {
    if (relation.life !== 'alive' && !Object.values(relation.units).some(({ inScope }) => inScope)) deleteRelation(model, relation)
  }
  for (const application of Object.values(model.applications)) {
    if (application.life === 'alive' || unitsOf(model, application.name).length > 0) continue
    const relations = relationsOf(model, application.name)
    if (relations.some(({ endpoints }) => endpoints.length > 1)) continue
    for (const relation of relations) deleteRelation(model, relation)
    for (const secret of Object.values(model.secrets)) {
      if (secret.owner.kind === 'application' && secret.owner.name === application.name) delete model.secrets[secret.id]
    }
    delete model.applications[application.name]
  }
}

function deleteRelation(model: Model, relation: Relation): void {
  delete model.relations[relation.id]
  for (const unit of Object.values(model.units)) delete unit.agent.relations[relation.id]
  for (const secret of Object.values(model.secrets)) secret.grants = secret.grants.filter((grant) => grant.relation !== relation.id)
}

function deleteUnit(model: Model, unit: Unit): void {
  delete model.units[unit.name]
  // As in 3.6; 4.0 was seen to keep them, but those machines had been provisioned by hand.
  const machine = model.machines[unit.machine]
  if (machine !== undefined && unitsOn(model, unit.machine).length === 0) machine.life = 'dying'
  for (const relation of Object.values(model.relations)) leaveScope(unit.name, relation)
  for (const instance of Object.values(model.storage)) if (instance.attachment?.unit === unit.name) endAttachment(instance)
  for (const secret of Object.values(model.secrets)) {
    delete secret.consumers[unit.name]
    if (secret.owner.kind === 'unit' && secret.owner.name === unit.name) delete model.secrets[secret.id]
  }
  for (const task of Object.values(model.tasks)) {
    if (task.receiver === unit.name && (task.status === 'pending' || task.status === 'running')) {
      Object.assign(task, { status: 'cancelled', message: 'action cancelled: unit removed' })
    }
  }
}
