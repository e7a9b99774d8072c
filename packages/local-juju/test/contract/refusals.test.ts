// One table for memory and agent: the recorded refusals of Juju, and its schemas, asked of charm-testing.
import { describe, expect, test } from 'vitest'
import { charmFiles } from '../../../charm/src/define/manifest.ts'
import { defineCharm } from '../../../charm/src/index.ts'
import { insertDefaults, parseActions, validateActionParams } from '../../../charm-cli/src/format/index.ts'
import { filledParams, paramsFault } from '../../../charm-testing/src/action-params.ts'
import { memoryClock, memoryHost } from '../../../charm-testing/src/memory-host/index.ts'
import { memoryJuju } from '../../../charm-testing/src/memory-juju.ts'
import type { Case } from '../hook-tools/case-types.ts'
import { cases } from '../hook-tools/run-case.ts'

/** Calls as the runtime makes them: without flags, on a machine where the other units of the case are not. */
const isOurs = ({ tool, args, setup, before }: Case): boolean =>
  (tool === 'open-port' || tool === 'close-port') &&
  before === undefined &&
  setup.model_type !== 'caas' &&
  Object.keys(setup.ports ?? {}).every((unit) => unit === setup.unit) &&
  Object.values(setup.ports ?? {}).every((of) => Object.keys(of).every((endpoint) => endpoint === '')) &&
  !args.some((arg) => arg.startsWith('-'))

describe('a port that Juju refuses is refused in memory, in the same words, and one that it takes is taken:', () => {
  const ours = cases.filter(([, one]) => isOurs(one))
  test('there are such cases', () => expect(ours.length).toBeGreaterThan(25))
  test.for(ours)('%s', async ([, one]) => {
    const open = Object.values(one.setup.ports?.[one.setup.unit] ?? {}).flat()
    const state = { openPorts: open }
    const { tools } = memoryJuju(state, {
      unit: one.setup.unit,
      isPeer: () => false,
      bindings: ['public'],
      host: memoryHost(state, memoryClock(0)),
      config: {},
      params: undefined,
      storage: [],
    })
    const { code, stdout, stderr } = await tools.call(one.tool, one.args)
    expect({ code, stdout, stderr }).toEqual({ code: one.expect.code, stdout: one.expect.stdout, stderr: one.expect.stderr })
  })
})

describe('parameters of an action are filled in and refused as by Juju:', () => {
  const charm = defineCharm({
    name: 'tried',
    summary: 'Is tried',
    actions: (action) => ({
      try: action({
        description: 'Tries',
        params: {
          count: { type: 'integer', description: 'c', default: 3, minimum: 1, maximum: 9 },
          host: { type: 'string', description: 'h', enum: ['a', 'b'], required: true },
          fast: { type: 'boolean', description: 'f' },
          share: { type: 'number', description: 's' },
          hosts: { type: 'array', description: 'l', items: { type: 'string' } },
          deep: { type: 'object', description: 'd', properties: { port: { type: 'integer', default: 80 }, name: { type: 'string' } } },
          port: { type: 'integer', minimum: 0, exclusiveMinimum: true, maximum: 65536, exclusiveMaximum: true, multipleOf: 2 },
          rate: { type: 'number', multipleOf: 0.5, maximum: 1.5 },
          level: { type: 'integer', enum: [1, 2] },
          key: { type: 'string', minLength: 2, maxLength: 4, pattern: '(?i)^[[:alpha:]](?P<rest>\\w*)\\z' },
          unique: { type: 'array', items: { type: 'integer' }, minItems: 1, maxItems: 2, uniqueItems: true },
          tags: { type: 'object', additionalProperties: { type: 'string', maxLength: 3 }, minProperties: 1, maxProperties: 2 },
          free: { type: 'object', additionalProperties: true },
          rows: { type: 'array', items: { type: 'object', properties: { at: { type: 'integer', required: true } } } },
          whole: { type: 'object', description: 'w', properties: { name: { type: 'string', required: true } } },
        },
        run: () => ({ results: {} }),
      }),
    }),
    desired: () => [],
  })
  const written = charmFiles(charm, { base: 'ubuntu@24.04', architectures: ['amd64'] })['actions.yaml']
  const [spec] = parseActions('tried', JSON.stringify(written)).values()
  const juju = (given: Parameters<typeof insertDefaults>[1]): readonly unknown[] => {
    if (!spec) throw new Error('no action')
    const filled = insertDefaults(spec, given)
    try {
      validateActionParams(spec, filled)
      return [filled, undefined]
    } catch (error) {
      return [filled, error instanceof Error ? error.message : error]
    }
  }
  test.for([
    {},
    { host: 'a' },
    { host: 'c' },
    { host: 'a', count: 'three' },
    { host: 'a', count: 0 },
    { host: 'a', count: 10 },
    { host: 'a', count: 2.5 },
    { host: 'a', nosuch: 1 },
    { host: 'a', fast: 'yes' },
    { host: 'a', share: 0.5 },
    { host: 'a', share: '1' },
    { host: 'a', hosts: ['x', 1] },
    { host: 'a', hosts: 'x' },
    { host: 'a', deep: {} },
    { host: 'a', whole: {} },
    { host: 'a', whole: { name: 'x' } },
    { host: 'a', deep: { name: 'x' } },
    { host: 'a', deep: { name: 1, port: 'x', more: true } },
    { host: null, count: null },
    ...[0, 65_536, 7, 8, 2.5].map((port) => ({ host: 'a', port })),
    ...[0.5, 0.7, 2].map((rate) => ({ host: 'a', rate })),
    ...[1, 3, '1'].map((level) => ({ host: 'a', level })),
    ...['', 'a', 'aB', 'a9_b', 'abcde', '9a', 'ab\n', '<a&', 'éé', '😀'].map((key) => ({ host: 'a', key })),
    ...[[], [1], [1, 1], [1, 2, 3], ['x', 'x', 'x']].map((unique) => ({ host: 'a', unique })),
    ...[{}, { a: 'x' }, { a: 1 }, { a: 'long', b: 'x', c: 'y' }].map((tags) => ({ host: 'a', tags })),
    { host: 'a', free: { any: [1] } },
    { host: 'a', rows: [{}, { at: 'x' }, { other: 1 }, 3] },
    { host: '<&>' },
  ])('%j', (given) => {
    const filled = filledParams(charm, 'try', given)
    expect([filled, paramsFault(charm, 'try', filled)]).toEqual(juju(given))
  })
})
