import { findUnit, must, unitsOn } from '../../model/lookup.ts'
import type { Model } from '../../model/state.ts'
import { record, setAgentStatus, setWorkloadStatus, status } from '../../model/status.ts'
import type { Time } from '../../model/values.ts'
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
  const entry = model.machines[id]
  if (entry === undefined) return
  entry.status = status(now, 'down', 'agent is not communicating with the server')
  entry.instanceStatus = status(now, 'stopped')
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
  entry.status = status(now, entry.bootId === null ? 'pending' : 'down', why)
}
