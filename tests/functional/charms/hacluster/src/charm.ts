/** Corosync and Pacemaker of the distribution beside a principal, for functional tests. */
import {
  absent,
  blocked,
  type Charm,
  command,
  type Desired,
  defineCharm,
  type Event,
  fact,
  heldService,
  keep,
  maintenance,
  option,
  packages,
  remembered,
  status,
  statusOf,
  upstreamVersion,
  version,
  waiting,
} from '@charm-layers/charm'
import { hacluster } from '@charm-layers/interface-hacluster'
import { absent as noUnit, requiresSide } from '@charm-layers/relation'
import { configurationPath, keyPath, reload } from './corosync.ts'
import { hanode, type OwnNode, type Peer, type Told } from './hanode.ts'
import { parseLook } from './look.ts'
import { type Candidate, decideMembers, type Member, nodeId, parseMembers, printMembers } from './members.ts'
import { lookAt, runNode } from './node.ts'
import { leavePath, scripts, withoutScripts } from './scripts.ts'
import { policies, policyProblem, tooFew } from './statuses.ts'

/** Upstream's other endpoint, for principals that say nothing. */
const jujuInfo = {
  requires: requiresSide(
    'juju-info',
    () => noUnit,
    () => ({}),
  ),
  scope: 'container',
} as const

const software = ['corosync', 'crmsh', 'pacemaker', 'resource-agents']
// Not before the unit is a node: with the distribution's configuration it would be a cluster of its own, with a node `node1`.
const held: Desired = [heldService('pacemaker'), heldService('corosync')]
const hasLeft = remembered.boolean('left')
/** The ids of nodes whose units have departed while the leader still lists them. That a unit is not seen proves nothing: a new unit meets its peers one by one. */
const departed = remembered.list('departed')

/** Tells whether this unit goes. Juju says so in the first hook of the removal only, while the others still have this node. */
const isGoing = (event: Event, unit: string): boolean =>
  (event.type === 'relation-departed' && event.departingUnit === unit) ||
  (event.type === 'relation-broken' && event.endpoint !== 'juju-info')

const nothingTold: Told = { own: { member: false, nodes: [] }, peers: [] }
const idsOf = (members: readonly Member[]): readonly number[] => members.map(({ id }) => id)
const isSame = (ids: readonly number[], members: readonly Member[]): boolean => ids.join() === idsOf(members).join()

const candidatesOf = (own: Candidate, peers: readonly Peer[]): readonly Candidate[] => [
  own,
  ...peers.flatMap(({ unit, hostname, address, ready, leaving }) =>
    hostname === undefined || address === undefined || leaving ? [] : [{ id: nodeId(unit), name: hostname, address, ready }],
  ),
]

/** Gives the ids of the nodes that the leader still lists and whose units, as this unit knows, are gone or going. */
const goneOf = (known: readonly string[], event: Event, peers: readonly Peer[]): readonly number[] => [
  ...known.map(Number),
  ...(event.type === 'relation-departed' && event.endpoint === 'hanode' ? [nodeId(event.remoteUnit)] : []),
  ...peers.flatMap(({ unit, leaving }) => (leaving ? [nodeId(unit)] : [])),
]

/** Says why a unit is no node yet. A node starts when all others that run have taken it up, since those refuse a stranger's packets. */
const whyNot = (own: number, members: readonly Member[], peers: readonly Peer[], isRunning: boolean): string | undefined => {
  if (members.length === 0) return 'Waiting for peers'
  if (!members.some(({ id }) => id === own)) return 'Waiting for the leader to let this node in'
  if (isRunning) return undefined
  const unmet = members.filter(({ id }) => id !== own && !peers.some(({ unit }) => nodeId(unit) === id))
  if (unmet.length > 0) return `Waiting to meet ${unmet.map(({ name }) => name).join(', ')}`
  const refusing = peers.filter(
    ({ unit, member, nodes }) => member && !nodes.includes(own) && members.some(({ id }) => id === nodeId(unit)),
  )
  return refusing.length > 0 ? `Waiting for ${refusing.map(({ unit }) => unit).join(', ')} to let this node in` : undefined
}

const charm: Charm = defineCharm({
  name: 'hacluster',
  summary: 'Corosync and Pacemaker, for functional tests',
  description: 'A stand-in: no STONITH, no MAAS, no multicast. Not for clouds.',
  subordinate: true,
  config: {
    cluster_count: option.int({ default: 3, description: 'How many units there have to be before the cluster is made' }),
    no_quorum_policy: option.string({
      default: 'stop',
      description: 'What pacemaker does in a part of the cluster without quorum: stop, freeze, ignore or suicide',
    }),
  },
  requires: { 'juju-info': jujuInfo },
  provides: { ha: hacluster },
  peers: { hanode },

  desired: (context) => {
    const { config, host, identity, relations } = context
    const { own: told, peers } = relations.hanode.told.state === 'ready' ? relations.hanode.told.data : nothingTold
    const isInstalled = software.every((name) => host.installed(name) !== undefined)
    const address = context.address('hanode')
    const own = { id: nodeId(identity.unit), name: host.hostname, address: address ?? '', ready: isInstalled }
    const tell = (more: Partial<OwnNode> = {}): Desired =>
      relations.hanode.tell({
        hostname: own.name,
        address: own.address,
        ready: isInstalled,
        member: false,
        nodes: [],
        leaving: false,
        ...more,
      })
    const install: Desired = [scripts, reload, packages(...software)]
    if (!isInstalled) return [held, install, tell()]
    if (address === undefined) return [tell(), status(waiting("'hanode' incomplete: ingress-address"))]

    const now = lookAt(context, 'corosync and pacemaker')
    if (now.state !== 'ready') return [install, now.steps]
    const look = parseLook(now.data)
    if (context.recall(hasLeft) || isGoing(context.event, identity.unit)) {
      const leave = look.votes !== undefined && command('leave the cluster', ['python3', leavePath])
      const parting = tell({ ready: false, leaving: true })
      return [install, now.steps, keep(hasLeft, true), parting, leave, held, status(maintenance('Leaving the cluster'))]
    }

    const candidates = candidatesOf(own, peers)
    const recorded = parseMembers(context.fact('nodes'))
    const decided = context.leader
      ? decideMembers(recorded, candidates, { enough: config.cluster_count, votes: look.votes ?? 0 })
      : recorded
    const gone = goneOf(context.recall(departed), context.event, peers)
    const members = decided.filter(({ id }) => !gone.includes(id))
    const key = context.sharedSecret('corosync-key', 128)
    const { clients } = relations.ha
    const asked = clients.flatMap(({ request }) => (request.state === 'ready' ? [request.data] : []))[0]
    const hasDns = Object.values(asked?.resources ?? {}).some((agent) => agent.startsWith('ocf:maas:'))
    const others = peers.filter(({ unit, member }) => member && members.some(({ id }) => id === nodeId(unit))).length
    const reason = whyNot(own.id, members, peers, look.votes !== undefined)
    const answer = (): Desired => (hasDns ? [] : clients.map((client) => client.reply({ clustered: true })))
    return [
      install,
      now.steps,
      context.leader && decided.length > 0 && fact('nodes', printMembers(decided)),
      reason === undefined
        ? runNode(context, look, {
            key,
            members,
            others,
            isTold: told.member && isSame(told.nodes, members) && (!context.leader || isSame(idsOf(recorded), members)),
            asked: hasDns ? undefined : asked,
            policy: config.no_quorum_policy,
            tell,
            answer,
          })
        : [held, key.steps, tell(), status(waiting(reason))],
      keep(
        departed,
        decided.flatMap(({ id }) => (gone.includes(id) ? [String(id)] : [])),
      ),
      version(upstreamVersion(host.installed('pacemaker') ?? '')),
      candidates.filter(({ ready }) => ready).length < config.cluster_count && status(tooFew(config.cluster_count)),
      !policies.includes(config.no_quorum_policy) && status(policyProblem),
      hasDns && status(blocked('This stand-in has no MAAS, which names in DNS need')),
      clients.flatMap(({ request }) => {
        const problem = request.state === 'invalid' ? statusOf(request) : undefined
        return problem ? [status(problem)] : []
      }),
    ]
  },
  remove: () => [
    absent(configurationPath),
    absent(keyPath),
    absent(reload.path),
    withoutScripts,
    command('forget the resources', ['find', '/var/lib/pacemaker/cib', '-mindepth', '1', '-delete']),
  ],
})

export default charm
