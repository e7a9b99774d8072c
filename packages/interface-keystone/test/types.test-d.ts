import type { RelationView, Secret } from '@charm-layers/relation'
import { expectTypeOf, test } from 'vitest'
import {
  type Identity,
  type KeystoneAddressRequest,
  type KeystoneAnswer,
  type KeystoneRequest,
  type KubernetesAnswer,
  keystone,
  keystoneAddress,
} from '../src/index.ts'

declare const view: RelationView
const ask = (_request: KeystoneRequest): void => {}
const askAddress = (_request: KeystoneAddressRequest): void => {}
const answer = (_answer: KeystoneAnswer): void => {}
const urls = { region: 'RegionOne', publicUrl: 'p', internalUrl: 'i', adminUrl: 'a' } as const
const location = { protocol: 'http', host: 'h', port: 5000 } as const
const password = {} as Secret
const user = { username: 'trove', password, project: 'p', projectId: '1', domain: 'd', domainId: '2' } as const
const place = { ...location, url: 'http://h:5000/v3' } as const
const ids = { userId: '1', projectId: '2', domainId: '3', adminDomainId: '4', adminProjectId: '5', adminUserId: '6' } as const
const names = { project: 'p', domain: 'd', adminDomain: 'ad', adminProject: 'ap', adminUser: 'au' } as const
const all = { service: place, auth: place, internal: place, apiVersion: '3', ...ids, ...names } as const
const answerAll = (_answer: KubernetesAnswer): void => {}
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
  // @ts-expect-error: a prefix is not empty
  ask({ endpoints: { '': { service: 'heat', ...urls } } })
  // @ts-expect-error: roles are a list
  ask({ service: 'trove', ...urls, requestedRoles: 'a,b' })
  // @ts-expect-error: keystone knows no such service to tell of
  ask({ service: 'trove', ...urls, subscribe: ['greeter'] })
  // @ts-expect-error: leftovers of the plain form would win
  ask({ service: 'trove', ...urls, endpoints: { heat: { service: 'heat', ...urls } } })
  // @ts-expect-error: the lists stand beside the endpoints, not in them
  ask({ endpoints: { heat: { service: 'heat', ...urls, requestedRoles: ['a'] } } })
  // @ts-expect-error: who registers nothing has nothing to say
  askAddress({ service: 'None' })
})

test('what keystone must not answer does not compile', () => {
  answer({ form: 'address', ...where, region: 'R' })
  answer({ form: 'register', ...where, ...user })
  const { domain, domainId, ...userOfVersion2 } = user
  answer({ form: 'register', ...where, ...userOfVersion2, apiVersion: '2.0' })
  // @ts-expect-error: from version 3 on classic charms wait for the domain
  answer({ form: 'register', ...where, ...userOfVersion2, domainId })
  // @ts-expect-error: and for its id
  answer({ form: 'register', ...where, ...userOfVersion2, domain })
  // @ts-expect-error: before version 3 there is no domain
  answer({ form: 'register', ...where, ...user, apiVersion: '2.0' })
  // @ts-expect-error: classic charms make a number of the version
  answer({ form: 'address', ...where, apiVersion: 'v3', region: 'R' })
  // @ts-expect-error: only a client that wants the address is told keystone's region
  answer({ form: 'none', region: 'R' })
  // @ts-expect-error: keystone's region is not part of an answer with a user
  answer({ form: 'register', ...where, ...user, region: 'R' })
  // @ts-expect-error: on machines there is no secret
  answer({ form: 'register', ...where, ...user, credentials: 'secret:x' })
  // @ts-expect-error: the protocol is one of two words
  answer({ form: 'address', ...where, service: { ...location, protocol: 'tcp' }, region: 'R' })
  // @ts-expect-error: a user has a password
  answer({ form: 'register', ...where, username: 'trove', project: 'p', projectId: '1', domain, domainId })
  // @ts-expect-error: some readers switch to TLS because of this key
  answer({ form: 'address', ...where, region: 'R', https_keystone: 'True' })
})

test('what keystone on Kubernetes must not answer does not compile', () => {
  answerAll({ form: 'secret', ...all, credentials: 'secret:x', adminRole: 'Admin' })
  answerAll({ form: 'clear', ...all, username: 'trove', password })
  // @ts-expect-error: the library puts a `v` in front of the version
  answerAll({ form: 'clear', ...all, apiVersion: 'v3', username: 'trove', password })
  const { domainId: _domainId, ...part } = all
  // @ts-expect-error: all keys or none, since they win over those of units
  answerAll({ form: 'clear', ...part, username: 'trove', password })
  // @ts-expect-error: the user is in clear or in a secret, not both
  answerAll({ form: 'secret', ...all, credentials: 'secret:x', adminRole: 'Admin', username: 'trove', password })
  // @ts-expect-error: an id is no secret
  answerAll({ form: 'secret', ...all, credentials: password, adminRole: 'Admin' })
  // @ts-expect-error: a password is a secret, not a text
  answerAll({ form: 'clear', ...all, username: 'trove', password: 'pw' })
  // @ts-expect-error: the library of that form has no such key
  answerAll({ form: 'clear', ...all, username: 'trove', password, adminRole: 'Admin' })
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
