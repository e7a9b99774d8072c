/** Units as the invariants of authors see them. */
import type { UnitView } from './model.ts'
import { type Sim, unitsOf } from './sim.ts'
import type { UnitState } from './state.ts'
import { relationIdOf } from './hooks.ts'

/** Gives a unit as an invariant sees it. */
export const viewOf = (unit: UnitState): UnitView => ({
  name: unit.name,
  application: unit.app.name,
  leader: unit.app.leader === unit,
  address: unit.machine.address,
  isUp: unit.machine.isUp,
  started: unit.started,
  status: unit.status,
  files: unit.machine.host.files,
  services: unit.machine.host.serviceStates,
  get databags() {
    return new Map([...unit.known.keys()].map((relation) => [relationIdOf(unit, relation), relation.units.get(unit)?.bag.values ?? {}]))
  },
})

/** Gives all units of a model. */
export const viewsOf = (sim: Sim): readonly UnitView[] => unitsOf(sim).map(viewOf)
