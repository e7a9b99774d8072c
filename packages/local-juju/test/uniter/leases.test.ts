import { describe, expect, test } from 'vitest'
import { elect, isLeader } from '../../src/model/leadership.ts'
import { findUnit, must } from '../../src/model/lookup.ts'
import { removeMachine, removeUnit } from '../../src/model/removal.ts'
import { shownAgentStatus, shownWorkloadStatus } from '../../src/model/status.ts'
import { flush } from '../../src/uniter/flush.ts'
import { restartAgent } from '../../src/uniter/lifecycle.ts'
import { addUnitsIn, charm, deployIn, EMPTY_PENDING, newSim, type Sim } from './sim.ts'

/** Three units of `web` that rest. */
function started(): Sim {
  const sim = newSim()
  deployIn(sim, charm('web', 0, { cluster: 'peer web' }), 'web', 3)
  sim.settle()
  sim.take()
  return sim
}

function setMachine(sim: Sim, id: string, value: 'started' | 'down' | 'pending'): void {
  sim.change((model, now) => {
    must(model.machines[id], `machine ${id}`).status = { status: value, message: '', since: now, data: {} }
  })
}

function wait(sim: Sim, seconds: number): void {
  sim.now += seconds * 1_000
  sim.change(() => undefined)
}

const leader = (sim: Sim): string | null => must(sim.model.applications.web, 'web').leader
const OTHERS = ['web/1', 'web/2']

describe('the lease of a leader', () => {
  test('outlives its machine by 45 seconds; then another unit leads, and still has the lost one for a peer', () => {
    const sim = started()
    wait(sim, 60)
    setMachine(sim, '0', 'down')
    wait(sim, 44)
    sim.settle(OTHERS)
    expect([leader(sim), sim.take()]).toEqual(['web/0', []])
    wait(sim, 2)
    sim.settle(OTHERS)
    expect([leader(sim), sim.take()]).toEqual(['web/1', ['web/1 leader-elected']])
    expect(Object.keys(findUnit(sim.model, 'web/1').agent.relations[0]?.members ?? {})).toEqual(['web/0', 'web/2'])
  })

  test('is kept by a leader that is back in time, and then runs anew', () => {
    const sim = started()
    for (let times = 0; times < 3; times++) {
      setMachine(sim, '0', 'down')
      wait(sim, 40)
      setMachine(sim, '0', 'started')
      wait(sim, 40)
    }
    expect(leader(sim)).toBe('web/0')
  })

  test('is not given back: the old leader learns that it leads no more, and writes nothing as a leader', () => {
    const sim = started()
    setMachine(sim, '0', 'down')
    wait(sim, 60)
    setMachine(sim, '0', 'started')
    sim.change((model, now) => restartAgent({ model, unit: findUnit(model, 'web/0'), now, random: Math.random }, true))
    expect(isLeader(sim.model, findUnit(sim.model, 'web/0'))).toBe(false)
    const write = { ...EMPTY_PENDING, relations: [{ relation: 0, app: { key: 'value' } }] }
    expect(() => sim.change((model, now) => void flush(model, findUnit(model, 'web/0'), write, now))).toThrow(
      'checking leadership continuity: "web/0" is not leader of "web"',
    )
    sim.settle()
    expect(findUnit(sim.model, 'web/0').agent.leader).toBe(false)
    expect(sim.take('web/0')).toEqual(['leader-settings-changed'])
  })

  test('goes to a unit whose machine is up, and to none while there is none', () => {
    const sim = started()
    setMachine(sim, '1', 'down')
    setMachine(sim, '0', 'down')
    wait(sim, 60)
    expect(leader(sim)).toBe('web/2')
    setMachine(sim, '2', 'down')
    wait(sim, 600)
    expect(leader(sim)).toBe('web/2')
    setMachine(sim, '1', 'started')
    wait(sim, 0)
    expect(leader(sim)).toBe('web/1')
  })

  test('goes at once with a unit that is removed', () => {
    const sim = started()
    sim.change((model) => removeUnit(model, 'web/0', true))
    expect(leader(sim)).toBe('web/1')
    setMachine(sim, '1', 'down')
    sim.change((model) => void removeMachine(model, '1', true))
    expect(leader(sim)).toBe('web/2')
    sim.settle()
    expect(sim.take()).toEqual(
      expect.arrayContaining([
        'web/2 leader-elected',
        'web/2 cluster-relation-departed web/0 cluster:0',
        'web/2 cluster-relation-departed web/1 cluster:0',
      ]),
    )
  })

  test('is not held for ever by a unit whose machine never comes', () => {
    const sim = newSim()
    deployIn(sim, charm('web', 0), 'web', 0)
    addUnitsIn(sim, 'web', 1)
    setMachine(sim, '0', 'pending')
    wait(sim, 600)
    expect(leader(sim)).toBe('web/0')
    addUnitsIn(sim, 'web', 1)
    wait(sim, 44)
    expect(leader(sim)).toBe('web/0')
    wait(sim, 2)
    expect(leader(sim)).toBe('web/1')
  })

  test('stands still while the controller is away', () => {
    const sim = started()
    setMachine(sim, '0', 'down')
    const back = new Date(sim.now + 3_600_000).toISOString()
    const after = (seconds: number): string | null => {
      const model = structuredClone(sim.model)
      elect(model, new Date(Date.parse(back) + seconds * 1_000).toISOString(), back)
      return must(model.applications.web, 'web').leader
    }
    expect([after(1), after(44), after(46)]).toEqual(['web/0', 'web/0', 'web/1'])
  })
})

test('a unit whose machine is lost is shown as Juju shows it', () => {
  const sim = started()
  setMachine(sim, '0', 'down')
  const since = new Date(sim.now).toISOString()
  const unit = findUnit(sim.model, 'web/0')
  expect(shownWorkloadStatus(sim.model, unit)).toEqual({
    status: 'unknown',
    message: "agent lost, see 'juju show-status-log web/0'",
    since,
    data: {},
  })
  expect(shownAgentStatus(sim.model, unit)).toMatchObject({ status: 'lost', message: 'agent is not communicating with the server', since })
})
