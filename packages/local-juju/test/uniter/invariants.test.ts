import { expect, test } from 'vitest'
import { findUnit, must } from '../../src/model/lookup.ts'
import { integrate } from '../../src/model/relations.ts'
import { removeRelation, removeUnit } from '../../src/model/removal.ts'
import { writeBag } from '../../src/model/scope.ts'
import { restartAgent } from '../../src/uniter/lifecycle.ts'
import { addUnitsIn, charm, deployIn, type HookEnd, newSim, type Sim, seeded, subordinate } from './sim.ts'

const RUNS = 20

/** Does things to a model in random order, with hooks that fail or are killed now and then, and lets units do single steps between. */
function shake(seed: number): { sim: Sim; ran: string[] } {
  const random = seeded(seed)
  const pick = <Item>(items: readonly Item[]): Item | undefined => items[Math.floor(random() * items.length)]
  const sim = newSim(seed)
  let calm = false
  sim.onHook = (): HookEnd => {
    const chance = calm ? 1 : random()
    return chance < 0.1 ? 'fail' : chance < 0.2 ? 'killed' : 'ok'
  }
  deployIn(sim, charm('web', 0, { db: 'requirer mysql', cluster: 'peer web' }), 'web', 2)
  deployIn(sim, charm('mysql', 0, { server: 'provider mysql' }), 'mysql', 1)
  deployIn(sim, subordinate('agent', { host: 'requirer juju-info container' }), 'agent', 0)
  const acts: readonly (() => void)[] = [
    () => addUnitsIn(sim, pick(['web', 'mysql']) ?? 'web', 1),
    () => sim.change((model) => removeUnit(model, pick(Object.keys(model.units)) ?? 'web/0', false)),
    () => sim.change((model, now) => void integrate(model, ['web', 'mysql'], now)),
    () => sim.change((model, now) => void integrate(model, ['agent:host', pick(['web', 'mysql']) ?? 'web'], now)),
    () => {
      const relation = pick(Object.values(sim.model.relations).filter(({ endpoints }) => endpoints.length > 1))
      if (relation !== undefined) sim.change((model) => removeRelation(model, must(model.relations[relation.id], 'relation'), false))
    },
    () =>
      sim.change((model) => {
        const entry = pick(Object.values(pick(Object.values(model.relations))?.units ?? {}))
        if (entry !== undefined) writeBag(entry.bag, { key: String(random()) })
      }),
    () =>
      sim.change((model) => {
        must(model.applications.web, 'web').config = { note: String(random()) }
      }),
    () =>
      sim.change((model, now) => {
        const unit = pick(Object.keys(model.units))
        if (unit !== undefined) restartAgent({ model, unit: findUnit(model, unit), now, random }, true)
      }),
    () => {
      sim.now += 10_000
    },
  ]
  for (let turn = 0; turn < 60; turn++) {
    try {
      pick(acts)?.()
    } catch (error) {
      // What Juju refuses is no fault: such as a second relation between the same endpoints.
      expect(error).toMatchObject({ name: 'Refused' })
    }
    for (let steps = 0; steps < 8; steps++) {
      const unit = pick(Object.keys(sim.model.units))
      if (unit !== undefined) sim.step(unit)
    }
  }
  calm = true
  for (let turn = 0; turn < 12; turn++) {
    sim.settle()
    sim.now += 400_000
  }
  sim.settle()
  return { sim, ran: sim.ran }
}

/** Checks the order of what one unit was told about one relation; failed attempts do not count, they are repeated. */
function faultOf(hooks: readonly string[]): string | undefined {
  let created = 0
  let broken = false
  const joined = new Set<string>()
  let owed: string | undefined
  for (const hook of hooks) {
    const [name = '', remote = ''] = hook.split(' ')
    const kind = name.slice(name.lastIndexOf('-') + 1)
    const unit = remote.includes('/') ? remote : undefined
    if (broken) return `${hook} after broken`
    if (kind === 'created') created += 1
    else if (created !== 1) return `${hook} without created`
    if (owed !== undefined && !(kind === 'changed' && unit === owed)) return `${hook} before the changed of ${owed}`
    owed = undefined
    if (kind === 'joined') {
      if (unit === undefined || joined.has(unit)) return `${hook} twice`
      joined.add(unit)
      owed = unit
    }
    if (kind === 'changed' && unit !== undefined && !joined.has(unit)) return `${hook} without joined`
    if (kind === 'departed' && !joined.delete(unit ?? '')) return `${hook} without joined`
    if (kind === 'broken') {
      if (joined.size > 0) return `${hook} with ${[...joined].join()} left`
      broken = true
    }
  }
  return owed === undefined ? undefined : `the changed of ${owed} never came`
}

const machineOf = (sim: Sim, unit: string): string => findUnit(sim.model, unit).machine

test(`${RUNS} shaken models keep the order of relation hooks, and come to rest with everybody told of everything`, {
  timeout: 300_000,
}, () => {
  for (let seed = 1; seed <= RUNS; seed++) {
    const { sim, ran } = shake(seed)
    const byRelation = Map.groupBy(
      ran.filter((line) => line.includes('-relation-') && !line.endsWith('(fails)')),
      (line) => `${line.split(' ')[0]} ${line.split(' ').at(-1)}`,
    )
    const killed = (lines: readonly string[]): string[] =>
      lines.filter((line, index) => line !== lines[index + 1]).map((line) => line.slice(line.indexOf(' ') + 1))
    for (const [key, lines] of byRelation) expect(faultOf(killed(lines)), `seed ${seed}, ${key}: ${lines.join(', ')}`).toBeUndefined()
    for (const unit of Object.values(sim.model.units)) {
      expect(unit, `seed ${seed}`).toMatchObject({ life: 'alive', error: null, agent: { started: true, operation: null } })
      for (const relation of Object.values(sim.model.relations)) {
        const known = unit.agent.relations[relation.id]
        const remote = Object.entries(relation.units).filter(
          ([name, entry]) =>
            name !== unit.name &&
            entry.inScope &&
            (relation.endpoints.length === 1 || entry.application !== unit.application) &&
            (relation.endpoints[0]?.scope === 'global' || machineOf(sim, name) === unit.machine),
        )
        if (!relation.endpoints.some(({ application }) => application === unit.application)) continue
        if (relation.endpoints[0]?.scope === 'container') {
          // Each principal has one subordinate, which meets it in the one relation of the two applications.
          if (unit.principal === null) expect(remote.length, `seed ${seed}, ${unit.name}`).toBe(1)
          // The implicit endpoint hears nothing.
          if (!((unit.principal ?? '') in relation.units)) continue
        }
        expect(known?.members, `seed ${seed}, ${unit.name}`).toEqual(
          Object.fromEntries(remote.map(([name, entry]) => [name, entry.bag.version])),
        )
      }
    }
    for (const application of Object.values(sim.model.applications)) {
      const units = Object.values(sim.model.units).filter((unit) => unit.application === application.name)
      expect(units.filter(({ agent }) => agent.leader).length, `seed ${seed}`).toBe(Math.min(units.length, 1))
    }
  }
})
