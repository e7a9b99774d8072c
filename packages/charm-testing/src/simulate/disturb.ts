/** Does what the plan of a seed says. */
import { addUnit, configure, leaveModel } from './build.ts'
import { kill } from './hook-run.ts'
import { expire } from './leadership.ts'
import type { Timed } from './plan.ts'
import { disturbanceText } from './plan.ts'
import { note, type Sim, unitsOf } from './sim.ts'
import type { AppState, MachineState, UnitState } from './state.ts'

const unitNamed = (sim: Sim, name: string): UnitState | undefined => unitsOf(sim).find((unit) => unit.name === name)

/** Ends everything that runs on a machine. */
function powerOff(sim: Sim, machine: MachineState): void {
  machine.isUp = false
  machine.boot += 1
  if (machine.run) kill(machine.run)
  for (const stop of machine.processes) stop()
  machine.processes.clear()
  machine.ready.clear()
  machine.restarting.clear()
  const { services } = machine.parts
  // A transient unit is gone after a boot.
  for (const [name, service] of services)
    if (service.enabled || service.masked) services.set(name, { ...service, active: false, substate: 'dead', since: 0 })
    else services.delete(name)
  for (const unit of machine.units) expire(sim, unit)
}

function powerOn(sim: Sim, machine: MachineState): void {
  if (machine.isUp || machine.units.length === 0) return
  machine.isUp = true
  const { services, clock, starts } = machine.parts
  for (const [name, service] of services) {
    if (!service.enabled || service.masked) continue
    starts.set(name, clock.monotonic())
    services.set(name, { ...service, active: true, substate: 'running', since: clock.now(), restarts: 0 })
    machine.ready.set(name, sim.timeline.time + 4000)
  }
  for (const unit of machine.units) if (unit.started) unit.rebooted = true
  note(sim, () => `machine ${machine.number} has booted`)
  sim.wake(machine)
}

/** Takes away a machine that will not come back. */
function removeMachine(sim: Sim, machine: MachineState): void {
  for (const unit of machine.units) leaveModel(sim, unit)
}

function stopAgent(sim: Sim, machine: MachineState, lasts: number): void {
  machine.pausedUntil = sim.timeline.time + lasts
  if (machine.run) kill(machine.run)
  for (const unit of machine.units) expire(sim, unit)
  sim.timeline.after(lasts + 1, () => sim.wake(machine))
}

function restartController(sim: Sim, lasts: number): void {
  sim.controllerBack = sim.timeline.time + lasts
  for (const { run } of sim.machines) if (run) run.isCut = true
}

/** Lets Juju tell a unit again what it knows. */
function repeat(sim: Sim, unit: UnitState): void {
  if (unit.started) unit.configVersion = -1
  for (const known of unit.known.values()) {
    known.doneAt = -1
    for (const member of known.members.keys()) known.members.set(member, -1)
  }
  sim.wake(unit.machine)
}

function removeUnit(sim: Sim, app: AppState): void {
  const unit = app.units.filter(({ life }) => life === 'alive').at(-1)
  if (!unit) return
  note(sim, () => `${unit.name.padEnd(14)} is to be removed`)
  for (const one of unit.machine.units) one.life = 'dying'
  unit.queued = unit.installed ? undefined : unit.queued
  sim.deposed(app, unit)
  sim.wake(unit.machine)
}

const living = ({ units }: AppState): number => units.filter(({ life, machine }) => life === 'alive' && machine.isUp).length

function scale(sim: Sim, name: string, by: 'add-unit' | 'remove-unit'): void {
  const app = sim.apps.get(name)
  const [fewest, most] = app?.of.scale ?? [1, 1]
  if (!app) return
  if (by === 'add-unit' && app.units.length < most) sim.begin(addUnit(sim, app))
  if (by === 'remove-unit' && living(app) > fewest) removeUnit(sim, app)
}

/** Does one disturbance. */
export function disturb(sim: Sim, one: Timed): void {
  sim.disturbedAt = sim.hooks
  note(sim, () => `*** ${disturbanceText(one)}`)
  const unit = 'unit' in one ? unitNamed(sim, one.unit) : undefined
  switch (one.kind) {
    case 'power-off':
      if (!unit?.machine.isUp || (one.lasts === undefined && living(unit.app) < 2)) return
      powerOff(sim, unit.machine)
      sim.timeline.after(one.lasts ?? 180_000, () => (one.lasts === undefined ? removeMachine : powerOn)(sim, unit.machine))
      break
    case 'agent-stop':
      if (unit?.machine.isUp) stopAgent(sim, unit.machine, one.lasts)
      break
    case 'kill-hook':
      if (unit?.machine.run) kill(unit.machine.run)
      break
    case 'repeat':
      if (unit) repeat(sim, unit)
      break
    case 'controller-restart':
      restartController(sim, one.lasts)
      break
    case 'config': {
      const app = sim.apps.get(one.app)
      const changes = app?.of.changes?.[one.change]
      if (!app || !changes) return
      configure(app, changes)
      for (const { machine } of app.units) sim.wake(machine)
      break
    }
    default:
      scale(sim, one.app, one.kind)
  }
}
