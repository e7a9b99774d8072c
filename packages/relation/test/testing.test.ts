import { expect, test } from 'vitest'
import { anonymousUnit, juju4Bag, jujuBag, relationOf, unitBags, viewOfData, writeUnits, writtenBag } from '../src/testing/index.ts'

const relation = relationOf({
  endpoint: 'db',
  interface: 'x',
  id: undefined,
  remoteApp: 'mysql',
  remoteUnits: unitBags('mysql', ['10.0.0.1', '10.0.0.2'], (address, number) => (number === 0 ? { host: address } : {})),
})

test('a relation has what Juju writes and what the units have written', () => {
  expect(relation).toEqual({
    endpoint: 'db',
    interface: 'x',
    remoteApp: 'mysql',
    remoteAppData: {},
    remoteUnits: { 'mysql/0': { ...jujuBag('10.0.0.1'), host: '10.0.0.1' }, 'mysql/1': jujuBag('10.0.0.2') },
  })
})

test('a view is made of plain data, and has no secrets where those have none', () => {
  const { remoteApp, remoteAppData, remoteUnits } = relation
  const view = { id: 'db:1', localUnit: 'trove/0', localUnitData: {}, remoteApp, remoteAppData }
  expect(viewOfData({ ...view, remoteUnits })).toEqual({ ...view, remoteUnits: new Map(Object.entries(remoteUnits)) })
  expect(viewOfData({ ...view, remoteUnits: {}, secrets: { a: { b: 'c' } } }).secrets).toEqual(new Map([['a', { b: 'c' }]]))
})

test('Juju 4 writes no private address', () => {
  expect(unitBags('trove', ['10.0.0.3'], () => ({ a: '1', b: '' }), juju4Bag)).toEqual({
    'trove/0': { 'egress-subnets': '10.0.0.3/32', 'ingress-address': '10.0.0.3', a: '1' },
  })
})

test('an empty value takes a key away, from one bag and from those of all units', () => {
  expect(writtenBag({ a: '1', b: '2' }, { a: '', c: '3' })).toEqual({ b: '2', c: '3' })
  const after = writeUnits(relation, (bag, unit) => ({ host: '', seen: `${unit} ${bag.host ?? 'none'}` }))
  expect(Object.values(after.remoteUnits).map(({ host, seen }) => [host, seen])).toEqual([
    [undefined, 'mysql/0 10.0.0.1'],
    [undefined, 'mysql/1 none'],
  ])
})

test('a unit of another model keeps its number alone', () => {
  expect(anonymousUnit('trove-api/12')).toMatch(/^remote-[0-9a-f]{16}\/12$/)
})
