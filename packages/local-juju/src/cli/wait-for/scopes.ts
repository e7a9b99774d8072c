// What a query can ask of an application, a unit, a machine and the model.
import { unitsOf } from '../../model/lookup.ts'
import type { Application, Machine, Model } from '../../model/state.ts'
import { applicationStatus, shownAgentStatus, shownWorkloadStatus } from '../../model/status.ts'
import type { Unit } from '../../model/unit.ts'
import type { Frozen } from '../../model/values.ts'
import { publicAddress } from '../status/view.ts'
import type { Scope, Scopes } from './evaluate.ts'

type M = Frozen<Model>

const machineScope = (machine: Frozen<Machine>): Scope => ({
  id: machine.id,
  life: machine.life,
  status: machine.status.status,
  'agent-status': machine.status.status,
  'instance-status': machine.instanceStatus.status,
  base: machine.base,
  'container-type': '',
  config: null,
  'supported-containers': null,
})

const machinesOf = (model: M, ids: Iterable<string>): Scopes =>
  new Map([...new Set(ids)].flatMap((id) => (model.machines[id] ? [[id, machineScope(model.machines[id])] as const] : [])))

const unitScope = (model: M, unit: Frozen<Unit>): Scope => ({
  name: unit.name,
  application: unit.application,
  base: model.machines[unit.machine]?.base ?? '',
  'charm-url': model.applications[unit.application]?.charm ?? '',
  life: unit.life,
  'public-address': publicAddress(model.machines[unit.machine]) ?? '',
  'private-address': publicAddress(model.machines[unit.machine]) ?? '',
  'machine-id': unit.machine,
  principal: unit.principal ?? '',
  subordinate: unit.principal !== null,
  'workload-status': shownWorkloadStatus(model, unit).status,
  'workload-message': shownWorkloadStatus(model, unit).message,
  'agent-status': shownAgentStatus(model, unit).status,
  machines: machinesOf(model, [unit.machine]),
})

const unitScopes = (model: M, units: readonly Frozen<Unit>[]): Scopes => new Map(units.map((unit) => [unit.name, unitScope(model, unit)]))

const applicationScope = (model: M, application: Frozen<Application>): Scope => {
  const units = unitsOf(model, application.name)
  return {
    name: application.name,
    life: application.life,
    exposed: application.exposed,
    'charm-url': application.charm,
    'min-units': 0,
    subordinate: model.charms[application.charm]?.subordinate ?? false,
    status: applicationStatus(model, application).status,
    'workload-version': units.map((unit) => unit.workloadVersion).find((version) => version !== '') ?? '',
    units: unitScopes(model, units),
    machines: machinesOf(
      model,
      units.map((unit) => unit.machine),
    ),
  }
}

const modelScope = (model: M): Scope => ({
  name: model.name,
  life: model.life,
  'is-controller': false,
  status: model.life === 'alive' ? 'available' : 'destroying',
  config: null,
  applications: new Map(Object.values(model.applications).map((application) => [application.name, applicationScope(model, application)])),
  machines: machinesOf(model, Object.keys(model.machines)),
  units: unitScopes(model, Object.values(model.units)),
})

/** The kinds of entity that can be waited for. */
export type Kind = 'application' | 'unit' | 'machine' | 'model'

/** Gives the entity as a query sees it; nothing while it is not there. */
export const scopeOf = (model: M, kind: Kind, name: string): Scope | undefined => {
  const application = kind === 'application' ? model.applications[name] : undefined
  const unit = kind === 'unit' ? model.units[name] : undefined
  const machine = kind === 'machine' ? model.machines[name] : undefined
  if (application) return applicationScope(model, application)
  if (unit) return unitScope(model, unit)
  if (machine) return machineScope(machine)
  return kind === 'model' ? modelScope(model) : undefined
}
