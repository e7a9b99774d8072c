/** Units as the invariants of authors see them. */
import { relationIdOf } from './hooks.ts'
import type { UnitView } from './model.ts'
import { type Sim, unitsOf } from './sim.ts'
import type { UnitState } from './state.ts'

const views = new WeakMap<UnitState, UnitView>()

/** Gives a unit as an invariant sees it: each look shows it as it then is. */
export function viewOf(unit: UnitState): UnitView {
  const known = views.get(unit)
  if (known) return known
  const { name, app, machine } = unit
  const view: UnitView = {
    name,
    application: app.name,
    address: machine.address,
    files: machine.host.files,
    services: machine.host.serviceStates,
    get leader() {
      return app.leader === unit
    },
    get isUp() {
      return machine.isUp
    },
    get started() {
      return unit.started
    },
    get status() {
      return unit.status
    },
    get databags() {
      return new Map([...unit.known.keys()].map((relation) => [relationIdOf(unit, relation), relation.units.get(unit)?.bag.values ?? {}]))
    },
  }
  views.set(unit, view)
  return view
}

/** Gives all units of a model. */
export const viewsOf = (sim: Sim): readonly UnitView[] => unitsOf(sim).map(viewOf)
