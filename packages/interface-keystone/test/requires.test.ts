import type { Databag, RelationView } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  authUrl,
  type Endpoint,
  type Endpoints,
  type KeystoneAddressRequest,
  type KeystoneRequest,
  keystone,
  keystoneAddress,
  type ServiceName,
} from '../src/index.ts'
import { relationForRequirer } from '../src/testing/index.ts'
import { applied, expectState, expectWrittenOnce, forAny, plain, vector, viewOf } from './helpers.ts'

const side = keystone.requires
const address = keystoneAddress.requires
const url = 'http://10.5.0.20:8779/v1.0/$(tenant_id)s'
const urls = { publicUrl: url, internalUrl: url, adminUrl: url }
const request: KeystoneRequest = { service: 'trove', region: 'RegionOne', ...urls }
const emptyPrefix: Readonly<Record<string, Endpoint>> = { '': { service: 'heat', region: 'R', ...urls } }
const several: KeystoneRequest = {
  endpoints: { heat: { service: 'heat', region: 'R', ...urls }, 'heat-cfn': { service: 'heat-cfn', region: 'R', ...urls } },
}
const regions = (more: { readonly description?: string }): KeystoneRequest => ({
  endpoints: {
    heat: { service: 'heat', region: 'RegionOne', ...urls, ...more },
    'heat-cfn': { service: 'heat-cfn', region: 'RegionTwo', ...urls, ...more },
  },
})

const addressBag: Databag = {
  service_host: '10.5.0.30',
  service_port: '5000',
  service_protocol: 'http',
  auth_host: '10.5.0.30',
  auth_port: '35357',
  auth_protocol: 'http',
}
const answer: Databag = {
  ...addressBag,
  service_tenant: 'services',
  service_username: 'trove',
  service_password: 'pw',
  service_tenant_id: '12',
}

const kubernetes: Databag = {
  'service-host': 'keystone.service',
  'service-port': '5000',
  'service-protocol': 'http',
  'auth-host': 'keystone.local',
  'auth-port': '12345',
  'auth-protocol': 'http',
  'service-project-name': 'services',
  'service-project-id': '12',
}

describe('reading the answer', () => {
  test('is absent while there is neither a unit nor an answer of the application', () => {
    expect(side.read(viewOf({}), request)).toEqual({ state: 'absent' })
  })

  test('waits for the ten keys, by their names', () => {
    const missing = [...Object.keys(addressBag).sort(), 'service_tenant', 'service_username', 'service_password', 'service_tenant_id']
    const state = side.read(viewOf({ 'keystone/0': { 'ingress-address': 'x' } }), request)
    expect(state.state === 'waiting' && [...state.missing].sort()).toEqual(missing.sort())
  })

  const needed = Object.keys(answer).filter((key) => !key.endsWith('_protocol'))
  test.each(needed)('waits for %s alone', (key) => {
    const whole = { ...answer, api_version: '3' }
    expect(side.read(viewOf({ 'keystone/0': { ...whole, [key]: '' } }), request)).toEqual({ state: 'waiting', missing: [key] })
    expect(side.read(viewOf({ 'keystone/0': { ...whole, [key]: '__null__' } }), request)).toEqual({ state: 'waiting', missing: [key] })
  })

  test.each(['', '2', '2.0'])('does without the id of the project in version %j of the API', (version) => {
    const { service_tenant_id: _id, ...rest }: Databag = { ...answer, api_version: version }
    const state = side.read(viewOf({ 'keystone/0': rest }), request)
    expect(state).toMatchObject({ state: 'ready', data: { project: 'services' } })
    expect(state.state === 'ready' && state.data.projectId).toBeUndefined()
    const { service_host: _host, ...less } = rest
    expect(side.read(viewOf({ 'keystone/0': less }), request)).toEqual({ state: 'waiting', missing: ['service_host', 'service_tenant_id'] })
  })

  test.each(['', '3'])('takes http for a protocol that is not told, in version %j of the API', (version) => {
    const { service_protocol: _service, auth_protocol: _auth, ...rest }: Databag = { ...answer, api_version: version }
    const internal = { internal_host: 'i', internal_port: '5001' }
    expect(side.read(viewOf({ 'keystone/0': { ...rest, ...internal } }), request)).toMatchObject({
      data: { service: { protocol: 'http' }, auth: { protocol: 'http' }, internal: { protocol: 'http', host: 'i', port: 5001 } },
    })
    expect(address.read(viewOf({ 'keystone/0': { ...rest, service_protocol: 'https' } }), {})).toMatchObject({
      data: { service: { protocol: 'https' }, auth: { protocol: 'http' } },
    })
  })

  test('compares a protocol that is not told as the http that it means', () => {
    const { auth_protocol: _auth, ...rest }: Databag = answer
    expect(side.read(viewOf({ 'keystone/0': rest, 'keystone/1': answer }), request)).toMatchObject({ state: 'ready' })
    expect(side.read(viewOf({ 'keystone/0': rest, 'keystone/1': { ...answer, auth_protocol: 'https' } }), request)).toEqual({
      state: 'waiting',
      missing: ['auth_protocol'],
    })
  })

  test('takes the ten keys for enough, and says what upstream takes for the rest', () => {
    const location = { protocol: 'http', host: '10.5.0.30', port: 5000 }
    expect(plain(side.read(viewOf({ 'keystone/0': answer }), request))).toEqual({
      state: 'ready',
      data: {
        service: location,
        auth: { ...location, port: 35357 },
        internal: location,
        apiVersion: '2.0',
        username: 'trove',
        password: { secret: 'pw' },
        project: 'services',
        projectId: '12',
        domain: 'default',
        adminRole: 'Admin',
        createdRoles: [],
      },
    })
  })

  test.each(['internal_host', 'internal_port'])('lets the public endpoint stand for an internal one without %s', (key) => {
    const internal = { internal_host: 'i', internal_port: '5001', internal_protocol: 'https' }
    const state = side.read(viewOf({ 'keystone/0': { ...answer, ...internal, [key]: '' } }), request)
    expect(state).toMatchObject({ data: { internal: { protocol: 'http', host: '10.5.0.30', port: 5000 } } })
  })

  test("finds the leader's databag among empty ones", () => {
    expect(side.read(viewOf({ 'keystone/0': {}, 'keystone/1': answer, 'keystone/2': {} }), request)).toMatchObject({ state: 'ready' })
  })

  test('does not put an answer together from two units', () => {
    const { service_password: password, ...rest } = answer
    const view = viewOf({ 'keystone/0': rest, 'keystone/1': { service_password: password ?? '' } })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['service_password'] })
  })

  test('takes the answer of a former leader when it agrees', () => {
    const view = viewOf({ 'keystone/0': answer, 'keystone/1': { ...answer, service_type: 'database' } })
    expect(side.read(view, request)).toMatchObject({ state: 'ready' })
  })

  test('waits while a former leader shows something else: nothing tells which is newer', () => {
    const view = viewOf({ 'keystone/0': { ...answer, service_password: 'old' }, 'keystone/1': answer })
    expect(side.read(view, request)).toEqual({ state: 'waiting', missing: ['service_password'] })
  })

  test('does not mind an old answer that is not complete', () => {
    const { auth_host: _host, ...rest }: Databag = { ...answer, service_password: 'old' }
    expect(plain(side.read(viewOf({ 'keystone/0': rest, 'keystone/1': answer }), request))).toMatchObject({
      data: { password: { secret: 'pw' } },
    })
  })

  test('refuses a key that cannot be used', () => {
    const view = viewOf({ 'keystone/0': { ...answer, auth_protocol: 'gopher' } })
    expect(side.read(view, request)).toEqual({ state: 'invalid', key: 'auth_protocol', why: 'is neither http nor https' })
  })

  test('never shows the password as text', () => {
    expect(JSON.stringify(side.read(viewOf({ 'keystone/0': { ...answer, service_password: 'hunter2' } }), request))).not.toContain(
      'hunter2',
    )
  })
})

describe('reading keystone on Kubernetes', () => {
  const clear = { ...kubernetes, 'service-user-name': 'trove', 'service-password': 'pw' }
  const withSecret = { ...kubernetes, 'service-credentials': 'secret:abc' }
  const view = (remoteAppData: Databag, more: Partial<RelationView> = {}): RelationView =>
    viewOf({ 'keystone/0': {} }, { remoteAppData, ...more })

  test('takes the application databag with the password in clear', () => {
    expect(plain(side.read(view({ ...clear, 'api-version': 'v3' }), request))).toMatchObject({
      data: { username: 'trove', password: { secret: 'pw' }, auth: { host: 'keystone.local', port: 12345 }, apiVersion: '3' },
    })
  })

  test('takes it before any unit can be seen', () => {
    expect(side.read(viewOf({}, { remoteAppData: clear }), request)).toMatchObject({ state: 'ready' })
  })

  test('fetches name and password from the secret', () => {
    const secrets = new Map([['secret:abc', { username: 'svc', password: 'hidden' }]])
    expect(plain(side.read(view(withSecret, { secrets }), request))).toMatchObject({
      data: { username: 'svc', password: { secret: 'hidden' } },
    })
  })

  test.each([
    ['there is none', undefined],
    ['it is another', new Map([['secret:x', { username: 'a', password: 'b' }]])],
    ['it has no password', new Map([['secret:abc', { username: 'a' }]])],
  ])('waits for the secret while %s', (_what, secrets) => {
    expect(side.read(view(withSecret, secrets === undefined ? {} : { secrets }), request)).toEqual({
      state: 'waiting',
      missing: ['service-credentials'],
    })
  })

  test.each(['service-protocol', 'auth-protocol'])('waits for %s, which its library writes with the rest', (key) => {
    expect(side.read(view({ ...clear, [key]: '' }), request)).toEqual({ state: 'waiting', missing: [key] })
  })

  test('names what is missing as it is spelt there', () => {
    const { 'auth-host': _host, ...rest }: Databag = clear
    expect(side.read(view(rest), request)).toEqual({ state: 'waiting', missing: ['auth-host'] })
  })

  test('lets the application databag win over a unit databag, key by key', () => {
    const both = viewOf({ 'keystone/0': answer }, { remoteAppData: { 'auth-host': 'from-app' } })
    expect(side.read(both, request)).toMatchObject({ data: { auth: { host: 'from-app' }, service: { host: '10.5.0.30' } } })
  })

  test('does not mind units that differ in a key which the application databag settles', () => {
    const units = { 'keystone/0': { ...answer, auth_host: 'old' }, 'keystone/1': answer }
    expect(side.read(viewOf(units, { remoteAppData: { 'auth-host': 'from-app' } }), request)).toMatchObject({
      data: { auth: { host: 'from-app' } },
    })
  })

  test('does not take the notification in the application databag of keystone on machines for an answer', () => {
    const { databag } = vector('live/keystone-05-subscribed.provider.keystone-1.identity-service-30.app')
    expect(side.read(viewOf({}, { remoteAppData: databag }), request)).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'keystone/1': answer }, { remoteAppData: databag }), request)).toMatchObject({
      data: { catalogTtl: 60, endpoints: { heat: {}, trove: {} } },
    })
  })
})

describe('recorded keystones', () => {
  test.each([
    ['keystone-1', { apiVersion: '2.0', username: 'adam', domain: 'admin_domain', internal: { host: 'keystone-internal.local' } }],
    ['charm-helpers-unset', { apiVersion: '2.0', service: { protocol: 'http' }, auth: { protocol: 'http' }, project: 'admin' }],
    ['keystone-3', { apiVersion: '3', username: 'adam', service: { protocol: 'https' }, domainId: 'svc-dom-id' }],
    [
      'live/keystone-01-single.provider.keystone-1.unit',
      { username: 'trove', serviceType: 'database', userId: '9ab231d3273a4d1d837191745b8bc559' },
    ],
    [
      'live/keystone-05-subscribed.provider.keystone-1.identity-service-30.unit',
      { createdRoles: ['member', 'Trove_Admin'], catalogTtl: 60 },
    ],
  ])('%s is complete', (name, data) => {
    expect(side.read(viewOf(vector(name).units), request)).toMatchObject({ state: 'ready', data })
  })

  test.each(['keystone-7', 'live/keystone-03-address-only.provider.keystone-1.unit'])(
    '%s says where keystone is, and has no user',
    (name) => {
      const view = viewOf(vector(name).units)
      expect(side.read(view, request)).toEqual({
        state: 'waiting',
        missing: ['service_tenant', 'service_username', 'service_password', 'service_tenant_id'],
      })
      expect(address.read(view, {})).toMatchObject({ state: 'ready', data: { region: 'RegionOne' } })
    },
  )

  test('keystone-17 names a secret', () => {
    const { databag } = vector('keystone-17')
    const secrets = new Map([['secret:PLACEHOLDER', { username: 'svc', password: 'pw' }]])
    expect(side.read(viewOf({}, { remoteAppData: databag }), request)).toEqual({ state: 'waiting', missing: ['service-credentials'] })
    expect(side.read(viewOf({}, { remoteAppData: databag, secrets }), request)).toMatchObject({
      data: { username: 'svc', apiVersion: '3', domainId: 'svcdomid1', project: 'svc-project' },
    })
  })
})

describe('writing the request', () => {
  test('is what a charm in Python writes', () => {
    expect(
      applied(
        {},
        side.write({ ...request, requestedRoles: ['a', 'b'], addRoleToAdmin: ['c'], subscribe: ['nova', 'neutron'] }, viewOf({})).unit,
      ),
    ).toEqual({
      service: 'trove',
      region: 'RegionOne',
      public_url: url,
      internal_url: url,
      admin_url: url,
      requested_roles: 'a,b',
      add_role_to_admin: 'c',
      subscribe_ep_change: 'nova neutron',
    })
  })

  test('removes the five keys when it moves to prefixes, and the prefixes when it moves back', () => {
    const plainBag = applied({}, side.write(request, viewOf({})).unit)
    const prefixed = applied(plainBag, side.write(several, viewOf({}, { localUnitData: plainBag })).unit)
    expect(Object.keys(prefixed).filter((key) => !key.startsWith('heat'))).toEqual([])
    expect(Object.keys(prefixed)).toHaveLength(10)
    expect(applied(prefixed, side.write(request, viewOf({}, { localUnitData: prefixed })).unit)).toEqual(plainBag)
  })

  test('takes a stray None away, which would turn the request into another', () => {
    const localUnitData = { note: 'None', requested_roles: 'None' }
    expect(Object.values(applied(localUnitData, side.write(request, viewOf({}, { localUnitData })).unit))).not.toContain('None')
  })

  test.each<[string, KeystoneRequest, string]>([
    ['an empty region', { ...request, region: '' }, 'region'],
    ['a region None', { ...request, region: 'None' }, 'region'],
    ['a role None', { ...request, requestedRoles: ['None'] }, 'requested_roles'],
    ['a role with a comma', { ...request, addRoleToAdmin: ['a,b'] }, 'add_role_to_admin'],
    ['no endpoint', { endpoints: {} }, 'service'],
    ['an unknown service, if the types were passed by', { ...request, service: 'greeter' as ServiceName }, 'service'],
    ['an empty prefix, if the types were passed by', { endpoints: emptyPrefix as Endpoints }, 'service'],
    ['a subscription with a blank', { ...request, subscribe: ['nova neutron' as ServiceName] }, 'subscribe_ep_change'],
    ['regions that differ, of which keystone on Kubernetes is told one', regions({ description: 'd' }), 'heat-cfn_region'],
    ['an empty role', { ...request, requestedRoles: [''] }, 'requested_roles'],
  ])('refuses %s and sends nothing', (_what, asked, key) => {
    expect(side.read(viewOf({ 'keystone/0': answer }), asked)).toMatchObject({ state: 'invalid', key })
    const localUnitData = { service: 'trove', region: 'RegionOne', 'ingress-address': 'x' }
    const localAppData = { region: 'RegionOne', 'service-endpoints': '[]', note: 'x' }
    const { unit, app } = side.write(asked, viewOf({}, { localUnitData, localAppData }))
    expect(applied(localUnitData, unit)).toEqual({ 'ingress-address': 'x' })
    expect(applied(localAppData, app)).toEqual({ note: 'x' })
  })

  test('tells keystone on Kubernetes too, when there is a description', () => {
    const { app } = side.write({ ...request, description: 'Trove Database Service' }, viewOf({}))
    expect(app?.region).toBe('RegionOne')
    expect(JSON.parse(app?.['service-endpoints'] ?? '')).toEqual([
      {
        service_name: 'trove',
        type: 'database',
        description: 'Trove Database Service',
        public_url: url,
        internal_url: url,
        admin_url: url,
      },
    ])
    expect(side.write(request, viewOf({})).app).toBeUndefined()
  })

  test('tells keystone on Kubernetes of services in the order of their prefixes, whatever the order of the author', () => {
    const [a, b] = (['heat', 'heat-cfn'] as const).map((service) => ({ service, region: 'R', ...urls, description: service }))
    if (a === undefined || b === undefined) throw new Error('unreachable')
    const { app } = side.write({ endpoints: { b, a } }, viewOf({}))
    expect(app).toEqual(side.write({ endpoints: { a, b } }, viewOf({})).app)
    expect(JSON.parse(app?.['service-endpoints'] ?? '')).toMatchObject([{ service_name: 'heat' }, { service_name: 'heat-cfn' }])
  })

  test('names each item of a list once, where the author has it first', () => {
    const lists = { requestedRoles: ['b', 'a', 'a', 'b'], addRoleToAdmin: ['c', 'c'], subscribe: ['nova', 'heat', 'nova'] } as const
    const expected = { requested_roles: 'b,a', add_role_to_admin: 'c', subscribe_ep_change: 'nova heat' }
    expect(side.write({ ...request, ...lists }, viewOf({})).unit).toMatchObject(expected)
    expect(address.write(lists, viewOf({})).unit).toMatchObject(expected)
  })

  test('lets services of several regions be registered on machines, where nothing is described', () => {
    expect(side.read(viewOf({ 'keystone/0': answer }), regions({}))).toMatchObject({ state: 'ready' })
    expect(side.write(regions({}), viewOf({})).app).toBeUndefined()
  })

  test('tells keystone on Kubernetes no more when the description is gone, or the address is all that is asked for', () => {
    const { app: localAppData = {} } = side.write({ ...request, description: 'd' }, viewOf({}))
    for (const { app } of [side.write(request, viewOf({}, { localAppData })), address.write({}, viewOf({}, { localAppData }))]) {
      expect(applied(localAppData, app)).toEqual({})
    }
  })

  test('asks for the address with five times None, and with nothing else', () => {
    const localUnitData = { requested_roles: 'a', heat_service: 'heat' }
    const five = { service: 'None', region: 'None', public_url: 'None', internal_url: 'None', admin_url: 'None' }
    expect(applied(localUnitData, address.write({}, viewOf({}, { localUnitData })).unit)).toEqual(five)
  })
})

describe('a client that wants the address only', () => {
  test('may have roles made and be told of endpoints, and reads what came of it', () => {
    const asked: KeystoneAddressRequest = { requestedRoles: ['Member', 'SpecialRole'], subscribe: ['nova'] }
    expect(applied({}, address.write(asked, viewOf({})).unit)).toMatchObject({
      service: 'None',
      requested_roles: 'Member,SpecialRole',
      subscribe_ep_change: 'nova',
    })
    expect(address.read(viewOf(vector('keystone-7').units), asked)).toMatchObject({
      data: { createdRoles: ['Member', 'SpecialRole'], serviceType: 'identity' },
    })
  })

  test('has a list refused that would be another', () => {
    const asked = { requestedRoles: ['a,b'] }
    expect(address.read(viewOf({ 'keystone/0': addressBag }), asked)).toMatchObject({ state: 'invalid', key: 'requested_roles' })
    expect(applied({}, address.write(asked, viewOf({})).unit)).toEqual({})
  })

  test('is shown no user, whatever stands there', () => {
    const state = address.read(viewOf({ 'keystone/0': answer }), {})
    expect(state.state === 'ready' && Object.keys(state.data).sort()).toEqual(['apiVersion', 'auth', 'createdRoles', 'internal', 'service'])
  })
})

describe('the URL to get tokens from', () => {
  const location = { protocol: 'http', host: '10.5.0.30', port: 35357 } as const
  const where = { service: { ...location, port: 5000 }, auth: location, internal: { ...location, host: '2001:db8::1' }, apiVersion: '3' }

  test('is of the administrator unless said otherwise, with brackets around an IPv6 address', () => {
    expect(authUrl(where)).toBe('http://10.5.0.30:35357/v3')
    expect(authUrl(where, 'service')).toBe('http://10.5.0.30:5000/v3')
    expect(authUrl(where, 'internal')).toBe('http://[2001:db8::1]:35357/v3')
    expect(authUrl({ ...where, apiVersion: '2.0' })).toBe('http://10.5.0.30:35357/v2.0')
  })

  test.each([
    ['http://keystone.example/openstack-keystone', 'http://keystone.example/openstack-keystone/v3'],
    ['http://keystone.example/openstack-keystone/v3', 'http://keystone.example/openstack-keystone/v3'],
  ])('is the one that keystone gives, %s', (given, expected) => {
    expect(authUrl({ ...where, auth: { ...location, url: given } })).toBe(expected)
  })
})

const key = fc.oneof(
  fc.constantFrom(...Object.keys(answer), ...Object.keys(kubernetes)),
  fc.constantFrom(
    'api_version',
    'ep_changed',
    'catalog_ttl',
    'service-credentials',
    'service-user-name',
    'service-password',
    'created_roles',
  ),
  fc.constantFrom('service', 'region', 'public_url', 'v1_service', 'v1_region', 'requested_roles', '__proto__'),
  fc.string(),
)
const value = fc.oneof(
  fc.constantFrom('', 'None', '__null__', 'http', '5000', '{}', '[]', 'secret:abc'),
  fc.string({ unit: 'binary' }),
  fc.json(),
)
const bag: fc.Arbitrary<Databag> = fc.oneof(
  fc.dictionary(key, value),
  fc.dictionary(key, value).map((more) => ({ ...answer, ...more })),
  fc.dictionary(key, value).map((more) => ({ ...kubernetes, ...more })),
)
const anyView: fc.Arbitrary<RelationView> = fc
  .record({
    units: fc.dictionary(fc.string(), bag, { maxKeys: 3 }),
    remoteAppData: bag,
    localUnitData: bag,
    localAppData: bag,
    secrets: fc.dictionary(fc.constantFrom('secret:abc', 'x'), fc.dictionary(fc.constantFrom('username', 'password'), fc.string())),
  })
  .map(({ units, secrets, ...more }) => viewOf(units, { ...more, secrets: new Map(Object.entries(secrets)) }))
const anyAddressRequest: fc.Arbitrary<KeystoneAddressRequest> = fc.record(
  { requestedRoles: fc.array(fc.oneof(fc.constant('None'), fc.string())), addRoleToAdmin: fc.array(fc.string()) },
  { requiredKeys: [] },
)
const anyRequest: fc.Arbitrary<KeystoneRequest> = fc.oneof(
  fc.constant(several),
  fc.record(
    {
      service: fc.constantFrom('trove' as const, 'heat-cfn' as const),
      region: fc.oneof(fc.constantFrom('None', ''), fc.string()),
      publicUrl: fc.string(),
      internalUrl: fc.string(),
      adminUrl: fc.string(),
      description: fc.string(),
      requestedRoles: fc.array(fc.string()),
      addRoleToAdmin: fc.array(fc.string()),
    },
    { requiredKeys: ['service', 'region', 'publicUrl', 'internalUrl', 'adminUrl'] },
  ),
)

describe('any databag', () => {
  test('reads as one of the four states and shows no password', () =>
    forAny([anyView, anyRequest, anyAddressRequest], (view, asked, askedAddress) => {
      for (const state of [side.read(view, asked), side.read(view, request), address.read(view, askedAddress)]) {
        expectState(state)
        if (state.state === 'ready' && 'password' in state.data) expect(JSON.parse(JSON.stringify(state.data)).password).toBe('***')
      }
    }))

  test('is written once, and holds no None that was not meant', () =>
    forAny([anyView, anyRequest, anyAddressRequest], (view, asked, askedAddress) => {
      const once = expectWrittenOnce(view, (seen) => side.write(asked, seen))
      expect(Object.values(once.localUnitData)).not.toContain('None')
      expectWrittenOnce(once, (seen) => address.write(askedAddress, seen))
    }))

  test('of a hundred thousand keys is read', () => {
    const many = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`p${index}_service`, 'x']))
    expect(side.read(viewOf({ 'keystone/0': many }), request)).toMatchObject({ state: 'waiting' })
    expect(keystone.provides.read(viewOf({ 'trove/0': many }))).toMatchObject({ state: 'waiting' })
  })
})

test('data for the tests of charms reads as it says', () => {
  const view = (options: Parameters<typeof relationForRequirer>[1]): RelationView => {
    const { remoteUnits, remoteAppData, secrets = {} } = relationForRequirer('identity-service', options)
    return viewOf(remoteUnits, { remoteAppData, secrets: new Map(Object.entries(secrets)) })
  }
  expect(side.read(view({}), request)).toMatchObject({ state: 'ready', data: { username: 'trove' } })
  expect(side.read(view({ dialect: 'app', protocol: 'https' }), request)).toMatchObject({ data: { auth: { protocol: 'https' } } })
  expect(plain(side.read(view({ dialect: 'secret', username: 'svc', password: 'pw' }), request))).toMatchObject({
    data: { username: 'svc', password: { secret: 'pw' }, adminUser: 'admin' },
  })
  expect(side.read(view({ response: false }), request)).toMatchObject({ state: 'waiting' })
  expect(side.read(view({ addresses: ['10.5.0.31', '10.5.0.32'] }), request)).toMatchObject({ state: 'ready' })
})

test.each([
  ['auth_host', 'None'],
  ['service_host', '10.0.0.1,10.0.0.2'],
  ['internal_host', '10.5.0.30/x?y=@z'],
  ['auth_host', '"10.5.0.30"'],
  ['service_username', 'None'],
  ['service_domain', 'a\nb'],
  ['api_version', 'three'],
])('refuses %s=%j, by its key', (key, value) => {
  const internal = { internal_host: 'i', internal_port: '5001' }
  expect(side.read(viewOf({ 'keystone/0': { ...answer, ...internal, [key]: value } }), request)).toMatchObject({ state: 'invalid', key })
})
