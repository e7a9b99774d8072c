import type { State } from '@charm-layers/relation'
import type { Counterpart, RelationData } from '@charm-layers/relation/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type NagiosName, type NrpeClient, nrpe, serviceCheck } from '../src/index.ts'
import type { MonitoredQuirks, NrpeQuirks } from '../src/testing/index.ts'
import { counterpartForProvider, counterpartForRequirer, relationForProvider, relationForRequirer } from '../src/testing/index.ts'
import { applied, forAny, settled, viewOf } from './helpers.ts'

const agent = relationForProvider('nrpe-external-master', { response: false })
const charm = relationForRequirer('nrpe-external-master', { response: false })
const local = { units: { 'trove/0': { 'ingress-address': '10.5.6.21' } } }
const host = { hostname: 'juju-trove-0', context: 'juju' }

const settling = (play: Counterpart, relation: RelationData): RelationData => settled(play, relation, local, 1)

describe('nrpe', () => {
  const name = (quirks: NrpeQuirks): State<NagiosName> =>
    nrpe.provides.read(viewOf(settling(counterpartForProvider(quirks), agent).remoteUnits))

  test('says nothing while there is no unit to monitor', () => {
    expect(counterpartForProvider()(agent, { units: {} })).toEqual(agent)
  })

  test.each<[string, NrpeQuirks, NagiosName]>([
    ['after the own unit', {}, host],
    ['without a context', { context: '' }, { hostname: 'trove-0' }],
    ['after the principal of the machine', { principal: 'nova-compute/3' }, { hostname: 'juju-nova-compute-3', context: 'juju' }],
    ['after the machine', { machine: 'node7', context: 'site' }, { hostname: 'site-node7', context: 'site' }],
  ])('names the machine %s, and our provider reads it', (_, quirks, data) => {
    expect(name(quirks)).toEqual({ state: 'ready', data })
  })

  test('takes the old context away when it has none any more', () => {
    const before = settling(counterpartForProvider(), agent)
    expect(settling(counterpartForProvider({ context: '' }), before).remoteUnits['nrpe/0']).not.toHaveProperty('nagios_host_context')
  })
})

describe('a monitored charm', () => {
  const read = (relation: RelationData): State<NrpeClient> => nrpe.requires.read(viewOf(relation.remoteUnits), host)
  const play = (quirks: MonitoredQuirks, relation = charm): RelationData => settling(counterpartForRequirer(quirks), relation)

  test('announces nothing while it has no unit', () => {
    expect(counterpartForRequirer()({ ...charm, remoteUnits: {} }, local).remoteUnits).toEqual({})
  })

  test('announces its checks, whatever nrpe has told, and our requirer reads them', () => {
    const relation = play({})
    expect(relation.remoteUnits['trove/0']).toMatchObject({
      monitors: 'monitors:\n  remote:\n    nrpe:\n      trove-api:\n        command: check_trove-api\n',
      primary: 'True',
    })
    expect(read(relation)).toMatchObject({ data: { checks: new Map([['trove-api', { command: 'check_trove-api' }]]), primary: true } })
  })

  test('keeps what it has announced before', () => {
    const relation = play({ shortnames: ['b'] }, play({ shortnames: ['a'], primary: false }))
    expect(read(relation)).toMatchObject({
      data: {
        checks: new Map([
          ['a', expect.anything()],
          ['b', expect.anything()],
        ]),
        primary: true,
      },
    })
  })

  test('that is no principal says so', () => {
    const relation = play({ primary: false })
    expect(relation.remoteUnits['trove/0']).toHaveProperty('primary', 'False')
    expect(read(relation)).toMatchObject({ data: { primary: false } })
  })

  test('announces nothing before the directories of nrpe are there, and does later', () => {
    const before = play({ tooEarly: true })
    expect(read(before)).toEqual({ state: 'waiting', missing: ['monitors'] })
    expect(read(play({}, before))).toMatchObject({ state: 'ready' })
  })

  test('of a plain interface layer announces no checks', () => {
    expect(read(play({ charm: 'plain' }))).toMatchObject({ state: 'ready', data: { checks: new Map() } })
  })

  test('leaves a document that it cannot read as it is', () => {
    const relation = { ...charm, remoteUnits: { 'trove/0': { monitors: 'monitors: [' } } }
    expect(play({}, relation).remoteUnits['trove/0']).toHaveProperty('monitors', 'monitors: [')
  })
})

test('our two sides understand each other in the places of the two', () => {
  const told = counterpartForProvider()(agent, local)
  const state = nrpe.provides.read(viewOf(told.remoteUnits))
  if (state.state !== 'ready') throw new Error(state.state)
  const { unit } = nrpe.provides.write({ checks: [serviceCheck('trove-api', 'trove/0')], primary: true }, viewOf(told.remoteUnits))
  expect(applied({}, unit)).toMatchObject(play(charm))
})

/** What the charm in Python writes for the same check. */
const play = (relation: RelationData): Readonly<Record<string, string>> => {
  const { monitors = '', primary = '' } = counterpartForRequirer()(relation, local).remoteUnits['trove/0'] ?? {}
  return { monitors, primary }
}

describe('any relation', () => {
  const monitors = fc.oneof(fc.constantFrom('monitors: {remote: {nrpe: {a: {command: x}}}}', 'monitors: [', '5'), fc.json(), fc.string())
  const bag = fc.record({ monitors, timestamp: fc.string(), nagios_hostname: fc.string() }, { requiredKeys: [] })
  const quirks: fc.Arbitrary<MonitoredQuirks> = fc.record(
    {
      charm: fc.constantFrom('charm-helpers', 'plain'),
      shortnames: fc.array(fc.string()),
      primary: fc.constant(false),
      tooEarly: fc.constant(true),
    },
    { requiredKeys: [] },
  )

  test('comes to an end: what is announced again changes nothing', () =>
    forAny([bag, quirks], (before, how) => {
      settling(counterpartForRequirer(how), { ...charm, remoteUnits: { 'trove/0': before } })
      settling(counterpartForProvider(), { ...agent, remoteUnits: { 'nrpe/0': before } })
    }))
})
