import { must } from '../model/lookup.ts'
import { setAgentStatus, status } from '../model/status.ts'
import type { Hook } from '../model/unit.ts'
import { queueHook } from './lifecycle.ts'
import { failureData, failureMessage } from './messages.ts'
import type { Decision } from './resolver.ts'
import { setRetry } from './timers.ts'
import type { UnitChange } from './unit-change.ts'

type Deploy = Extract<Decision, { do: 'deploy-charm' }>

/** Marks that the application's charm is being expanded on the unit's machine; gives its key. */
export function beginCharm({ model, unit, now }: UnitChange, decision: Deploy): string {
  const { charm, charmVersion } = must(model.applications[unit.application], `application ${unit.application}`)
  const resume = structuredClone(decision.resume) as Hook | null
  unit.agent.operation = { kind: 'upgrade', step: 'pending', charm, charmVersion, resume, reason: decision.reason }
  unit.resolved = null
  if (decision.reason === 'install') setAgentStatus(model, unit, status(now, 'executing', 'installing charm software'))
  else setAgentStatus(model, unit, status(now, 'executing', 'upgrading charm'))
  return charm
}

/** Records that the charm is expanded; queues `install` or `upgrade-charm`, or goes back to the hook that had failed. */
export function commitCharm({ model, unit, now }: UnitChange): void {
  const { agent } = unit
  const { operation } = agent
  if (operation?.kind !== 'upgrade') return
  agent.charm = operation.charm
  agent.charmVersion = operation.charmVersion
  if (operation.resume !== null) {
    const hook = operation.resume
    agent.operation = { kind: 'hook', step: 'pending', hook, configHash: null }
    unit.error = { message: failureMessage(hook), data: failureData(hook), since: now }
    setAgentStatus(model, unit, status(now, 'idle'))
    return
  }
  agent.retry = null
  unit.error = null
  queueHook(unit, operation.reason === 'install' ? 'install' : 'upgrade-charm')
}

/** Puts a unit in error because its charm could not be expanded. It stays there until the cause is gone or a newer charm comes. */
export function failCharm(change: UnitChange): void {
  const { model, unit, now } = change
  unit.error = { message: 'upgrade failed', data: {}, since: now }
  setRetry(change)
  setAgentStatus(model, unit, status(now, 'idle'))
}
