import { describe, expect, test } from 'vitest'
import { changesFor, changeText, type MachineMap } from '../../src/cli/bundle/changes.ts'
import { readBundle } from '../../src/cli/bundle/parse.ts'
import { readYamlDocuments } from '../../src/cli/yaml-input.ts'
import type { Model } from '../../src/model/state.ts'

const empty = {
  counters: { unit: {}, machine: 0, relation: 0, task: 0, charmRevision: {} },
  applications: {},
  charms: {},
  units: {},
  machines: {},
  relations: {},
} as unknown as Model

const parse = (text: string) => readBundle(readYamlDocuments(text))

const lines = (text: string, model: Model = empty, mapping: MachineMap = new Map()): readonly string[] => {
  const bundle = parse(text)
  const charms = new Map(
    bundle.applications.map(({ name, charm }) => [name, { path: `/b/${charm.replace('./', '')}`, base: 'ubuntu@24.04' }]),
  )
  return changesFor(bundle, model, charms, mapping).map(changeText)
}

const two = `
default-base: ubuntu@24.04/stable
applications:
  bbeta: {charm: ./beta.charm, num_units: 1, to: ["4"]}
  balpha: {charm: ./alpha2.charm, num_units: 1, to: ["0"]}
machines: {"0": {}, "4": {}}
relations: [["balpha:db", "bbeta:database"]]
`

describe('the list of changes', () => {
  test('is ordered and worded as recorded: charms and applications by name, relations, units', () => {
    const model = { ...empty, machines: { 0: {}, 4: {} } } as unknown as Model
    expect(lines(two, model, 'existing')).toEqual([
      'upload charm /b/alpha2.charm for base ubuntu@24.04/stable',
      'deploy application balpha on ubuntu@24.04/stable',
      'upload charm /b/beta.charm for base ubuntu@24.04/stable',
      'deploy application bbeta on ubuntu@24.04/stable',
      'add relation balpha:db - bbeta:database',
      'add unit balpha/0 to existing machine 0',
      'add unit bbeta/0 to existing machine 4',
    ])
  })

  test('machines of the bundle are new ones, unless they are mapped', () => {
    expect(lines(two).slice(4)).toEqual([
      'add new machine 0',
      'add new machine 1',
      'add relation balpha:db - bbeta:database',
      'add unit balpha/0 to new machine 0',
      'add unit bbeta/0 to new machine 1',
    ])
  })

  test('a unit without a place gets a machine, one beside another shares its machine', () => {
    const changes = lines(
      'applications:\n  web: {charm: ./web.charm, num_units: 2, expose: true}\n  sidecar: {charm: ./s.charm, num_units: 1, to: [web/1]}\n',
    )
    expect(changes.slice(2)).toEqual([
      'upload charm /b/web.charm for base ubuntu@24.04/stable',
      'deploy application web on ubuntu@24.04/stable',
      'expose all endpoints of web and allow access from CIDRs 0.0.0.0/0 and ::/0',
      'add new machine 0',
      'add new machine 1',
      'add unit sidecar/0 to new machine 0',
      'add unit web/0 to new machine 1',
      'add unit web/1 to new machine 0',
    ])
  })

  test('what is there already is no change', () => {
    const endpoint = (application: string, name: string) => ({ application, name, role: 'provider' })
    const model = {
      ...empty,
      counters: { ...empty.counters, unit: { balpha: 1, bbeta: 1 } },
      applications: { balpha: { name: 'balpha', config: {} }, bbeta: { name: 'bbeta', config: {} } },
      units: {
        'balpha/0': { name: 'balpha/0', application: 'balpha', number: 0, machine: '0' },
        'bbeta/0': { name: 'bbeta/0', application: 'bbeta', number: 0, machine: '1' },
      },
      relations: { 1: { endpoints: [endpoint('bbeta', 'database'), endpoint('balpha', 'db')] } },
    } as unknown as Model
    expect(lines(two, model)).toEqual([])
    expect(lines(two.replace('to: ["4"]}', 'options: {word: new}}'), model)).toEqual(['set application options for bbeta'])
  })
})

describe('reading', () => {
  test('an overlay changes, adds and takes away', () => {
    const bundle = parse(
      `${two}--- \napplications:\n  balpha: {num_units: 3}\n  bbeta: null\n  c: {charm: ./c.charm}\nrelations: []\n`.replace(
        'relations: [["balpha:db", "bbeta:database"]]\n',
        '',
      ),
    )
    expect(bundle.applications.map(({ name, numUnits }) => [name, numUnits])).toEqual([
      ['balpha', 3],
      ['c', 0],
    ])
  })

  test('the older form of a relation with several stands for several', () => {
    expect(parse('applications: {a: {charm: ./a}, b: {charm: ./b}, c: {charm: ./c}}\nrelations: [[a, [b, c]]]\n').relations).toEqual([
      ['a', 'b'],
      ['a', 'c'],
    ])
  })

  test('all that is wrong is said at once', () => {
    expect(() => parse('applications: {a: {num_units: 1, to: ["7"]}}\nrelations: [[a, nosuch]]\n')).toThrow(
      'cannot deploy bundle: the provided bundle has the following errors:\nempty charm path\nrelation "nosuch" refers to application "nosuch" not defined in this bundle\nplacement "7" of application "a" refers to a machine not defined in this bundle',
    )
    expect(() => parse('just words')).toThrow('at least one application must be specified')
  })
})
