import { describe, expect, test } from 'vitest'
import { deploy, type NewApplication } from '../../src/model/applications.ts'
import { removeApplication, removeUnit, sweep } from '../../src/model/removal.ts'
import type { Model } from '../../src/model/state.ts'
import { addUnitsIn, charm, deployIn, newSim, type Sim } from '../uniter/sim.ts'

const host = { base: 'debian@12', arch: 'amd64' }
const now = '2026-11-23T00:00:00.000Z'
const server = charm('server', 0)

const modelWith = (): Model => {
  const sim = newSim()
  deployIn(sim, server, 'web', 0)
  return structuredClone(sim.model) as Model
}

const tryTo = (wanted: Partial<NewApplication>): (() => string[]) => {
  const plain = { charm: server.url, base: 'ubuntu@24.04', numUnits: 1, config: {}, trust: false, constraints: '' }
  return () =>
    deploy(
      modelWith(),
      { ...plain, name: 'other', bindings: {}, resources: {}, storage: {}, to: [], attachStorage: [], ...wanted },
      host,
      now,
    )
}

describe('deploying', () => {
  test.each(['', 'A', 'A_1', 'n-5', '1a', 'a/0', 'a b'])('refuses the impossible name %j', (name) => {
    expect(tryTo({ name })).toThrow(`cannot add application "${name}": invalid name`)
  })

  test('binds what the charm has, to spaces that there are', () => {
    expect(tryTo({ bindings: { '': 'alpha', 'juju-info': 'alpha' } })()).toEqual(['other/0'])
    expect(tryTo({ bindings: { nosuch: 'alpha' } })).toThrow('cannot add application "other": unknown endpoint "nosuch" not valid')
    expect(tryTo({ bindings: { '': 'internal' } })).toThrow('cannot add application "other": space "internal" not found')
  })
})

describe('a machine whose last unit is gone', () => {
  const twoUnits = (): Sim => {
    const sim = newSim()
    deployIn(sim, server, 'web', 1)
    addUnitsIn(sim, 'web', 1)
    return sim
  }
  const lives = (sim: Sim): Record<string, string> =>
    Object.fromEntries(Object.values(sim.model.machines).map(({ id, life }) => [id, life]))

  test('goes with it, by force or by its hooks', () => {
    const sim = twoUnits()
    sim.change((model) => removeUnit(model, 'web/0', true))
    expect(lives(sim)).toEqual({ 0: 'dying', 1: 'alive' })
    sim.change((model) => void removeApplication(model, 'web', false))
    expect(lives(sim)).toEqual({ 0: 'dying', 1: 'alive' })
    sim.settle()
    expect(lives(sim)).toEqual({ 0: 'dying', 1: 'dying' })
  })

  test('stays while another unit is on it, and stays when it never had one', () => {
    const sim = twoUnits()
    sim.change((model) => {
      const [, second] = Object.values(model.units)
      if (second) second.machine = '0'
    })
    sim.change((model) => removeUnit(model, 'web/0', true))
    sim.change((model) => sweep(model))
    expect(lives(sim)).toEqual({ 0: 'alive', 1: 'alive' })
  })
})
