import { type Databag, type Fault, isFault, secret } from '@charm-layers/relation'
import { isNullWord, pythonJson } from '@charm-layers/relation/wire'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AnswerBag, type Dialect, decodeAnswer, encodeAnswer, type LocationBag, respelt } from '../src/answer.ts'
import { type AppRequest, type ClientRequest, decodeAppRequest, decodeRequest, encodeAppRequest, encodeRequest } from '../src/request.ts'
import { anyHost, anyLabel, anyName, anyUrl, applied, expectFault, forAny, plain, vector, vectorNames } from './helpers.ts'

const text = fc.string({ minLength: 1 }).filter((value) => value !== 'None' && value !== '__null__')
const anyText = fc.string({ unit: 'grapheme' })
const prefix = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/)
const urls = fc.record({ public: text, internal: text, admin: text })
const role = fc.stringMatching(/^[A-Za-z][A-Za-z_-]{1,10}$/).filter((name) => !isNullWord(name))
const lists = {
  requestedRoles: fc.array(role, { maxLength: 3 }),
  addRoleToAdmin: fc.array(role, { maxLength: 3 }),
  subscribe: fc.array(role),
}
const endpointWith = (prefixes: fc.Arbitrary<string>): fc.Arbitrary<Extract<ClientRequest, { form: 'register' }>['endpoints'][number]> =>
  fc.record({ prefix: prefixes, service: text, region: text, urls })

const request: fc.Arbitrary<ClientRequest> = fc.oneof(
  fc.record({ form: fc.constant('address' as const), ...lists }),
  fc.record({ form: fc.constant('register' as const), endpoints: fc.tuple(endpointWith(fc.constant(''))), ...lists }),
  fc.record({
    form: fc.constant('register' as const),
    endpoints: fc
      .uniqueArray(endpointWith(prefix), { selector: (endpoint) => endpoint.prefix, minLength: 1, maxLength: 3 })
      .map((endpoints) => endpoints.sort((a, b) => (a.prefix < b.prefix ? -1 : 1))),
    ...lists,
  }),
)

const protocol = fc.constantFrom('http' as const, 'https' as const)
const port = fc.integer({ min: 1, max: 65535 })
const locationOf = (more: { readonly url?: fc.Arbitrary<string> }): fc.Arbitrary<LocationBag> =>
  fc.record({ protocol, host: anyHost, port, ...more }, { requiredKeys: [] }).filter((location) => Object.keys(location).length > 0)
const location = locationOf({})
const common = {
  service: location,
  auth: location,
  internal: location,
  apiVersion: fc.constantFrom('3', '2', '2.0'),
  username: anyLabel,
  password: text.map(secret),
  userId: anyLabel,
  project: anyLabel,
  projectId: anyLabel,
  domain: anyLabel,
  domainId: anyLabel,
  adminDomainId: anyLabel,
  adminProjectId: anyLabel,
  adminUserId: anyLabel,
  adminRole: anyLabel,
  serviceType: anyLabel,
  createdRoles: fc.array(role, { minLength: 1 }),
  region: anyLabel,
  catalogTtl: fc.nat(),
  endpoints: fc.dictionary(anyName, fc.record({ public: anyUrl, internal: anyUrl, admin: anyHost })),
}
const unitAnswer: fc.Arbitrary<AnswerBag> = fc.record(common, { requiredKeys: [] })
const appAnswer: fc.Arbitrary<AnswerBag> = fc.record(
  {
    ...common,
    service: locationOf({ url: anyUrl }),
    auth: locationOf({ url: anyUrl }),
    internal: locationOf({ url: anyUrl }),
    credentials: anyLabel,
    adminDomain: anyLabel,
    adminProject: anyLabel,
    adminUser: anyLabel,
  },
  { requiredKeys: [] },
)
const read = (bag: Databag, dialect: Dialect): AnswerBag | Fault => decodeAnswer(respelt(bag, dialect))
const appRequest: fc.Arbitrary<AppRequest> = fc.record({
  region: text,
  endpoints: fc.array(
    fc.record({
      service: anyText,
      type: anyText,
      description: anyText,
      urls: fc.record({ public: anyText, internal: anyText, admin: anyText }),
    }),
  ),
})

const five = { service: 'trove', region: 'RegionOne', public_url: 'p', internal_url: 'i', admin_url: 'a' }
const prefixedFive = Object.fromEntries(Object.entries(five).map(([key, value]) => [`v1_${key}`, value]))

describe('the request databag', () => {
  test('gives back what was written, in every form', () =>
    forAny([request], (asked) => expect(decodeRequest(applied({}, encodeRequest(asked)))).toEqual(asked)))

  test.each(Object.keys(five))('is nothing without %s, in either form', (key) => {
    expect(decodeRequest({ ...five, [key]: '' })).toBeUndefined()
    expect(decodeRequest({ ...prefixedFive, [`v1_${key}`]: '' })).toBeUndefined()
  })

  test('takes None anywhere, also in a list of roles, for a request of the address only', () => {
    expect(decodeRequest({ ...five, region: 'None' })).toMatchObject({ form: 'address' })
    expect(decodeRequest({ ...five, requested_roles: 'None' })).toMatchObject({ form: 'address' })
  })

  test('is silenced by None in the prefixed form, and says which key', () => {
    expect(decodeRequest({ ...prefixedFive, requested_roles: 'None' })).toMatchObject({ state: 'invalid', key: 'requested_roles' })
  })

  test('lets the plain form win over a prefixed one', () => {
    expect(decodeRequest({ ...prefixedFive, ...five, v1_service: 'nova' })).toMatchObject({ endpoints: [{ prefix: '', service: 'trove' }] })
  })

  test('ends a prefix at the first underscore, so it may hold a dash', () => {
    const bag = Object.fromEntries(Object.entries(five).map(([key, value]) => [`heat-cfn_${key}`, value]))
    expect(decodeRequest(bag)).toMatchObject({ endpoints: [{ prefix: 'heat-cfn', service: 'trove' }] })
  })

  test('names all keys of the other form as empty', () => {
    const bag = encodeRequest({
      form: 'register',
      endpoints: [{ prefix: 'v1', service: 'manila', region: 'R', urls: { public: 'p', internal: 'i', admin: 'a' } }],
      requestedRoles: [],
      addRoleToAdmin: [],
      subscribe: [],
    })
    expect(bag).toMatchObject({ service: '', region: '', public_url: '', internal_url: '', admin_url: '', v1_service: 'manila' })
  })
})

describe('the application databag of a request', () => {
  test('gives back what was written', () =>
    forAny([appRequest], (asked) => expect(decodeAppRequest(encodeAppRequest(asked))).toEqual(asked)))

  test('is JSON as Python writes it', () => {
    const { databag } = vector('keystone-11')
    const asked = decodeAppRequest(databag)
    expect(asked).toEqual({
      region: 'r',
      endpoints: [{ service: 's', type: 'stype', description: 'sdesc', urls: { public: 'p_url', internal: 'i_url', admin: 'a_url' } }],
    })
    expect(asked === undefined || isFault(asked) ? asked : encodeAppRequest(asked)).toEqual(databag)
  })

  test.each(['{', '{}', '[1]', '[{}]', '[{"service_name": 1}]', '"x"', 'null', '['.repeat(50_000)])(
    'refuses what is no list of objects',
    (endpoints) => {
      expect(decodeAppRequest({ region: 'r', 'service-endpoints': endpoints })).toMatchObject({
        state: 'invalid',
        key: 'service-endpoints',
      })
    },
  )
})

describe('the answer', () => {
  test('in a unit databag gives back what was written', () =>
    forAny([unitAnswer], (bag) => expect(plain(read(encodeAnswer(bag, 'unit'), 'unit'))).toEqual(plain(bag))))

  test('in an application databag gives back what was written', () =>
    forAny([appAnswer], (bag) => expect(plain(read(encodeAnswer(bag, 'app'), 'app'))).toEqual(plain(bag))))

  test('spells the keys of an application databag as keystone on Kubernetes does', () => {
    const bag: AnswerBag = {
      username: 'trove',
      project: 'services',
      projectId: '1',
      domain: 'd',
      domainId: '2',
      apiVersion: '3',
      auth: { port: 35357 },
      adminUser: 'admin',
      credentials: 'secret:x',
    }
    expect(applied({}, encodeAnswer(bag, 'app'))).toEqual({
      'api-version': 'v3',
      'auth-port': '35357',
      'admin-user-name': 'admin',
      'service-credentials': 'secret:x',
      'service-user-name': 'trove',
      'service-project-name': 'services',
      'service-project-id': '1',
      'service-domain-name': 'd',
      'service-domain-id': '2',
    })
  })

  test('reads both spellings of the domain id and of the version', () => {
    expect(read({ 'service-domain_id': '2', 'api-version': '3' }, 'app')).toEqual({ domainId: '2', apiVersion: '3' })
    expect(read({ api_version: 'v3' }, 'unit')).toEqual({ apiVersion: '3' })
  })

  test('takes __null__ for nothing', () => {
    expect(read({ service_host: '__null__', service_port: '__null__' }, 'unit')).toEqual({})
  })

  test.each([
    ['service_port', 'x'],
    ['auth_port', '0'],
    ['auth_port', '65536'],
    ['service_protocol', 'gopher'],
  ])('refuses %s=%s, naming the key and not the value', (key, value) => {
    expectFault(read({ [key]: value }, 'unit'), key, value)
  })

  test.each([
    ['internal_port', '5000.0'],
    ['internal_port', 'None'],
    ['internal_protocol', 'gopher'],
  ])('leaves out an internal endpoint with %s=%s: the public one stands for it', (key, value) => {
    const internal = { internal_host: 'i', internal_port: '5000', internal_protocol: 'https' }
    expect(read({ service_host: 'h', ...internal, [key]: value }, 'unit')).toEqual({ service: { host: 'h' } })
  })

  test('leaves out a notification that cannot be read: the identity holds without it', () => {
    expect(read({ ep_changed: '{', catalog_ttl: 'x' }, 'unit')).toEqual({})
    expect(read({ ep_changed: '{"nova": "a checksum"}' }, 'unit')).toEqual({ endpoints: {} })
    const urls = { public: 'p', internal: 'i', admin: 'a' }
    for (const key of Object.keys(urls)) {
      expect(read({ ep_changed: JSON.stringify({ nova: { ...urls, [key]: 1 } }) }, 'unit')).toEqual({
        endpoints: { nova: Object.fromEntries(Object.entries(urls).filter(([name]) => name !== key)) },
      })
    }
  })
})

describe('recorded databags', () => {
  test.each(vectorNames)('%s can be read in both dialects without a fault', (name) => {
    const { databag, side } = vector(name)
    const answers = side === 'requirer' ? [] : [read(databag, 'unit'), read(databag, 'app')]
    for (const found of [...answers, decodeRequest(databag) ?? {}, decodeAppRequest(databag) ?? {}]) expect(isFault(found)).toBe(false)
  })

  test.each(vectorNames.filter((name) => name.startsWith('live/') && name.endsWith('.unit')))(
    '%s is written again byte for byte',
    (name) => {
      const { databag } = vector(name)
      const decoded = read(databag, 'unit')
      const { 'egress-subnets': _egress, 'ingress-address': _ingress, ...own } = databag
      expect(applied({}, encodeAnswer(isFault(decoded) ? {} : decoded, 'unit'))).toEqual(own)
    },
  )

  test.each(['keystone-5', 'keystone-9', 'keystone-13'])('the request %s is written again as it was', (name) => {
    const { 'private-address': _address, ...own } = vector(name).databag
    const asked = decodeRequest(own)
    expect(asked === undefined || isFault(asked) ? asked : applied({}, encodeRequest(asked))).toEqual(own)
  })

  test('certificates that keystone once handed out are passed over', () => {
    expect(read(vector('keystone-15').databag, 'unit')).toEqual({})
  })
})

test('JSON is written as Python does: sorted, with blanks, in ASCII', () => {
  expect(pythonJson({ b: ['x', 'ü\u007f\n"'], a: { c: '😀' } })).toBe(
    String.raw`{"a": {"c": "\ud83d\ude00"}, "b": ["x", "\u00fc\u007f\n\""]}`,
  )
})
