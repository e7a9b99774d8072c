import { type Fault, invalid } from '@charm-layers/relation'

/**
 * Service names that keystone accepts, with the types under which they stand in the catalog. A name that is not here puts the keystone
 * charm into error (`valid_services` in openstack/charm-keystone `hooks/keystone_utils.py`).
 */
export const SERVICE_TYPES = {
  aodh: 'alarming',
  astara: 'astara',
  barbican: 'key-manager',
  ceilometer: 'metering',
  cinder: 'volume',
  cinderv2: 'volumev2',
  cinderv3: 'volumev3',
  cloudkitty: 'rating',
  congress: 'policy',
  'contrail-analytics': 'OpServer',
  'contrail-api': 'ApiServer',
  designate: 'dns',
  dmapi: 'datamover',
  ec2: 'ec2',
  glance: 'image',
  gnocchi: 'metric',
  heat: 'orchestration',
  'heat-cfn': 'cloudformation',
  'image-stream': 'product-streams',
  ironic: 'baremetal',
  keystone: 'identity',
  magnum: 'container-infra',
  manila: 'share',
  manilav2: 'sharev2',
  masakari: 'instance-ha',
  midonet: 'network-overlay',
  mistral: 'workflowv2',
  murano: 'application-catalog',
  nbosdmapi: 'datamoverapi',
  neutron: 'network',
  nova: 'compute',
  'nova-volume': 'volume',
  octavia: 'load-balancer',
  oxygen: 'oxygen',
  panko: 'event',
  placement: 'placement',
  quantum: 'network',
  s3: 's3',
  swift: 'object-store',
  trove: 'database',
  watcher: 'infra-optim',
  workloadmgr: 'workloads',
  zaqar: 'messaging',
} as const

/** A service name that keystone accepts. */
export type ServiceName = keyof typeof SERVICE_TYPES

/** Gives the catalog type of a service name; undefined for one that keystone does not accept. */
export const serviceType = (name: string): string | undefined =>
  Object.hasOwn(SERVICE_TYPES, name) ? (SERVICE_TYPES as Readonly<Record<string, string>>)[name] : undefined

/** Says that a service is not in the list. */
export const unknownService = (key: string): Fault => invalid(key, 'is not a service name that keystone knows')
