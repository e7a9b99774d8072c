import type { Hook, UnitAgent } from '../model/unit.ts'
import type { Frozen } from '../model/values.ts'
import { plainHook, relationHook, secretHook } from './hooks.ts'
import { nextRelationHook } from './relation-resolver.ts'
import type { Snapshot } from './snapshot.ts'
import { nextStorage, type StorageDecision } from './storage-resolver.ts'

/** What a unit's agent does next. */
export type Decision =
  | StorageDecision
  /** The agent ends; the unit leaves the model. */
  | { readonly do: 'end' }
  /** Expand the charm; then `install`, `upgrade-charm`, or back to the failed hook in `resume`. */
  | { readonly do: 'deploy-charm'; readonly reason: 'install' | 'upgrade'; readonly resume: Frozen<Hook> | null }
  /** Record the failed hook's effects without running it (`resolved --no-retry`). */
  | { readonly do: 'skip'; readonly hook: Frozen<Hook> }
  /** Record the effects of a hook that ran before the agent was interrupted. */
  | { readonly do: 'commit'; readonly hook: Frozen<Hook> }
  | { readonly do: 'task'; readonly task: string }
  /** Enter relations: all that there are, before the first of their hooks. */
  | { readonly do: 'enter-scopes'; readonly relations: readonly number[] }
  /** Leave a relation that ends, without a hook: this side of it gives none, or its first has not run. */
  | { readonly do: 'leave-scope'; readonly relation: number }
  /** Begin the end of the unit itself: a subordinate whose relation with its principal ends. */
  | { readonly do: 'destroy' }
  /** Begin the end of the unit's subordinates, before its own. */
  | { readonly do: 'destroy-subordinates' }
  /** Note that leadership is gone; no hook. */
  | { readonly do: 'resign' }
  | { readonly do: 'forget-secrets'; readonly ids: readonly string[] }

/** Gives numbers from 0 up to, not including, 1. */
export type Random = () => number

const NOTHING: Decision = { do: 'nothing' }

/**
 * Decides a unit's next operation, as the resolvers of Juju's uniter do: compares the agent's memory with the model, and takes the first
 * difference. Left out are pebble, series upgrades, on-unit commands and the shutdown of pods. Where Juju iterates over a Go map,
 * the order is random.
 */
export function nextOperation(agent: Frozen<UnitAgent>, now: Snapshot, random: Random): Decision {
  if (now.life === 'dead') return { do: 'end' }
  if (agent.removed) return endOnceAlone(now)
  const { operation } = agent
  const idle = operation === null
  const failed = operation?.kind === 'hook' && operation.step === 'pending'
  if (idle && agent.started && !agent.stopped && now.bootId !== null && agent.bootId !== now.bootId && agent.bootId !== null) {
    return { do: 'hook', hook: plainHook('start') }
  }
  if (operation?.kind === 'upgrade') return continueUpgrade(agent, now)
  if (idle) {
    const early = beforeActions(agent, now, random)
    if (early !== null) return early
  }
  const task = now.tasks[0]
  if (task !== undefined && ((idle && agent.installed) || failed)) return { do: 'task', task }
  const storage = nextStorage(agent, now, (all) => shuffled(all, random))
  if (storage !== null) return storage
  if (operation?.kind === 'hook') {
    const { hook } = operation
    if (operation.step === 'done') return { do: 'commit', hook }
    if (operation.step === 'pending') return afterFailure(hook, agent, now)
    if (!(hook.name === 'install' && now.life !== 'alive')) return { do: 'hook', hook }
  }
  return now.life === 'alive' ? idleWork(agent, now, random) : dyingWork(agent, now, random)
}

/** Retries a charm that could not be expanded: when its timer ends, at once when the operator resolves it or forces a newer charm. */
function continueUpgrade(agent: Frozen<UnitAgent>, now: Snapshot): Decision {
  const { operation } = agent
  if (operation?.kind !== 'upgrade') return NOTHING
  if (operation.reason === 'install' && now.life !== 'alive') return { do: 'end' }
  const newer = now.forceCharm && now.charmVersion !== operation.charmVersion
  if (agent.retry !== null && !now.retryDue && !newer && now.resolved === null) return NOTHING
  return { do: 'deploy-charm', reason: operation.reason, resume: operation.resume }
}

/** Decides what comes before actions while no hook is queued. */
function beforeActions(agent: Frozen<UnitAgent>, now: Snapshot, random: Random): Decision | null {
  if (agent.leader && (!now.leader || now.life !== 'alive')) return { do: 'resign' }
  if (!agent.installed || now.life !== 'alive') return null
  if (now.orphan) return { do: 'destroy' }
  const there = now.relations.filter(({ life, suspended }) => life === 'alive' && !suspended)
  const unknown = there.filter(({ id }) => agent.relations[id] === undefined)
  if (unknown.length > 0) return { do: 'enter-scopes', relations: unknown.map(({ id }) => id) }
  const created = shuffled(there, random).find(({ id, implicit }) => !implicit && agent.relations[id]?.created === false)
  if (created !== undefined) return { do: 'hook', hook: relationHook('created', created) }
  if (now.leader && !agent.leader) return { do: 'hook', hook: plainHook('leader-elected') }
  if (!now.leader && agent.leaderSettingsVersion !== now.leaderSettingsVersion) {
    return { do: 'hook', hook: plainHook('leader-settings-changed') }
  }
  return nextSecret(agent, now, random)
}

function nextSecret(agent: Frozen<UnitAgent>, now: Snapshot, random: Random): Decision | null {
  const expired = shuffled(now.secrets.expired, random)[0]
  if (expired !== undefined) return { do: 'hook', hook: secretHook('expired', expired) }
  const rotate = shuffled(now.secrets.rotate, random)[0]
  if (rotate !== undefined) return { do: 'hook', hook: secretHook('rotate', rotate) }
  const changed = shuffled(now.secrets.consumed, random).find(({ id, revision }) => (agent.secretsSeen[id] ?? revision) !== revision)
  if (changed !== undefined) return { do: 'hook', hook: secretHook('changed', changed) }
  if (now.secrets.gone.length > 0) return { do: 'forget-secrets', ids: now.secrets.gone }
  const obsolete = now.secrets.obsolete.find(({ id, revision }) => !(agent.secretsObsolete[id] ?? []).includes(revision))
  return obsolete === undefined ? null : { do: 'hook', hook: secretHook('remove', obsolete) }
}

/** A failed hook waits for its time or the operator; only a forced charm goes before it. */
function afterFailure(hook: Frozen<Hook>, agent: Frozen<UnitAgent>, now: Snapshot): Decision {
  if (now.forceCharm && agent.charmVersion !== now.charmVersion) return { do: 'deploy-charm', reason: 'upgrade', resume: hook }
  if (now.resolved === 'no-retry') return { do: 'skip', hook }
  return now.resolved === 'retry' || now.retryDue ? { do: 'hook', hook } : NOTHING
}

function idleWork(agent: Frozen<UnitAgent>, now: Snapshot, random: Random): Decision {
  if (agent.charm === null) return { do: 'deploy-charm', reason: 'install', resume: null }
  if (!agent.installed) return { do: 'hook', hook: plainHook('install') }
  if (agent.charmVersion !== now.charmVersion) return { do: 'deploy-charm', reason: 'upgrade', resume: null }
  if (agent.configHash !== now.configHash) return { do: 'hook', hook: plainHook('config-changed') }
  const relation = relationWork(agent, now, random)
  if (relation !== null) return relation
  return now.updateStatusDue ? { do: 'hook', hook: plainHook('update-status') } : NOTHING
}

function dyingWork(agent: Frozen<UnitAgent>, now: Snapshot, random: Random): Decision {
  if (now.subordinates.includes('alive')) return { do: 'destroy-subordinates' }
  const relation = relationWork(agent, now, random)
  if (relation !== null) return relation
  if (agent.started && !agent.stopped) return { do: 'hook', hook: plainHook('stop') }
  return agent.installed ? { do: 'hook', hook: plainHook('remove') } : endOnceAlone(now)
}

/** A principal has run its last hook, and waits until its subordinates are gone. */
function endOnceAlone({ subordinates }: Snapshot): Decision {
  if (subordinates.includes('alive')) return { do: 'destroy-subordinates' }
  return subordinates.length > 0 ? NOTHING : { do: 'end' }
}

/** Tries the relations in random order, peers after the others. */
function relationWork(agent: Frozen<UnitAgent>, now: Snapshot, random: Random): Decision | null {
  const relations = shuffled(now.relations, random)
  for (const relation of [...relations.filter(({ peer }) => !peer), ...relations.filter(({ peer }) => peer)]) {
    const known = agent.relations[relation.id]
    if (known === undefined) continue
    const ends = relation.life !== 'alive' || relation.suspended
    const isUntold = !known.created && !relation.peer && (ends || now.life !== 'alive')
    if (!known.broken && (isUntold || (relation.implicit && ends))) return { do: 'leave-scope', relation: relation.id }
    const hook = nextRelationHook(known, relation, now)
    if (hook !== null) return { do: 'hook', hook }
  }
  return null
}

function shuffled<Item>(items: readonly Item[], random: Random): Item[] {
  return items
    .map((item) => ({ item, at: random() }))
    .sort((a, b) => a.at - b.at)
    .map(({ item }) => item)
}
