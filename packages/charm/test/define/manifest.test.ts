import { defineCharm } from '@charm-layers/charm'
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
