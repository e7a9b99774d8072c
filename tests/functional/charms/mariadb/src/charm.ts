/** One MariaDB server from the distribution, for functional tests. */
import {
  active,
  blocked,
  type Charm,
  command,
  defineCharm,
  fact,
  file,
  option,
  packages,
  ports,
  service,
  status,
  statusOf,
  upstreamVersion,
  version,
} from '@charm-layers/charm'
import { mysqlShared } from '@charm-layers/interface-mysql-shared'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { certificates } from '@charm-layers/openstack-base'
import { type Grant, lacking, question, refusal, statements } from './grants.ts'
import { certificateSteps, reloadable } from './tls.ts'

// The data is thrown away after the tests, so the server need not wait for the disk.
const config = `[mysqld]
bind-address = 0.0.0.0
skip-name-resolve
max_connections = 300
innodb_flush_method = nosync
innodb_flush_log_at_trx_commit = 0
`

const client = ['mariadb', '--no-defaults', '--batch', '--skip-column-names']

/** The fact of how often a user's password was changed. */
const timesOf = (username: string): string => `passwords-${username}`

const charm: Charm = defineCharm({
  name: 'mariadb',
  summary: 'One MariaDB server, for functional tests',
  description: 'A stand-in: one unit, no backups, data that may be lost. Not for clouds.',
  config: {
    require_secure_transport: option.boolean({
      default: false,
      description: 'Refuse connections without TLS; for when all clients use it',
    }),
  },
  requires: { certificates: { ...tlsCertificates, optional: true } },
  provides: { 'shared-db': mysqlShared },
  peers: { cluster: openstackHa },
  actions: (action) => ({
    'change-password': action({
      description: "Gives a client's user another password, in the next two hooks",
      params: { username: { type: 'string', required: true, description: 'The user' } },
      run: ({ fact: recorded }, { username }) => {
        const times = Number(recorded(timesOf(username)) ?? 0) + 1
        return { do: fact(timesOf(username), String(times)), results: { times } }
      },
    }),
  }),

  desired: (context) => {
    const host = context.address('shared-db')
    const named = host === undefined ? [] : [{ commonName: context.host.hostname, sans: [host] }]
    const found = certificates({ ...context, config: {} }, { requests: named, hosts: host === undefined ? [] : [host] })
    const clients = context.relations['shared-db'].clients
    const asked = clients.flatMap((one) =>
      one.request.state === 'ready' ? one.request.data.requests.map((request) => ({ ...request, relationId: one.relationId })) : [],
    )
    const refused = asked.flatMap((request) => {
      const why = refusal(request)
      return why === undefined ? [] : [status(blocked(`'shared-db' invalid: ${request.unit} asks for what it cannot have: ${why}`))]
    })
    const accepted = asked.filter((request) => refusal(request) === undefined)
    const passwords = new Map(
      accepted.map(({ username }) => {
        const times = context.fact(timesOf(username))
        return [username, context.sharedSecret(`password-${username}${times === undefined ? '' : `-${times}`}`)]
      }),
    )
    const wanted = accepted.flatMap(({ relationId, unit, prefix, database, username, addresses }) => {
      const password = passwords.get(username)
      return password?.state === 'ready' ? [{ relationId, unit, prefix, password: password.data, database, username, addresses }] : []
    })
    const grants = wanted.flatMap(({ addresses, database, username, password }) =>
      addresses.map((address): Grant => ({ database, username, address, password })),
    )

    const look = grants.length > 0 ? context.probe('schemas and users', client, { stdin: question(grants) }) : undefined
    const missing = look?.state === 'ready' ? lacking(grants, look.data) : []
    const make = command('make schemas and users', client, { stdin: statements(missing) })
    const made = look?.state === 'ready' && (missing.length === 0 || context.output(make) !== undefined)
    // What is wrong with certificates leaves what clients were told.
    const isKept = found.tls.state === 'kept' && found.tls.certificates.length > 0
    const answers = clients.map((one) => {
      const own = made ? wanted.filter(({ relationId }) => relationId === one.relationId) : []
      const prefixes = [...new Map(own.map(({ prefix, password }) => [prefix, password]))]
      return (
        own.length > 0 &&
        host !== undefined &&
        !isKept &&
        one.reply({
          host,
          port: 3306,
          ...(found.tls.state === 'ready' ? { tls: { ca: found.tls.authorities } } : {}),
          grants: prefixes.map(([prefix, password]) => ({
            prefix,
            password,
            allowedUnits: own.filter((request) => request.prefix === prefix).map(({ unit }) => unit),
          })),
        })
      )
    })

    const installed = context.host.installed('mariadb-server')
    return [
      context.relations.cluster.tell({}),
      found.steps,
      found.statuses.map(status),
      // Before the package, which starts the server.
      file('/etc/mysql/mariadb.conf.d/60-stand-in.cnf', config, { restarts: 'mariadb' }),
      reloadable,
      packages('mariadb-server', 'openssl'),
      certificateSteps(found.tls, context.config.require_secure_transport),
      service('mariadb'),
      [...passwords.values()].map(({ steps }) => steps),
      look?.steps,
      missing.length > 0 && make,
      answers,
      ports('3306/tcp'),
      installed !== undefined && version(upstreamVersion(installed)),
      refused,
      clients.flatMap(({ request }) => {
        const problem = request.state === 'invalid' ? statusOf(request) : undefined
        return problem ? [status(problem)] : []
      }),
      status(context.relations.cluster.units.length > 0 ? blocked('This stand-in works with one unit: remove the others') : active()),
    ]
  },
})

export default charm
