import { expect, test } from 'vitest'
import { parseStatus } from '../status.ts'

const ready = { 'workload-status': { current: 'active' }, 'juju-status': { current: 'idle', version: '3.6.1' } }
const active = { workload: 'active', message: '', agent: 'idle' }

test('units of all applications are read, subordinates included', () => {
  const trove = { units: { 'trove/0': { ...ready, subordinates: { 'ha/0': ready } } } }
  const mysql = {
    units: { 'mysql/0': { 'workload-status': { current: 'waiting', message: 'for a disk' }, 'juju-status': { current: 'executing' } } },
  }
  expect(parseStatus(JSON.stringify({ model: { name: 'm' }, applications: { trove, mysql } }))).toEqual([
    { name: 'trove/0', ...active },
    { name: 'ha/0', ...active },
    { name: 'mysql/0', workload: 'waiting', message: 'for a disk', agent: 'executing' },
  ])
})

test('a model without applications, and an application without units, have none', () => {
  expect(parseStatus('{}')).toEqual([])
  expect(parseStatus('{"applications":null}')).toEqual([])
  expect(parseStatus('{"applications":{"ha":{"charm":"ha"}}}')).toEqual([])
})

test('a unit that has no status yet is not ready', () => {
  expect(parseStatus('{"applications":{"a":{"units":{"a/0":{}}}}}')).toEqual([{ name: 'a/0', workload: '', message: '', agent: '' }])
})

test.each(['{"applications":[]}', '{"applications":{"a":{"units":"two"}}}', '7'])('%s is refused', (json) => {
  expect(() => parseStatus(json)).toThrow('juju status: ')
})
