// Everything that Juju reads of a charm on machines: a definition says it, and Juju's parser takes it, or the definition refuses it by name.
import { type Charm, CharmError, defineCharm, option } from '@charm-layers/charm'
import { charmFiles } from '@charm-layers/charm/manifest'
import type { Interface, PeerInterface } from '../../relation/src/index.ts'
import { describe, expect, test } from 'vitest'
import { parsingFaults, type Texts } from '../src/check/parsing.ts'
import { yamlWarnings } from '../src/check/warnings.ts'
import { knownKeys, knownNestedKeys } from '../src/format/metadata-schema.ts'
import { renderYaml } from '../src/pack/yaml.ts'

const read = (): { readonly state: 'absent' } => ({ state: 'absent' })
const write = (): Record<never, never> => ({})
const named = (name: string): Interface<unknown, unknown> => ({
  requires: { interface: name, side: 'requires', read, write },
  provides: { interface: name, side: 'provides', read, write },
})
const ring: PeerInterface<unknown, unknown> = { peers: { interface: 'ring', side: 'peers', read, write } }
const run = () => ({ results: {} })

const whole: Charm = defineCharm({
  name: 'whole',
  summary: 'Says all',
  description: 'Says all that can be said.',
  title: 'The whole charm',
  maintainers: ['Ada <ada@example.com>'],
  links: {
    docs: 'https://d.example.com',
    issues: ['https://i.example.com'],
    source: 'https://s.example.com',
    website: 'https://w.example.com',
  },
  tags: ['database'],
  terms: ['owner/terms/1'],
  assumes: ['juju >= 3.4', { anyOf: ['juju < 5', { allOf: ['juju >= 2.9'] }] }],
  bases: ['ubuntu@24.04'],
  architectures: ['amd64'],
  files: ['files'],
  subordinate: true,
  config: {
    text: option.string({ description: 'A text', default: 'yes' }),
    int: option.int({ description: 'A number', default: 8 }),
    float: option.float({ description: 'A part', default: 0.5 }),
    boolean: option.boolean({ description: 'Yes or no', default: false }),
    secret: option.secret({ description: 'A login', keys: ['password'] }),
  },
  requires: { host: { ...named('juju-info'), scope: 'container', limit: 1, optional: true } },
  provides: { site: { ...named('http'), scope: 'container', limit: 2, optional: false } },
  peers: { ring },
  extraBindings: ['public'],
  storage: {
    data: {
      type: 'filesystem',
      description: 'Data',
      shared: false,
      readOnly: false,
      multiple: '0-2',
      minimumSize: '1G',
      properties: ['transient'],
      location: '/srv/data',
    },
    disk: { type: 'block', minimumSize: '1.5GiB' },
  },
  resources: { image: { type: 'file', filename: 'image.tar.gz', description: 'An image' } },
  actions: (action) => ({
    go: action({
      title: 'Go',
      description: 'Goes',
      executionGroup: 'travel',
      parallel: true,
      params: {
        to: { type: 'string', description: 'Where', required: true, minLength: 1, maxLength: 9, pattern: '^[a-z]+$' },
        how: { type: 'string', enum: ['fast', 'slow'], default: 'slow' },
        far: { type: 'integer', minimum: 1, maximum: 9, multipleOf: 2, exclusiveMinimum: true, exclusiveMaximum: true, enum: [2, 4] },
        part: { type: 'number', default: 0.5 },
        sure: { type: 'boolean', default: true },
        stops: { type: 'array', items: { type: 'string' }, minItems: 1, maxItems: 3, uniqueItems: true },
        by: {
          type: 'object',
          required: true,
          properties: { road: { type: 'string', required: true } },
          additionalProperties: { type: 'integer' },
          minProperties: 1,
          maxProperties: 3,
        },
      },
      run,
    }),
  }),
  desired: () => [],
})

const files = charmFiles(whole, { base: 'ubuntu@24.04', architectures: ['amd64'] })

test('what a definition says is taken by both generations of Juju, without a warning', () => {
  const texts: Texts = (file) =>
    Object.entries(files)
      .filter(([name]) => name === file)
      .map(([name, data]) => renderYaml(name, data))[0]
  expect([...parsingFaults(texts), ...yamlWarnings(texts)]).toEqual([])
})

/** Gives the error of a definition with these parts, as plain JavaScript could write it. */
function refusal(part: Readonly<Record<string, unknown>>): string {
  try {
    defineCharm({ name: 'part', summary: 'Says one thing', desired: () => [], ...part } as Parameters<typeof defineCharm>[0])
    return ''
  } catch (error) {
    if (!(error instanceof CharmError)) throw error
    return error.message
  }
}

const at = (value: unknown, path: readonly string[]): unknown =>
  path.reduce<unknown>(
    (inner, name) => (typeof inner === 'object' && inner !== null ? Object.entries(inner).find(([key]) => key === name)?.[1] : undefined),
    value,
  )
const has = (file: keyof typeof files, ...path: readonly string[]): boolean => at(files[file], path) !== undefined

describe('metadata.yaml', () => {
  // The definition's links become keys of their own.
  test.for([...knownKeys].filter((key) => key !== 'links'))('%s is written, or refused by name', (key) => {
    expect(has('metadata.yaml', key) || refusal({ [key]: {} })).toSatisfy(
      (found) => found === true || (`${found}`.includes(`${key}`) && `${found}`.includes('is not supported')),
    )
  })

  const members: Readonly<Record<string, readonly [member: string, of: object]>> = {
    provides: ['site', named('http')],
    requires: ['host', named('http')],
    peers: ['ring', ring],
    storage: ['data', { type: 'block' }],
    resources: ['image', { filename: 'x' }],
    devices: ['gpu', {}],
    containers: ['web', {}],
  }
  const nested = Object.entries(knownNestedKeys).flatMap(([path, keys]) => keys.map((key) => [path.replace('.*', ''), key] as const))
  test.for(nested)('%s: %s is written, or refused by name', ([section, key]) => {
    const [member, of] = members[section] ?? ['', {}]
    if (has('metadata.yaml', section, member, key)) return
    expect(refusal({ [section]: { [member]: { ...of, [key]: 'x' } } })).toContain('is not supported')
  })
})

test.for(['type', 'default', 'description'])('config.yaml: %s of an option is written', (key) => {
  expect(has('config.yaml', 'options', 'text', key)).toBe(true)
})

describe('actions.yaml', () => {
  test.for(['description', 'title', 'execution-group', 'required', 'parallel', 'params', 'additionalProperties'])(
    '%s is written',
    (key) => {
      expect(has('actions.yaml', 'go', key)).toBe(true)
    },
  )

  const keywords =
    'type items additionalItems properties patternProperties additionalProperties definitions multipleOf minimum maximum exclusiveMinimum exclusiveMaximum minLength maxLength pattern minProperties maxProperties minItems maxItems uniqueItems dependencies required enum oneOf anyOf allOf not title description default format const if $ref $schema'.split(
      ' ',
    )
  const params = Object.values(at(files['actions.yaml'], ['go', 'params']) ?? {})
  test.for(keywords)('the keyword %s is written, or refused by name', (key) => {
    if (has('actions.yaml', 'go', key) || params.some((param) => at(param, [key]) !== undefined)) return
    const actions = () => ({ go: { description: 'x', params: { n: { type: 'string', [key]: 'x' } }, run } })
    expect(refusal({ actions })).toMatch(/params\.n\.\S+ is not supported: /)
  })
})

test.for(['name', 'channel', 'architectures'])('manifest.yaml: %s of a base is written', (key) => {
  expect(has('manifest.yaml', 'bases', '0', key)).toBe(true)
})

test.for(['charmcraft-version', 'charmcraft-started-at', 'analysis', 'image-info', 'lxd-profile', 'platforms', 'parts', 'type'])(
  'what charmcraft has and this package does not, %s, is refused by name',
  (key) => {
    expect(refusal({ [key]: {} })).toContain('is not supported: ')
  },
)
