/** The charms in the READMEs against the other side: what a newcomer copies has to work with the charms that are there. */
import { active } from '@charm-layers/charm'
import { expect } from 'vitest'
import { jujuKeys, relationOf, runHook, type Unit } from '../../tools/examples.ts'
import type { InterfaceName, Role } from '../../tools/readme.ts'
import type { Surroundings, They } from './meeting.ts'
import { type Application, application, type Relation, written } from './relation.ts'

/** One charm of a README, and how it meets a library. */
export interface ExampleMeeting {
  readonly of: InterfaceName
  readonly role: Role
  readonly library: string
  readonly part: string
  readonly shows: string
  readonly run: (they: They, ours: Unit) => Promise<void>
}

const relationWith = (ours: Unit, theirs: Application, endpoint: string): Relation => {
  const own = relationOf(ours)
  const units = { [ours.name]: { ...jujuKeys(ours.address), ...own?.localUnitData } }
  return { endpoint, ours: { name: ours.charm.name, app: own?.localAppData ?? {}, units }, theirs }
}

/** Runs hooks of our charm until there is nothing left to do. */
const settled = async (ours: Unit, theirs: Application) => {
  let { left, ...unit } = await runHook(ours, theirs)
  for (let hooks = 1; hooks < 5 && left.changes.length > 0; hooks++) ({ left, ...unit } = await runHook({ ...unit, left }, theirs))
  return { ...unit, left }
}

/** Lets them write, and our charm answer until it is active; gives the relation as they see it then. */
const answered = async (ours: Unit, asked: Relation): Promise<Relation> => {
  const after = await settled(ours, asked.theirs)
  expect(after.left.status).toEqual(active())
  return relationWith(after, asked.theirs, asked.endpoint)
}

/** Has a classic charm ask with `relation_set`. */
const asking = async (they: They, ours: Unit, endpoint: string, settings: object): Promise<Relation> =>
  (await they.charmhelpers('relation_set', relationWith(ours, TROVE, endpoint), { settings })).relation

const TROVE = application('trove', ['10.5.0.21'])

/** Lets our charm ask; gives it with the relation as they see it. */
const asked = async (ours: Unit, theirs: Application, endpoint: string): Promise<readonly [Unit, Relation]> => {
  const after = await settled(ours, theirs)
  expect(after.left.status.name).toBe('waiting')
  return [after, relationWith(after, theirs, endpoint)]
}

/** Lets our charm read their answer; gives the contents of its files. */
const filesAfter = async (ours: Unit, { theirs }: Relation): Promise<Readonly<Record<string, string>>> => {
  const { left } = await settled(ours, theirs)
  expect(left.status).toEqual(active())
  return Object.fromEntries(Object.entries(left.files).map(([path, { content }]) => [path, content]))
}

const context = (name: string) => ({ library: 'charmhelpers', part: `contrib.openstack.context.${name}` })
const URL = 'http://10.5.0.21:8779/v1.0/$(tenant_id)s'
const around: Surroundings = {
  unit: 'trove/0',
  config: { vip: '10.20.30.40' },
  interfaces: { eth0: [['10.20.30.21', '255.255.255.0']] },
  bindings: { public: '10.20.30.21', internal: '10.20.30.21', admin: '10.20.30.21' },
}
const peers: Surroundings = {
  bindings: { cluster: '10.5.3.23', internal: '10.5.3.23', public: '203.0.113.23', admin: '10.5.4.23' },
  interfaces: { eth0: [['10.5.3.23', '255.255.255.0']], eth1: [['203.0.113.23', '255.255.255.0']], eth2: [['10.5.4.23', '255.255.255.0']] },
}
const pem = (body: string): string => `-----BEGIN CERTIFICATE-----\n${body}\n-----END CERTIFICATE-----`

export const exampleMeetings: readonly ExampleMeeting[] = [
  {
    of: 'amqp',
    role: 'provider',
    ...context('AMQPContext'),
    shows: 'connects to it',
    run: async (they, ours) => {
      const relation = await answered(ours, await asking(they, ours, 'amqp', { username: 'trove', vhost: 'openstack' }))
      const config = { 'rabbit-user': 'trove', 'rabbit-vhost': 'openstack' }
      expect((await they.charmhelpers('amqp', relation, {}, { config })).value).toMatchObject({
        transport_url: expect.stringMatching(/^rabbit:\/\/trove:.+@10\.0\.0\.31:5672\/openstack$/),
      })
    },
  },
  {
    of: 'amqp',
    role: 'requirer',
    library: 'ops',
    part: 'a broker of the tests',
    shows: 'answers it',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('rabbitmq-server', ['10.5.1.31']), 'amqp')
      const { value, relation: after } = await they.ops('RabbitmqServer', relation)
      expect(written(value)).toEqual({ username: 'greeter', vhost: 'greeter' })
      expect(await filesAfter(unit, after)).toMatchObject({
        '/etc/greeter.conf': 'rabbit://greeter:password-of-greeter@10.5.1.31:5672/greeter',
      })
    },
  },
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
  {
    of: 'mysql-shared',
    role: 'provider',
    ...context('SharedDBContext'),
    shows: 'finds host and password',
    run: async (they, ours) => {
      const request = { database: 'trove', username: 'trove', hostname: '10.5.0.21' }
      const relation = await answered(ours, await asking(they, ours, 'shared-db', request))
      const config = { 'openstack-origin': 'cloud:jammy-yoga' }
      const { value } = await they.charmhelpers('shared_db', relation, { database: 'trove', user: 'trove' }, { config })
      expect(value).toMatchObject({ database_host: '10.0.0.31', database_port: '3306', database_password: expect.stringMatching(/./) })
      expect(relation.ours.units[ours.name]?.allowed_units).toBe('trove/0')
    },
  },
  {
    of: 'mysql-shared',
    role: 'requirer',
    library: 'charmhelpers',
    part: 'contrib.database.mysql',
    shows: 'get_db_data finds its request, get_allowed_units lets it in',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('mysql', ['10.5.2.31']), 'shared-db')
      const request = { database: 'greeter', username: 'greeter' }
      const requests = await they.charmhelpers('database_requests', relation, { unprefixed: 'MRUP' })
      expect(requests.value).toEqual({ MRUP: { ...request, hostname: '10.0.0.21' } })
      const { value } = await they.charmhelpers('allowed_units', relation, { ...request, granted: ['10.0.0.21'] })
      const settings = { db_host: '10.5.2.30', password: 'Hc2Qm8vN', allowed_units: Array.isArray(value) ? value.join(' ') : '' }
      const { relation: after } = await they.charmhelpers('relation_set', relation, { settings })
      expect(await filesAfter(unit, after)).toMatchObject({
        '/etc/greeter.conf': 'mysql+pymysql://greeter:Hc2Qm8vN@10.5.2.30:3306/greeter',
      })
    },
  },
  {
    of: 'pgsql',
    role: 'provider',
    library: 'ops-lib-pgsql',
    part: 'pgsql.PostgreSQLClient',
    shows: 'finds the primary',
    run: async (they, ours) => {
      const ask = { ask: { database: 'trove', extensions: ['citext'] } }
      const { relation } = await they.ops('PgsqlClient', relationWith(ours, TROVE, 'pgsql-db'), ask)
      const { value } = await they.ops('PgsqlClient', await answered(ours, relation), ask)
      expect(value).toMatchObject({ master: { dbname: 'trove', host: '10.0.0.31', password: expect.stringMatching(/./) } })
    },
  },
  {
    of: 'pgsql',
    role: 'provider',
    ...context('PostgresqlDBContext'),
    shows: 'finds host, user and password',
    run: async (they, ours) => {
      const relation = await answered(ours, await asking(they, ours, 'pgsql-db', { database: 'trove' }))
      expect((await they.charmhelpers('postgresql', relation, { database: 'trove' })).value).toMatchObject({
        database_host: '10.0.0.31',
        database_user: 'user',
        database_password: expect.stringMatching(/./),
      })
    },
  },
  {
    of: 'pgsql',
    role: 'requirer',
    library: 'ops',
    part: 'a server of the tests, with pgconnstr',
    shows: 'answers it',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('postgresql', ['10.5.5.31']), 'pgsql-db')
      const { value, relation: after } = await they.ops('Postgresql', relation)
      expect(written(value)).toEqual({ database: 'greeter', extensions: 'citext' })
      expect(await filesAfter(unit, after)).toMatchObject({
        '/etc/greeter.conf': "postgresql://juju_trove:it's%20a%20%5C%20secret@10.5.5.31:5432/greeter",
      })
    },
  },
  {
    of: 'hacluster',
    role: 'provider',
    library: 'charmhelpers',
    part: 'contrib.openstack.ha.utils.generate_ha_relation_data, contrib.hahelpers.cluster.is_clustered',
    shows: 'ask for resources, and find that the node is clustered',
    run: async (they, ours) => {
      const start = relationWith(ours, application('trove', ['10.20.30.21']), 'ha')
      const { relation } = await they.charmhelpers('ask_hacluster', start, { service: 'trove' }, around)
      expect((await they.charmhelpers('is_clustered', relation)).value).toBe(false)
      expect((await they.charmhelpers('is_clustered', await answered(ours, relation))).value).toBe(true)
      expect(await filesAfter(ours, relation)).toEqual({
        '/etc/resources.crm': 'primitive res_trove_687205e_vip ocf:heartbeat:IPaddr2\nprimitive res_trove_haproxy lsb:haproxy\n',
      })
    },
  },
  {
    of: 'hacluster',
    role: 'requirer',
    library: 'ops',
    part: 'a hacluster of the tests',
    shows: 'parses its request, and answers it',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('hacluster', ['10.0.0.21']), 'ha')
      const { value, relation: after } = await they.ops('Hacluster', relation)
      expect(value).toMatchObject({
        json_resources: { res_greeter_687205e_vip: 'ocf:heartbeat:IPaddr2', res_greeter_haproxy: 'lsb:haproxy' },
        json_clones: { cl_greeter_haproxy: 'res_greeter_haproxy' },
      })
      expect(await filesAfter(unit, after)).toMatchObject({ '/etc/greeter.conf': 'address = 10.20.30.40\n' })
    },
  },
  {
    of: 'nrpe',
    role: 'provider',
    library: 'ops',
    part: 'an nrpe of the tests, with PyYAML',
    shows: 'names the host, and reads the check',
    run: async (they, ours) => {
      const { relation } = await they.ops('Nrpe', relationWith(ours, application('nrpe', ['10.0.0.31']), 'nrpe-external-master'))
      const { value } = await they.ops('Nrpe', await answered(ours, relation))
      const nrpe = { greeter: { command: 'check_greeter' } }
      expect(value).toEqual({ primary: 'True', monitors: { monitors: { remote: { nrpe } } } })
    },
  },
  {
    of: 'nrpe',
    role: 'requirer',
    library: 'charmhelpers',
    part: 'contrib.charmsupport.nrpe.NRPE.write',
    shows: 'exports checks under the name that it tells, and announces them',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('greeter', ['10.0.0.21']), 'nrpe-external-master')
      const config = { nagios_context: 'juju', nagios_servicegroups: '' }
      const checks = [['greeter', 'Says hello', 'check_http -w 2']]
      const { files, relation: after } = await they.charmhelpers('write_checks', relation, { checks }, { config })
      expect(Object.keys(files)).toContain('/var/lib/nagios/export/service__juju-greeter-0_check_greeter.cfg')
      expect(await filesAfter(unit, after)).toMatchObject({ '/etc/checks': 'greeter' })
    },
  },
  {
    of: 'openstack-ha',
    role: 'peer',
    ...context('HAProxyContext'),
    shows: 'balances over it, and is told to it',
    run: async (they, ours) => {
      const { relation } = await they.charmhelpers(
        'relation_set',
        relationWith(ours, application('greeter', ['10.5.3.23'], 2), 'cluster'),
        { settings: { 'public-address': '203.0.113.23' } },
      )
      expect(await filesAfter(ours, relation)).toMatchObject({ '/etc/backends': 'greeter/2 10.5.3.23\n' })
      expect((await they.charmhelpers('haproxy', await answered(ours, relation), {}, peers)).value).toMatchObject({
        frontends: {
          '10.5.3.23': { backends: { 'greeter-0': '10.0.0.41', 'greeter-2': '10.5.3.23' } },
          '203.0.113.23': { backends: { 'greeter-0': '203.0.113.21', 'greeter-2': '203.0.113.23' } },
        },
      })
    },
  },
  {
    of: 'tls-certificates',
    role: 'provider',
    library: 'charmhelpers',
    part: 'contrib.openstack.cert_utils',
    shows: 'asks for a certificate, and installs it',
    run: async (they, ours) => {
      const certificates = relationWith(ours, application('trove', ['10.20.30.21']), 'certificates')
      const { relation } = await they.charmhelpers('ask_certificates', certificates, {}, around)
      const { value } = await they.charmhelpers('process_certificates', await answered(ours, relation))
      expect(value).toMatchObject({
        done: true,
        installed: { '/etc/apache2/ssl/trove/cert_juju-9f3c1a-4.example.com': expect.stringContaining('BEGIN CERTIFICATE') },
      })
    },
  },
  {
    of: 'tls-certificates',
    role: 'provider',
    library: 'charms.reactive',
    part: 'endpoints.Relation',
    shows: 'finds the certificate of the name that is asked for in the older form, and that of the other',
    run: async (they, ours) => {
      const first = { unit_name: 'trove_0', common_name: 'a.example.com', certificate_name: '0d4c6f0e' }
      const json = { sans: ['10.5.0.21'], cert_requests: { 'b.example.com': { sans: [] } } }
      const start = relationWith(ours, TROVE, 'certificates')
      const { relation } = await they.charmhelpers('reactive_publish', start, { raw: first, json })
      // The names under which the interface layer of reactive charms looks for the two.
      expect((await they.charmhelpers('reactive_received', await answered(ours, relation))).value).toMatchObject({
        ca: expect.stringContaining('BEGIN CERTIFICATE'),
        'trove_0.server.cert': expect.stringContaining('BEGIN CERTIFICATE'),
        'trove_0.server.key': expect.stringMatching(/./),
        'trove_0.processed_requests': { 'b.example.com': { cert: expect.stringContaining('BEGIN CERTIFICATE') } },
      })
    },
  },
  {
    of: 'tls-certificates',
    role: 'requirer',
    library: 'charms.reactive',
    part: 'endpoints.Relation',
    shows: 'decodes its request, and answers by unit',
    run: async (they, ours) => {
      const [unit, relation] = await asked(ours, application('vault', ['10.5.7.50']), 'certificates')
      const { value } = await they.charmhelpers('reactive_received', relation)
      expect(value).toMatchObject({ unit_name: 'greeter_0', cert_requests: { 'greeter.example.com': { sans: ['10.5.7.20'] } } })
      const json = { 'greeter_0.processed_requests': { 'greeter.example.com': { cert: pem('MIICgreeter'), key: 'KEY' } } }
      const { relation: after } = await they.charmhelpers('reactive_publish', relation, { json, raw: { ca: pem('MIICca') } })
      expect(await filesAfter(unit, after)).toMatchObject({
        '/etc/greeter/cert.pem': expect.stringContaining('MIICgreeter'),
        '/etc/greeter/key.pem': 'KEY',
      })
    },
  },
]
