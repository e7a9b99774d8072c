import { describe, expect, test } from 'vitest'
import { refreshCharm } from '../../src/model/applications.ts'
import { findUnit, must } from '../../src/model/lookup.ts'
import { changeModelConfig } from '../../src/model/model-config.ts'
import { findRelation, integrate } from '../../src/model/relations.ts'
import { removeApplication, removeRelation, removeUnit } from '../../src/model/removal.ts'
import { writeBag } from '../../src/model/scope.ts'
import { schedule } from '../../src/model/tasks.ts'
import { addUnitsIn, charm, deployIn, newSim, type Sim } from './sim.ts'

const SEEDS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]

function related(seed: number): Sim {
  const sim = newSim(seed)
  deployIn(sim, charm('web', 0, { db: 'requirer mysql', cluster: 'peer web' }), 'web')
  deployIn(sim, charm('mysql', 0, { server: 'provider mysql' }), 'mysql')
  sim.change((model, now) => void integrate(model, ['web', 'mysql'], now))
  return sim
}

describe.each(SEEDS)('with seed %i', (seed) => {
  test('a first deploy runs created of every relation before leader-elected, and joined after start', () => {
    const sim = related(seed)
    sim.settle()
    const ran = sim.take('web/0')
    expect(ran[0]).toBe('install')
    expect(ran.slice(1, 3).toSorted()).toEqual(['cluster-relation-created cluster:0', 'db-relation-created db:1'])
    expect(ran.slice(3)).toEqual([
      'leader-elected',
      'config-changed',
      'start',
      'db-relation-joined mysql/0 db:1',
      'db-relation-changed mysql/0 db:1',
    ])
  })

  test('all relations are entered before the first created', () => {
    const sim = related(seed)
    const seen: string[][] = []
    sim.onHook = (unit, hook) => {
      if (hook.relation?.kind === 'created') seen.push(Object.keys(findUnit(sim.model, unit).agent.relations))
      return 'ok'
    }
    sim.settle(['web/0'])
    expect(seen).toEqual([
      ['0', '1'],
      ['0', '1'],
    ])
  })

  test('the address keys of Juju are in the bag before any hook of the relation', () => {
    const sim = related(seed)
    const seen: string[] = []
    sim.onHook = (unit, hook) => {
      if (unit === 'web/0' && hook.name === 'db-relation-created') {
        seen.push(...Object.keys(must(sim.model.relations['1']?.units['web/0'], 'bag').bag.values))
      }
      return 'ok'
    }
    sim.settle()
    expect(seen.toSorted()).toEqual(['egress-subnets', 'ingress-address', 'private-address'])
  })

  test('several writes before the delivery give one changed, equal writes none', () => {
    const sim = related(seed)
    sim.settle()
    sim.take()
    const write = (values: Record<string, string>): void => {
      sim.onHook = (unit, hook) =>
        unit === 'mysql/0' && hook.name === 'config-changed' ? { relations: [{ relation: 1, unit: values }] } : 'ok'
      sim.change((model) => {
        const mysql = must(model.applications.mysql, 'mysql')
        mysql.config = { note: `${mysql.config.note ?? ''}x` }
      })
      sim.settle(['mysql/0'])
    }
    write({ host: '1' })
    write({ host: '2' })
    sim.settle()
    expect(sim.take('web/0')).toEqual(['db-relation-changed mysql/0 db:1'])
    write({ host: '2' })
    sim.settle()
    expect(sim.take('web/0')).toEqual([])
  })

  test('a write to the own application bag of a peer relation comes back to the leader as well', () => {
    const sim = related(seed)
    sim.onHook = (unit, hook) =>
      unit === 'web/0' && hook.name === 'leader-elected' ? { relations: [{ relation: 0, app: { key: 'value' } }] } : 'ok'
    sim.settle()
    expect(sim.take('web/0').filter((line) => line.startsWith('cluster'))).toEqual([
      'cluster-relation-created cluster:0',
      'cluster-relation-changed cluster:0',
    ])
  })

  test('a unit that is removed sees all departed, broken for no peer relation, stop and remove; its peers see it depart', () => {
    const sim = related(seed)
    addUnitsIn(sim, 'web', 1)
    sim.settle()
    sim.take()
    sim.change((model) => removeUnit(model, 'web/1', false))
    sim.settle()
    const own = sim.take('web/1')
    // leader-settings-changed may not fall into a removal.
    expect(own).toEqual([
      'db-relation-departed mysql/0 db:1',
      'db-relation-broken db:1',
      'cluster-relation-departed web/0 cluster:0',
      'stop',
      'remove',
    ])
    expect(sim.take('mysql/0')).toEqual(['server-relation-departed web/1 server:1'])
    expect(sim.take('web/0')).toEqual(['cluster-relation-departed web/1 cluster:0'])
    expect(sim.model.units['web/1']).toBeUndefined()
  })

  test('a unit has departed for the others as soon as its removal begins, while it has yet to run its own hooks', () => {
    const sim = related(seed)
    addUnitsIn(sim, 'web', 2)
    sim.settle()
    sim.take()
    sim.change((model) => removeUnit(model, 'web/1', false))
    sim.settle(['web/0', 'mysql/0'])
    expect([sim.take('web/0'), sim.take('mysql/0')]).toEqual([
      ['cluster-relation-departed web/1 cluster:0'],
      ['server-relation-departed web/1 server:1'],
    ])
    expect(findUnit(sim.model, 'web/1').agent.stopped).toBe(false)
  })

  test('a relation that is removed gives departed and broken on both sides and then goes', () => {
    const sim = related(seed)
    sim.settle()
    sim.take()
    sim.change((model) => removeRelation(model, findRelation(model, { sides: ['web', 'mysql'] }), false))
    sim.settle()
    expect(sim.take('web/0')).toEqual(['db-relation-departed mysql/0 db:1', 'db-relation-broken db:1'])
    expect(sim.take('mysql/0')).toEqual(['server-relation-departed web/0 server:1', 'server-relation-broken server:1'])
    expect(Object.keys(sim.model.relations)).toEqual(['0'])
  })

  test('an application that is removed leaves its machines; its name counts on', () => {
    const sim = related(seed)
    sim.settle()
    sim.change((model) => void removeApplication(model, 'web', false))
    sim.settle()
    expect(Object.keys(sim.model.applications)).toEqual(['mysql'])
    expect(sim.model.relations).toEqual({})
    expect(Object.keys(sim.model.machines)).toEqual(['0', '1'])
    deployIn(sim, charm('web', 1), 'web')
    expect(Object.keys(sim.model.units)).toContain('web/1')
  })

  test('another unit leads when the leader is removed', () => {
    const sim = related(seed)
    addUnitsIn(sim, 'web', 1)
    sim.settle()
    sim.take()
    sim.change((model) => removeUnit(model, 'web/0', false))
    sim.settle()
    expect(sim.model.applications.web?.leader).toBe('web/1')
    expect(sim.take('web/1')).toContain('leader-elected')
  })

  test('a killed hook runs again without an error', () => {
    const sim = related(seed)
    let kills = 2
    sim.onHook = (_unit, hook) => (hook.name === 'start' && kills-- > 0 ? 'killed' : 'ok')
    sim.settle()
    expect(findUnit(sim.model, 'web/0').error).toBeNull()
    expect(findUnit(sim.model, 'web/0').agent.started).toBe(true)
  })
})

test('a leader that was deposed during a hook loses the whole flush and the hook has failed', async () => {
  const { flush } = await import('../../src/uniter/flush.ts')
  const { EMPTY_PENDING } = await import('./sim.ts')
  const sim = related(1)
  addUnitsIn(sim, 'web', 1)
  sim.settle()
  const pending = {
    ...EMPTY_PENDING,
    charmState: { kept: 'no' },
    relations: [{ relation: 1, unit: { a: 'b' }, app: { c: 'd' } }],
  }
  expect(() => sim.change((model, now) => void flush(model, findUnit(model, 'web/1'), pending, now))).toThrow('is not leader of "web"')
  expect(findUnit(sim.model, 'web/1').state).toEqual({})
  expect(sim.model.relations['1']?.units['web/1']?.bag.values).not.toHaveProperty('a')
})

test('a failed hook waits 5 s, then twice as long, up to 5 minutes, and a success starts over', () => {
  const sim = newSim(3)
  let failing = true
  sim.onHook = (_unit, hook) => (failing && hook.name === 'start' ? 'fail' : 'ok')
  deployIn(sim, charm('u', 0), 'u')
  sim.settle()
  const waits: number[] = []
  for (let round = 0; round < 9; round++) {
    const at = Date.parse(must(findUnit(sim.model, 'u/0').agent.retry?.at, 'retry'))
    waits.push(Math.floor((at - sim.now) / 1000))
    sim.now = at
    sim.settle()
  }
  const expected = [5, 10, 20, 40, 80, 160, 300, 300, 300]
  for (const [index, wait] of waits.entries()) {
    expect(wait).toBeGreaterThanOrEqual(expected[index] ?? 0)
    expect(wait).toBeLessThanOrEqual((expected[index] ?? 0) * 1.1)
  }
  failing = false
  sim.now = Date.parse(must(findUnit(sim.model, 'u/0').agent.retry?.at, 'retry'))
  sim.settle()
  expect(findUnit(sim.model, 'u/0').agent.retry).toBeNull()
})

test('update-status runs when its time has come, and only when no other hook has run since', () => {
  const sim = newSim(4)
  deployIn(sim, charm('u', 0), 'u')
  sim.settle()
  sim.take()
  sim.now += 7 * 60_000
  sim.settle()
  expect(sim.take('u/0')).toEqual(['update-status'])
  sim.settle()
  expect(sim.take('u/0')).toEqual([])
  sim.now += 7 * 60_000
  sim.change((model) => {
    must(model.applications.u, 'u').config = { note: 'new' }
  })
  sim.settle()
  expect(sim.take('u/0')).toEqual(['config-changed'])
})

test('a consumer is told of a new revision once, the owner of the one that nobody needs', async () => {
  const { readSecret, addSecret, changeSecret } = await import('../../src/model/secrets.ts')
  const sim = related(5)
  sim.settle()
  sim.take()
  const id = 'cngj3jre7ls3su1ln020'
  sim.change((model, now) => {
    const secret = addSecret(model, { id, owner: { kind: 'application', name: 'mysql' }, content: { key: 'b25l' } }, now)
    secret.grants.push({ subject: 'web', relation: 1 })
    readSecret(model, findUnit(model, 'web/0'), { id, label: 'mine', refresh: false, peek: false })
  })
  sim.settle()
  expect(sim.take()).toEqual([])
  sim.change((model, now) => changeSecret(model, must(model.secrets[id], 'secret'), { content: { key: 'dHdv' } }, now))
  sim.settle()
  expect(sim.take()).toEqual([`web/0 secret-changed ${id}/2`])
  sim.change((model) => void readSecret(model, findUnit(model, 'web/0'), { id, label: '', refresh: true, peek: false }))
  sim.settle()
  expect(sim.take()).toEqual([`mysql/0 secret-remove ${id}/1`])
})

test('a charm that could not be expanded is tried again when resolved, also on a dying unit', () => {
  const sim = newSim(6)
  deployIn(sim, charm('u', 0), 'u')
  sim.settle()
  sim.take()
  sim.canExpand = false
  sim.change((model, now) => {
    changeModelConfig(model, { 'automatically-retry-hooks': 'false' }, [])
    const next = charm('u', 1)
    model.charms[next.url] = next
    refreshCharm(model, 'u', { url: next.url, force: false, config: {}, trust: null, resources: {} }, now)
  })
  sim.settle()
  expect(findUnit(sim.model, 'u/0').error?.message).toBe('upgrade failed')
  sim.canExpand = true
  sim.change((model) => {
    removeUnit(model, 'u/0', false)
    findUnit(model, 'u/0').resolved = 'no-retry'
  })
  sim.settle()
  expect(sim.take('u/0')).toEqual(['upgrade-charm', 'config-changed', 'stop', 'remove'])
})

test('a unit that is removed before its install runs no hook', () => {
  const sim = newSim(7)
  deployIn(sim, charm('u', 0), 'u')
  expect(sim.step('u/0').do).toBe('deploy-charm')
  sim.change((model) => removeUnit(model, 'u/0', false))
  sim.settle()
  expect(sim.take()).toEqual([])
  expect(sim.model.units).toEqual({})
})

test('an address that changes runs config-changed, whose commit puts the new one into the bags', () => {
  const sim = related(8)
  sim.settle()
  sim.take()
  sim.change((model) => {
    const address = must(model.machines['0']?.addresses[0], 'address')
    address.value = '10.0.0.99'
  })
  sim.settle()
  expect(sim.take('web/0')).toEqual(['config-changed'])
  expect(sim.take('mysql/0')).toEqual(['server-relation-changed web/0 server:1'])
  expect(sim.model.relations['1']?.units['web/0']?.bag.values['private-address']).toBe('10.0.0.99')
})

test('while a hook has failed only actions run; what happened meanwhile comes as one hook after it', () => {
  const sim = related(9)
  sim.settle()
  sim.take()
  let failing = true
  sim.onHook = (unit, hook) => (failing && unit === 'web/0' && hook.name === 'config-changed' ? 'fail' : 'ok')
  const set = (note: string): void =>
    sim.change((model) => {
      must(model.applications.web, 'web').config = { note }
    })
  set('1')
  sim.settle()
  set('2')
  sim.change((model, now) => {
    writeBag(must(model.relations['1']?.units['mysql/0'], 'entry').bag, { host: 'a' })
    schedule(model, ['web/0'], { name: 'fakeaction', command: null, parameters: {}, parallel: false, executionGroup: '' }, now)
  })
  sim.settle()
  expect(sim.take('web/0')).toEqual(['config-changed (fails)', 'action fakeaction'])
  failing = false
  sim.now += 6_000
  sim.settle()
  expect(sim.take('web/0')).toEqual(['config-changed', 'db-relation-changed mysql/0 db:1'])
})
