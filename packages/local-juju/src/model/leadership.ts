import { machineOf, unitsOf } from './lookup.ts'
import type { Model } from './state.ts'
import type { Unit } from './unit.ts'
import type { Frozen, Time } from './values.ts'

/** How long a lease outlives the moment at which its holder was last there: Juju's is 60 s, renewed every 30 s (observed: 46 to 62 s). */
const LEASE_MS = 45_000

/**
 * Names a leader where an application has none, or where its lease is over. The agent of a machine that is up renews the lease all the
 * time, so it runs from the moment at which the machine was lost. While the controller was away it stood still, as Juju's clock of leases
 * does: `opened` is when it began.
 */
export function elect(model: Model, now: Time, opened: Time): void {
  for (const application of Object.values(model.applications)) {
    const units = unitsOf(model, application.name)
    const holder = units.find(({ name }) => name === application.leader)
    const next = units.find((unit) => unit !== holder && unit.life === 'alive' && isUp(model, unit))
    if (holder === undefined) application.leader = (next ?? units.find(({ life }) => life === 'alive'))?.name ?? null
    else if (next !== undefined && hasLostLease(model, holder, next, [now, opened])) application.leader = next.name
  }
}

/** Tells whether a unit leads its application. */
export function isLeader(model: Frozen<Model>, unit: Frozen<Unit>): boolean {
  return model.applications[unit.application]?.leader === unit.name
}

function isUp(model: Frozen<Model>, unit: Frozen<Unit>): boolean {
  return machineOf(model, unit).status.status === 'started'
}

function hasLostLease(model: Frozen<Model>, holder: Unit, next: Unit, [now, opened]: readonly [Time, Time]): boolean {
  if (isUp(model, holder)) return false
  const { status } = machineOf(model, holder)
  // One that was never there has as long to come as the next one is there.
  const { since } = status.status === 'down' ? status : machineOf(model, next).status
  return Date.parse(now) - Math.max(Date.parse(since), Date.parse(opened)) > LEASE_MS
}
