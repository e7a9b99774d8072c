import { must, sidesOf } from './lookup.ts'
import type { Relation } from './relation.ts'
import { boundAddresses } from './spaces.ts'
import type { Model } from './state.ts'
import { containerIn } from './subordinates.ts'
import type { Unit } from './unit.ts'

/**
 * Lets a unit enter a relation: from now on the other side sees it. Juju writes the address keys into the bag at that moment
 * (`private-address` up to 3.6).
 */
export function enterScope(model: Model, unit: Unit, relation: Relation): void {
  const container = containerIn(relation, unit)
  relation.units[unit.name] ??= { application: unit.application, container, inScope: false, bag: { version: 0, values: {} } }
  const entry = must(relation.units[unit.name], `unit ${unit.name} in relation ${relation.id}`)
  entry.inScope = true
  writeBag(entry.bag, addressKeys(model, unit, relation))
}

/** Brings the address keys of a unit's bags up to date, as the commit of a config-changed does. */
export function refreshAddresses(model: Model, unit: Unit): void {
  for (const relation of Object.values(model.relations)) {
    const entry = relation.units[unit.name]
    if (entry?.inScope === true) writeBag(entry.bag, addressKeys(model, unit, relation))
  }
}

/** Gives the keys that Juju itself writes for a unit: its address in the space of its endpoint. */
function addressKeys(model: Model, unit: Unit, relation: Relation): { [key: string]: string } {
  const address = boundAddresses(model, unit, sidesOf(relation, unit.application).own.name)[0]?.value
  return address === undefined ? {} : { 'egress-subnets': `${address}/32`, 'ingress-address': address, 'private-address': address }
}

/** Takes a unit out of a relation. Its bag stays readable while the relation lives. */
export function leaveScope(unit: string, relation: Relation): void {
  const entry = relation.units[unit]
  if (entry !== undefined) entry.inScope = false
}

/** Changes a bag; an empty value deletes the key. The version moves only when something differs, so equal writes give no event. */
export function writeBag(bag: Relation['applications'][string], changes: { readonly [key: string]: string }): boolean {
  let changed = false
  for (const [key, value] of Object.entries(changes)) {
    const before = Object.hasOwn(bag.values, key) ? bag.values[key] : undefined
    if ((before ?? '') === value && (before !== undefined) === (value !== '')) continue
    if (value === '') delete bag.values[key]
    else bag.values[key] = value
    changed = true
  }
  if (changed) bag.version += 1
  return changed
}
