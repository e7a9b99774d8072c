import { findUnit, must, unitsOn } from '../../model/lookup.ts'
import type { Model } from '../../model/state.ts'
import { record, setAgentStatus, setWorkloadStatus, status } from '../../model/status.ts'
import type { Status, Time } from '../../model/values.ts'
import type { RunningMachine } from './port.ts'

/** Records that a machine is up, and that the agents of its new units are being installed. */
export function machineUp(model: Model, id: string, machine: RunningMachine, now: Time): void {
  const entry = must(model.machines[id], `machine ${id}`)
  entry.hostname = machine.hostname
  entry.instanceId = machine.instanceId
  entry.addresses = machine.addresses.map((address) => ({ ...address }))
  entry.bootId = machine.bootId
  entry.instanceStatus = status(now, 'running', 'Running')
  entry.status = status(now, 'started')
  record(model, `machine-${id}`, 'machine', entry.status)
  for (const { name } of unitsOn(model, id)) {
    const unit = findUnit(model, name)
    if (unit.agentStatus.status !== 'allocating') continue
    setAgentStatus(model, unit, status(now, 'allocating', 'installing agent'))
    setWorkloadStatus(model, unit, status(now, 'waiting', 'agent initialising'))
  }
}

/** Records that a machine is down. */
export function machineDown(model: Model, id: string, now: Time): void {
  lose(model, id, status(now, 'stopped'))
}

/** Records that a machine has no power. */
export function machineOff(model: Model, id: string, now: Time): void {
  lose(model, id, status(now, 'stopped', 'Powered off'))
}

/** Records that a machine runs and reaches nobody. */
export function machineCut(model: Model, id: string, now: Time): void {
  lose(model, id, status(now, 'running', 'Running, network cut'))
}

function lose(model: Model, id: string, instanceStatus: Status): void {
  const entry = model.machines[id]
  if (entry === undefined) return
  entry.instanceStatus = instanceStatus
  // Leases count from the moment at which the machine was lost.
  if (entry.status.status === 'down') return
  entry.status = status(instanceStatus.since, 'down', 'agent is not communicating with the server')
  record(model, `machine-${id}`, 'machine', entry.status)
}

/** Records that every machine is down. */
export function allMachinesDown(model: Model, now: Time): void {
  for (const id of Object.keys(model.machines)) machineDown(model, id, now)
}

/** Says why a machine could not be had. */
export function machineFailed(model: Model, id: string, why: string, now: Time): void {
  const entry = model.machines[id]
  if (entry === undefined) return
  entry.instanceStatus = status(now, 'provisioning error', why)
  if (entry.status.status !== 'down') entry.status = status(now, entry.bootId === null ? 'pending' : 'down', why)
}
