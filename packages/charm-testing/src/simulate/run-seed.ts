/** One run of a model, from the deployment to the rest after the last disturbance. */
import { setImmediate } from 'node:timers/promises'
import { wake, wakeLater } from './agents.ts'
import { addApp, addRelation, addUnit } from './build.ts'
import { disturb } from './disturb.ts'
import { depose, electLater } from './leadership.ts'
import type { Model } from './model.ts'
import { type Choice, makeSim, note, type Sim, unitsOf, type Violation, violate } from './sim.ts'
import type { UnitState } from './state.ts'
import { viewOf } from './view.ts'
import { unsettled } from './watch/services.ts'

/** What one run has shown. */
export interface Ran {
  readonly violation: Violation | undefined
  readonly hooks: number
  readonly trace: readonly string[]
}

/** After so many hooks without a disturbance, and again after as many, it is asked whether these are too many. */
const lookEvery = 100
const updateStatusEvery = 300_000

/** Lets a new unit run its hooks, and gives it the timer of update-status. */
function begin(sim: Sim, unit: UnitState): void {
  const { machine } = unit
  wakeLater(sim, machine, unit.notBefore - sim.timeline.time + 1)
  const tick = (): void => {
    if (unit.life === 'dead') return
    unit.updateDue = true
    wake(sim, machine)
    sim.timeline.after(updateStatusEvery * (0.8 + 0.4 * machine.random()), tick, true)
  }
  sim.timeline.after(updateStatusEvery, tick, true)
}

function endOf(sim: Sim, text: string) {
  const [name = '', endpoint = ''] = text.split(':')
  const app = sim.apps.get(name)
  if (!app) throw new TypeError(`model '${sim.model.name}': there is no application '${name}' for the relation '${text}'`)
  const { requires, provides } = app.charm
  const side = requires?.[endpoint]?.requires ?? provides?.[endpoint]?.provides
  if (!side) throw new TypeError(`model '${sim.model.name}': '${name}' has no endpoint '${endpoint}' that can be related`)
  return { app, endpoint, interface: side.interface }
}

/** Deploys the model. */
function deploy(sim: Sim): void {
  for (const [name, of] of Object.entries(sim.model.applications)) addApp(sim, name, of)
  for (const [one, other] of sim.model.relations ?? []) {
    const ends = [endOf(sim, one), endOf(sim, other)]
    addRelation(sim, ends, ends[0]?.interface ?? '')
  }
  for (const app of sim.apps.values()) {
    for (let left = app.charm.subordinate ? 0 : (app.of.units ?? 1); left > 0; left -= 1) sim.begin(addUnit(sim, app))
    electLater(sim, app, 0, 20_000)
  }
  for (const one of sim.plan) if ('at' in one) sim.timeline.after(one.at, () => disturb(sim, one))
}

/** Does what comes, until nothing is left to do; a model that never rests breaks an invariant. */
async function settle(sim: Sim): Promise<void> {
  let looks = lookEvery
  while (!sim.violation && sim.timeline.step(false)) {
    // Everything that a hook does without waiting is done before time goes on.
    await setImmediate()
    if (sim.hooks - sim.disturbedAt < looks) continue
    looks += lookEvery
    const units = unitsOf(sim)
    const bound =
      60 * units.length +
      8 * units.reduce((sum, { known }) => sum + [...known.values()].reduce((all, { members }) => all + members.size, 0), 0)
    if (sim.hooks - sim.disturbedAt > bound)
      violate(sim, 'convergence', `hooks go on: ${sim.hooks - sim.disturbedAt} since the last disturbance`)
  }
}

/** Runs update-status on all units, as Juju does every five minutes. Gives whether one had anything to do. */
async function updateAll(sim: Sim): Promise<boolean> {
  sim.acted = false
  for (const unit of unitsOf(sim)) {
    unit.updateDue = true
    wake(sim, unit.machine)
  }
  await settle(sim)
  return sim.acted
}

/** Looks whether the model has come to rest, and stays so. */
async function watchRest(sim: Sim): Promise<void> {
  for (let left = 4; left > 0 && !sim.violation; left -= 1) {
    const acted = await updateAll(sim)
    const open = unsettled(sim, viewOf)
    if (!acted && open.length === 0) return
    if (left === 1) violate(sim, 'convergence', open.length > 0 ? open.join('; ') : 'each update-status still has something to do')
  }
}

/** Runs a model once. */
export async function runSeed(model: Model<never>, choice: Choice): Promise<Ran> {
  const sim = makeSim(model, choice)
  sim.wake = (machine) => wake(sim, machine)
  sim.begin = (unit) => begin(sim, unit)
  sim.deposed = (app, unit) => depose(sim, app, unit)
  deploy(sim)
  await settle(sim)
  await watchRest(sim)
  note(sim, () => `${sim.hooks} hooks`)
  return { violation: sim.violation, hooks: sim.hooks, trace: sim.trace ?? [] }
}
