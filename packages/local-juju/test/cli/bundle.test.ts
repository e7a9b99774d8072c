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
      'cannot deploy bundle: the provided bundle has the following errors:\nempty charm path\nrelation ["a" "nosuch"] refers to application "nosuch" not defined in this bundle\nplacement "7" refers to a machine not defined in this bundle',
    )
    expect(() => parse('just words')).toThrow('at least one application must be specified')
  })

  const problemsOf = (text: string): readonly string[] => {
    try {
      parse(text)
      return []
    } catch (error) {
      return (error instanceof Error ? error.message : '').split('\n').slice(1)
    }
  }

  test.each([
    ['A_1: {charm: ./a}', 'invalid application name "A_1", unexpected uppercase character'],
    ['n-5: {charm: ./a}', 'invalid application name "n-5", unexpected number(s) found after last hyphen'],
    ['"": {charm: ./a}', 'invalid application name ""'],
    ['a: {charm: [x]}', 'charm of application "a" is ["x"], not the path of a file'],
    ['a: {charm: ./a, num_units: x}', 'num_units of application "a" is "x", not a whole number'],
    ['a: {charm: ./a, num_units: 1.5}', 'num_units of application "a" is 1.5, not a whole number'],
    ['a: {charm: ./a, num_units: -1}', 'negative number of units specified on application "a"'],
    ['a: {charm: ./a, expose: maybe}', 'expose of application "a" is "maybe", not true or false'],
    ['a: {charm: ./a, options: [x]}', 'options of application "a" is ["x"], not a map'],
    ['a: {charm: ./a, options: {x: [1]}}', 'application "a": option "x" expected a scalar, got [1]'],
    ['a: {charm: ./a, channel: a/b/c/d}', 'channel of application "a" is "a/b/c/d", not of the form track/risk/branch'],
    ['a: {charm: ./a, constraints: bogus=1}', 'invalid constraints "bogus=1" in application "a": unknown constraint "bogus"'],
    ['a: {charm: ./a, bindings: {db: 1}}', 'bindings of application "a": "db" is 1, not the name of a space'],
    [
      'a: {charm: ./a, resources: {r: 3}}',
      'resources of application "a": "r" is 3, not the path of a file; there is no store here that has revisions',
    ],
    ['a: {charm: ./a, num_units: 0, to: [new]}', 'too many units specified in unit placement for application "a"'],
    ['a: {charm: ./a, num_units: 1, to: ["lxd:0"]}', 'placement "lxd:0" is not supported: local-juju has no containers in machines'],
    ['a: {charm: ./a, num_units: 1, to: ["?"]}', 'invalid placement syntax "?"'],
    ['a: {charm: ./a, num_units: 1, to: [b]}', 'placement "b" refers to an application not defined in this bundle'],
  ])('refuses {%s}', (application, problem) => {
    expect(problemsOf(`applications: {${application}}`)).toEqual([problem])
  })

  test.each([
    ['bundle: kubernetes', 'bundle type "kubernetes" is not supported: local-juju has machines only'],
    ['saas: {x: {url: y}}', 'saas is not supported: local-juju has no offers of other models'],
    ['machines: {x: {}}', 'invalid machine id "x" found in machines'],
    ['relations: [[a]]', 'relation ["a"] has 1 endpoint(s), not 2'],
    ['relations: [[a, b, b]]', 'relation ["a" "b" "b"] has 3 endpoint(s), not 2'],
    ['relations: [[a/0, b]]', 'invalid relation syntax "a/0"'],
    ['relations: [["a:x", "a:y"]]', 'relation ["a:x" "a:y"] relates an application to itself'],
    ['relations: [[a, b], [b, a]]', 'relation ["b" "a"] is defined more than once'],
  ])('refuses {%s}', (line, problem) => {
    expect(problemsOf(`applications: {a: {charm: ./a}, b: {charm: ./b}}\n${line}\n`)).toEqual([problem])
  })

  test('applications are a map', () => {
    expect(problemsOf('applications: [x]')).toEqual(['applications must be a map'])
  })

  test('what has no effect is named', () => {
    const { unread } = parse(
      'name: n\ndescription: d\nvariables: {x: 1}\nsomething: 1\napplications: {a: {charm: ./a, annotations: {gui-x: 1}, constraint: x}}\nmachines: {"0": {constraints: mem=1G}, "1": }\n',
    )
    expect(unread).toEqual(['something', 'annotations of application "a"', 'constraint of application "a"', 'constraints of machine "0"'])
  })

  test('storage is read as the command line reads it', () => {
    const { applications } = parse('applications: {a: {charm: ./a, storage: {d: "tmpfs,1G,2", e: 3}}}\n')
    expect(applications[0]?.storage).toEqual({ d: { pool: 'tmpfs', size: 1024, count: 2 }, e: { count: 3 } })
    expect(problemsOf('applications: {a: {charm: ./a, storage: {d: "0"}}}\n')).toEqual([
      'application "a": cannot parse constraints for storage "d": count must be greater than zero, got "0"',
    ])
  })

  test('a series stands for its base', () => {
    const { applications } = parse('series: jammy\napplications: {a: {charm: ./a}, b: {charm: ./b, series: noble}}\n')
    expect(applications.map(({ base }) => base)).toEqual(['ubuntu@22.04', 'ubuntu@24.04'])
  })
})
