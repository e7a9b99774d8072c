import { endUnit } from '../model/removal.ts'
import { subordinatesOf } from '../model/subordinates.ts'
import { commitHook, releaseStorage } from './commit-hook.ts'
import { enterRelation, forgetSecrets, leaveRelation } from './lifecycle.ts'
import type { Decision } from './resolver.ts'
import type { UnitChange } from './unit-change.ts'

/** A decision that nothing on the unit's machine is needed for. */
export type Bookkeeping = Exclude<Decision, { do: 'nothing' | 'hook' | 'task' | 'deploy-charm' }>

/** Tells whether a decision changes the model only. */
export function isBookkeeping(decision: Decision): decision is Bookkeeping {
  return !['nothing', 'hook', 'task', 'deploy-charm'].includes(decision.do)
}

/** Does what a unit's agent has decided where that changes the model only. */
export function keepBooks(change: UnitChange, decision: Bookkeeping): void {
  const { model, unit } = change
  switch (decision.do) {
    case 'end':
      endUnit(unit, true)
      return
    case 'destroy':
      endUnit(unit, false)
      return
    case 'destroy-subordinates':
      for (const subordinate of subordinatesOf(model, unit.name)) endUnit(subordinate, false)
      return
    case 'resign':
      unit.agent.leader = false
      return
    case 'enter-scopes':
      for (const relation of decision.relations) enterRelation(change, relation)
      return
    case 'leave-scope':
      leaveRelation(change, decision.relation)
      return
    case 'release-storage':
      releaseStorage(model, unit, decision.id)
      return
    case 'forget-secrets':
      forgetSecrets(unit, decision.ids)
      return
    case 'skip':
      commitHook(change, decision.hook, false)
      return
    case 'commit':
      commitHook(change, decision.hook, true)
      return
  }
}
