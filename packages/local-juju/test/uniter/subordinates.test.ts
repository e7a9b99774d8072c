import { describe, expect, test } from 'vitest'
import { destroyModel } from '../../src/controller/models/destroy.ts'
import { refreshCharm } from '../../src/model/applications.ts'
import type { Charm } from '../../src/model/charm.ts'
import { findUnit, must, relationKey } from '../../src/model/lookup.ts'
import type { Relation } from '../../src/model/relation.ts'
import { integrate } from '../../src/model/relations.ts'
import { removeApplication, removeMachine, removeRelation, removeUnit } from '../../src/model/removal.ts'
import { writeBag } from '../../src/model/scope.ts'
import { hookEnvironment } from '../../src/uniter/environment.ts'
import { plainHook } from '../../src/uniter/hooks.ts'
import { addUnitsIn, charm, deployIn, newSim, type Sim, seeded, subordinate } from './sim.ts'

const HOST = 'requirer juju-info container'

/** A principal `web` with units that run, and the deployed subordinate `agent`, related by `juju-info` unless told otherwise. */
function started({ units = 1, relate = true } = {}): Sim {
  const sim = newSim()
  deployIn(sim, charm('web', 0, { cluster: 'peer web', ha: 'requirer hacluster container' }), 'web', units)
  deployIn(sim, subordinate('agent', { host: HOST, ha: 'provider hacluster container' }), 'agent', 0)
  if (relate) join(sim, 'agent:host', 'web')
  sim.settle()
  return sim
}

function join(sim: Sim, ...sides: [string, string]): void {
  sim.change((model, now) => void integrate(model, sides, now))
}

function relationOf(sim: Sim, key: string): Relation {
  const found = Object.values(sim.model.relations).find((relation) => relationKey(relation) === key)
  return must(found, `relation ${key}`)
}

function end(sim: Sim, key: string): void {
  sim.change((model) => removeRelation(model, must(model.relations[relationOf(sim, key).id], key), false))
}

const units = (sim: Sim): readonly string[] => Object.keys(sim.model.units).sort()
const hostOf = (sim: Sim): Record<string, string> =>
  Object.fromEntries(Object.values(sim.model.units).flatMap(({ name, principal }) => (principal === null ? [] : [[name, principal]])))

describe('the units of a subordinate application', () => {
  test('are not made by deploy, nor by add-unit', () => {
    const sim = started({ relate: false })
    expect(units(sim)).toEqual(['web/0'])
    expect(() => addUnitsIn(sim, 'agent', 1)).toThrow('cannot add unit to application "agent": application is a subordinate')
  })

  test('come with the relation, one for each unit of the principal application, in its machine', () => {
    const sim = started({ units: 2 })
    expect(Object.values(hostOf(sim)).sort()).toEqual(['web/0', 'web/1'])
    for (const [name, principal] of Object.entries(hostOf(sim)))
      expect(findUnit(sim.model, name).machine).toBe(findUnit(sim.model, principal).machine)
    expect(Object.keys(sim.model.machines)).toEqual(['0', '1'])
  })

  test('come with each new unit of the principal application', () => {
    const sim = started()
    addUnitsIn(sim, 'web', 2)
    sim.settle()
    expect(Object.values(hostOf(sim)).sort()).toEqual(['web/0', 'web/1', 'web/2'])
  })

  test('run the hooks of any unit, and know their principal', () => {
    const sim = started()
    expect(sim.take('agent/0')).toEqual([
      'install',
      'host-relation-created host:1',
      'leader-elected',
      'config-changed',
      'start',
      'host-relation-joined web/0 host:1',
      'host-relation-changed web/0 host:1',
    ])
    // The implicit endpoint gives its side no hooks.
    expect(sim.take('web/0').filter((hook) => hook.includes('juju-info'))).toEqual([])
    const paths = { agent: '', tools: '', charm: '', socket: '' }
    const place = { contextId: '', paths, apiAddresses: '' }
    const principal = (unit: string): string | undefined =>
      hookEnvironment(sim.model, findUnit(sim.model, unit), { hook: plainHook('start') }, place).JUJU_PRINCIPAL_UNIT
    expect([principal('agent/0'), principal('web/0')]).toEqual(['web/0', ''])
  })

  test('are one for a principal unit, whatever relations join the two applications', () => {
    const sim = started()
    join(sim, 'agent:ha', 'web:ha')
    sim.settle()
    expect(units(sim)).toEqual(['agent/0', 'web/0'])
    end(sim, 'agent:host web:juju-info')
    sim.settle()
    expect(units(sim)).toEqual(['agent/0', 'web/0'])
    end(sim, 'web:ha agent:ha')
    sim.settle()
    expect(units(sim)).toEqual(['web/0'])
  })
})

test.each([1, 2, 3, 4, 5])('several units of several applications come and go at once, with two subordinates each (seed %i)', (seed) => {
  const random = seeded(seed)
  const sim = newSim(seed)
  for (const name of ['web', 'db']) deployIn(sim, charm(name, 0, { cluster: 'peer web' }), name, 2)
  for (const name of ['agent', 'probe']) deployIn(sim, subordinate(name, { host: HOST }), name, 0)
  for (const guest of ['agent', 'probe']) for (const name of ['web', 'db']) join(sim, `${guest}:host`, name)
  const someSteps = (): void => {
    for (let steps = 0; steps < 40; steps++) sim.step(must(units(sim)[Math.floor(random() * units(sim).length)], 'unit'))
  }
  for (let round = 0; round < 3; round++) {
    someSteps()
    for (const name of ['web', 'db']) {
      const leaving = units(sim).filter((unit) => unit.startsWith(`${name}/`) && findUnit(sim.model, unit).life === 'alive')
      addUnitsIn(sim, name, 2)
      sim.change((model) => {
        for (const unit of leaving.slice(0, 2)) removeUnit(model, unit, random() < 0.3)
      })
    }
  }
  sim.settle()
  const principals = units(sim).filter((unit) => /^(?:web|db)/.test(unit))
  expect(principals).toHaveLength(4)
  for (const unit of principals) {
    const guests = units(sim).filter((name) => hostOf(sim)[name] === unit)
    expect(guests.map((name) => name.split('/')[0])).toEqual(['agent', 'probe'])
    for (const name of [unit, ...guests])
      expect(findUnit(sim.model, name)).toMatchObject({ error: null, agent: { started: true, operation: null } })
    const { id } = relationOf(sim, `agent:host ${unit.split('/')[0]}:juju-info`)
    expect(Object.keys(findUnit(sim.model, guests[0] ?? '').agent.relations[id]?.members ?? {})).toEqual([unit])
  }
  expect(units(sim)).toHaveLength(12)
  expect(Object.values(sim.model.machines).filter(({ life }) => life === 'alive')).toHaveLength(4)
})

describe('a relation of container scope', () => {
  test('shows a principal unit its own subordinate, and nobody else', () => {
    const sim = started({ units: 2, relate: false })
    join(sim, 'agent', 'web:ha')
    sim.settle()
    sim.take()
    const { id } = relationOf(sim, 'web:ha agent:ha')
    const own = must(
      Object.entries(hostOf(sim)).find(([, principal]) => principal === 'web/1'),
      'subordinate of web/1',
    )[0]
    const members = (unit: string): readonly string[] => Object.keys(findUnit(sim.model, unit).agent.relations[id]?.members ?? {})
    expect([members('web/1'), members(own)]).toEqual([[own], ['web/1']])
    sim.change((model) => void writeBag(must(model.relations[id]?.units[own], own).bag, { clustered: 'yes' }))
    sim.settle()
    expect(sim.take()).toEqual([`web/1 ha-relation-changed ${own} ha:${id}`])
  })

  test('concerns a subordinate unit only if it is with its own principal', () => {
    const sim = started()
    deployIn(sim, charm('db', 0), 'db')
    join(sim, 'agent:host', 'db')
    sim.settle()
    expect(hostOf(sim)).toEqual({ 'agent/0': 'web/0', 'agent/1': 'db/0' })
    const { id } = relationOf(sim, 'agent:host db:juju-info')
    expect(findUnit(sim.model, 'agent/0').agent.relations[id]).toBeUndefined()
    end(sim, 'agent:host web:juju-info')
    sim.settle()
    expect(hostOf(sim)).toEqual({ 'agent/1': 'db/0' })
  })

  test('joins the subordinates of two applications in one machine', () => {
    const sim = started({ units: 2 })
    deployIn(sim, subordinate('probe', { host: HOST, watch: 'requirer hacluster container' }), 'probe', 0)
    join(sim, 'probe:host', 'web')
    join(sim, 'probe:watch', 'agent:ha')
    sim.settle()
    const { id } = relationOf(sim, 'probe:watch agent:ha')
    for (const [name, principal] of Object.entries(hostOf(sim))) {
      const met = Object.keys(findUnit(sim.model, name).agent.relations[id]?.members ?? {})
      expect(met.map((other) => hostOf(sim)[other])).toEqual([principal])
    }
  })

  test('is refused between two principals', () => {
    const sim = newSim()
    deployIn(sim, charm('a', 0, { ha: 'requirer hacluster container' }), 'a')
    deployIn(sim, charm('b', 0, { ha: 'provider hacluster container' }), 'b')
    expect(() => join(sim, 'a:ha', 'b:ha')).toThrow('no relations found')
  })
})

describe('a new charm', () => {
  const refresh = (sim: Sim, name: string, next: Charm): void =>
    sim.change((model, now) => {
      model.charms[next.url] = next
      refreshCharm(model, name, { url: next.url, force: false, config: {}, trust: null, resources: {} }, now)
    })

  test('may come while a relation has the container scope of its other side', () => {
    const sim = started()
    sim.take()
    refresh(sim, 'web', charm('web', 1, { cluster: 'peer web', ha: 'requirer hacluster container' }))
    sim.settle()
    expect(sim.take()).toEqual(['web/0 upgrade-charm', 'web/0 config-changed'])
  })

  test('may not make a subordinate of a principal, nor bound a relation that exists to one machine', () => {
    const sim = newSim()
    deployIn(sim, charm('web', 0, { db: 'requirer mysql' }), 'web')
    deployIn(sim, charm('mysql', 0, { server: 'provider mysql' }), 'mysql')
    join(sim, 'web', 'mysql')
    expect(() => refresh(sim, 'web', { ...charm('web', 1, { db: 'requirer mysql' }), subordinate: true })).toThrow(
      'cannot upgrade application "web" to charm "local:web-1": cannot change an application\'s subordinacy',
    )
    expect(() => refresh(sim, 'web', charm('web', 1, { db: 'requirer mysql container' }))).toThrow(
      'would break relation "web:db mysql:server"',
    )
  })
})

describe('the end', () => {
  test('of a principal unit ends its subordinate first, and the machine last', () => {
    const sim = started({ units: 2 })
    sim.take()
    const own = must(
      Object.entries(hostOf(sim)).find(([, principal]) => principal === 'web/1'),
      'subordinate of web/1',
    )[0]
    sim.change((model) => removeUnit(model, 'web/1', false))
    sim.settle(['web/1'])
    expect(findUnit(sim.model, own).life).toBe('dying')
    expect(findUnit(sim.model, 'web/1').agent.removed).toBe(true)
    sim.settle()
    expect(sim.take(own)).toEqual([`host-relation-departed web/1 host:1`, 'host-relation-broken host:1', 'stop', 'remove'])
    expect(units(sim)).toHaveLength(2)
    expect(Object.values(sim.model.machines).map(({ id, life }) => [id, life])).toEqual([
      ['0', 'alive'],
      ['1', 'dying'],
    ])
  })

  test('of the relation ends the subordinate units alone; the next relation gives new ones', () => {
    const sim = started({ units: 2 })
    end(sim, 'agent:host web:juju-info')
    sim.settle()
    expect(units(sim)).toEqual(['web/0', 'web/1'])
    expect(Object.values(sim.model.machines).every(({ life }) => life === 'alive')).toBe(true)
    join(sim, 'agent:host', 'web')
    sim.settle()
    expect(Object.keys(hostOf(sim))).toEqual(['agent/2', 'agent/3'])
  })

  test('of the subordinate application leaves its principal', () => {
    const sim = started()
    sim.change((model) => void removeApplication(model, 'agent', false))
    sim.settle()
    expect(units(sim)).toEqual(['web/0'])
    expect(Object.keys(sim.model.applications)).toEqual(['web'])
  })

  test('of the whole model is the end of both', () => {
    const sim = started({ units: 2 })
    sim.change((model) => destroyModel(model, false))
    sim.settle()
    expect(sim.model).toMatchObject({ units: {}, applications: {}, relations: {} })
  })

  test('of the principal application leaves its subordinate without units', () => {
    const sim = started({ units: 2 })
    sim.change((model) => void removeApplication(model, 'web', false))
    sim.settle()
    expect(units(sim)).toEqual([])
    expect(Object.keys(sim.model.applications)).toEqual(['agent'])
  })

  test('of a subordinate unit alone is refused, by force too', () => {
    const sim = started()
    for (const force of [false, true]) {
      expect(() => sim.change((model) => removeUnit(model, 'agent/0', force))).toThrow(
        'unit "agent/0" is a subordinate, to remove use remove-relation. Note: this will remove all units of "agent"',
      )
    }
  })

  test.each(['unit', 'machine'] as const)('of a %s by force takes the subordinate along without hooks, and the peers are told', (what) => {
    const sim = started({ units: 2 })
    sim.take()
    expect(() => sim.change((model) => void removeMachine(model, '1', false))).toThrow('machine 1 has unit "web/1" assigned')
    sim.change((model) => (what === 'unit' ? removeUnit(model, 'web/1', true) : void removeMachine(model, '1', true)))
    expect(units(sim)).toHaveLength(2)
    sim.settle()
    // If the subordinate that led went, the other leads.
    expect(sim.take().filter((hook) => !hook.endsWith('leader-elected'))).toEqual(['web/0 cluster-relation-departed web/1 cluster:0'])
    expect(sim.model.machines['1']?.life).toBe('dying')
  })

  test('of a subordinate is waited for by a relation that would give a new one', () => {
    const sim = started()
    sim.onHook = (unit, hook) => (unit === 'agent/0' && hook.name === 'stop' ? 'fail' : 'ok')
    end(sim, 'agent:host web:juju-info')
    sim.settle()
    join(sim, 'agent:host', 'web')
    sim.settle()
    expect(units(sim)).toEqual(['agent/0', 'web/0'])
    sim.onHook = () => 'ok'
    sim.change((model) => {
      findUnit(model, 'agent/0').resolved = 'retry'
    })
    sim.settle()
    expect(hostOf(sim)).toEqual({ 'agent/1': 'web/0' })
  })
})
