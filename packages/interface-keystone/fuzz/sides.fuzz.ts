import { anyView, type FuzzTarget, sideReads } from '../../../tools/fuzz/index.ts'
import { authUrl, keystone, keystoneAddress, keystoneKubernetes } from '../src/index.ts'

const url = 'http://10.5.0.20:8779/v1.0/$(tenant_id)s'
const request = { service: 'trove', region: 'RegionOne', publicUrl: url, internalUrl: url, adminUrl: url } as const
const places = ['service', 'auth', 'internal'].flatMap((which) => [
  [`${which}_host`, ['10.5.0.30', '2001:db8::30', 'None']],
  [`${which}_port`, ['5000', '0']],
  [`${which}_protocol`, ['http', 'https', 'gopher']],
])
const texts = ['service_username', 'service_password', 'service_tenant', 'service_tenant_id', 'service_domain', 'admin_role', 'region'].map(
  (key) => [key, ['a', 'None']],
)
const answer: Readonly<Record<string, readonly string[]>> = Object.fromEntries([...places, ...texts])
const dashed = Object.fromEntries(Object.entries(answer).map(([key, values]) => [key.replaceAll('_', '-'), values]))
const more = {
  api_version: ['3', 'v3', '2.0'],
  ep_changed: ['{"nova": {"public": "http://h"}}'],
  created_roles: ['a,b'],
  catalog_ttl: ['60'],
}
const kubernetes = {
  ...dashed,
  'service-credentials': ['secret:a'],
  'public-auth-url': ['http://h:5000/v3', 'None'],
  'service-user-name': ['u'],
}
const requests = {
  service: ['trove', 'None', 'nonsense'],
  region: ['RegionOne', 'None'],
  public_url: [url, 'None'],
  internal_url: [url],
  admin_url: [url],
  v1_service: ['nova'],
  v1_region: ['RegionOne'],
  v1_public_url: [url],
  v1_internal_url: [url],
  v1_admin_url: [url],
  requested_roles: ['a,b', 'None'],
  subscribe_ep_change: ['nova glance'],
  'service-endpoints': ['[{"service_name": "s", "type": "t", "public_url": "p", "internal_url": "i", "admin_url": "a"}]', '[]'],
}

export const targets: readonly FuzzTarget[] = [
  sideReads('the answer, and makes a URL of it', anyView({ ...answer, ...more }), (view) => {
    const state = keystone.requires.read(view, request)
    if (state.state === 'ready') for (const which of ['service', 'auth', 'internal'] as const) new URL(authUrl(state.data, which))
    return state
  }),
  sideReads('the answer of Kubernetes', anyView({ ...kubernetes, ...more }), (view) => keystone.requires.read(view, request)),
  sideReads('the address', anyView({ ...answer, ...more }), (view) => keystoneAddress.requires.read(view, {})),
  sideReads('the request', anyView(requests), (view) => keystone.provides.read(view)),
  sideReads('the request on Kubernetes', anyView(requests), (view) => keystoneKubernetes.provides.read(view)),
]
