import { expect } from 'vitest'
import { newAgent } from '../../src/model/create.ts'
import type { Hook, KnownRelation, UnitAgent } from '../../src/model/unit.ts'
import { plainHook } from '../../src/uniter/hooks.ts'
import { type Decision, nextOperation } from '../../src/uniter/resolver.ts'
import type { RelationSnapshot, Snapshot } from '../../src/uniter/snapshot.ts'
import type { Scenario } from './scenario.ts'

/** A local and a remote state that a scenario changes step by step. */
export interface Bench {
  readonly agent: UnitAgent
  now: Snapshot
  relation: RelationSnapshot
}

const IDLE: Snapshot = {
  unit: 'u/0',
  life: 'alive',
  applicationLife: 'alive',
  charm: 'local:u-0',
  charmVersion: 0,
  forceCharm: false,
  bootId: '1',
  configHash: 'hash',
  leader: false,
  leaderSettingsVersion: 0,
  relations: [],
  subordinates: [],
  orphan: false,
  storage: [],
  secrets: { expired: [], rotate: [], consumed: [], obsolete: [], gone: [] },
  tasks: [],
  resolved: null,
  retryDue: false,
  updateStatusDue: false,
}

const RELATION: RelationSnapshot = {
  id: 1,
  endpoint: 'db',
  peer: false,
  implicit: false,
  life: 'alive',
  suspended: false,
  remoteApplication: 'wordpress',
  applicationVersion: 0,
  members: new Map(),
}

function bench(): Bench {
  const agent: UnitAgent = {
    ...newAgent(),
    installed: true,
    started: true,
    charm: 'local:u-0',
    charmVersion: 0,
    configHash: 'hash',
    leaderSettingsVersion: 0,
    bootId: '1',
  }
  return { agent, now: IDLE, relation: RELATION }
}

/** Gives the next operation. Entering relations gives no hook and is passed over. */
function next({ agent, now }: Bench): Decision {
  const decision = nextOperation(agent, now, () => 0.5)
  if (decision.do !== 'enter-scopes') return decision
  for (const id of decision.relations) agent.relations[id] = known({ created: false })
  return nextOperation(agent, now, () => 0.5)
}

/** Gives the next operation in the words of the scenarios. */
function words(decision: Decision): string {
  if (decision.do === 'nothing' || decision.do === 'end') return 'none'
  if (decision.do === 'task') return 'run the action'
  if (decision.do === 'resign') return 'resign leadership (no hook)'
  if (decision.do === 'deploy-charm') return 'upgrade to the new charm'
  if (decision.do === 'release-storage') return 'attachment removed, no hook'
  if (decision.do !== 'hook') return decision.do
  const { name, relation, secret } = decision.hook
  if (relation?.kind === 'created') return `relation-created ${relation.id}, app ${relation.remoteApplication}`
  if (relation !== null && relation.remoteUnit === null && relation.kind === 'changed')
    return `relation-changed app ${relation.remoteApplication}, no remote unit`
  if (relation !== null) return [`relation-${relation.kind}`, relation.remoteUnit].filter((part) => part !== null).join(' ')
  if (secret !== null) return `run ${name} (S${secret.kind === 'remove' ? `/${secret.revision}` : ''}) hook`
  return `run ${name} hook`
}

const known = (bag: Partial<KnownRelation> = {}): KnownRelation => ({
  endpoint: 'db',
  created: true,
  broken: false,
  members: {},
  applicationVersion: 0,
  changedPending: null,
  ...bag,
})

const failed = (hook: Hook): UnitAgent['operation'] => ({ kind: 'hook', step: 'pending', hook, configHash: null })
const withRelation =
  (bag: Partial<KnownRelation>, relation: Partial<RelationSnapshot>) =>
  (b: Bench): void => {
    b.relation = { ...RELATION, ...b.relation, ...relation }
    b.now = { ...b.now, relations: [b.relation] }
    b.agent.relations = { 1: known(bag) }
  }
const secrets = (some: Partial<Snapshot['secrets']>): Snapshot['secrets'] => ({ ...IDLE.secrets, ...some })
const due = (revision: number): { id: string; label: string; revision: number } => ({ id: 'S', label: '', revision })

/** What each `do` of a scenario about one decision means, in order. */
export const decisions: Readonly<Record<string, readonly ((bench: Bench) => void)[]>> = {
  'reboot/once': [
    (b) => {
      b.now = { ...b.now, bootId: '2' }
    },
    // The hook was committed: its boot is known now.
    (b) => {
      b.agent.bootId = '2'
    },
  ],
  'secrets/not-when-dying': [
    (b) => {
      // Dying and never started or installed further: only the secret could give a hook.
      Object.assign(b.agent, { installed: false, started: false })
      b.now = { ...b.now, life: 'dying', secrets: secrets({ rotate: [due(1)] }) }
    },
  ],
  'secrets/changed-any-difference': [
    (b) => {
      b.agent.secretsSeen = { S: 667 }
      b.now = { ...b.now, secrets: secrets({ consumed: [due(666)] }) }
    },
  ],
  'secrets/remove-next': [
    (b) => {
      b.agent.secretsObsolete = { S: [666] }
      b.now = { ...b.now, secrets: secrets({ obsolete: [due(666), due(668)] }) }
    },
    (b) => {
      b.agent.secretsObsolete = { S: [666, 668] }
    },
  ],
  'storage/uncommitted-short-circuit': [
    (b) => {
      b.agent.operation = failed({ ...plainHook('data-storage-attached'), storage: { id: 'data/0', kind: 'attached' } })
      b.now = { ...b.now, storage: [{ id: 'data/0', name: 'data', life: 'dying', provisioned: true }] }
    },
  ],
  'upgrade/precedes-hook-retry-when-forced': [
    (b) => {
      b.agent.operation = failed(plainHook('config-changed'))
      b.now = { ...b.now, charmVersion: 1, forceCharm: true, retryDue: true }
    },
  ],
  'relation/changed-follows-joined': [
    withRelation({}, { members: new Map([['wordpress/0', 1]]) }),
    withRelation({ members: { 'wordpress/0': 1 }, changedPending: 'wordpress/0' }, {}),
  ],
  'relation/version-any-difference': [withRelation({ members: { 'wordpress/0': 2 } }, { members: new Map([['wordpress/0', 1]]) })],
  'relation/app-changed': [
    withRelation({ members: { 'wordpress/0': 1 } }, { members: new Map([['wordpress/0', 1]]) }),
    withRelation({ members: { 'wordpress/0': 1 } }, { applicationVersion: 1 }),
  ],
  'relation/suspended': [
    withRelation({ members: { 'wordpress/0': 1 } }, { members: new Map([['wordpress/0', 1]]), suspended: true }),
    withRelation({}, {}),
  ],
  'relation/created': [
    (b) => {
      b.now = { ...b.now, relations: [{ ...RELATION, remoteApplication: 'mysql' }] }
    },
    (b) => {
      b.agent.relations = { 1: known() }
    },
    (b) => {
      b.agent.relations = {}
      b.agent.operation = failed(plainHook('config-changed'))
    },
  ],
  'action/not-while-hook-running': [
    (b) => {
      b.now = { ...b.now, tasks: ['1'] }
      b.agent.operation = failed(plainHook('config-changed'))
    },
    (b) => {
      b.agent.operation = { kind: 'hook', step: 'queued', hook: plainHook('config-changed'), configHash: null }
    },
  ],
  'leader/dying-resigns': [
    (b) => {
      b.agent.leader = true
      b.now = { ...b.now, leader: true, life: 'dying' }
    },
    (b) => {
      Object.assign(b.agent, { leader: false, installed: false, started: false })
      b.now = { ...b.now, leaderSettingsVersion: 5 }
    },
  ],
  'leader/not-before-install': [
    (b) => {
      Object.assign(b.agent, {
        installed: false,
        started: false,
        operation: { kind: 'upgrade', step: 'pending', charm: '', charmVersion: 0, resume: null, reason: 'install' },
      })
      b.agent.retry = { attempts: 1, at: null }
      b.now = { ...b.now, leader: true }
    },
  ],
  'retry/timer': [
    (b) => {
      b.agent.operation = failed(plainHook('config-changed'))
    },
    (b) => {
      b.now = { ...b.now, retryDue: true }
    },
    // It fails again.
    (b) => {
      b.now = { ...b.now, retryDue: false }
    },
  ],
  'retry/off': [
    (b) => {
      b.agent.operation = failed(plainHook('config-changed'))
    },
  ],
  'retry/resolved-stops-timer': [
    (b) => {
      b.agent.operation = failed(plainHook('config-changed'))
      b.now = { ...b.now, resolved: 'retry' }
    },
  ],
  'restart/queued-hook-runs': [
    (b) => {
      b.agent.operation = { kind: 'hook', step: 'queued', hook: plainHook('config-changed'), configHash: null }
    },
  ],
  'restart/pending-hook-is-error': [
    (b) => {
      b.agent.operation = failed(plainHook('config-changed'))
    },
  ],
}

/** Plays a scenario about single decisions. Timers are looked at by timers.test.ts. */
export function playDecision(scenario: Scenario, steps: readonly ((bench: Bench) => void)[]): void {
  const state = bench()
  let at = 0
  for (const step of scenario.steps) {
    if (typeof step.do === 'string') steps[at++]?.(state)
    else if (typeof step.expect_next === 'string') {
      const decided = words(next(state))
      expect(decided).toBe(step.expect_next === 'none from actions' ? 'run config-changed hook' : step.expect_next)
    } else if (step.expect === 'attachment removed, no hook') {
      expect(words(next(state))).toBe(step.expect)
    } else if (step.expect === 'no timer, no operation' || step.expect === 'hook error reported, no operation') {
      expect(words(next(state))).toBe('none')
    }
  }
  expect(at).toBe(steps.length)
}
