import { type Databag, type RelationView, type State, secret } from '@charm-layers/relation'
import type { LocalBags, RelationData } from '@charm-layers/relation/testing'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type Identity, type KeystoneRequest, keystone, keystoneAddress, keystoneKubernetes } from '../src/index.ts'
import { FIVE } from '../src/request.ts'
import {
  counterpartForProvider,
  counterpartForRequirer,
  type KeystoneQuirks,
  relationForProvider,
  relationForRequirer,
} from '../src/testing/index.ts'
import { applied, forAny, plain, settled, vector, viewOf } from './helpers.ts'

const juju = (address: string): Databag => ({ 'egress-subnets': `${address}/32`, 'ingress-address': address })
const url = 'http://10.5.0.20:8779/v1.0/$(tenant_id)s'
const urls = { publicUrl: url, internalUrl: url, adminUrl: url }
const request: KeystoneRequest = { service: 'trove', region: 'RegionOne', ...urls, description: 'Trove Database Service' }
const heat: KeystoneRequest = {
  endpoints: { heat: { service: 'heat', region: 'R', ...urls }, 'heat-cfn': { service: 'heat-cfn', region: 'R', ...urls } },
}
const keystones = relationForRequirer('identity-service', { addresses: ['10.5.0.31', '10.5.0.32'], response: false })
const localUnitData = juju('10.5.0.21')
const bags = (written: { readonly unit?: Databag; readonly app?: Databag }): LocalBags => ({
  units: { 'trove/0': applied(localUnitData, written.unit) },
  app: applied({}, written.app),
})
const asking = (asked: KeystoneRequest = request): LocalBags => bags(keystone.requires.write(asked, viewOf({}, { localUnitData })))

const view = ({ remoteUnits, remoteApp, remoteAppData, secrets = {} }: RelationData): RelationView =>
  viewOf(remoteUnits, { remoteApp, remoteAppData, secrets: new Map(Object.entries(secrets)) })
const ends = (quirks: KeystoneQuirks, asked: KeystoneRequest = request, from: RelationData = keystones): RelationData =>
  settled(counterpartForRequirer(quirks), from, asking(asked), 1)
const read = (relation: RelationData, asked: KeystoneRequest = request): State<Identity> => keystone.requires.read(view(relation), asked)
const leader = (relation: RelationData): Databag => relation.remoteUnits['keystone/0'] ?? {}

describe('a keystone', () => {
  test.each(['unit', 'app', 'secret'] as const)('that answers in the dialect %s says nothing unasked', (dialect) => {
    for (const units of [{}, { 'trove/0': localUnitData }]) {
      expect(counterpartForRequirer({ dialect })(keystones, { units, app: {} })).toEqual(keystones)
    }
  })

  test.each(['unit', 'app', 'secret'] as const)('is understood by our requirer in the dialect %s', (dialect) => {
    const username = dialect === 'unit' ? 'trove' : 'svc_trove'
    expect(plain(read(ends({ dialect, host: 'keystone.example', protocol: 'https', password: 'pw' })))).toMatchObject({
      state: 'ready',
      data: { username, password: { secret: 'pw' }, auth: { host: 'keystone.example', protocol: 'https', port: 35357 }, apiVersion: '3' },
    })
  })

  test('on machines answers with the keys that it was seen to write, in the bag of its leader alone', () => {
    const {
      'egress-subnets': _egress,
      'ingress-address': _ingress,
      ...seen
    } = vector('live/keystone-01-single.provider.keystone-1.unit').databag
    const { remoteUnits, remoteAppData } = ends({ leader: 'keystone/1' })
    expect(Object.keys(remoteUnits['keystone/1'] ?? {}).sort()).toEqual([...Object.keys(seen), ...Object.keys(localUnitData)].sort())
    expect(remoteUnits['keystone/0']).toEqual(juju('10.5.0.31'))
    expect(remoteAppData).toEqual({})
  })

  test('on machines passes over what is asked in the bag of the application, and on Kubernetes over all else', () => {
    const { units, app } = asking()
    expect(counterpartForRequirer()(keystones, { units: {}, ...(app && { app }) })).toEqual(keystones)
    expect(counterpartForRequirer({ dialect: 'app' })(keystones, { units })).toEqual(keystones)
  })

  test('gives several services one user, and names the type of the first in order', () => {
    const answered = ends({ userPrefix: 'svc_' }, heat)
    expect(read(answered, heat)).toMatchObject({ data: { username: 'svc_heat_heat-cfn', serviceType: 'cloudformation' } })
  })

  test('tells who asks for no more where it is, and what roles it has made', () => {
    const local = bags(keystoneAddress.requires.write({ requestedRoles: ['member'] }, viewOf({}, { localUnitData })))
    const answered = settled(counterpartForRequirer({ region: 'RegionTwo' }), keystones, local, 1)
    expect(keystoneAddress.requires.read(view(answered), {})).toMatchObject({
      state: 'ready',
      data: { region: 'RegionTwo', createdRoles: ['member'], service: { host: '10.5.0.30' } },
    })
    expect(read(answered)).toMatchObject({ state: 'waiting' })
  })

  test('keeps the user in the bag of a client that comes to ask for the address only', () => {
    const before = ends({})
    const after = settled(counterpartForRequirer(), before, bags(keystoneAddress.requires.write({}, viewOf({}, { localUnitData }))), 1)
    expect(leader(after)).toMatchObject({ service_username: 'trove', region: 'RegionOne' })
    expect(counterpartForRequirer()(after, { units: {} })).toEqual(after)
  })

  test('answers nobody while it waits for its database or its hacluster, and takes nothing back', () => {
    expect(ends({ waiting: true })).toEqual(keystones)
    expect(ends({ waiting: true }, request, ends({}))).toEqual(ends({}))
  })

  test('that has lost its leader shows two answers, on which our requirer waits while they differ', () => {
    const after = ends({ leader: 'keystone/1', password: 'new' }, request, ends({ password: 'old' }))
    expect(read(after)).toEqual({ state: 'waiting', missing: ['service_password'] })
    expect(read(ends({ leader: 'keystone/1' }, request, ends({})))).toMatchObject({ state: 'ready' })
  })

  test('takes away the certificates of former times when it answers', () => {
    const old = { ...keystones, remoteUnits: { 'keystone/0': { ca_cert: 'x', ssl_cert_10: 'y', https_keystone: 'True' } } }
    for (const key of ['ca_cert', 'ssl_cert_10', 'https_keystone']) expect(leader(ends({}, request, old))).not.toHaveProperty(key)
  })

  test('rotates a password and nothing else', () => {
    const [before, after] = [leader(ends({ password: 'old' })), leader(ends({ password: 'new' }, request, ends({ password: 'old' })))]
    expect(Object.keys(after).filter((key) => after[key] !== before[key])).toEqual(['service_password'])
  })

  test('tells a subscriber in both bags, of others and of itself, and never takes back what it has told', () => {
    const nova = { public: 'p', internal: 'i', admin: 'a' }
    const asked: KeystoneRequest = { ...request, subscribe: ['nova', 'trove', 'neutron'] }
    const told = ends({ catalog: { nova, heat: nova } }, asked)
    expect(told.remoteAppData).toEqual({ catalog_ttl: '60', ep_changed: leader(told).ep_changed })
    const trove = { public: url, internal: url, admin: url }
    expect(read(told, asked)).toMatchObject({ data: { endpoints: { nova, trove }, catalogTtl: 60 } })
    expect(read(ends({}, asked, told), asked)).toMatchObject({ data: { endpoints: { nova, trove } } })
  })

  test.each([
    [2018, { adminRole: 'Admin', createdRoles: [], internal: { port: 5000 } }, ['service_type', 'internal_host', 'admin_user_id']],
    [2021, { createdRoles: ['r'] }, ['service_type', 'admin_role', 'service_user_id']],
  ])('of %i is understood without the keys of later years', (year, data, missing) => {
    const answered = ends({ year }, { ...request, requestedRoles: ['r'] })
    expect(read(answered)).toMatchObject({ state: 'ready', data })
    for (const key of missing) expect(leader(answered)).not.toHaveProperty(key)
  })

  test('on Kubernetes may name a secret before it is granted', () => {
    const named = ends({ dialect: 'secret', ungranted: true })
    expect(read(named)).toEqual({ state: 'waiting', missing: ['service-credentials'] })
    expect(read(ends({ dialect: 'secret' }, request, named))).toMatchObject({ state: 'ready' })
  })
})

describe('what keystone makes of a request that our types refuse', () => {
  const bag = asking().units['trove/0'] ?? {}

  test.each(['constructor', '__proto__'])('tells nothing of the service %s, which is in no catalog', (service) => {
    const told = counterpartForRequirer()(keystones, { units: { 'trove/0': { ...bag, subscribe_ep_change: `${service} trove` } } })
    expect(JSON.parse(told.remoteAppData.ep_changed ?? '')).toEqual({ trove: { public: url, internal: url, admin: url } })
    const alone = counterpartForRequirer()(keystones, { units: { 'trove/0': { ...bag, subscribe_ep_change: service } } })
    expect(alone.remoteAppData).toEqual({})
  })

  const answersTo = (theirs: Databag): Databag => leader(counterpartForRequirer()(keystones, { units: { 'trove/0': theirs } }))
  const prefixed = asking(heat).units['trove/0'] ?? {}

  test('an unknown service is an error, in either form', () => {
    expect(answersTo({ ...bag, service: 'greeter' })).toEqual(juju('10.5.0.31'))
    expect(answersTo({ ...prefixed, heat_service: 'greeter' })).toEqual(juju('10.5.0.31'))
  })

  test('a stray None makes it a request for the address, or silences it', () => {
    expect(answersTo({ ...bag, requested_roles: 'None' })).toMatchObject({ region: 'RegionOne', service_type: 'database' })
    expect(answersTo({ ...prefixed, requested_roles: 'None' })).toEqual(juju('10.5.0.31'))
  })

  test('a key that lacks is waited for', () => {
    expect(answersTo({ ...bag, admin_url: '' })).toEqual(juju('10.5.0.31'))
  })

  test('the plain form wins over prefixes, and the last unit over the others', () => {
    expect(answersTo({ ...prefixed, ...bag })).toMatchObject({ service_username: 'trove' })
    const units = { 'trove/0': bag, 'trove/1': { ...bag, service: 'heat' } }
    expect(leader(counterpartForRequirer()(keystones, { units }))).toMatchObject({ service_username: 'heat' })
  })
})

describe('a client', () => {
  const joined = relationForProvider('identity-service', { addresses: ['10.5.0.21', '10.5.0.22'], response: false })
  const local = { units: { 'keystone/0': juju('10.5.0.31') } }

  test.each([
    [{}, { form: 'register', username: 'trove', serviceType: 'database' }],
    [
      { services: { v1: 'manila', v2: 'manilav2' }, requestedRoles: ['a', 'b'], addRoleToAdmin: ['c'], subscribe: ['nova'] },
      { username: 'manila_manilav2', requestedRoles: ['a', 'b'], addRoleToAdmin: ['c'], subscribe: ['nova'] },
    ],
    [{ form: 'address', requestedRoles: ['member'] } as const, { form: 'address', requestedRoles: ['member'] }],
  ])('%j is understood by our provider', (quirks, data) => {
    const asked = settled(counterpartForProvider(quirks), joined, local, 1)
    expect(keystone.provides.read(view(asked))).toMatchObject({ state: 'ready', data })
    expect(asked.remoteAppData).toEqual({})
  })

  test('with a virtual address asks nothing until its hacluster is ready, and nobody asks while there is none', () => {
    expect(counterpartForProvider({ waiting: true })(joined, local)).toEqual(joined)
    expect(counterpartForProvider()({ ...joined, remoteUnits: {} }, local)).toEqual({ ...joined, remoteUnits: {} })
  })

  test('with a description is understood by keystone on Kubernetes, and one for Kubernetes by that alone', () => {
    const both = settled(counterpartForProvider({ description: 'd' }), joined, local, 1)
    expect(keystoneKubernetes.provides.read(view(both))).toMatchObject({ data: { endpoints: [{ service: 'trove', description: 'd' }] } })
    expect(keystone.provides.read(view(both))).toMatchObject({ state: 'ready' })
    const alone = settled(counterpartForProvider({ form: 'kubernetes', services: { '': 'greeter' } }), joined, local, 1)
    expect(keystoneKubernetes.provides.read(view(alone))).toMatchObject({ data: { endpoints: [{ service: 'greeter', type: 'greeter' }] } })
    expect(keystone.provides.read(view(alone))).toMatchObject({ state: 'waiting' })
  })

  test('gets from our provider what it asked for, and our requirer reads it', () => {
    const asked = view(counterpartForProvider()(joined, local))
    const state = keystone.provides.read(asked)
    if (state.state !== 'ready' || state.data.form !== 'register') throw new Error(state.state)
    const at = { protocol: 'http', host: '10.5.0.30', port: 5000 } as const
    const user = { username: state.data.username, password: secret('pw'), project: 'services', projectId: '1', domain: 'd', domainId: '2' }
    const { unit } = keystone.provides.write({ form: 'register', service: at, auth: at, internal: at, apiVersion: '3', ...user }, asked)
    expect(keystone.requires.read(viewOf({ 'keystone/0': applied({}, unit) }), request)).toMatchObject({ data: { username: 'trove' } })
  })
})

describe('any request', () => {
  const some: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(fc.constantFrom(...FIVE, 'x_service', 'service-endpoints', 'subscribe_ep_change', '__proto__'), fc.string()),
    fc.oneof(fc.constantFrom('', 'None', 'trove', '[]', '__proto__'), fc.string()),
  )
  const bag = fc.oneof(
    some,
    some.map((more) => ({ ...asking().units['trove/0'], ...more })),
  )
  const local: fc.Arbitrary<LocalBags> = fc.record({
    units: fc.dictionary(fc.constantFrom('trove/0', 'trove/1', 'x'), bag),
    app: fc.oneof(
      some,
      some.map((more) => ({ ...asking().app, ...more })),
    ),
  })

  test('comes to an end, and what is asked again changes nothing', () =>
    forAny(
      [local, fc.constantFrom<KeystoneQuirks>({}, { dialect: 'app' }, { dialect: 'secret' }, { leader: 'keystone/1', year: 2016 })],
      (asked, quirks) => settled(counterpartForRequirer(quirks), keystones, asked),
    ))
})
