/** Who leads: one unit of each application, until its lease expires. */
import { oneOf } from './random.ts'
import { draw, note, type Sim } from './sim.ts'
import type { AppState, UnitState } from './state.ts'

const canLead = (sim: Sim, { life, machine }: UnitState): boolean =>
  life === 'alive' && machine.isUp && machine.pausedUntil <= sim.timeline.time

/** Names a leader, where there is none and some unit can lead. */
function elect(sim: Sim, app: AppState): void {
  if (app.leader) return
  const [first] = app.units
  const next =
    first &&
    oneOf(
      first.machine.random,
      app.units.filter((unit) => canLead(sim, unit)),
    )
  if (!next) {
    if (app.units.length > 0) sim.timeline.after(10_000, () => elect(sim, app))
    return
  }
  app.leader = next
  next.isLeading = false
  note(sim, () => `${next.name.padEnd(14)} LEADS ${app.name}`)
  sim.wake(next.machine)
}

/** Names a leader some time from now: a lease has to expire first, and a new application has none for a moment. */
export function electLater(sim: Sim, app: AppState, least: number, most: number): void {
  const [first] = app.units
  if (first) sim.timeline.after(draw(sim, first.machine.random, least, most), () => elect(sim, app))
}

/** Takes leadership from a unit that has left the model. */
export function depose(sim: Sim, app: AppState, unit: UnitState): void {
  if (app.leader !== unit) return
  app.leader = undefined
  electLater(sim, app, 1000, 60_000)
}

/** Lets the lease of a unit expire while its agent does not renew it. A lease is for 60 s, and is renewed every 30 s. */
export function expire(sim: Sim, unit: UnitState): void {
  const { app } = unit
  if (app.leader !== unit) return
  sim.timeline.after(draw(sim, unit.machine.random, 30_000, 60_000), () => {
    if (app.leader !== unit || canLead(sim, unit)) return
    app.leader = undefined
    unit.isLeading = false
    note(sim, () => `${unit.name.padEnd(14)} leads no more`)
    elect(sim, app)
  })
}
