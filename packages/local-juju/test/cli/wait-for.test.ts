import { describe, expect, test } from 'vitest'
import { evaluate, type Scope } from '../../src/cli/wait-for/evaluate.ts'
import { parseQuery } from '../../src/cli/wait-for/parse.ts'

const unit = (status: string, machine: string): Scope => ({ 'workload-status': status, 'machine-id': machine })

const application: Scope = {
  name: 'web',
  life: 'alive',
  status: 'active',
  exposed: false,
  'workload-version': '12.4',
  units: new Map([
    ['web/0', unit('active', '0')],
    ['web/1', unit('waiting', '1')],
  ]),
  machines: new Map(),
}

const holds = (query: string): boolean => evaluate(parseQuery(query), application, () => undefined).holds

describe('queries that hold', () => {
  test.each([
    'life=="alive" && status=="active"',
    'status == "blocked" || (life != "dead" && exposed == false)',
    'len(units) == 2',
    'len(name) >= 3; len(units) > 1',
    'startsWith(name, "we") && endsWith(name, "eb")',
    'int(workload-version) == 12',
    'units["web/0"].workload-status == "active"',
    'forEach(units, unit => unit.machine-id < "2")',
    "status == 'active'",
    'true',
  ])('%s', (query) => {
    expect(holds(query)).toBe(true)
  })
})

describe('queries that do not hold', () => {
  test.each(['status=="waiting"', 'forEach(units, u => u.workload-status == "active")', 'forEach(machines, m => true)', 'true; false'])(
    '%s',
    (query) => {
      expect(holds(query)).toBe(false)
    },
  )
})

describe('queries that cannot be', () => {
  test.each([
    ['life ==', 'Cannot parse query: unexpected end'],
    ['life = "x"', 'Cannot parse query: unexpected character "="'],
    ['(life=="x"', 'Cannot parse query: expected ")"'],
    ['life=="alive" status', 'Cannot parse query: unexpected "status"'],
    ['', 'Cannot parse query: empty query'],
  ])('%s: %s', (query, message) => {
    expect(() => parseQuery(query)).toThrow(message)
  })

  test.each([
    ['nosuch == 1', 'Cannot execute query: invalid identifier "nosuch"'],
    ['nosuch(1)', 'Cannot execute query: unknown function "nosuch"'],
    ['name < 3', 'Cannot execute query: < needs two numbers or two strings'],
    ['units["web/9"].workload-status == "x"', 'Cannot execute query: "web/9" not found'],
    ['name && true', 'Cannot execute query: expected true or false'],
  ])('%s: %s', (query, message) => {
    expect(() => holds(query)).toThrow(message)
  })
})

test('what was looked at is remembered for the summary, what was not needed is not', () => {
  const { seen } = evaluate(parseQuery('life=="dead" && status=="active"'), application, () => undefined)
  expect([...seen]).toEqual([['life', 'alive']])
})
