// One ready relation of each interface: the databags that both sides read, and what both are to write.
import { amqp } from '@charm-layers/interface-amqp'
import { combine, hacluster, haproxyResources, vipResources } from '@charm-layers/interface-hacluster'
import { keystone } from '@charm-layers/interface-keystone'
import { mysqlShared } from '@charm-layers/interface-mysql-shared'
import { nrpe } from '@charm-layers/interface-nrpe'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { pgsql } from '@charm-layers/interface-pgsql'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { type Databags, type RelationView, secret } from '@charm-layers/relation'
import { type Application, application, type Relation, relate, weWrite } from '../../tests/interop/relation.ts'

export interface Case {
  readonly name: string
  /** Our application asks and reads; the other application has answered. */
  readonly relation: Relation
  readonly config?: Readonly<Record<string, unknown>>
  /** What is said of the request to the Python side. */
  readonly request: unknown
  readonly read: (view: RelationView) => { readonly state: string }
  readonly write: (view: RelationView) => Databags
}

const trove = application('trove', ['10.5.0.21'])
const [url, password] = ['http://10.5.0.20:8779/v1.0/$(tenant_id)s', secret('Zq7hT2mWk9sXb4LpV8nC3rYd')]

/** Lets an application answer ours, with our own provider: what it writes is what Python reads in tests/interop. */
const answered = (endpoint: string, them: Application, write: (view: RelationView) => Databags): Relation => {
  const { ours, theirs } = weWrite(relate(endpoint, them, trove), write)
  return relate(endpoint, theirs, ours)
}

const place = (port: number) => ({ protocol: 'http', host: '10.5.0.30', port }) as const
const identity = { service: 'trove', region: 'RegionOne', publicUrl: url, internalUrl: url, adminUrl: url } as const
const queue = { username: 'trove', vhost: 'openstack' }
const schema = { database: 'trove', username: 'trove' }
const resources = combine(haproxyResources('trove'), vipResources('trove', [{ address: '10.5.0.20', oldInterface: 'eth0' }]))
const services = ['trove-api', 'trove-taskmanager', 'trove-conductor', 'haproxy']
const checks = services.map((shortname) => ({ shortname }))
const names = [
  { commonName: 'juju-9f3c1a-4', sans: ['10.5.7.20', '10.5.7.21'] },
  { commonName: 'trove.example.com', sans: ['203.0.113.20', '203.0.113.21'] },
]
const addresses = { public: '203.0.113.21', internal: '10.5.3.21', admin: '10.5.4.21' }
const pem = (kind: string): string =>
  `-----BEGIN ${kind}-----\n${'MIIDdzCCAl+gAwIBAgIEAgAAuTANBgkqhkiG9w0BAQUFADBaMQswCQYDVQQGEwJJ\n'.repeat(20)}-----END ${kind}-----`
const pair = { cert: pem('CERTIFICATE'), key: secret(pem('RSA PRIVATE KEY')) }

const peers = relate('cluster', application('trove', ['10.5.3.21']), application('trove', ['10.5.3.22', '10.5.3.23'], 1))

export const cases: readonly Case[] = [
  {
    name: 'keystone',
    relation: answered('identity-service', application('keystone', ['10.5.0.32']), (view) =>
      keystone.provides.write(
        {
          form: 'register',
          service: place(5000),
          auth: place(35357),
          internal: place(5000),
          apiVersion: '3',
          username: 'trove',
          password,
          project: 'services',
          projectId: '1234abcd5678ef90',
          domain: 'service_domain',
          domainId: '77aa66bb55cc44dd',
          serviceType: 'database',
        },
        view,
      ),
    ),
    request: { service: 'trove', region: 'RegionOne', public_url: url, internal_url: url, admin_url: url },
    read: (view) => keystone.requires.read(view, identity),
    write: (view) => keystone.requires.write(identity, view),
  },
  {
    name: 'amqp',
    relation: answered('amqp', application('rabbitmq-server', ['10.5.1.31', '10.5.1.32', '10.5.1.33']), (view) =>
      amqp.provides.write({ address: view.localUnitData['ingress-address'] ?? '', password }, view),
    ),
    config: { 'rabbit-user': 'trove', 'rabbit-vhost': 'openstack' },
    request: queue,
    read: (view) => amqp.requires.read(view, queue),
    write: (view) => amqp.requires.write(queue, view),
  },
  {
    name: 'mysql-shared',
    relation: answered('shared-db', application('mysql', ['10.5.2.30']), (view) =>
      mysqlShared.provides.write(
        { host: '10.5.2.30', port: 3306, grants: [{ prefix: '', password, allowedUnits: ['trove/0', 'trove/1'] }] },
        view,
      ),
    ),
    config: { 'openstack-origin': 'cloud:jammy-yoga' },
    request: { ...schema, hostname: '10.5.0.21' },
    read: (view) => mysqlShared.requires.read(view, schema),
    write: (view) => mysqlShared.requires.write(schema, view),
  },
  {
    name: 'pgsql',
    relation: answered('pgsql-db', application('postgresql', ['10.5.5.31']), (view) =>
      pgsql.provides.write(
        {
          database: 'trove',
          username: 'juju_trove',
          password,
          asked: { database: 'trove', extensions: 'citext' },
          host: '10.5.5.31',
          port: 5432,
          state: 'master',
          version: '14.9',
          primary: { host: '10.5.5.31', port: 5432 },
          standbys: [{ host: '10.5.5.32', port: 5432 }],
          allowed: [{ unit: 'trove/0', subnets: ['10.5.0.21/32'] }],
        },
        view,
      ),
    ),
    request: { database: 'trove', extensions: 'citext' },
    read: (view) => pgsql.requires.read(view, { database: 'trove', extensions: ['citext'] }),
    write: (view) => pgsql.requires.write({ database: 'trove', extensions: ['citext'] }, view),
  },
  {
    name: 'hacluster',
    relation: answered('ha', application('hacluster', ['10.5.0.21']), (view) => hacluster.provides.write({ clustered: true }, view)),
    config: { vip: '10.5.0.20' },
    request: { service: 'trove' },
    read: (view) => hacluster.requires.read(view, resources),
    write: (view) => hacluster.requires.write(resources, view),
  },
  {
    name: 'nrpe',
    relation: answered('nrpe-external-master', application('nrpe', ['10.5.0.21']), (view) =>
      nrpe.requires.write({ hostname: 'juju-trove-0', context: 'juju' }, view),
    ),
    config: { nagios_context: 'juju', nagios_servicegroups: '' },
    request: { checks: services.map((name) => [name, `process check {juju:trove/0}`, `check_systemd.py ${name}`]) },
    read: (view) => nrpe.provides.read(view),
    write: (view) => nrpe.provides.write({ checks, primary: true }, view),
  },
  {
    name: 'openstack-ha',
    relation: {
      ...peers,
      theirs: weWrite({ ...peers, ours: peers.theirs, theirs: peers.ours }, (view) =>
        openstackHa.peers.write({ addresses, unitState: 'READY' }, view),
      ).ours,
    },
    request: {
      'private-address': '10.5.3.21',
      'public-address': '203.0.113.21',
      'internal-address': '10.5.3.21',
      'admin-address': '10.5.4.21',
    },
    read: (view) => openstackHa.peers.read(view),
    write: (view) => openstackHa.peers.write({ addresses, unitState: 'READY' }, view),
  },
  {
    name: 'tls-certificates',
    relation: answered('certificates', application('vault', ['10.5.7.50']), (view) =>
      tlsCertificates.provides.write(
        {
          ca: pair.cert,
          chain: pair.cert,
          globalClient: pair,
          units: ['trove_0'].map((unitName) => ({
            unitName,
            server: names.map(({ commonName }) => ({ commonName, ...pair })),
            client: [],
            intermediate: [],
          })),
        },
        view,
      ),
    ),
    request: Object.fromEntries(names.map(({ commonName, sans }) => [commonName, sans])),
    read: (view) => tlsCertificates.requires.read(view, { server: names }),
    write: (view) => tlsCertificates.requires.write({ server: names }, view),
  },
]
