/** What the operator says of addresses that move between the units: which there are, and what cannot be right. */
import { isIP } from 'node:net'
import type { Network } from '@charm-layers/charm'
import type { VirtualIp } from '@charm-layers/interface-hacluster'
import type { Peers } from '@charm-layers/interface-openstack-ha'
import { bindings, hostnameOf, isInsideOne, isOneOf, namedVips, networksOf, type Question } from '../../addresses.ts'

/** What the operator says, and what is known of the units. */
export interface Said {
  readonly question: Omit<Question, 'type'>
  readonly application: string
  readonly vip: string | undefined
  readonly interface: string | undefined
  readonly netmask: number | undefined
  readonly isDns: boolean
  readonly peers: Peers['units']
  /** Whether there is a relation with hacluster. */
  readonly isRelated: boolean
  /** Whether hacluster has made a cluster, so that a unit may hold a virtual address. */
  readonly isFormed: boolean
}

const knownAddresses = ({ question: { network, virtual } }: Said): readonly Network['addresses'][number][] =>
  ['cluster', ...bindings].flatMap((binding) => network(binding)?.addresses ?? []).filter(({ address }) => !isOneOf(address, virtual.all))

/** Gives the networks of this unit; none while Juju tells none. */
const localNetworks = (said: Said): readonly string[] => [
  ...bindings.flatMap((type) => networksOf({ ...said.question, type })),
  ...knownAddresses(said).flatMap(({ cidr }) => cidr ?? []),
]

/** Gives the virtual addresses, with interface and netmask for those that are in no network of this unit. */
export function virtualIps(said: Said): readonly VirtualIp[] {
  const networks = localNetworks(said)
  return namedVips(said.vip).map((address) =>
    networks.length === 0 || isInsideOne(address, networks)
      ? { address }
      : { address, fallback: { interface: said.interface || 'eth0', netmask: String(said.netmask ?? 24) } },
  )
}

/** Says whose own address a virtual one is; undefined when it is nobody's. */
function ownerOf(vip: string, { question, peers, isFormed }: Said): string | undefined {
  // Once there is a cluster, this machine may hold the virtual address, and Juju may name it first.
  const isOurs = !isFormed && ['cluster', ...bindings].some((binding) => isOneOf(question.network(binding)?.address ?? '', [vip]))
  if (isOurs) return 'this unit'
  return [...peers].find(([, peer]) => isOneOf(vip, [peer.address, ...Object.values<string>(peer.addresses)]))?.[0]
}

function vipProblem(vip: string, said: Said, networks: readonly string[]): string | undefined {
  const owner = ownerOf(vip, said)
  if (owner !== undefined) return `option 'vip': ${vip} is the own address of ${owner}; a virtual address is one that no machine has`
  if (networks.length === 0 || isInsideOne(vip, networks)) return undefined
  if (said.interface === undefined && said.netmask === undefined)
    return `option 'vip': ${vip} is in no network of this unit (${[...new Set(networks)].join(', ')}); if that is right, set vip_iface and vip_cidr`
  return isIP(vip) === 4 && (said.netmask ?? 24) > 32 ? `option 'vip_cidr' is ${said.netmask}, too long for ${vip}` : undefined
}

/** Names an endpoint in whose network no virtual address is. */
function uncovered(said: Said, networks: readonly string[]): string | undefined {
  const vips = namedVips(said.vip)
  if (vips.some((vip) => !isInsideOne(vip, networks))) return undefined
  const type = bindings.find((one) => {
    const its = networksOf({ ...said.question, type: one })
    return its.length > 0 && !said.question.options[`os-${one}-hostname`] && !vips.some((vip) => isInsideOne(vip, its))
  })
  return type && `option 'vip' has no address in the network of the ${type} endpoint (${networksOf({ ...said.question, type }).join(', ')})`
}

/** Gives what cannot be right, in words for the operator; nothing when all is well. */
export function problemsOf(said: Said): readonly string[] {
  const { isDns, isRelated, application, question } = said
  const hasVip = (said.vip ?? '').trim() !== ''
  if (hasVip && isDns) return [`options 'vip' and 'dns-ha' exclude each other: reset one of them`]
  if (!hasVip && !isDns) return isRelated ? [`'ha' is related, but neither option 'vip' nor option 'dns-ha' is set`] : []
  const option = isDns ? 'dns-ha' : 'vip'
  const alone = isRelated ? [] : [`option '${option}' needs hacluster: juju integrate ${application}:ha HACLUSTER`]
  if (isDns) {
    const hasName = bindings.some((type) => hostnameOf(type, question.options, application) !== '')
    return [
      ...alone,
      ...(hasName ? [] : [`option 'dns-ha' needs a host name: set one of os-public-hostname, os-internal-hostname, os-admin-hostname`]),
    ]
  }
  const networks = localNetworks(said)
  const wrong = namedVips(said.vip).flatMap((vip) => vipProblem(vip, said, networks) ?? [])
  const missing = wrong.length === 0 ? uncovered(said, networks) : undefined
  return [...wrong, ...(missing === undefined ? [] : [missing]), ...alone]
}
