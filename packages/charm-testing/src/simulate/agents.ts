/** The agents: each looks what its units have to do, runs one hook at a time on its machine, and records what came of it. */
import { parseEvent, runHook } from '@charm-layers/charm/ports'
import { memoryJuju } from '../memory-juju.ts'
import type { Written } from '../written.ts'
import { refusalOf, takeWritten } from './commit.ts'
import { clockFor, hostFor } from './host.ts'
import { reach } from './hook-run.ts'
import { environmentOf, textOf } from './hooks.ts'
import type { Fault } from './plan.ts'
import { recordHook } from './record.ts'
import { shuffled } from './random.ts'
import { nextHook } from './resolver.ts'
import { seenBy } from './see.ts'
import { draw, note, type Sim, violate } from './sim.ts'
import type { Hook, HookRun, MachineState, UnitState } from './state.ts'
import { toolsFor } from './tools.ts'
import { viewsOf } from './view.ts'
import { watchStatus } from './watch/services.ts'

/** Lets the agent of a machine look, some time from now: the later, the more changes come together. */
export function wake(sim: Sim, machine: MachineState): void {
  if (machine.isWoken) return
  machine.isWoken = true
  sim.timeline.after(draw(sim, machine.random, 10, 4000), () => {
    machine.isWoken = false
    look(sim, machine)
  })
}

/** Lets the agent of a machine look at this time, which is later than usual. */
export const wakeLater = (sim: Sim, machine: MachineState, milliseconds: number): void =>
  sim.timeline.after(milliseconds, () => look(sim, machine))

/** Begins the next hook on a machine, if there is one. */
function look(sim: Sim, machine: MachineState): void {
  const { time } = sim.timeline
  if (!machine.isUp || machine.run || sim.violation) return
  const until = Math.max(machine.pausedUntil, sim.controllerBack)
  if (until > time) {
    wakeLater(sim, machine, until - time + 1)
    return
  }
  for (const unit of shuffled(machine.random, machine.units)) {
    if (unit.notBefore > time) continue
    const hook = nextHook(unit, machine.random)
    if (!hook) continue
    begin(sim, unit, hook)
    return
  }
}

function faultOf(sim: Sim, unit: UnitState): Fault | undefined {
  for (const one of sim.plan)
    if ((one.kind === 'kill' || one.kind === 'fail') && one.unit === unit.name && one.hook === unit.hooks) return one
  return undefined
}

function deliveredBy({ relation, unit, kind }: Hook, self: UnitState): number {
  if (!relation) return 0
  if (unit) return relation.units.get(unit)?.bag.version ?? 0
  if (kind !== 'changed') return 0
  for (const [app, bag] of relation.apps) if (relation.isPeer || app !== self.app) return bag.version
  return 0
}

const isLost = (sim: Sim, unit: UnitState, { kind, name }: Hook): boolean =>
  (kind === 'changed' || name === 'config-changed') &&
  unit.started &&
  sim.plan.some((one) => one.kind === 'lose' && one.unit === unit.name && one.hook === unit.hooks)

function begin(sim: Sim, unit: UnitState, hook: Hook): void {
  const { machine, app } = unit
  unit.hooks += 1
  sim.hooks += 1
  const run: HookRun = {
    unit,
    hook,
    fault: faultOf(sim, unit),
    configVersion: app.settings.version,
    delivers: deliveredBy(hook, unit),
    points: 0,
    isDead: false,
    isCut: false,
    hasActed: false,
    files: new Map(),
    values: [],
    wasRefused: false,
    onDeath: () => again(sim, run, 3000),
  }
  machine.run = run
  note(sim, () => `${unit.name.padEnd(14)} ${textOf(hook)}${app.leader === unit ? ', leader' : ''}`)
  if (isLost(sim, unit, hook)) {
    note(sim, () => `${unit.name.padEnd(14)}   is LOST`)
    sim.disturbedAt = sim.hooks
    finish(sim, run)
    return
  }
  const { state, about } = seenBy(sim, unit, hook)
  const { tools, written } = memoryJuju(state, about)
  const ports = { tools: toolsFor(sim, run, tools, written), host: hostFor(sim, run), clock: clockFor(sim, run) }
  runHook(app.charm, parseEvent(environmentOf(unit, hook)), unit.identity, ports).then(
    () => end(sim, run, written),
    (error: unknown) => failed(sim, run, error),
  )
}

/** A hook has ended well: Juju takes what it wrote, or refuses it. */
function end(sim: Sim, run: HookRun, written: Written): void {
  if (run.isDead || reach(sim, run, () => 'end') === 'end') return
  const refusal = refusalOf(run, written)
  if (refusal !== undefined) run.wasRefused = true
  if (refusal !== undefined) {
    failed(sim, run, new Error(refusal))
    return
  }
  const woken = takeWritten(sim, run, written)
  finish(sim, run)
  for (const machine of woken) wake(sim, machine)
}

function finish(sim: Sim, run: HookRun): void {
  const { unit } = run
  unit.machine.run = undefined
  unit.attempts = 0
  if (run.hasActed) sim.acted = true
  recordHook(sim, run)
  watchStatus(sim, unit)
  for (const invariant of sim.model.invariants ?? []) {
    const wrong = invariant.check(viewsOf(sim), sim.world, unit.name)
    if (wrong !== undefined) violate(sim, invariant.name, wrong)
  }
  sim.timeline.after(draw(sim, unit.machine.random, 1, 500), () => look(sim, unit.machine))
}

/** A hook has failed: Juju drops what it wrote, and runs it again after a while. */
function failed(sim: Sim, run: HookRun, error: unknown): void {
  if (run.isDead) return
  note(sim, () => `${run.unit.name.padEnd(14)}   FAILED: ${error instanceof Error ? error.message : String(error)}`)
  if (!run.wasRefused && !run.isCut)
    violate(sim, 'no hook fails', `${run.unit.name}, ${textOf(run.hook)}: ${error instanceof Error ? error.message : String(error)}`)
  again(sim, run, Math.min(300_000, 5000 * 2 ** run.unit.attempts))
}

/** Runs a hook again later. */
export function again(sim: Sim, run: HookRun, milliseconds: number): void {
  const { unit, hook } = run
  unit.attempts += 1
  unit.queued = hook
  unit.notBefore = sim.timeline.time + milliseconds
  unit.machine.run = undefined
  wakeLater(sim, unit.machine, milliseconds + 1)
  // Other units of the machine go on meanwhile.
  wake(sim, unit.machine)
}
