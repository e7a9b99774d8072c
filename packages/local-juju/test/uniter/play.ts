import { decisions, playDecision } from './play-decision.ts'
import type { Scenario } from './scenario.ts'
import { newSim } from './sim.ts'
import { check } from './play-checks.ts'
import { act, type Play, UNIT } from './play-steps.ts'

/** Scenarios about what local-juju does not have. */
export const leftOut: Readonly<Record<string, string>> = {
  'startup/no-permission': 'agents need no login here',
  'startup/charm-dir-is-a-file':
    'an agent that cannot expand its charm tries again instead of ending; test/controller/machines/tree.test.ts has the refusal',
  'action/blocked': 'remote charms are replaced on Kubernetes only',
  'leader/deposed-40': 'behaviour of 4.0; local-juju is 3.6',
  'shutdown/stop-only': 'agents are told to shut down on Kubernetes only',
}

/** Plays a scenario and checks what it expects. */
export function play(scenario: Scenario): void {
  const decide = decisions[scenario.id]
  if (decide !== undefined) {
    playDecision(scenario, decide)
    return
  }
  const state: Play = {
    sim: newSim(),
    id: scenario.id,
    uncounted: uncountedIn(scenario),
    broken: new Set(),
    isStopped: false,
    lockHeld: false,
    charmThere: true,
  }
  state.sim.onHook = (unit, hook) => (unit === UNIT && state.broken.has(hook.name) ? 'fail' : 'ok')
  for (const step of scenario.steps) {
    if (typeof step.do === 'string') {
      act(state, step.do)
      if (!state.isStopped && !state.lockHeld) state.sim.settle([UNIT])
    } else check(state, step)
  }
}

/** The recorded test of storage waits for hooks up to `stop` only. */
function uncountedIn({ id }: Scenario): RegExp {
  return id === 'storage/detaching-before-stop' ? /-relation-created|^remove$/ : /-relation-created/
}
