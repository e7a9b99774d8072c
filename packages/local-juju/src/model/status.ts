import { unitsOf } from './lookup.ts'
import type { Application, Model, StatusHistoryEntry } from './state.ts'
import type { Unit } from './unit.ts'
import type { Frozen, Json, Status, Time } from './values.ts'

const KEPT = 100

/** Makes a status. */
export function status(now: Time, value: string, message = '', data: { [key: string]: Json } = {}): Status {
  return { status: value, message, since: now, data }
}

/** Appends a line to an entity's status history. If the status is the same as before, only its time changes. */
export function record(model: Model, entity: string, kind: StatusHistoryEntry['kind'], { status: value, message, since }: Status): void {
  const history = model.statusHistory[entity] ?? []
  model.statusHistory[entity] = history
  const last = history.findLast((entry) => entry.kind === kind)
  if (last?.status === value && last.message === message) {
    last.since = since
    return
  }
  history.push({ kind, status: value, message, since })
  if (history.length > KEPT) history.splice(0, history.length - KEPT)
}

/** Sets what a unit's charm (or Juju in its place) says of the workload. */
export function setWorkloadStatus(model: Model, unit: Unit, value: Status): void {
  unit.workloadStatus = value
  record(model, unit.name, 'workload', value)
}

/** Sets what a unit's agent does. */
export function setAgentStatus(model: Model, unit: Unit, value: Status): void {
  unit.agentStatus = value
  record(model, unit.name, 'juju-unit', value)
}

/** Gives the workload status as `juju status` shows it: an error hides the charm's own status, a machine that is down hides both. */
export function shownWorkloadStatus(model: Frozen<Model>, unit: Frozen<Unit>): Frozen<Status> {
  if (isLost(model, unit)) {
    const since = model.machines[unit.machine]?.status.since ?? unit.agentStatus.since
    return { status: 'unknown', message: `agent lost, see 'juju show-status-log ${unit.name}'`, since, data: {} }
  }
  if (unit.error !== null) return { status: 'error', message: unit.error.message, since: unit.error.since, data: unit.error.data }
  return unit.workloadStatus
}

/** Gives the agent status as `juju status` shows it. */
export function shownAgentStatus(model: Frozen<Model>, unit: Frozen<Unit>): Frozen<Status> {
  if (!isLost(model, unit)) return unit.agentStatus
  const since = model.machines[unit.machine]?.status.since ?? unit.agentStatus.since
  return { status: 'lost', message: 'agent is not communicating with the server', since, data: {} }
}

/** Tells whether a unit that ran has lost its machine. */
export function isLost(model: Frozen<Model>, unit: Frozen<Unit>): boolean {
  return model.machines[unit.machine]?.status.status === 'down' && unit.agentStatus.status !== 'allocating'
}

/** Statuses, the most severe first. */
const SEVERITY = ['error', 'blocked', 'maintenance', 'waiting', 'active', 'terminated', 'unknown']

/** Gives an application's status: what the leader set, else the most severe of its units, `unknown` without any. */
export function applicationStatus(model: Frozen<Model>, application: Frozen<Application>): Frozen<Status> {
  if (application.status !== null) return application.status
  const all = unitsOf(model, application.name).map((unit) => shownWorkloadStatus(model, unit))
  const rank = ({ status: value }: Frozen<Status>): number => (SEVERITY.indexOf(value) + SEVERITY.length) % SEVERITY.length
  const worst = all.toSorted((a, b) => rank(a) - rank(b))[0]
  return worst ?? { status: 'unknown', message: '', since: application.created, data: {} }
}
