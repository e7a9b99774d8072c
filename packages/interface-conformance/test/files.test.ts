import { readdirSync, readFileSync } from 'node:fs'
import { isRecord } from '@charm-layers/relation/wire'
import { describe, expect, test } from 'vitest'
import { isNamed } from '../src/compare.ts'
import { readScenarios, readVector, vectorNamesOf } from '../src/files.ts'
import { TARGETS, type Target, type ViewJson } from '../src/format.ts'

const interfaces = [...new Set(TARGETS.map((target) => target.slice(0, target.indexOf('/'))))]

const isBag = (value: unknown): boolean => isRecord(value) && Object.values(value).every((text) => typeof text === 'string' && text !== '')

const parsed = (text: unknown): unknown => {
  try {
    return JSON.parse(String(text))
  } catch {
    return undefined
  }
}

const numberOf = (unit: string): number => Number(unit.slice(unit.indexOf('/') + 1))

/** Juju stores no empty value, and lists units in order. */
const expectView = (view: Partial<ViewJson>): void => {
  const { remoteUnits = {}, localUnitData = {}, localAppData = {}, remoteAppData = {}, secrets = {} } = view
  for (const bag of [localUnitData, localAppData, remoteAppData, ...Object.values(remoteUnits), ...Object.values(secrets)]) {
    expect(bag).toSatisfy(isBag)
  }
  const units = Object.keys(remoteUnits)
  expect(units).toEqual(units.toSorted((a, b) => numberOf(a) - numberOf(b)))
}

/** A unit without peers is ready; some readers take any text for what it is. */
const statesOf = (target: Target): readonly string[] => {
  if (target === 'openstack-ha/peers') return ['ready', 'waiting']
  return target === 'pgsql/provides' ? ['absent', 'ready', 'waiting'] : ['absent', 'invalid', 'ready', 'waiting']
}

test('there is one file of scenarios for each side', () => {
  const files = readdirSync(new URL('../scenarios', import.meta.url))
  expect(new Set(files)).toEqual(new Set(TARGETS.map((target) => `${target.replace('/', '-')}.json`)))
})

describe.each(TARGETS)('the scenarios of %s', (target) => {
  const file = readScenarios(target)

  test('say what they are of', () => {
    expect(`${file.interface}/${file.side}`).toBe(target)
  })

  test('are views that Juju can give', () => {
    expectView(file.view)
    for (const { steps } of file.scenarios) for (const { view } of steps) expectView(view ?? {})
    for (const { view } of file.writes) expectView(view ?? {})
  })

  test('go from nobody there to nobody there, with every state between', () => {
    const [first] = file.scenarios
    const steps = first?.steps ?? []
    expect(steps[0]?.view?.remoteUnits).toEqual({})
    expect(steps.at(-1)?.view?.remoteUnits).toEqual({})
    const states = new Set(file.scenarios.flatMap((scenario) => scenario.steps.map(({ expect: { state } }) => state)))
    expect([...states].sort()).toEqual(statesOf(target))
  })

  test('name the part of the protocol that they are about', () => {
    for (const { name, about } of [...file.scenarios, ...file.writes]) expect(name && about).not.toBe('')
  })

  test('compare as JSON what is JSON', () => {
    const texts = file.writes.flatMap(({ expect: { unit, app } }) => [unit, app ?? {}].flatMap(Object.entries))
    const keys = texts.filter(([, text]) => isRecord(parsed(text)) || Array.isArray(parsed(text))).map(([key]) => key)
    const { json = [] } = file.compare ?? {}
    expect(keys.filter((key) => !isNamed(key, json))).toEqual([])
    // A pattern that fits no key is misspelt.
    expect(json.filter((name) => !texts.some(([key]) => isNamed(key, [name])))).toEqual([])
  })

  test('expect of a write no empty value, and what Juju has put there', () => {
    for (const write of file.writes) {
      expect(write.expect.unit).toSatisfy(isBag)
      expect(write.expect.app ?? {}).toSatisfy(isBag)
      const { 'ingress-address': address } = write.view?.localUnitData ?? file.view.localUnitData
      expect(write.expect.unit['ingress-address']).toBe(address)
    }
  })
})

test('the README names the keys that are compared as JSON, or not at all, and the targets with optional cases', () => {
  const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
  const linesOf = (target: Target, after: string): readonly string[] =>
    (readme.slice(readme.indexOf(after)).split('\n\n')[0] ?? '').split('\n').filter((line) => line.startsWith(`| \`${target}\` |`))
  for (const target of TARGETS) {
    const { compare, scenarios, writes } = readScenarios(target)
    expect([target, linesOf(target, '| target | as JSON |').length]).toEqual([target, compare === undefined ? 0 : 1])
    const isOptional = [...scenarios, ...writes].some(({ optional }) => optional)
    expect([target, linesOf(target, '| target | optional |').length]).toEqual([target, isOptional ? 1 : 0])
  }
})

describe.each(interfaces)('the recorded databags of %s', (name) => {
  test('are of this interface, and each is read by somebody', () => {
    for (const vector of vectorNamesOf(name)) {
      const { interface: interfaceName, side, expected = [] } = readVector(name, vector)
      expect([vector, interfaceName]).toEqual([vector, name])
      expect(name === 'openstack-ha' ? ['peer'] : ['provider', 'requirer']).toContain(side)
      expect([vector, expected.length]).not.toEqual([vector, 0])
      for (const { reader } of expected) expect(reader).not.toBe('')
    }
  })
})
