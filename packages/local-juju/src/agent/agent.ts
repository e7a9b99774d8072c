import type { Store } from '../controller/models/store.ts'
import { findUnit } from '../model/lookup.ts'
import { isLost } from '../model/status.ts'
import type { Unit } from '../model/unit.ts'
import type { Frozen } from '../model/values.ts'
import { isBookkeeping, keepBooks } from '../uniter/bookkeeping.ts'
import { type Decision, nextOperation } from '../uniter/resolver.ts'
import { takeSnapshot } from '../uniter/take-snapshot.ts'
import { cleanUnit, deployCharm } from './charm-files.ts'
import type { AgentParts } from './parts.ts'
import { runHook } from './run-hook.ts'
import { runTask } from './run-task.ts'
import { beginTurn, changeUnit } from './turn.ts'

/**
 * Runs a unit's agent until the unit is gone or the controller ends: one operation after the other, each decided from the model as it is
 * then. A unit that is removed by force is not waited for: what it runs is ended, so that it does not hold up the others of its machine.
 */
export async function runAgent(parts: AgentParts, name: string, ending: AbortSignal): Promise<void> {
  const { store } = parts
  const { machine } = findUnit(store.read(), name)
  const gone = whenGone(store, name)
  const signal = AbortSignal.any([ending, gone.signal])
  try {
    while (!signal.aborted) {
      const unit = findUnit(store.read(), name)
      if (!canPerform(parts, unit, decide(parts, name))) {
        await idle(parts, unit, signal)
        continue
      }
      await parts.lock(machine, async () => {
        // The model may have changed while this agent waited for the lock, so it decides again.
        if (signal.aborted) return
        const decision = decide(parts, name)
        if (!canPerform(parts, unit, decision)) return
        await perform(parts, name, decision, signal)
        await store.saved()
      })
    }
  } finally {
    gone.stop()
  }
  if (!ending.aborted) await cleanUnit(parts, name, machine)
}

/** Gives the signal that is aborted when a unit is no longer in the model, and what ends the watch. */
function whenGone(store: Store, name: string): { readonly signal: AbortSignal; readonly stop: () => void } {
  const gone = new AbortController()
  const look = (): void => {
    if (store.read().units[name] === undefined) gone.abort()
  }
  const stop = store.watch(look)
  look()
  return { signal: gone.signal, stop }
}

/**
 * Tells whether the next operation can run now. Hooks, tasks and deploying a charm need the machine; the others only change the model, so
 * that a unit whose machine never came up can still be removed. An agent that is lost with its machine does nothing.
 */
function canPerform(parts: AgentParts, unit: Frozen<Unit>, decision: Decision): boolean {
  if (decision.do === 'nothing' || isLost(parts.store.read(), unit)) return false
  return isBookkeeping(decision) || parts.machine(unit.machine) !== undefined
}

function decide({ store, random }: AgentParts, name: string): Decision {
  const model = store.read()
  const unit = findUnit(model, name)
  return nextOperation(unit.agent, takeSnapshot(model, unit, new Date().toISOString()), random)
}

async function perform(parts: AgentParts, name: string, decision: Decision, signal: AbortSignal): Promise<void> {
  if (isBookkeeping(decision)) {
    changeUnit({ parts, unit: name }, (change) => keepBooks(change, decision))
    return
  }
  switch (decision.do) {
    case 'nothing':
      return
    case 'deploy-charm':
      return await deployCharm(parts, name, decision)
    case 'hook':
      return await runHook(beginTurn(parts, name, { hook: decision.hook }, signal))
    case 'task':
      return await runTask(parts, name, decision.task, signal)
  }
}

/** Waits for a change of the model or the unit's next timer. */
function idle({ store }: AgentParts, unit: Frozen<Unit>, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      clearTimeout(timer)
      stop()
      signal.removeEventListener('abort', done)
      resolve()
    }
    const stop = store.watch(done)
    const timer = setTimeout(done, untilNextTimer(unit))
    signal.addEventListener('abort', done, { once: true })
  })
}

/** The agent looks at secrets every half minute, which is enough: rotations and expiries are set in hours. */
const LONGEST_WAIT_MS = 30_000

function untilNextTimer({ agent }: Frozen<Unit>): number {
  const times = [agent.retry?.at ?? null, agent.updateStatusAt].filter((at) => at !== null).map((at) => Date.parse(at) - Date.now())
  return Math.min(LONGEST_WAIT_MS, ...times.map((time) => Math.max(time, 20)))
}
