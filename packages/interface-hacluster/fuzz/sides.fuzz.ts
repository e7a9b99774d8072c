import { anyView, type FuzzTarget, reading, sideReads } from '../../../tools/fuzz/index.ts'
import { haproxyResources, hacluster, managesHaproxy } from '../src/index.ts'

const odd = ['{"a": {"toString": 1, "valueOf": 1}}', "{'a': 'b'}", '["a"]', '{}']
const keys = [
  'resources',
  'resource_params',
  'groups',
  'ms',
  'clones',
  'orders',
  'colocations',
  'locations',
  'init_services',
  'delete_resources',
]
const request: Readonly<Record<string, readonly string[]>> = {
  ...Object.fromEntries(
    keys.flatMap((key) => [
      [`json_${key}`, odd],
      [key, odd],
    ]),
  ),
  json_resources: ['{"vip": "ocf:heartbeat:IPaddr2"}', ...odd],
  json_resource_params: ['{"vip": "params ip=\\"10.5.0.1\\""}', '{"vip": "params ip=\\"None\\""}', ...odd],
  corosync_bindiface: ['eth0'],
  corosync_mcastport: ['4440'],
}
const views = anyView({ clustered: ['yes', 'None'], ...request }, request)
const asked = haproxyResources('trove')

export const targets: readonly FuzzTarget[] = [
  sideReads('the answer, and writes the request', views, (view) => {
    hacluster.requires.write(asked, view)
    return hacluster.requires.read(view, asked)
  }),
  sideReads('the request', views, (view) => hacluster.provides.read(view)),
  reading('its own request', views, (view) => managesHaproxy(view.localUnitData)),
]
