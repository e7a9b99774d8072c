/** The sides of each interface, as the generated parts of the READMEs name and run them. */
import { secret } from '@charm-layers/charm'
import { amqp } from '@charm-layers/interface-amqp'
import type { Implementation, Target } from '@charm-layers/interface-conformance'
import { hacluster } from '@charm-layers/interface-hacluster'
import { keystone, keystoneAddress, keystoneKubernetes } from '@charm-layers/interface-keystone'
import { mysqlShared, mysqlSharedPrefixed } from '@charm-layers/interface-mysql-shared'
import { nrpe } from '@charm-layers/interface-nrpe'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { pgsql } from '@charm-layers/interface-pgsql'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import type { InterfaceName } from '../readme.ts'

/** One side, and what its charm is called in the README. */
export interface Side {
  readonly target: Target
  readonly role: string
  /** Where that charm runs, if the interface has a side for each place. */
  readonly where?: string
  readonly implementation: Implementation
  /** Intents with keys that no case of the conformance kit writes. */
  readonly more?: readonly object[]
}

const either = (first: Implementation, second: Implementation, isForSecond: (given: object) => boolean): Implementation => {
  const of = (given: unknown): Implementation => (typeof given === 'object' && given !== null && isForSecond(given) ? second : first)
  return { read: (view, request) => of(request).read(view, request), write: (intent, view) => of(intent).write(intent, view) }
}

const mysqlRequires = either(mysqlShared.requires, mysqlSharedPrefixed.requires, (given) => 'schemas' in given)
const keystoneRequires = either(keystone.requires, keystoneAddress.requires, (given) => !('service' in given || 'endpoints' in given))

const SERVER = {
  database: 'trove',
  username: 'u',
  password: secret('p'),
  host: '10.5.5.31',
  port: 5432,
  state: 'master',
  standbys: [],
  allowed: [],
}

/** The sides of every interface; the one that begins is the first. */
export const SIDES: Readonly<Record<InterfaceName, readonly Side[]>> = {
  amqp: [
    { target: 'rabbitmq/requires', role: 'client', implementation: amqp.requires },
    { target: 'rabbitmq/provides', role: 'broker', implementation: amqp.provides },
  ],
  hacluster: [
    { target: 'hacluster/requires', role: 'principal', implementation: hacluster.requires },
    { target: 'hacluster/provides', role: 'hacluster', implementation: hacluster.provides },
  ],
  keystone: [
    { target: 'keystone/requires', role: 'client', implementation: keystoneRequires },
    { target: 'keystone/provides', role: 'keystone', where: 'on machines', implementation: keystone.provides },
    { target: 'keystone-kubernetes/provides', role: 'keystone', where: 'on Kubernetes', implementation: keystoneKubernetes.provides },
  ],
  'mysql-shared': [
    { target: 'mysql-shared/requires', role: 'client', implementation: mysqlRequires },
    {
      target: 'mysql-shared/provides',
      role: 'database',
      implementation: mysqlShared.provides,
      more: [{ host: '10.5.2.30', port: 3306, tls: { ca: 'CA', client: { cert: 'CERT', key: secret('KEY') } }, grants: [] }],
    },
  ],
  nrpe: [
    { target: 'nrpe-external-master/provides', role: 'charm', implementation: nrpe.provides },
    { target: 'nrpe-external-master/requires', role: 'nrpe', implementation: nrpe.requires },
  ],
  'openstack-ha': [{ target: 'openstack-ha/peers', role: 'every unit', implementation: openstackHa.peers }],
  pgsql: [
    { target: 'pgsql/requires', role: 'client', implementation: pgsql.requires },
    {
      target: 'pgsql/provides',
      role: 'server',
      implementation: pgsql.provides,
      more: [{ ...SERVER, asked: { database: 'trove', roles: 'trove_ro,trove_rw' } }],
    },
  ],
  'tls-certificates': [
    { target: 'tls-certificates/requires', role: 'client', implementation: tlsCertificates.requires },
    { target: 'tls-certificates/provides', role: 'provider', implementation: tlsCertificates.provides },
  ],
}
