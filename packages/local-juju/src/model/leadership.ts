import { unitsOf } from './lookup.ts'
import type { Model } from './state.ts'
import type { Unit } from './unit.ts'
import type { Frozen, Time } from './values.ts'

/** How long a leader whose machine is down keeps its lease: Juju's is 60 s, renewed every 30 s (observed: 46 s). */
const LEASE_MS = 45_000

/** Names a leader where an application has none: the first unit leads, until it is removed or its machine is down. */
export function elect(model: Model, now: Time): void {
  for (const application of Object.values(model.applications)) {
    const units = unitsOf(model, application.name)
    const current = units.find(({ name }) => name === application.leader)
    if (current !== undefined && !hasLostLease(model, current, now)) continue
    const next = units.find((unit) => unit.life === 'alive' && !isDown(model, unit))
    if (next !== undefined || current === undefined) application.leader = next?.name ?? null
  }
}

/** Tells whether a unit leads its application. */
export function isLeader(model: Frozen<Model>, unit: Frozen<Unit>): boolean {
  return model.applications[unit.application]?.leader === unit.name
}

function isDown(model: Model, unit: Unit): boolean {
  return model.machines[unit.machine]?.status.status === 'down'
}

function hasLostLease(model: Model, unit: Unit, now: Time): boolean {
  const machine = model.machines[unit.machine]
  return machine?.status.status === 'down' && Date.parse(now) - Date.parse(machine.status.since) > LEASE_MS
}
