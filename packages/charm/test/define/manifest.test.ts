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
