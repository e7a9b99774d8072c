/** One keystone server from the distribution, for functional tests. */
import {
  type Answer,
  active,
  blocked,
  type Charm,
  type Client,
  command,
  defineCharm,
  fact,
  file,
  option,
  packages,
  ports,
  type Secret,
  service,
  status,
  statusOf,
  upstreamVersion,
  version,
  waiting,
} from '@charm-layers/charm'
import { type KeystoneAnswer, type KeystoneClient, keystone } from '@charm-layers/interface-keystone'
import { connectionUrl, mysqlShared } from '@charm-layers/interface-mysql-shared'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { certificates } from '@charm-layers/openstack-base'
import { configuration, databaseAuthority, dropIn } from './files.ts'
import { front, port, serverPort } from './front.ts'
import { adminRole, input, type Objects, parseObjects, type Wanted } from './objects.ts'
import { objectsScript } from './objects-script.ts'
import { bootstrap, keys, migrate } from './setup.ts'

const script = '/usr/local/lib/stand-in-keystone/objects.py'
const adminPassword = 'admin-password'

/** The name stands in a databag's key and in a file's name. */
const isName = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text)

/** What keystone made for a client, and by whom. */
const registered = ({ username, password, roles }: Wanted, objects: Objects) =>
  ({
    form: 'register',
    username,
    password,
    project: 'services',
    projectId: objects.project,
    domain: 'service_domain',
    domainId: objects.domain,
    adminProjectId: objects.adminProject,
    adminUserId: objects.adminUser,
    adminRole,
    ...(roles.length > 0 ? { createdRoles: roles } : {}),
  }) as const

/** Gives what there has to be for the clients whose passwords are there. */
const wantedBy = (
  clients: readonly Client<KeystoneClient, KeystoneAnswer>[],
  passwords: ReadonlyMap<string, Answer<Secret>>,
): readonly Wanted[] =>
  clients.flatMap(({ relationId, request }): Wanted[] => {
    if (request.state !== 'ready' || request.data.form !== 'register') return []
    const { username, endpoints, requestedRoles, addRoleToAdmin } = request.data
    const password = passwords.get(username)
    if (password?.state !== 'ready') return []
    return [{ relationId, username, password: password.data, endpoints, roles: requestedRoles, adminRoles: addRoleToAdmin }]
  })

const charm: Charm = defineCharm({
  name: 'keystone',
  summary: 'One keystone server, for functional tests',
  description: 'A stand-in: one unit, no rotation of keys, no federation. Not for clouds.',
  config: { region: option.string({ default: 'RegionOne', description: 'Region of keystone itself' }) },
  requires: { 'shared-db': mysqlShared, certificates: { ...tlsCertificates, optional: true } },
  provides: { 'identity-service': keystone },
  peers: { cluster: openstackHa },
  actions: (action) => ({
    'get-admin-password': action({
      description: "Tells the password of the user 'admin' of the domain 'default'",
      run: (context) => {
        const password = context.sharedSecret(adminPassword)
        return password.state === 'ready' ? { results: { 'admin-password': password.data.reveal() } } : { fail: 'there is none yet' }
      },
    }),
  }),

  desired: (context) => {
    const db = context.relations['shared-db'].ask({ database: 'keystone', username: 'keystone' })
    const clients = context.relations['identity-service'].clients
    const admin = context.sharedSecret(adminPassword)
    const keysOf = context.sharedSecret('keys')
    const installed = context.host.installed('keystone')
    const address = context.address('cluster')
    const hosts = address === undefined ? [] : [address]
    const named = hosts.map((host) => ({ commonName: context.host.hostname, sans: [host] }))
    const encryption = certificates({ ...context, config: {} }, { requests: named, hosts })
    const passwords = new Map(
      clients.flatMap(({ request }) =>
        request.state === 'ready' && request.data.form === 'register' && isName(request.data.username)
          ? [[request.data.username, context.sharedSecret(`password-${request.data.username}`)] as const]
          : [],
      ),
    )
    const before = [
      context.relations.cluster.tell({}),
      encryption.steps,
      encryption.statuses.map(status),
      db.steps,
      admin.steps,
      keysOf.steps,
      [...passwords.values()].map(({ steps }) => steps),
      dropIn,
      file(script, objectsScript, { mode: 0o755 }),
    ]
    const told = [
      clients.flatMap(({ request }) => {
        const problem = request.state === 'invalid' ? statusOf(request) : undefined
        return problem ? [status(problem)] : []
      }),
      installed !== undefined && version(upstreamVersion(installed)),
      status(context.relations.cluster.units.length > 0 ? blocked('This stand-in works with one unit: remove the others') : active()),
    ]
    if (db.state !== 'ready' || admin.state !== 'ready' || keysOf.state !== 'ready' || address === undefined || installed === undefined) {
      const problem = statusOf(db) ?? statusOf(admin) ?? waiting("'cluster' incomplete: ingress-address")
      return [before, packages('keystone', 'haproxy'), told, status(problem)]
    }

    const protocol = encryption.tls.certificates.length > 0 ? 'https' : 'http'
    const url = `${protocol}://${address.includes(':') ? `[${address}]` : address}:${port}/v3`
    const relation = context.relations['shared-db'].relationId ?? ''
    const migrated = `${installed} ${relation}`
    const bootstrapped = `${relation} ${context.config.region} ${url}`
    const wanted = wantedBy(clients, passwords)
    const adminSecret = admin.data
    const stdin = (make: boolean) => input(`http://127.0.0.1:${serverPort}/v3`, adminSecret, wanted, make)
    // What was never made need not be looked for.
    const made = wanted.map(({ relationId }) => relationId).join(' ')
    const isMade = wanted.length > 0 && context.fact('made') === made
    const look = isMade ? context.probe('users and endpoints', ['python3', script], { stdin: stdin(false) }) : undefined
    const found = look?.state === 'ready' ? parseObjects(look.data) : undefined
    const make = command('make users and endpoints', ['python3', script], { stdin: stdin(true), records: fact('made', made) })
    const objects = found ?? parseObjects(context.output(make) ?? '')

    const here = { protocol, host: address, port } as const
    const common = { service: here, auth: here, internal: here, apiVersion: '3', adminDomainId: 'default' } as const
    const answers = clients.map((client) => {
      const answer = ((): KeystoneAnswer | undefined => {
        if (client.request.state !== 'ready') return undefined
        if (client.request.data.form === 'address') return { form: 'address', ...common, region: context.config.region }
        const one = wanted.find(({ relationId }) => relationId === client.relationId)
        const userId = objects?.users.get(client.relationId)
        if (!objects || !one || userId === undefined) return undefined
        return { ...common, serviceType: client.request.data.serviceType, userId, ...registered(one, objects) }
      })()
      return answer && client.reply(answer)
    })
    return [
      before,
      configuration(connectionUrl(db.data, db.data.tls ? { files: { ca: databaseAuthority } } : {}), db.data.tls?.ca),
      // Before anybody is told of TLS.
      front(context, encryption.tls),
      service('haproxy', port),
      context.leader && context.fact('migrated') !== migrated && migrate(migrated, relation.replace(/^.*:/, '')),
      keys(keysOf.data),
      context.leader && context.fact('bootstrapped') !== bootstrapped && bootstrap(bootstrapped, url, context.config.region, adminSecret),
      service('keystone'),
      look?.steps,
      context.leader && wanted.length > 0 && (!isMade || (look?.state === 'ready' && found === undefined)) && make,
      answers,
      ports(`${port}/tcp`),
      told,
    ]
  },
})

export default charm
