import { type Databag, secret } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type KeystoneAnswer, keystone, keystoneAddress, keystoneKubernetes } from '../src/index.ts'
import { relationForProvider } from '../src/testing/index.ts'
import { anyViewOf, applied, expectState, expectWrittenOnce, forAny, plain, testPartialViews, vector, viewOf } from './helpers.ts'

const side = keystone.provides
const location = { protocol: 'http', host: '10.5.0.30', port: 5000 } as const
const where = { service: location, auth: { ...location, port: 35357 }, internal: location, apiVersion: '3' } as const
const answer: KeystoneAnswer = {
  form: 'register',
  ...where,
  username: 'trove',
  password: secret('pw'),
  project: 'services',
  projectId: '12',
  domain: 'service_domain',
  domainId: '34',
  serviceType: 'database',
}
const five: Databag = { service: 'trove', region: 'RegionOne', public_url: 'p', internal_url: 'i', admin_url: 'a' }

test('says nowhere that it uses unit databags alone, since an answer also goes into the application databag', () => {
  expect(side.write(answer, viewOf({ 'trove/0': five })).app).toBeDefined()
  expect(side.databags).toBeUndefined()
})

describe('reading what a client asks for', () => {
  test('is absent without a client, and waits for what none has sent', () => {
    expect(side.read(viewOf({}))).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'trove/0': { service: 'trove', region: 'R' } }))).toEqual({
      state: 'waiting',
      missing: ['public_url', 'internal_url', 'admin_url'],
    })
  })

  test('names the user after the service', () => {
    expect(side.read(viewOf({ 'trove/0': five }))).toEqual({
      state: 'ready',
      data: {
        form: 'register',
        endpoints: [{ prefix: '', service: 'trove', region: 'RegionOne', urls: { public: 'p', internal: 'i', admin: 'a' } }],
        requestedRoles: [],
        addRoleToAdmin: [],
        subscribe: [],
        username: 'trove',
        serviceType: 'database',
      },
    })
  })

  test('lets the last unit win, as keystone does', () => {
    const view = viewOf({ 'trove/0': five, 'trove/1': { ...five, public_url: 'other' }, 'trove/2': {} })
    expect(side.read(view)).toMatchObject({ data: { endpoints: [{ urls: { public: 'other' } }] } })
  })

  test('refuses a service that keystone does not know, which would be an error there', () => {
    expect(side.read(viewOf({ 'x/0': { ...five, service: 'greeter' } }))).toMatchObject({ state: 'invalid', key: 'service' })
    expect(side.read(viewOf({ 'x/0': { ...five, service: 'constructor' } }))).toMatchObject({ state: 'invalid', key: 'service' })
  })

  test('joins the names of several services, sorted, for the one user they share', () => {
    expect(side.read(viewOf(vector('keystone-5').units))).toMatchObject({
      data: { username: 'ec2_nova_s3', endpoints: [{ prefix: 'ec2' }, { prefix: 'nova' }, { prefix: 's3' }] },
    })
  })

  test('sorts the names for the user, and the services by prefix, in whatever order the databag has them', () => {
    const group = (prefix: string, service: string): Databag =>
      Object.fromEntries(Object.entries({ ...five, service }).map(([key, value]) => [`${prefix}_${key}`, value]))
    expect(side.read(viewOf({ 'nova/0': { ...group('b', 'ec2'), ...group('a', 'nova') } }))).toMatchObject({
      data: { username: 'ec2_nova', serviceType: 'compute', endpoints: [{ prefix: 'a' }, { prefix: 'b' }] },
    })
  })

  test("says the type of the service whose key comes first in Juju's order, as it was seen live", () => {
    const group = (prefix: string): Databag =>
      Object.fromEntries(Object.entries({ ...five, service: prefix }).map(([key, value]) => [`${prefix}_${key}`, value]))
    expect(side.read(viewOf({ 'heat/0': { ...group('heat'), ...group('heat-cfn') } }))).toMatchObject({
      data: { username: 'heat_heat-cfn', serviceType: 'cloudformation', endpoints: [{ prefix: 'heat' }, { prefix: 'heat-cfn' }] },
    })
  })

  test('names the user after a service as often as it is registered, as charm-keystone does', () => {
    const group = (prefix: string): Databag => Object.fromEntries(Object.entries(five).map(([key, value]) => [`${prefix}_${key}`, value]))
    expect(side.read(viewOf({ 'trove/0': { ...group('a'), ...group('b') } }))).toMatchObject({ data: { username: 'trove_trove' } })
  })

  test('reads the lists of a client that only wants the address', () => {
    const bag = { ...vector('keystone-9').databag, requested_roles: 'Member,SpecialRole', subscribe_ep_change: 'nova' }
    expect(side.read(viewOf({ 'horizon/0': bag }))).toMatchObject({
      data: { form: 'address', requestedRoles: ['Member', 'SpecialRole'], subscribe: ['nova'] },
    })
  })

  test('knows who only wants the address', () => {
    expect(side.read(viewOf(vector('keystone-9').units))).toEqual({
      state: 'ready',
      data: { form: 'address', requestedRoles: [], addRoleToAdmin: [], subscribe: [] },
    })
  })

  test('reads a recorded request', () => {
    expect(side.read(viewOf(vector('keystone-13').units))).toMatchObject({ state: 'ready', data: { form: 'register' } })
  })

  test.each(['public_url', 'internal_url', 'admin_url'])('refuses a %s that is no URL', (key) => {
    for (const url of [
      '"x"',
      ' x',
      'x y',
      'a,b',
      'x?y=@z',
      'x\ny',
      '10.0.0.999',
      '../x',
      '${x}',
      'ftp://x',
      'http://u:p@x',
      'http://',
      '<url>',
    ])
      expect(side.read(viewOf({ 'trove/0': { ...five, [key]: url } }))).toMatchObject({ state: 'invalid', key })
  })

  test.each(['http://[2001:db8::1]:8779/v1.0/$(tenant_id)s', 'https://x/%(tenant_id)s', 'wss://x:8888', '10.0.0.1'])(
    'takes the URL %s',
    (url) => {
      expect(side.read(viewOf({ 'trove/0': { ...five, public_url: url } }))).toMatchObject({ state: 'ready' })
    },
  )

  test('reads the lists', () => {
    const bag = { ...five, requested_roles: 'member,Trove_Admin', add_role_to_admin: 'x', subscribe_ep_change: 'heat trove' }
    expect(side.read(viewOf({ 'trove/0': bag }))).toMatchObject({
      data: { requestedRoles: ['member', 'Trove_Admin'], addRoleToAdmin: ['x'], subscribe: ['heat', 'trove'] },
    })
  })

  test('reads what our own requires side writes, in all forms', () => {
    const urls = { publicUrl: 'p', internalUrl: 'i', adminUrl: 'a' }
    const endpoints = { v1: { service: 'manila', region: 'R', ...urls }, v2: { service: 'manilav2', region: 'R', ...urls } } as const
    const read = (bag: Databag | undefined): unknown => side.read(viewOf({ 'x/0': applied({}, bag) }))
    expect(read(keystone.requires.write({ endpoints }, viewOf({})).unit)).toMatchObject({
      data: { username: 'manila_manilav2', serviceType: 'share' },
    })
    expect(read(keystoneAddress.requires.write({}, viewOf({})).unit)).toMatchObject({ data: { form: 'address' } })
  })
})

describe('writing the answer', () => {
  test('is what charm-keystone writes', () => {
    const recorded = vector('live/keystone-01-single.provider.keystone-1.unit').databag
    const { 'egress-subnets': _egress, 'ingress-address': _ingress, ...own } = recorded
    const at = { protocol: 'http', host: '10.91.0.18', port: 5000 } as const
    const { unit } = side.write(
      {
        form: 'register',
        service: at,
        auth: { ...at, port: 35357 },
        internal: at,
        apiVersion: '3',
        adminDomainId: '9df7aa163b884dd4b0c07fa5dadcceef',
        adminProjectId: 'ff36f3e9f08a42d7883992e8e68e2e27',
        adminRole: 'Admin',
        adminUserId: '9b8d032a43cb4fb99191c6206058de93',
        domain: 'service_domain',
        domainId: '3d7a5d8438f44f86adc1f2e4fd3aebcf',
        password: secret('q224j94rBG4tbGLdRGct88HW35HyWtx4M7M8SPPdkP5X3bdBTJCNpWRH6h7KMcfh'),
        project: 'services',
        projectId: '042596b6dceb4453b5d1b32a9b7aba09',
        serviceType: 'database',
        userId: '9ab231d3273a4d1d837191745b8bc559',
        username: 'trove',
      },
      viewOf({}),
    )
    expect(applied({}, unit)).toEqual(own)
  })

  test('has a region only for a client that wants the address', () => {
    expect(applied({}, side.write({ form: 'address', ...where, region: 'RegionOne' }, viewOf({})).unit)).toMatchObject({
      region: 'RegionOne',
    })
    const before = { region: 'RegionOne' }
    expect(applied(before, side.write(answer, viewOf({}, { localUnitData: before })).unit)).not.toHaveProperty('region')
  })

  test('takes away what keystone wrote in former times, by common name too', () => {
    const localUnitData = { ssl_cert_cinder: 'a', ssl_key_cinder: 'b', admin_token: '-1', ca_cert: 'c', https_keystone: 'True', note: 'x' }
    expect(applied(localUnitData, side.write({ form: 'none' }, viewOf({}, { localUnitData })).unit)).toEqual({ note: 'x' })
  })

  test('tells a subscriber in both databags, in the same bytes as charm-keystone', () => {
    const app = vector('live/keystone-05-subscribed.provider.keystone-1.identity-service-30.app').databag
    const urlsOf = (url: string): { public: string; internal: string; admin: string } => ({ public: url, internal: url, admin: url })
    const endpoints = {
      trove: urlsOf('http://10.91.0.15:8779/v1.0/$(tenant_id)s'),
      heat: urlsOf('http://10.91.0.15:8004/v1/$(tenant_id)s'),
    }
    const written = side.write({ ...answer, notification: { catalogTtl: 60, endpoints } }, viewOf({}))
    expect(written.app).toEqual(app)
    expect(written.unit).toMatchObject(app)
  })

  test('of a unit that is not the leader takes all away, and leaves the application databag to the leader', () => {
    const localUnitData = applied({ 'ingress-address': 'x' }, side.write(answer, viewOf({})).unit)
    const written = side.write({ form: 'none' }, viewOf({}, { localUnitData }))
    expect(applied(localUnitData, written.unit)).toEqual({ 'ingress-address': 'x' })
    expect(written.app).toBeUndefined()
  })

  test('is read by our own requires side', () => {
    const bag = applied({}, side.write(answer, viewOf({})).unit)
    const request = { service: 'trove', region: 'R', publicUrl: 'p', internalUrl: 'i', adminUrl: 'a' } as const
    expect(plain(keystone.requires.read(viewOf({ 'keystone/0': bag }), request))).toMatchObject({
      data: { username: 'trove', password: { secret: 'pw' }, domain: 'service_domain', auth: { port: 35357 } },
    })
  })
})

describe('any databag', () => {
  const bag: fc.Arbitrary<Databag> = fc.oneof(
    fc.dictionary(
      fc.oneof(fc.constantFrom(...Object.keys(five), 'v1_service', 'requested_roles'), fc.string()),
      fc.string({ unit: 'binary' }),
    ),
    fc.dictionary(fc.string(), fc.oneof(fc.constant('None'), fc.string())).map((more) => ({ ...five, ...more })),
  )
  const anyView = anyViewOf(viewOf, bag)

  test('reads as one of the four states', () => forAny([anyView], (view) => expectState(side.read(view))))

  test('is written once: the second write changes nothing', () =>
    forAny(
      [anyView, fc.constantFrom<KeystoneAnswer>(answer, { form: 'none' }, { form: 'address', ...where, region: 'R' })],
      (view, given) => expectWrittenOnce(view, (seen) => side.write(given, seen)),
    ))
})

test('data for the tests of charms reads as it says', () => {
  const read = (options: Parameters<typeof relationForProvider>[1]): unknown =>
    side.read(viewOf(relationForProvider('identity-service', options).remoteUnits))
  expect(read({})).toMatchObject({ data: { username: 'trove', endpoints: [{ region: 'RegionOne' }] } })
  expect(read({ response: false })).toMatchObject({ state: 'waiting' })
})

testPartialViews(viewOf, {
  reads: [
    (view) => keystone.requires.read(view, { service: 'trove', region: 'R', publicUrl: 'p', internalUrl: 'i', adminUrl: 'a' }),
    (view) => keystoneAddress.requires.read(view, {}),
    (view) => side.read(view),
    (view) => keystoneKubernetes.provides.read(view),
  ],
  parts: ['localUnitData', 'remoteAppData', 'remoteUnits', 'secrets'],
})
