import { expect, test } from 'vitest'
import type { Charm, ConfigOption } from '../../src/model/charm.ts'
import { changedConfig, effectiveConfig } from '../../src/model/config.ts'
import { parseDuration } from '../../src/model/duration.ts'
import { must } from '../../src/model/lookup.ts'
import { changeModelConfig, modelConfig } from '../../src/model/model-config.ts'
import { charm, deployIn, newSim } from '../uniter/sim.ts'

const option = (type: ConfigOption['type'], value: ConfigOption['default'] = null): ConfigOption => ({
  type,
  description: '',
  default: value,
})
const some: Charm = {
  ...charm('some', 0),
  config: {
    text: option('string', 'x'),
    number: option('int'),
    ratio: option('float', 0.5),
    on: option('boolean', false),
    key: option('secret'),
  },
}

test.each([
  ['text', 'y', 'y'],
  ['text', '', ''],
  ['number', '-12', -12],
  ['ratio', '1e-3', 0.001],
  ['on', 'T', true],
  ['on', '0', false],
  ['key', 'secret:cngj3jre7ls3su1ln020', 'secret:cngj3jre7ls3su1ln020'],
])('takes %s=%s', (name, text, value) => {
  expect(changedConfig(some, {}, { set: { [name]: text } })).toEqual({ [name]: value })
})

test.each([
  ['number', 'abc', 'option "number" expected int, got "abc"'],
  ['number', '1.5', 'option "number" expected int, got "1.5"'],
  ['ratio', 'x', 'option "ratio" expected float, got "x"'],
  ['on', 'maybe', 'option "on" expected boolean, got "maybe"'],
  ['key', 'plain', 'invalid secret URI for option "key": secret URI "plain" not valid'],
  ['nosuch', 'x', 'unknown option "nosuch"'],
])('refuses %s=%s, and the whole change with it', (name, text, message) => {
  expect(() => changedConfig(some, {}, { set: { text: 'z', [name]: text } })).toThrow(message)
})

test('resets to the default, sets and resets in one go, ignores unknown names to reset', () => {
  expect(changedConfig(some, { text: 'y', number: 1 }, { reset: ['text', 'nosuch'], set: { ratio: '2' } })).toEqual({ number: 1, ratio: 2 })
  expect(changedConfig(some, { text: 'y' }, { setYaml: { text: null, number: 4 } })).toEqual({ number: 4 })
  expect(() => changedConfig(some, {}, { setYaml: { text: 5 } })).toThrow('option "text" expected string, got 5')
})

test('shows defaults for what is not set, and null without one', () => {
  const sim = newSim()
  deployIn(sim, some, 'some', 0)
  sim.change((model) => {
    must(model.applications.some, 'some').config = { number: 3 }
  })
  expect(effectiveConfig(some, must(sim.model.applications.some, 'some'))).toEqual({
    text: 'x',
    number: 3,
    ratio: 0.5,
    on: false,
    key: null,
  })
})

test('knows Go durations', () => {
  expect([
    parseDuration('1m30s'),
    parseDuration('1.5h'),
    parseDuration('180.0s'),
    parseDuration('5'),
    parseDuration(''),
    parseDuration('-2s'),
  ]).toEqual([90_000, 5_400_000, 180_000, undefined, undefined, -2_000])
})

test('model attributes have defaults, warn of unknown keys, and refuse what is fixed', () => {
  const sim = newSim()
  let warnings: string[] = []
  sim.change((model) => {
    warnings = changeModelConfig(model, { 'update-status-hook-interval': '5s', typo: 'x' }, [])
  })
  expect(warnings).toEqual(['key "typo" is not defined in the current model configuration: possible misspelling'])
  expect(modelConfig(sim.model, 'update-status-hook-interval')).toBe('5s')
  expect(modelConfig(sim.model, 'automatically-retry-hooks')).toBe('true')
  expect(() => changeModelConfig(sim.model, { 'agent-version': '1' }, [])).toThrow('"agent-version" must be set via "upgrade-model"')
})
