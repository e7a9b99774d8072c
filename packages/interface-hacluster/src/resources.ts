/** The resources that OpenStack charms ask for, with the names and texts that charm-helpers gives them, so that an upgrade finds its own. */
import type { HaclusterRequest, Names, Resource } from './pacemaker.ts'
import { sha1 } from './sha1.ts'

const META = 'meta migration-threshold="INFINITY" failure-timeout="5s"'
const VIP_MONITOR = 'op monitor timeout="20s" interval="10s" depth="0"'

/** A virtual IP address. */
export interface VirtualIp {
  readonly address: string
  /** Set when this unit has no network with the address: the agent cannot find interface and netmask by itself. */
  readonly fallback?: { readonly interface: string; readonly netmask: string }
  /** The interface by which old charms named the resource; that one is deleted. */
  readonly oldInterface?: string
}

/** Gives the name of a virtual address's resource; the middle is the start of the SHA-1 of the address as it is written. */
export const vipResourceName = (service: string, address: string): string => `res_${service}_${sha1(address).slice(0, 7)}_vip`

const vipParameters = ({ address, fallback }: VirtualIp): string => {
  const name = address.includes(':') ? 'ipv6addr' : 'ip'
  const where = fallback === undefined ? '' : `cidr_netmask="${fallback.netmask}" nic="${fallback.interface}" `
  return `params ${name}="${address}" ${where}${VIP_MONITOR}`
}

/** Gives the names that old charms had; the second address of an interface has its parameter as a suffix. */
const oldNames = (service: string, vips: readonly VirtualIp[]): readonly string[] => {
  const names = new Set<string>()
  for (const { address, fallback, oldInterface = fallback?.interface } of vips) {
    const name = `res_${service}_${oldInterface}_vip`
    if (oldInterface !== undefined) names.add(names.has(name) ? `${name}_${address.includes(':') ? 'ipv6addr' : 'ip'}` : name)
  }
  return [...names]
}

const first = (names: readonly string[]): Names | undefined => {
  const [name, ...more] = names
  return name === undefined ? undefined : [name, ...more]
}

/**
 * Asks for virtual addresses, in one group that keeps their order. An address that is given twice counts once, an empty one not at all.
 * hacluster never changes a group that it has made: an address that is added later runs outside the group. To make a new group, give
 * `group`
 * a new name that neither contains another name nor is contained in one.
 */
export const vipResources = (
  service: string,
  addresses: readonly (string | VirtualIp)[],
  group = `grp_${service}_vips`,
): HaclusterRequest => {
  // Splitting an option at blanks can give empty texts.
  const vips = addresses.map((vip) => (typeof vip === 'string' ? { address: vip } : vip)).filter(({ address }) => address !== '')
  const resources = Object.fromEntries(
    vips.map((vip): readonly [string, Resource] => [
      vipResourceName(service, vip.address),
      { agent: vip.address.includes(':') ? 'ocf:heartbeat:IPv6addr' : 'ocf:heartbeat:IPaddr2', parameters: vipParameters(vip) },
    ]),
  )
  const members = first([...new Set(vips.map(({ address }) => vipResourceName(service, address)))])
  if (members === undefined) return {}
  return { resources, groups: { [group]: { members } }, deleteResources: oldNames(service, vips) }
}

/** The kinds of addresses that have a host name. */
export type HostnameType = 'admin' | 'internal' | 'public' | 'access'

const HOSTNAME_TYPES: readonly HostnameType[] = ['admin', 'internal', 'public', 'access']

/** Asks for DNS records in MAAS instead of virtual addresses; `address` is this unit's own of that type. An empty name counts for none. */
export const dnsResources = (
  service: string,
  hostnames: { readonly [Type in HostnameType]?: { readonly fqdn: string; readonly address: string } },
): HaclusterRequest => {
  const resources: Record<string, Resource> = {}
  for (const type of HOSTNAME_TYPES) {
    const hostname = hostnames[type]
    if (hostname === undefined || hostname.fqdn === '') continue
    const parameters = `params fqdn="${hostname.fqdn}" ip_address="${hostname.address}"`
    resources[`res_${service}_${type === 'internal' ? 'int' : type}_hostname`] = { agent: 'ocf:maas:dns', parameters }
  }
  const members = first(Object.keys(resources))
  return members === undefined ? {} : { resources, groups: { [`grp_${service}_hostnames`]: { members } } }
}

/** Asks for haproxy on every node. */
export const haproxyResources = (service: string): HaclusterRequest => {
  const name = `res_${service}_haproxy`
  const parameters = `${META} op monitor interval="5s"`
  return {
    resources: { [name]: { agent: 'lsb:haproxy', parameters, initService: 'haproxy' } },
    clones: { [`cl_${service}_haproxy`]: { resource: name } },
  }
}

const underscored = (text: string): string => text.replaceAll('-', '_')

const serviceResources = (service: string, unit: string, agent: Resource['agent'], where: ServicePlace): HaclusterRequest => {
  const name = `res_${underscored(service)}_${underscored(unit)}`
  if (where === 'every node') {
    return {
      resources: { [name]: { agent, parameters: `${META} op monitor interval="5s"` } },
      clones: { [`cl_${name}`]: { resource: name } },
    }
  }
  // Two monitors: the second sees that the service does not run elsewhere.
  const monitors = 'op monitor interval="5s" role=Started op monitor interval="6s" role=Stopped'
  return { resources: { [name]: { agent, parameters: `${META} ${monitors}` } } }
}

/** Where a service is to run. */
export type ServicePlace = 'every node' | 'one node'

/** Asks for a systemd unit. The principal has to stop and disable it: hacluster does not. */
export const systemdResources = (service: string, unit: string, where: ServicePlace = 'every node'): HaclusterRequest => ({
  ...serviceResources(service, unit, `systemd:${unit}`, where),
  systemdServices: [unit],
})

/** Asks for a service with an init script; hacluster stops and disables it. */
export const initScriptResources = (service: string, script: string, where: ServicePlace = 'every node'): HaclusterRequest =>
  serviceResources(service, script, `lsb:${script}`, where)
