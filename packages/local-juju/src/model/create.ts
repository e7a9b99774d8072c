import type { Address, Machine, Model } from './state.ts'
import { status } from './status.ts'
import type { Unit, UnitAgent } from './unit.ts'
import type { Time } from './values.ts'

/** Makes an empty model. */
export function newModel(name: string, uuid: string, now: Time): Model {
  return {
    format: 1,
    name,
    uuid,
    life: 'alive',
    created: now,
    config: {},
    counters: { unit: {}, machine: 0, relation: 0, storage: 0, space: 0, task: 0, charmRevision: {} },
    charms: {},
    applications: {},
    units: {},
    machines: {},
    relations: {},
    spaces: {},
    secrets: {},
    storage: {},
    operations: {},
    tasks: {},
    statusHistory: {},
  }
}

/** Makes a machine that is not there yet. */
export function newMachine(id: string, base: string, arch: string, now: Time): Machine {
  const addresses: Address[] = []
  return {
    id,
    life: 'alive',
    status: status(now, 'pending'),
    instanceStatus: status(now, 'pending'),
    instanceId: null,
    hostname: null,
    addresses,
    base,
    arch,
    bootId: null,
    power: 'on',
    network: 'connected',
    created: now,
  }
}

/** Makes the memory of an agent that has done nothing. */
export function newAgent(): UnitAgent {
  return {
    installed: false,
    started: false,
    stopped: false,
    removed: false,
    charm: null,
    charmVersion: -1,
    operation: null,
    configHash: null,
    relations: {},
    storage: [],
    leader: false,
    leaderSettingsVersion: -1,
    secretsSeen: {},
    secretsObsolete: {},
    secretsAgainAt: {},
    statusSet: false,
    bootId: null,
    retry: null,
    updateStatusAt: null,
  }
}

/** Makes a unit that waits for its machine. */
export function newUnit(application: string, number: number, machine: string, now: Time): Unit {
  return {
    name: `${application}/${number}`,
    application,
    number,
    machine,
    principal: null,
    life: 'alive',
    workloadStatus: status(now, 'waiting', 'waiting for machine'),
    agentStatus: status(now, 'allocating'),
    error: null,
    workloadVersion: '',
    ports: {},
    state: {},
    resolved: null,
    rebootRequested: false,
    agent: newAgent(),
    created: now,
  }
}
