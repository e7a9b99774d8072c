/**
 * Lets the upstream reader that the kit names read the kit's recorded databags, so that the kit's expectations are not only our opinion.
 */
import { casesOf, type ReadCase, type Target } from '@charm-layers/interface-conformance'
import { expect } from 'vitest'
import type { They } from './meeting.ts'
import type { Relation } from './relation.ts'

type Data = Readonly<Record<string, unknown>>

const isData = (value: unknown): value is Data => typeof value === 'object' && value !== null && !Array.isArray(value)
const dataOf = (value: unknown): Data => (isData(value) ? value : {})

/** Keeps the members that an expectation names, at any depth: the others do not count, and null says that one is not there. */
const like = (expected: unknown, found: unknown): unknown => {
  if (!isData(expected)) return found ?? null
  const members = dataOf(found)
  return Object.fromEntries(Object.keys(expected).map((key) => [key, like(expected[key], members[key])]))
}

interface Reader {
  readonly target: Target
  /** The end of the name that the kit gives the reader. */
  readonly name: string
  readonly library: string
  readonly endpoint: string
  /** What it makes of the relation, in the words of our packages; undefined where it is not complete. */
  readonly read: (they: They, relation: Relation, one: ReadCase) => Promise<Data | undefined>
  /** Members of an expectation that are ours, and have no place in what this reader gives. */
  readonly notTold?: readonly string[]
}

const place = (found: Data, which: string) => ({
  protocol: found[`${which}_protocol`],
  host: found[`${which}_host`],
  port: Number(found[`${which}_port`]),
})

const interfaces = {
  eth0: [['10.5.3.21', '255.255.255.0']],
  eth1: [['10.5.4.21', '255.255.255.0']],
  eth2: [['203.0.113.21', '255.255.255.0']],
} as const
const bindings = { cluster: '10.5.5.21', internal: '10.5.3.21', admin: '10.5.4.21', public: '203.0.113.21' }

export const readers: readonly Reader[] = [
  {
    target: 'rabbitmq/requires',
    name: '(AMQPContext)',
    library: 'charmhelpers',
    endpoint: 'amqp',
    read: async (they, relation) => {
      const config = { 'rabbit-user': 'trove', 'rabbit-vhost': 'openstack' }
      const { value, files } = await they.charmhelpers('amqp', relation, { tls: true }, { config })
      const found = dataOf(value)
      if (typeof found.transport_url !== 'string') return undefined
      const hosts = [...found.transport_url.matchAll(/trove:([^@]*)@(.*?):(\d+)[,/]/g)]
      return {
        hosts: hosts.map(([, , host]) => host),
        port: Number(hosts[0]?.[3]),
        password: hosts[0]?.[1],
        haQueues: found.rabbitmq_ha_queues === true,
        tls: found.rabbit_ssl_port === undefined ? null : { ca: files['/rabbit-client-ca.pem'] },
      }
    },
  },
  {
    target: 'keystone/requires',
    name: '(IdentityServiceContext)',
    library: 'charmhelpers',
    endpoint: 'identity-service',
    read: async (they, relation) => {
      const found = dataOf((await they.charmhelpers('identity_service', relation)).value)
      return Object.keys(found).length === 0
        ? undefined
        : {
            service: place(found, 'service'),
            auth: place(found, 'auth'),
            internal: place(found, 'internal'),
            apiVersion: found.api_version,
            username: found.admin_user,
            password: found.admin_password,
            project: found.admin_tenant_name,
            projectId: found.admin_tenant_id,
            domainId: found.admin_domain_id,
            serviceType: found.service_type,
          }
    },
    // The domain counts from version 3 on only, the role came later than 1.2.1.
    notTold: ['domain', 'adminRole'],
  },
  {
    target: 'mysql-shared/provides',
    name: '(get_db_data)',
    library: 'charmhelpers',
    endpoint: 'shared-db',
    read: async (they, relation) => {
      const found = dataOf((await they.charmhelpers('database_requests', relation, { unprefixed: 'MRUP' })).value)
      const requests = Object.entries(found).map(([prefix, asked]) => {
        const { database, username, hostname } = dataOf(asked)
        return {
          unit: Object.keys(relation.ours.units)[0],
          prefix: prefix === 'MRUP' ? '' : prefix,
          database,
          username,
          addresses: [hostname],
        }
      })
      return { requests }
    },
  },
  {
    target: 'pgsql/requires',
    name: '(PostgresqlDBContext)',
    library: 'charmhelpers',
    endpoint: 'pgsql-db',
    read: async (they, relation) => {
      const found = dataOf((await they.charmhelpers('postgresql', relation, { database: 'trove' })).value)
      const { database_host: host, database, database_user: username, database_password: password } = found
      return { primary: { host, port: 5432, database, username, password }, standbys: [] }
    },
  },
  {
    target: 'pgsql/requires',
    name: 'pgsql/client.py',
    library: 'ops-lib-pgsql',
    endpoint: 'db',
    read: async (they, relation) => {
      const ask = { database: 'cli' }
      const found = dataOf((await they.ops('PgsqlClient', relation, { ask })).value)
      const login = (connection: unknown) => {
        const { host, port, dbname: database, user: username, password } = dataOf(connection)
        return { host, port: Number(port), database, username, password }
      }
      return { primary: login(found.master), standbys: Array.isArray(found.standbys) ? found.standbys.map(login) : [] }
    },
    notTold: ['version'],
  },
  {
    target: 'nrpe-external-master/provides',
    name: 'charmsupport/nrpe.py',
    library: 'charmhelpers',
    endpoint: 'nrpe-external-master',
    read: async (they, relation) => dataOf((await they.charmhelpers('nagios_names', relation)).value),
  },
  {
    target: 'openstack-ha/peers',
    name: '(HAProxyContext)',
    library: 'charmhelpers',
    endpoint: 'cluster',
    read: async (they, relation) => {
      const { frontends } = dataOf(
        (
          await they.charmhelpers(
            'haproxy',
            relation,
            {},
            { interfaces: { ...interfaces, eth3: [['10.5.5.21', '255.255.255.0']] }, bindings },
          )
        ).value,
      )
      const backend = (address: string, unit: string): unknown =>
        dataOf(dataOf(dataOf(frontends)[address]).backends)[unit.replace('/', '-')]
      const states = dataOf(dataOf((await they.charmhelpers('peers_unit_state', relation)).value).states)
      const units = Object.keys(relation.ours.units).map((unit) => [
        unit,
        {
          address: backend(bindings.cluster, unit),
          addresses: {
            admin: backend(bindings.admin, unit),
            internal: backend(bindings.internal, unit),
            public: backend(bindings.public, unit),
          },
          unitState: states[unit],
        },
      ])
      return { units: Object.fromEntries(units) }
    },
  },
  {
    target: 'tls-certificates/requires',
    name: 'contrib/openstack/cert_utils.py',
    library: 'charmhelpers',
    endpoint: 'certificates',
    read: async (they, relation) => {
      const { bundles } = dataOf((await they.charmhelpers('certificates', relation, { names: [] })).value)
      const [bundle] = Array.isArray(bundles) ? bundles : []
      if (bundle === undefined) return undefined
      const { ca, chain, certs } = dataOf(bundle)
      return { ca, chain, server: Object.entries(dataOf(certs)).map(([commonName, pair]) => ({ commonName, ...dataOf(pair) })) }
    },
  },
]

/** Application databags came after the last release of charmhelpers on PyPI. */
const LATER = ['charm-helpers-app-http']

/** The recorded databags of which the kit says how this reader reads them. */
export const recordedFor = ({ target, name }: Reader): readonly ReadCase[] =>
  casesOf(target).filter((one): one is ReadCase => one.kind === 'vector' && one.about.endsWith(name) && !LATER.includes(one.name))

/** Lets the reader read a recorded databag, and compares with what the kit expects. */
export const readRecorded = async (they: They, reader: Reader, one: ReadCase): Promise<void> => {
  const { view } = one.question
  const [name = ''] = view.localUnit.split('/')
  const found = await reader.read(
    they,
    {
      endpoint: reader.endpoint,
      ours: { name: view.remoteApp, app: view.remoteAppData, units: view.remoteUnits },
      theirs: { name, app: {}, units: { [view.localUnit]: view.localUnitData } },
    },
    one,
  )
  if (one.expected.state !== 'ready') return expect(found).toBeUndefined()
  const told = Object.fromEntries(Object.entries(dataOf(one.expected.data)).filter(([key]) => !reader.notTold?.includes(key)))
  expect(like(told, found)).toEqual(told)
}
