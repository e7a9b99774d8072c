import { createHash } from 'node:crypto'
import { isFault } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnswerBag, decodeAnswer, encodeAnswer } from '../src/answer.ts'
import { decodeRequest, encodeRequest, managesHaproxy, type RequestBag } from '../src/request.ts'
import { sha1 } from '../src/sha1.ts'
import { anyName, applied, expectReadable, forAny, testRefusals, vector, vectorNames } from './helpers.ts'

/** A request that asks for nothing. */
const NOTHING: RequestBag = {
  resources: {},
  resourceParams: {},
  groups: {},
  ms: {},
  clones: {},
  orders: {},
  colocations: {},
  locations: {},
  initServices: {},
  deleteResources: [],
  systemdServices: [],
  corosync: {},
}

const text = fc.string({ unit: 'binary' })
const texts = fc.dictionary(text, text)
const list = fc.array(text)
const request: fc.Arbitrary<RequestBag> = fc.record({
  resources: texts,
  resourceParams: texts,
  groups: texts,
  ms: texts,
  clones: texts,
  orders: texts,
  colocations: texts,
  locations: texts,
  initServices: fc.oneof(texts, fc.array(text, { minLength: 1 })),
  deleteResources: list,
  systemdServices: list,
  corosync: fc.record({ bindInterface: anyName, multicastPort: fc.integer({ min: 1, max: 65535 }) }, { requiredKeys: [] }),
})
const answer: fc.Arbitrary<AnswerBag> = fc.record({ clustered: fc.constant(true as const) }, { requiredKeys: [] })

describe('the request databag', () => {
  test('gives back what was written', () => forAny([request], (bag) => expect(decodeRequest(applied({}, encodeRequest(bag)))).toEqual(bag)))

  test('is pure ASCII, compact and sorted, as charm-helpers writes it', () => {
    const bag = encodeRequest({ ...NOTHING, groups: { b: 'é😀', a: 'x "y"' }, deleteResources: ['z', 'a'] })
    expect(applied({}, bag)).toEqual({
      json_groups: '{"a":"x \\"y\\"","b":"\\u00e9\\ud83d\\ude00"}',
      json_delete_resources: '["z","a"]',
    })
  })

  test('prefers the key with the prefix, and falls back to Python text without it', () => {
    const python = "{'res_rabbitmq_vip': 'ocf:heartbeat:IPaddr2'}"
    expect(decodeRequest({ resources: python })).toMatchObject({ resources: { res_rabbitmq_vip: 'ocf:heartbeat:IPaddr2' } })
    expect(decodeRequest({ resources: python, json_resources: '{"a":"b"}' })).toMatchObject({ resources: { a: 'b' } })
    expect(decodeRequest({ resources: python, json_resources: '{}' })).toMatchObject({ resources: {} })
    expect(decodeRequest({ resources: python, json_resources: '' })).toMatchObject({ resources: { res_rabbitmq_vip: expect.anything() } })
    expect(decodeRequest({ resources: '{"a":"b"}', json_groups: "{'g': 'a'}" })).toMatchObject({
      resources: { a: 'b' },
      groups: { g: 'a' },
    })
  })

  testRefusals(decodeRequest, {
    json_resources: ['null'],
    resources: ['None'],
    json_groups: ['{"g": null}'],
    json_clones: ['{"c": ["x"]}'],
    json_ms: ['["x"]'],
    json_delete_resources: ['"res_x"', '[null]'],
    json_init_services: ['7'],
    json_orders: ['{"a": "b"'],
  })

  test('has no port where the port is none, which hardly any hacluster looks at', () => {
    expect(decodeRequest({ corosync_mcastport: '4440', corosync_bindiface: 'eth0' })).toMatchObject({
      corosync: { bindInterface: 'eth0', multicastPort: 4440 },
    })
    expect(decodeRequest({ corosync_mcastport: 'many' })).toMatchObject({ corosync: {} })
  })

  test('does not take data that looks like a fault for one', () => {
    const bag = decodeRequest({ json_groups: '{"state":"invalid"}', json_clones: '{"__proto__":"x"}' })
    expect(isFault(bag)).toBe(false)
    expect(bag).toMatchObject({ groups: { state: 'invalid' } })
    expect(Object.entries(isFault(bag) ? {} : bag.clones)).toEqual([['__proto__', 'x']])
  })

  test('reads a list of services to disable, and never minds a key that nobody reads', () => {
    expect(decodeRequest({ json_init_services: '["haproxy"]', json_systemd_services: '%' })).toMatchObject({
      initServices: ['haproxy'],
      systemdServices: [],
    })
  })
})

describe('the answer databag', () => {
  test('gives back what was written', () => forAny([answer], (bag) => expect(decodeAnswer(encodeAnswer(bag))).toEqual(bag)))

  test.each(['yes', 'Yes', 'true', 'True', 'TRUE', 'on', 't', 'y'])('reads %s as clustered', (word) => {
    expect(decodeAnswer({ clustered: word })).toEqual({ clustered: true })
  })

  test.each(['', 'no', 'False', 'off', 'None', 'flump', 'soon'])('reads %j as not clustered', (word) => {
    expect(decodeAnswer({ clustered: word })).toEqual({})
  })
})

describe('SHA-1', () => {
  test('is that of the addresses in the protocol', () => {
    expect(sha1('10.20.30.40').slice(0, 7)).toBe('687205e')
    expect(sha1('10.5.100.1').slice(0, 7)).toBe('242d562')
  })

  test('is what Node computes', () =>
    forAny([fc.oneof(text, fc.string({ minLength: 50, maxLength: 200 }))], (value) =>
      expect(sha1(value)).toBe(createHash('sha1').update(value.toWellFormed()).digest('hex')),
    ))
})

describe('recorded databags', () => {
  test.each(vectorNames)('%s can be read without a fault', (name) => expectReadable(vector(name).units, decodeRequest))

  test.each(['hacluster-1', 'hacluster-3', 'hacluster-11'])('%s, from charm-helpers, is written again byte for byte', (name) => {
    const { databag } = vector(name)
    const decoded = decodeRequest(databag)
    expect(applied({}, encodeRequest(isFault(decoded) ? NOTHING : decoded))).toEqual(databag)
  })

  test('the request of a reactive charm, with its blanks and its list', () => {
    expect(decodeRequest(vector('hacluster-7').databag)).toEqual({
      ...NOTHING,
      resources: { res_neutron_haproxy: 'lsb:haproxy' },
      resourceParams: { res_neutron_haproxy: '  op monitor interval="5s"' },
      clones: { cl_nova_haproxy: 'res_neutron_haproxy' },
      initServices: ['haproxy'],
    })
  })

  test('the request that has hacluster look after haproxy', () => {
    expect(managesHaproxy(vector('hacluster-11').databag)).toBe(true)
    expect(managesHaproxy(vector('hacluster-3').databag)).toBe(false)
    expect(managesHaproxy({ json_resources: '%' })).toBe(false)
  })
})
