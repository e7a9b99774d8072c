/** A certificate authority on openssl, for functional tests. */
import {
  type ActionOutcome,
  active,
  blocked,
  type Charm,
  type Context,
  command,
  type Desired,
  defineCharm,
  type Provider,
  packages,
  status,
  statusOf,
  upstreamVersion,
  version,
} from '@charm-layers/charm'
import { openstackHa } from '@charm-layers/interface-openstack-ha'
import { type TlsAnswer, type TlsRequests, tlsCertificates } from '@charm-layers/interface-tls-certificates'
import { folder, program, run } from './program.ts'
import { answerFor, type Issued, parseIssued, refusedOf, wantedBy } from './requests.ts'

type Clients = Provider<TlsRequests, TlsAnswer>['clients']

const answers = (clients: Clients, issued: Issued | undefined): Desired =>
  clients.map((client) => {
    // A request that cannot be read takes no certificate away.
    const answer = issued && client.request.state !== 'invalid' && answerFor(client, issued)
    return answer && client.reply(answer)
  })

const asked = (clients: Clients) => ({ stdin: JSON.stringify(wantedBy(clients)) })

/** Runs the program as an action, and gives the certificates that it has made to the clients at once. */
const act = (
  context: { relations: { certificates: Provider<TlsRequests, TlsAnswer> } } & Pick<Context, 'output'>,
  argv: readonly string[],
  what: string,
): ActionOutcome => {
  const { clients } = context.relations.certificates
  const step = command(what, argv, asked(clients))
  return { do: [step, answers(clients, parseIssued(context.output(step) ?? ''))], results: { done: what } }
}

const unit = { type: 'string', default: '', description: 'Only for this unit, such as trove/0; all when it is empty' } as const
const nameIn = (of: string): string => of.replaceAll('/', '_')

const charm: Charm = defineCharm({
  name: 'vault',
  summary: 'A certificate authority, for functional tests',
  description: 'A stand-in: one unit, keys in files, no seal, no secrets of others. Not for clouds.',
  provides: { certificates: tlsCertificates },
  peers: { cluster: openstackHa },
  actions: (action) => ({
    'rotate-leaf': action({
      description: 'Makes certificates anew, from the newest authority',
      params: { unit },
      run: (context, params) => act(context, run('rotate-leaf', nameIn(params.unit)), 'make certificates anew'),
    }),
    'rotate-ca': action({
      description: 'Makes a new authority, and gives it out beside the former one; rotate-leaf and retire-ca are the next two steps',
      run: (context) => act(context, run('rotate-ca'), 'make a new authority'),
    }),
    'retire-ca': action({
      description: 'Takes the former authority away, once no certificate is from it',
      run: (context) => act(context, run('retire-ca'), 'take the former authority away'),
    }),
    'expire-soon': action({
      description: 'Makes certificates anew that end soon',
      params: { unit, days: { type: 'integer', minimum: 1, default: 20, description: 'In how many days they end' } },
      run: (context, params) =>
        act(context, run('expire-soon', nameIn(params.unit), String(params.days)), `make certificates that end in ${params.days} days`),
    }),
  }),

  desired: (context) => {
    const { clients } = context.relations.certificates
    const look = context.probe('certificates', run('look'), asked(clients))
    const found = look.state === 'ready' ? parseIssued(look.data) : undefined
    const make = command('make certificates', run('make'), asked(clients))
    const installed = context.host.installed('openssl')
    return [
      context.relations.cluster.tell({}),
      packages('openssl'),
      program,
      look.steps,
      look.state === 'ready' && found === undefined && make,
      answers(clients, found ?? parseIssued(context.output(make) ?? '')),
      installed !== undefined && version(upstreamVersion(installed)),
      clients.flatMap((client) => {
        const problem = client.request.state === 'invalid' ? statusOf(client.request) : undefined
        const refused = refusedOf(client).map((why) => status(blocked(`'certificates' invalid: ${why}, which no certificate can have`)))
        return problem ? [status(problem), ...refused] : refused
      }),
      status(context.relations.cluster.units.length > 0 ? blocked('This stand-in works with one unit: remove the others') : active()),
    ]
  },
  remove: () => [command('forget keys and certificates', ['rm', '-rf', folder])],
})

export default charm
