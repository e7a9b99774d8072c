/** One RabbitMQ server from the distribution, for functional tests. */
import {
  active,
  blocked,
  type Charm,
  command,
  defineCharm,
  fact,
  file,
  packages,
  ports,
  service,
  status,
  statusOf,
  upstreamVersion,
  version,
} from '@charm-layers/charm'
import { amqp } from '@charm-layers/interface-amqp'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { certificates } from '@charm-layers/openstack-base'
import { type Access, definitions, lacking } from './definitions.ts'
import { certificateSteps, configuration, reloadable, tlsPort } from './tls.ts'

// Without this an idle broker keeps its processors busy waiting for work.
const environment = `SERVER_ADDITIONAL_ERL_ARGS="+sbwt none +sbwtdcpu none +sbwtdio none"\n`

/** The name stands in a databag's key and in a file's name. */
const isName = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text)

/** The fact of how often a user's password was changed. */
const timesOf = (username: string): string => `passwords-${username}`

const charm: Charm = defineCharm({
  name: 'rabbitmq',
  summary: 'One RabbitMQ server, for functional tests',
  description: 'A stand-in: one unit, no policies. Not for clouds.',
  requires: { certificates: { ...tlsCertificates, optional: true } },
  provides: { amqp },
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
    const address = context.address('amqp')
    const named = address === undefined ? [] : [{ commonName: context.host.hostname, sans: [address] }]
    const found = certificates({ ...context, config: {} }, { requests: named, hosts: address === undefined ? [] : [address] })
    const isEncrypted = found.tls.certificates.length > 0
    const clients = context.relations.amqp.clients.map((client) => ({
      client,
      requests: client.request.state === 'ready' ? client.request.data.requests : [],
    }))
    const asked = clients.flatMap(({ requests }) => requests)
    const refused = asked.filter(({ username }) => !isName(username))
    const passwords = new Map(
      asked
        .filter(({ username }) => isName(username))
        .map(({ username }) => {
          const times = context.fact(timesOf(username))
          return [username, context.sharedSecret(`password-${username}${times === undefined ? '' : `-${times}`}`)]
        }),
    )
    const accesses = asked.flatMap(({ username, vhost, admin }): Access[] => {
      const password = passwords.get(username)
      return password?.state === 'ready' ? [{ username, vhost, admin: admin === true, password: password.data }] : []
    })

    const exporting = ['rabbitmqctl', '--quiet', 'export_definitions', '-', '--format', 'json']
    const look = accesses.length > 0 ? context.probe('users and virtual hosts', exporting) : undefined
    const missing = look?.state === 'ready' ? lacking(accesses, look.data) : []
    const make = command('make users and virtual hosts', ['rabbitmqctl', '--quiet', 'import_definitions'], { stdin: definitions(missing) })
    const made = look?.state === 'ready' && (missing.length === 0 || context.output(make) !== undefined)
    const answers = clients.map(({ client, requests }) => {
      // What is wrong with certificates leaves what clients were told.
      if (address === undefined || (found.tls.state === 'kept' && isEncrypted)) return undefined
      const granted = made ? requests : []
      const passwordOf = (username: string) => accesses.find((access) => access.username === username)?.password
      const plain = granted.findLast(({ prefix }) => prefix === '')
      const password = plain && passwordOf(plain.username)
      const prefixed = granted.flatMap(({ prefix, username }) => {
        const of = prefix === '' ? undefined : passwordOf(username)
        return of ? [[prefix, of] as const] : []
      })
      return client.reply({
        address,
        ...(password ? { password } : {}),
        ...(found.tls.state === 'ready' ? { tls: { port: tlsPort, ca: found.tls.authorities } } : {}),
        ...(prefixed.length > 0 ? { prefixed: Object.fromEntries(prefixed) } : {}),
      })
    })

    const installed = context.host.installed('rabbitmq-server')
    return [
      context.relations.cluster.tell({}),
      found.steps,
      found.statuses.map(status),
      // Before the package, which starts the server.
      file('/etc/rabbitmq/rabbitmq-env.conf', environment, { restarts: 'rabbitmq-server' }),
      reloadable,
      !isEncrypted && configuration(false),
      packages('rabbitmq-server'),
      certificateSteps(found.tls),
      isEncrypted && configuration(true),
      service('rabbitmq-server', ...(isEncrypted ? [5672, tlsPort] : [5672])),
      [...passwords.values()].map(({ steps }) => steps),
      look?.steps,
      missing.length > 0 && make,
      answers,
      ports('5672/tcp', ...(isEncrypted ? [`${tlsPort}/tcp` as const] : [])),
      installed !== undefined && version(upstreamVersion(installed)),
      refused.map(({ username }) => status(blocked(`'amqp' invalid: username: '${username}' has more than letters, digits, '_' and '-'`))),
      clients.flatMap(({ client: { request } }) => {
        const problem = request.state === 'invalid' ? statusOf(request) : undefined
        return problem ? [status(problem)] : []
      }),
      status(context.relations.cluster.units.length > 0 ? blocked('This stand-in works with one unit: remove the others') : active()),
    ]
  },
})

export default charm
