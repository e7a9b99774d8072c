import { defineCharm, option } from '@charm-layers/charm'
import { charmFiles } from '@charm-layers/charm/manifest'
import type { Interface, PeerInterface } from '@charm-layers/relation'
import { expect, test } from 'vitest'

const read = (): { readonly state: 'absent' } => ({ state: 'absent' })
const write = (): Record<never, never> => ({})
const named = (name: string): Interface<unknown, unknown> => ({
  requires: { interface: name, side: 'requires', read, write },
  provides: { interface: name, side: 'provides', read, write },
})
const ring: PeerInterface<unknown, unknown> = { peers: { interface: 'ring', side: 'peers', read, write } }

test('an endpoint of a subordinate has its scope in the metadata, whether the interface or the charm says so', () => {
  const nearby: Interface<unknown, unknown> = { ...named('nearby'), scope: 'container' }
  const charm = defineCharm({
    name: 'scoped',
    summary: 'Has endpoints of both scopes',
    requires: { near: nearby, far: named('far') },
    provides: { info: { ...named('info'), scope: 'container' } },
    peers: { cluster: ring },
    desired: () => [],
  })
  expect(charmFiles(charm, { base: 'ubuntu@24.04', architectures: ['amd64'] })['metadata.yaml']).toEqual({
    name: 'scoped',
    summary: 'Has endpoints of both scopes',
    description: 'Has endpoints of both scopes',
    requires: { near: { interface: 'nearby', scope: 'container' }, far: { interface: 'far' } },
    provides: { info: { interface: 'info', scope: 'container' } },
    peers: { cluster: { interface: 'ring' } },
  })
})

test('a storage is written with the keys that Juju has for it', () => {
  const charm = defineCharm({
    name: 'stored',
    summary: 'Has storage',
    storage: {
      data: { type: 'filesystem', description: 'The data', location: '/srv/data', minimumSize: '1G' },
      cache: { type: 'filesystem', multiple: '0-1', readOnly: true, shared: true, properties: ['transient'] },
      disks: { type: 'block', multiple: '2+' },
    },
    desired: () => [],
  })
  expect(charmFiles(charm, { base: 'ubuntu@24.04', architectures: ['amd64'] })['metadata.yaml'].storage).toEqual({
    data: { type: 'filesystem', description: 'The data', location: '/srv/data', 'minimum-size': '1G' },
    cache: { type: 'filesystem', multiple: { range: '0-1' }, 'read-only': true, shared: true, properties: ['transient'] },
    disks: { type: 'block', multiple: { range: '2+' } },
  })
})

const files = (more: Partial<Parameters<typeof defineCharm>[0]>): ReturnType<typeof charmFiles> =>
  charmFiles(defineCharm({ name: 'whole', summary: 'Says all', desired: () => [], ...more }), {
    base: 'ubuntu@24.04',
    architectures: ['amd64'],
  })

test('what a definition says about the charm is written as charmcraft writes it', () => {
  const { 'metadata.yaml': metadata } = files({
    title: 'The whole charm',
    maintainers: ['Ada <ada@example.com>'],
    links: { docs: 'https://d', issues: ['https://i'], source: 'https://s', website: 'https://w' },
    tags: ['database'],
    terms: ['owner/terms/1'],
    assumes: ['juju >= 3.4', { anyOf: ['a-feature', { allOf: ['b-feature < 2'] }] }],
    subordinate: true,
    requires: { host: { ...named('juju-info'), scope: 'container', limit: 1, optional: true } },
    resources: { image: { filename: 'image.tar.gz', description: 'An image' } },
    extraBindings: ['public'],
  })
  expect(metadata).toEqual({
    name: 'whole',
    'display-name': 'The whole charm',
    summary: 'Says all',
    description: 'Says all',
    maintainers: ['Ada <ada@example.com>'],
    docs: 'https://d',
    issues: ['https://i'],
    source: 'https://s',
    website: 'https://w',
    tags: ['database'],
    terms: ['owner/terms/1'],
    assumes: ['juju >= 3.4', { 'any-of': ['a-feature', { 'all-of': ['b-feature < 2'] }] }],
    subordinate: true,
    requires: { host: { interface: 'juju-info', scope: 'container', limit: 1, optional: true } },
    resources: { image: { type: 'file', filename: 'image.tar.gz', description: 'An image' } },
    'extra-bindings': { public: null },
  })
})

test('options are written as Juju reads them', () => {
  const config = {
    login: option.secret({ description: 'A login', keys: ['password'] }),
    share: option.float({ description: 'A part', default: 0.5 }),
  }
  expect(files({ config })['config.yaml']).toEqual({
    options: { login: { type: 'secret', description: 'A login' }, share: { type: 'float', description: 'A part', default: 0.5 } },
  })
})

test('the parameters of actions are written as JSON schema', () => {
  const { 'actions.yaml': actions } = files({
    actions: (action) => ({
      go: action({
        title: 'Go',
        description: 'Goes',
        executionGroup: 'travel',
        parallel: true,
        params: {
          to: { type: 'string', description: 'Where', required: true },
          by: { type: 'object', properties: { road: { type: 'string', required: true } }, required: true },
          stops: { type: 'array', items: { type: 'object', additionalProperties: { type: 'integer', minimum: 1 } } },
        },
        run: () => ({ results: {} }),
      }),
      any: action({ description: 'Takes all', additionalProperties: true, run: () => ({ results: {} }) }),
    }),
  })
  expect(actions).toEqual({
    go: {
      title: 'Go',
      description: 'Goes',
      'execution-group': 'travel',
      parallel: true,
      params: {
        to: { type: 'string', description: 'Where' },
        by: { type: 'object', properties: { road: { type: 'string' } }, required: ['road'], additionalProperties: false },
        stops: { type: 'array', items: { type: 'object', properties: {}, additionalProperties: { type: 'integer', minimum: 1 } } },
      },
      required: ['to', 'by'],
      additionalProperties: false,
    },
    any: { description: 'Takes all', params: {}, additionalProperties: true },
  })
})
