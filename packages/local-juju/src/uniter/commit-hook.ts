import { leaveScope, refreshAddresses } from '../model/scope.ts'
import type { Model } from '../model/state.ts'
import { setAgentStatus, setWorkloadStatus, status } from '../model/status.ts'
import { endAttachment } from '../model/storages.ts'
import type { Hook, Unit } from '../model/unit.ts'
import type { Frozen, Time } from '../model/values.ts'
import { knownRelation, queueHook } from './lifecycle.ts'
import { configHash } from './take-snapshot.ts'
import { later, setUpdateStatusTimer } from './timers.ts'
import type { UnitChange } from './unit-change.ts'

/** After a rotation or an expiry that the charm did not answer, the hook comes again this much later. */
const AGAIN_MS = 300_000

/** Records what a hook that succeeded, or that the operator skipped, means for the unit; queues what follows from it. */
export function commitHook(change: UnitChange, frozen: Frozen<Hook>, ran: boolean): void {
  const { model, unit, now } = change
  const { agent } = unit
  const hook = structuredClone(frozen) as Hook
  const hash = agent.operation?.kind === 'hook' ? agent.operation.configHash : null
  agent.operation = null
  agent.retry = null
  unit.error = null
  unit.resolved = null
  if (agent.updateStatusAt === null || agent.updateStatusAt <= now) setUpdateStatusTimer(change)
  if (hook.relation !== null) commitRelationHook(model, unit, hook.relation)
  else if (hook.secret !== null) commitSecretHook(unit, hook.secret, now)
  else if (hook.storage !== null) commitStorageHook(model, unit, hook.storage)
  else commitPlainHook(change, { name: hook.name, hash, ran })
  if (agent.operation === null) setAgentStatus(model, unit, status(now, 'idle'))
}

interface PlainHook {
  readonly name: string
  /** The configuration that the hook was given; null where an earlier agent began it. */
  readonly hash: string | null
  readonly ran: boolean
}

function commitPlainHook({ model, unit, now }: UnitChange, { name, hash, ran }: PlainHook): void {
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

function commitStorageHook(model: Model, unit: Unit, { id, kind }: NonNullable<Hook['storage']>): void {
  unit.agent.storage = unit.agent.storage.filter((other) => other !== id)
  if (kind === 'attached') unit.agent.storage.push(id)
  else releaseStorage(model, unit, id)
}

/** Lets go of a storage of a unit, which the machine may now take away. */
export function releaseStorage(model: Model, unit: Unit, id: string): void {
  const instance = model.storage[id]
  if (instance?.attachment?.unit === unit.name) endAttachment(instance)
}

function commitSecretHook(unit: Unit, { kind, id, revision }: NonNullable<Hook['secret']>, now: Time): void {
  const { agent } = unit
  if (kind === 'changed') agent.secretsSeen[id] = revision
  if (kind === 'rotate') agent.secretsAgainAt[id] = later(now, AGAIN_MS)
  if (kind === 'expired') agent.secretsAgainAt[`${id}/${revision}`] = later(now, AGAIN_MS)
  if (kind === 'remove') agent.secretsObsolete[id] = [...(agent.secretsObsolete[id] ?? []), revision]
}
