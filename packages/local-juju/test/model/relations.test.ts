import { expect, test } from 'vitest'
import type { Endpoint } from '../../src/model/charm.ts'
import { findRelation, integrate } from '../../src/model/relations.ts'
import { removeRelation } from '../../src/model/removal.ts'
import { charm, deployIn, newSim, type Sim } from '../uniter/sim.ts'

function models(): Sim {
  const sim = newSim()
  deployIn(
    sim,
    charm('wordpress', 0, { db: 'requirer mysql', cache: 'requirer memcache', info: 'requirer juju-info', loop: 'peer wp' }),
    'wp',
    0,
  )
  deployIn(sim, charm('mysql', 0, { server: 'provider mysql', admin: 'provider root' }), 'mysql', 0)
  deployIn(sim, charm('twice', 0, { a: 'provider mysql', b: 'provider mysql' }), 'twice', 0)
  return sim
}

const add = (sim: Sim, a: string, b: string): string => {
  let key = ''
  sim.change((model, now) => {
    key = integrate(model, [a, b], now)
      .endpoints.map(({ application, name }) => `${application}:${name}`)
      .join(' ')
  })
  return key
}

test('infers the one pair that fits, requirer first, whatever the order of the sides', () => {
  expect(add(models(), 'wp', 'mysql')).toBe('wp:db mysql:server')
  expect(add(models(), 'mysql', 'wp')).toBe('wp:db mysql:server')
  expect(add(models(), 'mysql:server', 'wp')).toBe('wp:db mysql:server')
})

test('takes the implicit juju-info only where nothing else fits', () => {
  const sim = models()
  deployIn(sim, charm('plain', 0), 'plain', 0)
  expect(add(sim, 'wp', 'plain')).toBe('wp:info plain:juju-info')
})

test('refuses in the words of 3.6 and changes nothing', () => {
  const sim = models()
  const before = sim.model
  expect(() => add(sim, 'wp', 'nosuch')).toThrow('application "nosuch" not found (not found)')
  expect(() => add(sim, 'wp', 'twice')).toThrow('ambiguous relation: "wp twice" could refer to "wp:db twice:a"; "wp:db twice:b"')
  expect(() => add(sim, 'twice', 'mysql')).toThrow('no relations found')
  expect(() => add(sim, 'wp:nosuch', 'mysql')).toThrow('application "wp" has no "nosuch" relation')
  expect(sim.model).toBe(before)
  add(sim, 'wp', 'mysql')
  expect(() => add(sim, 'wp', 'mysql')).toThrow(
    'cannot add relation "wp:db mysql:server"\nrelation wp:db mysql:server (already exists): \n\nUse \'juju status --relations\' to view the current relations.',
  )
  expect(() => sim.change((model) => void findRelation(model, { id: 99 }))).toThrow('relation 99 not found (not found)')
  expect(() => sim.change((model) => void findRelation(model, { sides: ['wp', 'twice'] }))).toThrow(
    'relation matching "wp twice" not found (not found)',
  )
  expect(() => sim.change((model) => removeRelation(model, findRelation(model, { id: 0 }), false))).toThrow('is a peer relation')
})

test('counts relations against the limit of an endpoint', () => {
  const sim = newSim()
  const one = charm('web', 0, { db: 'requirer mysql' })
  one.endpoints.db = { ...(one.endpoints.db as Endpoint), limit: 1 }
  deployIn(sim, one, 'web', 0)
  deployIn(sim, charm('mysql', 0, { server: 'provider mysql' }), 'mysql', 0)
  deployIn(sim, charm('mysql', 0, { server: 'provider mysql' }), 'other', 0)
  add(sim, 'web', 'mysql')
  expect(() => add(sim, 'web', 'other')).toThrow('establishing a new relation for web:db would exceed its maximum relation limit of 1')
})
