/** One RabbitMQ server from the distribution, for functional tests. */
import {
  active,
  blocked,
  type Charm,
  command,
  defineCharm,
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
import { type Access, definitions, lacking } from './definitions.ts'

// Without this an idle broker keeps its processors busy waiting for work.
const environment = `SERVER_ADDITIONAL_ERL_ARGS="+sbwt none +sbwtdcpu none +sbwtdio none"\n`

/** The name stands in a databag's key and in a file's name. */
const isName = (text: string): boolean => /^[A-Za-z0-9_-]{1,64}$/.test(text)

const charm: Charm = defineCharm({
  name: 'rabbitmq',
  summary: 'One RabbitMQ server, for functional tests',
  description: 'A stand-in: one unit, no TLS, no policies. Not for clouds.',
  provides: { amqp },
  peers: { cluster: openstackHa },

  desired: (context) => {
    const clients = context.relations.amqp.clients.map((client) => ({
      client,
      requests: client.request.state === 'ready' ? client.request.data.requests : [],
    }))
    const asked = clients.flatMap(({ requests }) => requests)
    const refused = asked.filter(({ username }) => !isName(username))
    const passwords = new Map(
      asked.filter(({ username }) => isName(username)).map(({ username }) => [username, context.sharedSecret(`password-${username}`)]),
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
    const address = context.address('amqp')
    const answers = clients.map(({ client, requests }) => {
      if (address === undefined) return undefined
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
        ...(prefixed.length > 0 ? { prefixed: Object.fromEntries(prefixed) } : {}),
      })
    })

    const installed = context.host.installed('rabbitmq-server')
    return [
      context.relations.cluster.tell({}),
      // Before the package, which starts the server.
      file('/etc/rabbitmq/rabbitmq-env.conf', environment, { restarts: 'rabbitmq-server' }),
      packages('rabbitmq-server'),
      service('rabbitmq-server'),
      [...passwords.values()].map(({ steps }) => steps),
      look?.steps,
      missing.length > 0 && make,
      answers,
      ports('5672/tcp'),
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
