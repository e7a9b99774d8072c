import type { Charm } from './charm.ts'
import { Refused } from './refused.ts'
import type { Relation } from './relation.ts'
import type { Application, Machine, Model } from './state.ts'
import type { Unit } from './unit.ts'
import type { Frozen } from './values.ts'

/** Gives the value, or fails as a bug: for what the model's own rules say must be there. */
export function must<Value>(value: Value | undefined | null, what: string): Value {
  if (value === undefined || value === null) throw new Error(`the model holds no ${what}: this is a fault of local-juju`)
  return value
}

/** Finds an application or refuses in 3.6's words. */
export function findApplication(model: Model, name: string): Application
export function findApplication(model: Frozen<Model>, name: string): Frozen<Application>
export function findApplication(model: Frozen<Model>, name: string): Frozen<Application> {
  const application = model.applications[name]
  if (application === undefined) throw new Refused(`application "${name}" not found (not found)`, 'not found')
  return application
}

/** Finds a unit or refuses. */
export function findUnit(model: Model, name: string): Unit
export function findUnit(model: Frozen<Model>, name: string): Frozen<Unit>
export function findUnit(model: Frozen<Model>, name: string): Frozen<Unit> {
  const unit = model.units[name]
  if (unit === undefined) throw new Refused(`unit "${name}" not found`, 'not found')
  return unit
}

/** Gives the units of an application in the order of their numbers. */
export function unitsOf(model: Model, application: string): Unit[]
export function unitsOf(model: Frozen<Model>, application: string): readonly Frozen<Unit>[]
export function unitsOf(model: Frozen<Model>, application: string): readonly Frozen<Unit>[] {
  return Object.values(model.units)
    .filter((unit) => unit.application === application)
    .sort((a, b) => a.number - b.number)
}

/** Gives the units of a machine. */
export function unitsOn(model: Model, machine: string): Unit[]
export function unitsOn(model: Frozen<Model>, machine: string): readonly Frozen<Unit>[]
export function unitsOn(model: Frozen<Model>, machine: string): readonly Frozen<Unit>[] {
  return Object.values(model.units).filter((unit) => unit.machine === machine)
}

/** Gives the relations that an application takes part in, by id. */
export function relationsOf(model: Model, application: string): Relation[]
export function relationsOf(model: Frozen<Model>, application: string): readonly Frozen<Relation>[]
export function relationsOf(model: Frozen<Model>, application: string): readonly Frozen<Relation>[] {
  return Object.values(model.relations)
    .filter(({ endpoints }) => endpoints.some((endpoint) => endpoint.application === application))
    .sort((a, b) => a.id - b.id)
}

/** Gives the charm of an application. */
export function charmOf(model: Frozen<Model>, application: Frozen<Application>): Frozen<Charm> {
  return must(model.charms[application.charm], `charm ${application.charm}`)
}

/** Gives the machine of a unit. */
export function machineOf(model: Frozen<Model>, unit: Frozen<Unit>): Frozen<Machine> {
  return must(model.machines[unit.machine], `machine ${unit.machine}`)
}

/** Gives the own and the other endpoint of a relation seen from an application; the same for peers. */
export function sidesOf(
  relation: Frozen<Relation>,
  application: string,
): { own: Frozen<Relation>['endpoints'][number]; remote: Frozen<Relation>['endpoints'][number] } {
  const own = must(
    relation.endpoints.find((endpoint) => endpoint.application === application),
    `endpoint of ${application} in relation ${relation.id}`,
  )
  return { own, remote: relation.endpoints.find((endpoint) => endpoint !== own) ?? own }
}

/** Writes a relation as Juju does: `wordpress:db mysql:server`, requirer first. */
export function relationKey(relation: { readonly endpoints: readonly { readonly application: string; readonly name: string }[] }): string {
  return relation.endpoints.map(({ application, name }) => `${application}:${name}`).join(' ')
}
