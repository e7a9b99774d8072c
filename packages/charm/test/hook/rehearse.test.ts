import { requiresSide } from '@charm-layers/relation'
import { describe, expect, test } from 'vitest'
import { queue, ring } from '../../../charm-testing/test/greeter.ts'
import { type Charm, defineCharm, file, option, when } from '../../src/index.ts'
import { rehearse } from '../../src/ports.ts'

const machine = { distribution: 'ubuntu', codename: 'noble', architecture: 'amd64' }
const declared = { name: 'rehearsed', summary: 'Is tried', requires: { queue }, peers: { ring } }
const trying = (charm: Charm) => () => rehearse(charm, machine)

test('a charm that does what it should is called with and without relations, as a leader and not', () => {
  const seen: string[] = []
  const charm = defineCharm({
    ...declared,
    config: { port: option.int({ description: 'p', default: 80 }), host: option.string({ description: 'h' }) },
    desired: ({ leader, relations, config, host }) => {
      seen.push(`${leader} ${relations.queue.relationId !== undefined} ${config.port} ${config.host} ${host.codename}`)
      return [relations.ring.tell({ address: 'here' }), when(relations.queue.ask({ username: 'me' }), () => [])]
    },
  })
  expect(trying(charm)).not.toThrow()
  expect(seen).toEqual(['true false', 'false false', 'true true', 'false true'].map((one) => `${one} 80 undefined noble`))
})

test('a request that is not returned is told, though no unit is related yet', () => {
  const charm = defineCharm({ ...declared, desired: ({ relations }) => void relations.queue.ask({ username: 'me' }) })
  expect(trying(charm)).toThrow("the charm calls relations['queue'].ask() but does not return its steps")
})

test('what the function throws comes out', () => {
  expect(trying(defineCharm({ name: 'a', summary: 'b', desired: () => JSON.parse('{') }))).toThrow(SyntaxError)
})

test('an interface of the author that cannot read an empty databag is told', () => {
  const side = requiresSide(
    'own',
    () => {
      throw new RangeError('cannot read this')
    },
    () => ({}),
  )
  const charm = defineCharm({
    name: 'a',
    summary: 'b',
    requires: { own: { requires: side } },
    desired: ({ relations }) => relations.own.ask('x').steps,
  })
  expect(trying(charm)).toThrow('cannot read this')
})

describe('what is not in the context is refused:', () => {
  const reading: Readonly<Record<string, () => unknown>> = {
    'the clock (Date.now())': () => Date.now(),
    'the clock (new Date())': () => new Date().toISOString(),
    'the clock (Date())': () => Date(),
    'Math.random()': () => Math.random(),
    'process.env.HOME': () => process.env.HOME,
    'process.env': () => Object.keys(process.env),
  }
  test.for(Object.entries(reading))('%s', ([what, read]) => {
    const charm = defineCharm({ name: 'a', summary: 'b', desired: () => [file('/etc/a', String(read()))] })
    expect(trying(charm)).toThrow(`the charm's function reads ${what}, which is not in its context`)
    // And it is there again.
    expect(read).not.toThrow()
  })

  test('a date that is told is none of that', () => {
    const charm = defineCharm({ name: 'a', summary: 'b', desired: () => [file('/etc/a', new Date(0).toISOString())] })
    expect(trying(charm)).not.toThrow()
  })
})
