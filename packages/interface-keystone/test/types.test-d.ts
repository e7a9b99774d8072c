import type { RelationView } from '@charm-layers/charm/relation'
import { expectTypeOf, test } from 'vitest'
import {
  type Identity,
  type KeystoneAddressRequest,
  type KeystoneAnswer,
  type KeystoneRequest,
  keystone,
  keystoneAddress,
} from '../src/index.ts'

declare const view: RelationView
const ask = (_request: KeystoneRequest): void => {}
const askAddress = (_request: KeystoneAddressRequest): void => {}
const answer = (_answer: KeystoneAnswer): void => {}
const urls = { region: 'RegionOne', publicUrl: 'p', internalUrl: 'i', adminUrl: 'a' } as const
const location = { protocol: 'http', host: 'h', port: 5000 } as const
const where = { service: location, auth: location, internal: location, apiVersion: '3' } as const

test('what a client must not send does not compile', () => {
  ask({ service: 'trove', ...urls, subscribe: ['nova'] })
  ask({ endpoints: { heat: { service: 'heat', ...urls }, 'heat-cfn': { service: 'heat-cfn', ...urls } } })
  // @ts-expect-error: a name that keystone does not know puts it into error
  ask({ service: 'greeter', ...urls })
  // @ts-expect-error: all five are needed
  ask({ service: 'trove', region: 'RegionOne', publicUrl: 'p', internalUrl: 'i' })
  // @ts-expect-error: the prefix ends at the first underscore
  ask({ endpoints: { heat_cfn: { service: 'heat-cfn', ...urls } } })
  // @ts-expect-error: leftovers of the plain form would win
  ask({ service: 'trove', ...urls, endpoints: { heat: { service: 'heat', ...urls } } })
  // @ts-expect-error: the lists stand beside the endpoints, not in them
  ask({ endpoints: { heat: { service: 'heat', ...urls, requestedRoles: ['a'] } } })
  // @ts-expect-error: who registers nothing has nothing to say
  askAddress({ service: 'None' })
})

test('what keystone must not answer does not compile', () => {
  answer({ form: 'address', ...where, region: 'R' })
  // @ts-expect-error: only a client that wants the address is told keystone's region
  answer({ form: 'none', region: 'R' })
  // @ts-expect-error: a user has a password
  answer({ form: 'register', ...where, username: 'trove', project: 'p', projectId: '1' })
  // @ts-expect-error: some readers switch to TLS because of this key
  answer({ form: 'address', ...where, region: 'R', https_keystone: 'True' })
})

test('data cannot be used before it is ready, and an address has no user', () => {
  const state = keystone.requires.read(view, { service: 'trove', ...urls })
  // @ts-expect-error: it may be absent
  void state.data
  if (state.state === 'ready') expectTypeOf(state.data).toEqualTypeOf<Identity>()
  const address = keystoneAddress.requires.read(view, {})
  // @ts-expect-error: nothing was registered, so there is no user
  if (address.state === 'ready') void address.data.username
})
