import { addSubordinate } from '../model/applications.ts'
import { must, sidesOf } from '../model/lookup.ts'
import { isImplicit } from '../model/relations.ts'
import { enterScope, leaveScope } from '../model/scope.ts'
import { setAgentStatus, setWorkloadStatus, status } from '../model/status.ts'
import { hasContainerScope } from '../model/subordinates.ts'
import type { Hook, KnownRelation, Unit } from '../model/unit.ts'
import type { Frozen } from '../model/values.ts'
import { plainHook } from './hooks.ts'
import { failureData, failureMessage, runningMessage } from './messages.ts'
import { configHash } from './take-snapshot.ts'
import { setRetry } from './timers.ts'
import type { UnitChange } from './unit-change.ts'

/** Marks that a hook runs: from here until the commit an interruption counts as its failure. */
export function beginHook({ model, unit, now }: UnitChange, frozen: Frozen<Hook>): void {
  const { agent } = unit
  const hook = structuredClone(frozen) as Hook
  agent.operation = { kind: 'hook', step: 'pending', hook, configHash: hook.name === 'config-changed' ? configHash(model, unit) : null }
  unit.resolved = null
  unit.error = null
  if (hook.name !== 'update-status') setAgentStatus(model, unit, status(now, 'executing', runningMessage(hook)))
  if (hook.name === 'install' && !agent.statusSet) setWorkloadStatus(model, unit, status(now, 'maintenance', 'installing charm software'))
  if (hook.name === 'stop') setWorkloadStatus(model, unit, status(now, 'maintenance', 'stopping charm software'))
  if (hook.name === 'remove') setWorkloadStatus(model, unit, status(now, 'maintenance', 'cleaning up prior to charm deletion'))
}

/**
 * Enters a relation and begins to remember it; an implicit endpoint (`juju-info`) gives no hooks. A principal that enters a relation of
 * container scope gets its subordinate unit.
 */
export function enterRelation({ model, unit, now }: UnitChange, id: number): void {
  const relation = must(model.relations[id], `relation ${id}`)
  enterScope(model, unit, relation)
  const { own, remote } = sidesOf(relation, unit.application)
  if (unit.principal === null && own !== remote && hasContainerScope(relation)) addSubordinate(model, unit, remote.application, now)
  unit.agent.relations[id] ??= {
    endpoint: own.name,
    created: isImplicit(own),
    broken: false,
    members: {},
    applicationVersion: 0,
    changedPending: null,
  }
}

/** Leaves a relation without a hook. */
export function leaveRelation({ model, unit }: UnitChange, id: number): void {
  leaveScope(unit.name, must(model.relations[id], `relation ${id}`))
  knownRelation(unit, id).broken = true
}

/** Puts a unit in error after a hook; sets the timer of the next attempt when the model retries hooks. */
export function failHook(change: UnitChange, frozen: Frozen<Hook>, message: string = failureMessage(frozen)): void {
  const { model, unit, now } = change
  unit.error = { message, data: failureData(frozen), since: now }
  setRetry(change)
  setAgentStatus(model, unit, status(now, 'idle'))
}

/** Puts a hook whose process was killed back into the queue: not an error. */
export function requeueHook({ model, unit, now }: UnitChange): void {
  if (unit.agent.operation?.kind === 'hook') unit.agent.operation.step = 'queued'
  setAgentStatus(model, unit, status(now, 'idle'))
}

/** Puts a hook first in line. */
export function queueHook(unit: Unit, name: string): void {
  unit.agent.operation = { kind: 'hook', step: 'queued', hook: plainHook(name), configHash: null }
}

/** Drops what the agent remembers of secrets that are gone. */
export function forgetSecrets(unit: Unit, ids: readonly string[]): void {
  for (const id of ids) {
    delete unit.agent.secretsSeen[id]
    delete unit.agent.secretsObsolete[id]
    delete unit.agent.secretsAgainAt[id]
  }
}

/**
 * Brings a unit's agent back after the controller was away. It reports a hook that was running as failed and retries it, fetches a charm
 * whose files are gone, and tells a non-leader the leader's settings again (3.6).
 */
export function restartAgent(change: UnitChange, charmIsThere: boolean): void {
  const { agent } = change.unit
  const { operation } = agent
  if (!agent.leader) agent.leaderSettingsVersion = -1
  if (!charmIsThere && agent.charm !== null) agent.charmVersion = -1
  agent.retry = null
  if (operation?.kind === 'hook' && operation.step === 'pending') failHook(change, operation.hook)
}

/** Gives what a unit's agent remembers of a relation that it has entered. */
export function knownRelation(unit: Unit, id: number): KnownRelation {
  return must(unit.agent.relations[id], `relation ${id} in the memory of ${unit.name}`)
}
