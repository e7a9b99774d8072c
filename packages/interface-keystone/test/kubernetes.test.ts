import { type Databag, type RelationView, secret } from '@charm-layers/relation'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type KubernetesAnswer, keystone, keystoneKubernetes } from '../src/index.ts'
import { applied, expectWrittenOnce, forAny, plain, vector, viewOf } from './helpers.ts'

const side = keystoneKubernetes.provides
const at = (host: string) => ({ protocol: 'http', host, port: 5000, url: `http://${host}/keystone` }) as const
const where = { service: at('public'), auth: at('admin'), internal: at('internal'), apiVersion: '3' } as const
const service = { userId: 'u', project: 'services', projectId: 'p', domain: 'service_domain', domainId: 'd' }
const admin = {
  adminDomain: 'admin_domain',
  adminDomainId: 'ad',
  adminProject: 'admin',
  adminProjectId: 'ap',
  adminUser: 'admin',
  adminUserId: 'au',
}
const withSecret: KubernetesAnswer = { form: 'secret', ...where, ...service, ...admin, credentials: 'secret:abc', adminRole: 'Admin' }
const clear: KubernetesAnswer = { form: 'clear', ...where, ...service, ...admin, username: 'svc', password: secret('pw') }
const common: Databag = {
  'api-version': 'v3',
  ...Object.fromEntries(
    [
      ['service', 'public'],
      ['auth', 'admin'],
      ['internal', 'internal'],
    ].flatMap(([which, host]) => [
      [`${which}-host`, host],
      [`${which}-port`, '5000'],
      [`${which}-protocol`, 'http'],
      [`${host}-auth-url`, `http://${host}/keystone`],
    ]),
  ),
  'admin-domain-id': 'ad',
  'admin-domain-name': 'admin_domain',
  'admin-project-id': 'ap',
  'admin-project-name': 'admin',
  'admin-user-id': 'au',
  'admin-user-name': 'admin',
  'service-domain-id': 'd',
  'service-domain-name': 'service_domain',
  'service-project-id': 'p',
  'service-project-name': 'services',
  'service-user-id': 'u',
}

describe('keystone on Kubernetes, reading what a client asks for', () => {
  const url = { public_url: 'p', internal_url: 'i', admin_url: 'a' }
  const asked = (endpoints: readonly object[], more: Databag = {}): RelationView =>
    viewOf({}, { remoteAppData: { region: 'R', 'service-endpoints': JSON.stringify(endpoints), ...more } })

  test('is absent without a client, and waits for what it has not sent', () => {
    expect(side.read(viewOf({}))).toEqual({ state: 'absent' })
    expect(side.read(viewOf({ 'trove/0': {} }))).toEqual({ state: 'waiting', missing: ['region', 'service-endpoints'] })
    expect(side.read(viewOf({}, { remoteAppData: { region: 'R' } }))).toEqual({ state: 'waiting', missing: ['service-endpoints'] })
  })

  test('reads the recorded request before any unit can be seen', () => {
    expect(side.read(viewOf({}, { remoteAppData: vector('keystone-11').databag }))).toEqual({
      state: 'ready',
      data: {
        region: 'r',
        endpoints: [{ service: 's', type: 'stype', description: 'sdesc', urls: { public: 'p_url', internal: 'i_url', admin: 'a_url' } }],
      },
    })
  })

  test('takes any service name, and none of the unit databags', () => {
    const view = asked([{ service_name: 'greeter', type: 'greeting', ...url }])
    expect(side.read({ ...view, remoteUnits: new Map([['x/0', { service: 'None' }]]) })).toMatchObject({
      state: 'ready',
      data: { endpoints: [{ service: 'greeter', description: '' }] },
    })
  })

  test.each([[[]], [[{ service_name: 'x', type: '', ...url }]], [[{ service_name: 'x', type: 't', ...url, admin_url: '' }]]])(
    'refuses %j',
    (endpoints) => {
      expect(side.read(asked(endpoints))).toMatchObject({ state: 'invalid', key: 'service-endpoints' })
    },
  )

  test('reads what our own requires side writes', () => {
    const request = { service: 'trove', region: 'R', publicUrl: 'p', internalUrl: 'i', adminUrl: 'a', description: 'd' } as const
    const { app = {} } = keystone.requires.write(request, viewOf({}))
    expect(side.read(viewOf({}, { remoteAppData: app }))).toMatchObject({
      data: { region: 'R', endpoints: [{ service: 'trove', type: 'database', description: 'd' }] },
    })
  })
})

describe('keystone on Kubernetes, writing the answer', () => {
  test('is what its library writes, in both versions, for the application alone', () => {
    expect(applied({}, side.write(withSecret, viewOf({})).app)).toEqual({
      ...common,
      'service-credentials': 'secret:abc',
      'admin-role': 'Admin',
    })
    expect(applied({}, side.write(clear, viewOf({})).app)).toEqual({ ...common, 'service-user-name': 'svc', 'service-password': 'pw' })
    expect(side.write(clear, viewOf({})).unit).toBeUndefined()
  })

  test('moves the user into a secret without leaving it in clear', () => {
    const before = applied({}, side.write(clear, viewOf({})).app)
    expect(applied(before, side.write(withSecret, viewOf({})).app)).not.toHaveProperty('service-password')
  })

  test('of nothing takes everything away', () => {
    expect(applied(applied({}, side.write(clear, viewOf({})).app), side.write({ form: 'none' }, viewOf({})).app)).toEqual({})
  })

  test.each([
    [clear, new Map<string, Databag>()],
    [withSecret, new Map([['secret:abc', { username: 'svc', password: 'pw' }]])],
  ])('is read by our own requires side', (answer, secrets) => {
    const remoteAppData = applied({}, side.write(answer, viewOf({})).app)
    const request = { service: 'trove', region: 'R', publicUrl: 'p', internalUrl: 'i', adminUrl: 'a' } as const
    expect(plain(keystone.requires.read(viewOf({}, { remoteAppData, secrets }), request))).toMatchObject({
      data: { ...where, ...service, ...admin, username: 'svc', password: { secret: 'pw' } },
    })
  })
})

describe('any databag of an application', () => {
  const bag: fc.Arbitrary<Databag> = fc.dictionary(
    fc.oneof(fc.constantFrom('region', 'service-endpoints', '__proto__'), fc.string()),
    fc.oneof(fc.constantFrom('[]', '[{}]', '[null]', '{'), fc.json(), fc.string({ unit: 'binary' })),
  )

  test('reads as one of the four states', () =>
    forAny([bag], (remoteAppData) =>
      expect(['absent', 'waiting', 'ready', 'invalid']).toContain(side.read(viewOf({}, { remoteAppData })).state),
    ))

  test('is written once: the second write changes nothing', () =>
    forAny([bag, fc.constantFrom<KubernetesAnswer>(clear, withSecret, { form: 'none' })], (localAppData, answer) => {
      expectWrittenOnce(viewOf({}, { localAppData }), (seen) => side.write(answer, seen))
    }))
})
