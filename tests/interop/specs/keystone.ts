/** keystone: IdentityServiceContext of charmhelpers reads a keystone of ours; charms on ops play both keystones. */
import { authUrl, type KeystoneAnswer, type KeystoneRequest, keystone, keystoneAddress } from '@charm-layers/interface-keystone'
import { secret } from '@charm-layers/relation'
import { expect } from 'vitest'
import type { Cell, Meeting, Spec, They } from '../meeting.ts'
import { application, opened, type Relation, relate, swapped, viewOf, weWrite, written } from '../relation.ts'

const URL = 'http://10.5.0.20:8779/v1.0/$(tenant_id)s'
const urls = { publicUrl: URL, internalUrl: URL, adminUrl: URL }
const request: KeystoneRequest = { service: 'trove', region: 'RegionOne', ...urls }

const providing: Relation = relate('identity-service', application('keystone', ['10.5.0.32']), application('trove', ['10.5.0.21']))
const requiring: Relation = relate('identity-service', application('trove', ['10.5.0.21']), application('keystone', ['10.5.0.32']))

const at = (host: string, port: number, protocol: 'http' | 'https' = 'http') => ({ protocol, host, port })
const user = {
  form: 'register',
  username: 'trove',
  password: secret('Zq7hT2mWk9'),
  project: 'services',
  projectId: '1234abcd',
  domain: 'service_domain',
  domainId: '77aa66bb',
  serviceType: 'database',
  apiVersion: '3',
} as const
const located = (host: string, protocol: 'http' | 'https' = 'http'): KeystoneAnswer => ({
  ...user,
  service: at(host, 5000, protocol),
  auth: at(host, 35357, protocol),
  internal: at(host, 5000, protocol),
})

const context = { library: 'charmhelpers', part: 'contrib.openstack.context.IdentityServiceContext' }
const answered = (answer: KeystoneAnswer): Relation => weWrite(providing, (view) => keystone.provides.write(answer, view))

/** What our own requirer makes of the same bags. */
const ourUrl = (relation: Relation): string => {
  const state = keystone.requires.read(viewOf(swapped(relation)), request)
  return state.state === 'ready' ? authUrl(state.data) : JSON.stringify(state)
}

const reads = (shows: string, answer: KeystoneAnswer, found: object, url: string): Meeting => ({
  ...context,
  shows,
  run: async (they) => {
    const relation = answered(answer)
    expect((await they.charmhelpers('identity_service', relation)).value).toMatchObject(found)
    expect(ourUrl(relation)).toBe(url)
  },
})

const person = { admin_user: 'trove', admin_password: 'Zq7hT2mWk9', admin_tenant_name: 'services', admin_tenant_id: '1234abcd' }
const answers: readonly Meeting[] = [
  reads(
    'finds the user, the project and the domain',
    located('10.5.0.30'),
    {
      ...person,
      service_port: '5000',
      auth_host: '10.5.0.30',
      api_version: '3',
      admin_domain_name: 'service_domain',
      service_type: 'database',
    },
    'http://10.5.0.30:35357/v3',
  ),
  reads(
    'finds TLS',
    located('keystone.example.com', 'https'),
    { ...person, service_protocol: 'https', auth_protocol: 'https', internal_protocol: 'https', internal_host: 'keystone.example.com' },
    'https://keystone.example.com:35357/v3',
  ),
  reads('brackets an IPv6 address', located('2001:db8::30'), { auth_host: '[2001:db8::30]' }, 'http://[2001:db8::30]:35357/v3'),
  {
    ...context,
    shows: 'is incomplete with the address alone, and before any answer',
    run: async (they) => {
      const address = answered({
        form: 'address',
        region: 'RegionOne',
        apiVersion: '3',
        service: at('10.5.0.30', 5000),
        auth: at('10.5.0.30', 35357),
        internal: at('10.5.0.30', 5000),
      })
      expect((await they.charmhelpers('identity_service', address)).value).toEqual({})
      expect((await they.charmhelpers('identity_service', answered({ form: 'none' }))).value).toEqual({})
    },
  },
]

const asked = async (they: They, settings: object): Promise<unknown> =>
  keystone.provides.read(viewOf((await they.charmhelpers('relation_set', providing, { settings })).relation))

const five = { service: 'trove', region: 'RegionOne', public_url: URL, internal_url: URL, admin_url: URL }
const none = { service: 'None', region: 'None', public_url: 'None', internal_url: 'None', admin_url: 'None' }
const prefixed = (prefix: string, service: string): object =>
  Object.fromEntries(Object.entries({ ...five, service }).map(([key, value]) => [`${prefix}_${key}`, value]))
const read = { region: 'RegionOne', urls: { public: URL, internal: URL, admin: URL } }
const lists = { requestedRoles: [], addRoleToAdmin: [], subscribe: [] }

const requests: Cell = {
  meetings: [
    {
      library: 'charmhelpers',
      part: 'core.hookenv.relation_set',
      shows: 'registers one service, several with prefixes, and asks for the address only',
      run: async (they) => {
        expect(await asked(they, { ...five, requested_roles: 'trove_admin,member', subscribe_ep_change: 'nova neutron' })).toEqual({
          state: 'ready',
          data: {
            form: 'register',
            endpoints: [{ prefix: '', service: 'trove', ...read }],
            ...lists,
            requestedRoles: ['trove_admin', 'member'],
            subscribe: ['nova', 'neutron'],
            username: 'trove',
            serviceType: 'database',
          },
        })
        // None takes a key away, as cinder does with those of the plain form.
        const heat = { service: null, ...prefixed('heat', 'heat'), ...prefixed('heat-cfn', 'heat-cfn') }
        expect(await asked(they, heat)).toMatchObject({
          state: 'ready',
          data: { username: 'heat_heat-cfn', endpoints: [{ prefix: 'heat' }, { prefix: 'heat-cfn', service: 'heat-cfn', ...read }] },
        })
        expect(await asked(they, none)).toMatchObject({ state: 'ready', data: { form: 'address' } })
      },
    },
  ],
  reason: 'each charm writes the keys itself, through relation_set, which is what is met',
}

const reason = 'charm-keystone and keystone-k8s have their code in the charms and in a library of Charmhub, on no registry'

export const keystoneSpec: Spec = {
  interface: 'keystone',
  cells: {
    'their request': requests,
    'our answer': { meetings: answers },
    'our request': {
      meetings: [
        {
          library: 'ops',
          part: 'a keystone on machines of the tests',
          shows: 'finds the service and its URLs, and no other key',
          run: async (they) => {
            const { value } = await they.ops(
              'Keystone',
              weWrite(requiring, (view) => keystone.requires.write(request, view)),
            )
            expect(written(value)).toEqual(five)
          },
        },
        {
          library: 'ops',
          part: 'a keystone on Kubernetes of the tests',
          shows: 'finds the service in the application databag',
          run: async (they) => {
            const described = { ...request, description: 'Trove Database Service' }
            const { value } = await they.ops(
              'KeystoneK8s',
              weWrite(requiring, (view) => keystone.requires.write(described, view)),
            )
            const endpoint = { service_name: 'trove', type: 'database', description: 'Trove Database Service' }
            expect(value).toEqual({
              region: 'RegionOne',
              endpoints: [{ ...endpoint, public_url: URL, internal_url: URL, admin_url: URL }],
            })
          },
        },
      ],
      reason,
    },
    'their answer': {
      meetings: [
        {
          library: 'ops',
          part: 'a keystone on machines of the tests',
          shows: 'answers with a user, or with the address only',
          run: async (they) => {
            const full = await they.ops(
              'Keystone',
              weWrite(requiring, (view) => keystone.requires.write(request, view)),
            )
            expect(opened(keystone.requires.read(viewOf(full.relation), request))).toMatchObject({
              state: 'ready',
              data: {
                username: 'trove',
                password: 'password',
                project: 'services',
                domain: 'service_domain',
                auth: at('10.5.0.30', 35357),
              },
            })
            const bare = await they.ops(
              'Keystone',
              weWrite(requiring, (view) => keystoneAddress.requires.write({}, view)),
            )
            expect(keystoneAddress.requires.read(viewOf(bare.relation), {})).toMatchObject({
              state: 'ready',
              data: { service: at('10.5.0.30', 5000), region: 'RegionOne' },
            })
          },
        },
        {
          library: 'ops',
          part: 'a keystone on Kubernetes of the tests',
          shows: 'gives the user in a Juju secret, and waits for it while it cannot be read',
          run: async (they) => {
            const described = { ...request, description: 'Trove Database Service' }
            const { relation } = await they.ops(
              'KeystoneK8s',
              weWrite(requiring, (view) => keystone.requires.write(described, view)),
            )
            expect(keystone.requires.read(viewOf({ ...relation, secrets: {} }), request)).toEqual({
              state: 'waiting',
              missing: ['service-credentials'],
            })
            const state = keystone.requires.read(viewOf(relation), request)
            expect(opened(state)).toMatchObject({
              state: 'ready',
              data: { username: 'svc_trove', password: 'password', project: 'services', apiVersion: '3', adminRole: 'admin' },
            })
            expect(state.state === 'ready' && authUrl(state.data)).toBe('http://keystone.internal:80/openstack-keystone/v3')
          },
        },
      ],
      reason,
    },
  },
}
