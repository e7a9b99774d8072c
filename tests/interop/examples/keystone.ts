import { expect } from 'vitest'
import { application, written } from '../relation.ts'
import { answered, asked, asking, context, type ExampleMeeting, filesAfter } from './meet.ts'

const URL = 'http://10.5.0.21:8779/v1.0/$(tenant_id)s'

export const keystone: readonly ExampleMeeting[] = [
  {
    of: 'keystone',
    role: 'provider',
    ...context('IdentityServiceContext'),
    shows: 'finds the user, the project and the domain',
    run: async (they, ours) => {
      const five = { service: 'trove', region: 'RegionOne', public_url: URL, internal_url: URL, admin_url: URL }
      const relation = await answered(ours, await asking(they, ours, 'identity-service', five))
      expect((await they.charmhelpers('identity_service', relation)).value).toMatchObject({
        admin_user: 'trove',
        admin_password: expect.stringMatching(/./),
        admin_tenant_name: 'services',
        admin_domain_name: expect.stringMatching(/./),
        auth_port: '5000',
        api_version: '3',
      })
    },
  },
  {
    of: 'keystone',
    role: 'requirer',
    library: 'ops',
    part: 'a keystone on machines of the tests',
    shows: 'answers it',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('keystone', ['10.5.0.32']), 'identity-service')
      const { value, relation: after } = await they.ops('Keystone', relation)
      expect(Object.keys(written(value)).sort()).toEqual(['admin_url', 'internal_url', 'public_url', 'region', 'service'])
      expect(await filesAfter(unit, after)).toMatchObject({ '/etc/auth': 'http://10.5.0.30:35357/v3 trove password' })
    },
  },
]
