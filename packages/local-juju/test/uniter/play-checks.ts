// What the steps of a scenario expect.
import { expect } from 'vitest'
import { findUnit, must } from '../../src/model/lookup.ts'
import { shownWorkloadStatus } from '../../src/model/status.ts'
import type { Scenario } from './scenario.ts'
import type { Sim } from './sim.ts'
import { type Play, relation, UNIT } from './play-steps.ts'

/** What an `expect` in words means. */
const facts: Readonly<Record<string, (sim: Sim) => void>> = {
  'attachment removed': ({ model }) =>
    expect(Object.values(model.storage).map(({ attachment, life }) => [attachment?.life, life])).toEqual([['dead', 'dying']]),
  'logging/0 becomes dying': ({ model }) => expect(findUnit(model, 'logging/0').life).toBe('dying'),
  'agent still runs': ({ model }) => expect(findUnit(model, UNIT).agent.removed).toBe(true),
}

/** Checks what a step of a scenario expects. */
export function check({ sim, uncounted, id }: Play, step: Scenario['steps'][number]): void {
  const [word, expected] = must(
    Object.entries(step).find(([key]) => key.startsWith('expect')),
    'expectation',
  )
  const taken = (): string[] => sim.take(UNIT).filter((line) => !uncounted.test(line))
  const unit = sim.model.units[UNIT]
  switch (word) {
    case 'expect_hooks':
      if (step.any_order === true) expect(taken().toSorted()).toEqual((expected as string[]).toSorted())
      else expect(taken()).toEqual(expected)
      break
    case 'expect_hooks_one_of':
      expect(expected).toContainEqual(taken())
      break
    case 'expect':
      must(facts[String(expected)], `check for "${String(expected)}"`)(sim)
      break
    case 'expect_call':
      expect(expected).toBe('destroy own unit')
      expect(sim.decide('nrpe/0')).toEqual({ do: 'destroy' })
      break
    case 'expect_agent_status':
      expect(unit?.agentStatus).toMatchObject(expected as object)
      break
    case 'expect_unit_status':
      expect(shownWorkloadStatus(sim.model, must(unit, 'unit'))).toMatchObject(expected as object)
      break
    case 'expect_agent_end':
      expect(unit).toBeUndefined()
      // What a subordinate runs at its end is not said.
      if (id !== 'subordinate/relation-destroyed') expect(taken()).toEqual([])
      break
    case 'expect_relation':
      expect(must(sim.model.relations[relation(sim)], 'relation').life).toBe(expected)
      break
    case 'expect_actions':
      sim.take(UNIT)
      expect(Object.values(sim.model.tasks).map(({ name, parameters }) => ({ name, params: parameters }))).toEqual(expected)
      break
    default:
      throw new Error(`no check for "${word}"`)
  }
}
