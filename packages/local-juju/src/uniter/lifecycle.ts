import { parseDuration } from '../model/duration.ts'
import { must } from '../model/lookup.ts'
import { modelConfig } from '../model/model-config.ts'
import { enterScope, leaveScope, refreshAddresses } from '../model/scope.ts'
import type { Frozen, Model, Time } from '../model/state.ts'
import { setAgentStatus, setWorkloadStatus, status } from '../model/status.ts'
import type { Hook, KnownRelation, Unit } from '../model/unit.ts'
import { plainHook } from './hooks.ts'
import { failureData, failureMessage, runningMessage } from './messages.ts'
import type { Random } from './resolver.ts'
import { configHash } from './take-snapshot.ts'

const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000
const AGAIN_MS = 300_000

/** Marks that a hook runs: from here until the commit an interruption counts as its failure. */
export function beginHook(model: Model, unit: Unit, frozen: Frozen<Hook>, now: Time): void {
  const { agent } = unit
  const hook = structuredClone(frozen) as Hook
  agent.operation = { kind: 'hook', step: 'pending', hook, configHash: hook.name === 'config-changed' ? configHash(model, unit) : null }
  unit.resolved = null
  unit.error = null
  if (hook.relation?.kind === 'created') enterRelation(model, unit, hook.relation.id)
  if (hook.name !== 'update-status') setAgentStatus(model, unit, status(now, 'executing', runningMessage(hook)))
  if (hook.name === 'install' && !agent.statusSet) setWorkloadStatus(model, unit, status(now, 'maintenance', 'installing charm software'))
  if (hook.name === 'stop') setWorkloadStatus(model, unit, status(now, 'maintenance', 'stopping charm software'))
  if (hook.name === 'remove') setWorkloadStatus(model, unit, status(now, 'maintenance', 'cleaning up prior to charm deletion'))
}

/** Enters a relation and begins to remember it. */
export function enterRelation(model: Model, unit: Unit, id: number): void {
  const relation = must(model.relations[id], `relation ${id}`)
  enterScope(model, unit, relation)
  const endpoint = must(
    relation.endpoints.find(({ application }) => application === unit.application),
    `endpoint of ${unit.name} in relation ${id}`,
  ).name
  unit.agent.relations[id] ??= { endpoint, created: false, broken: false, members: {}, applicationVersion: 0, changedPending: null }
}

/** Enters the relation of an endpoint that gives no hooks (`juju-info`). */
export function enterImplicit(model: Model, unit: Unit, id: number): void {
  enterRelation(model, unit, id)
  knownRelation(unit, id).created = true
}

/** Puts a unit in error after a hook; sets the timer of the next attempt when the model retries hooks. */
export function failHook(
  model: Model,
  unit: Unit,
  frozen: Frozen<Hook>,
  now: Time,
  random: Random,
  message: string = failureMessage(frozen),
): void {
  unit.error = { message, data: failureData(frozen), since: now }
  setRetry(model, unit, now, random)
  setAgentStatus(model, unit, status(now, 'idle'))
}

/** Sets the time of the next attempt: 5 s, doubled up to 5 minutes, with jitter. */
export function setRetry(model: Model, unit: Unit, now: Time, random: Random): void {
  const attempts = (unit.agent.retry?.attempts ?? 0) + 1
  const wait = Math.min(FIRST_RETRY_MS * 2 ** (attempts - 1), LONGEST_RETRY_MS) * (1 + 0.1 * random())
  unit.agent.retry = { attempts, at: modelConfig(model, 'automatically-retry-hooks') === 'true' ? later(now, wait) : null }
}

/** Puts a hook whose process was killed back into the queue: not an error. */
export function requeueHook(model: Model, unit: Unit, now: Time): void {
  if (unit.agent.operation?.kind === 'hook') unit.agent.operation.step = 'queued'
  setAgentStatus(model, unit, status(now, 'idle'))
}

/** Records what a hook that succeeded, or that the operator skipped, means for the unit; queues what follows from it. */
export function commitHook(model: Model, unit: Unit, frozen: Frozen<Hook>, ran: boolean, now: Time, random: Random): void {
  const { agent } = unit
  const hook = structuredClone(frozen) as Hook
  const hash = agent.operation?.kind === 'hook' ? agent.operation.configHash : null
  agent.operation = null
  agent.retry = null
  unit.error = null
  unit.resolved = null
  if (agent.updateStatusAt === null || agent.updateStatusAt <= now) setUpdateStatusTimer(model, unit, now, random)
  if (hook.relation !== null) commitRelationHook(model, unit, hook.relation)
  else if (hook.secret !== null) commitSecretHook(unit, hook.secret, now)
  else commitPlainHook(model, unit, hook.name, hash, ran, now)
  if (agent.operation === null) setAgentStatus(model, unit, status(now, 'idle'))
}

function commitPlainHook(model: Model, unit: Unit, name: string, hash: string | null, ran: boolean, now: Time): void {
  const { agent } = unit
  switch (name) {
    case 'install':
      agent.installed = true
      break
    case 'start':
      agent.started = true
      agent.bootId = model.machines[unit.machine]?.bootId ?? null
      if (ran && !agent.statusSet) setWorkloadStatus(model, unit, status(now, 'unknown'))
      break
    case 'upgrade-charm':
      queueHook(unit, 'config-changed')
      break
    case 'config-changed':
      agent.configHash = hash ?? configHash(model, unit)
      refreshAddresses(model, unit)
      if (!agent.started) queueHook(unit, 'start')
      break
    case 'leader-elected':
      agent.leader = true
      break
    case 'leader-settings-changed':
      agent.leaderSettingsVersion = model.applications[unit.application]?.leaderSettings.version ?? 0
      break
    case 'stop':
      agent.stopped = true
      setWorkloadStatus(model, unit, status(now, 'maintenance'))
      break
    case 'remove':
      agent.removed = true
      setWorkloadStatus(model, unit, status(now, 'terminated'))
      break
  }
}

/** Puts a hook first in line. */
export function queueHook(unit: Unit, name: string): void {
  unit.agent.operation = { kind: 'hook', step: 'queued', hook: plainHook(name), configHash: null }
}

function commitRelationHook(model: Model, unit: Unit, hook: NonNullable<Hook['relation']>): void {
  const relation = model.relations[hook.id]
  if (relation === undefined || unit.agent.relations[hook.id] === undefined) return
  const known = knownRelation(unit, hook.id)
  const { remoteUnit, version } = hook
  switch (hook.kind) {
    case 'created':
      known.created = true
      break
    case 'joined':
      if (remoteUnit !== null) {
        known.members[remoteUnit] = version
        known.changedPending = remoteUnit
      }
      break
    case 'changed':
      if (remoteUnit === null) known.applicationVersion = version
      else {
        known.members[remoteUnit] = version
        if (known.changedPending === remoteUnit) known.changedPending = null
      }
      break
    case 'departed':
      if (remoteUnit !== null) delete known.members[remoteUnit]
      break
    case 'broken':
      known.broken = true
      leaveScope(unit.name, relation)
      break
  }
}

function commitSecretHook(unit: Unit, { kind, id, revision }: NonNullable<Hook['secret']>, now: Time): void {
  const { agent } = unit
  if (kind === 'changed') agent.secretsSeen[id] = revision
  if (kind === 'rotate') agent.secretsAgainAt[id] = later(now, AGAIN_MS)
  if (kind === 'expired') agent.secretsAgainAt[`${id}/${revision}`] = later(now, AGAIN_MS)
  if (kind === 'remove') agent.secretsObsolete[id] = [...(agent.secretsObsolete[id] ?? []), revision]
}

/** Drops what the agent remembers of secrets that are gone. */
export function forgetSecrets(unit: Unit, ids: readonly string[]): void {
  for (const id of ids) {
    delete unit.agent.secretsSeen[id]
    delete unit.agent.secretsObsolete[id]
    delete unit.agent.secretsAgainAt[id]
  }
}

/** Starts the update-status timer anew: the interval with ±20 % jitter. */
export function setUpdateStatusTimer(model: Frozen<Model>, unit: Unit, now: Time, random: Random): void {
  const interval = parseDuration(modelConfig(model, 'update-status-hook-interval')) ?? 300_000
  unit.agent.updateStatusAt = later(now, interval * (0.8 + 0.4 * random()))
}

/**
 * Brings a unit's agent back after the controller was away. A hook that ran then is reported as failed and retried; a charm whose
 * files are gone is fetched again; a non-leader is told the leader's settings again (3.6).
 */
export function restartAgent(model: Model, unit: Unit, charmIsThere: boolean, now: Time, random: Random): void {
  const { agent } = unit
  const { operation } = agent
  if (!agent.leader) agent.leaderSettingsVersion = -1
  if (!charmIsThere && agent.charm !== null) agent.charmVersion = -1
  agent.retry = null
  if (operation?.kind === 'hook' && operation.step === 'pending') failHook(model, unit, operation.hook, now, random)
}

function knownRelation(unit: Unit, id: number): KnownRelation {
  return must(unit.agent.relations[id], `relation ${id} in the memory of ${unit.name}`)
}

function later(now: Time, milliseconds: number): Time {
  return new Date(Date.parse(now) + milliseconds).toISOString()
}
