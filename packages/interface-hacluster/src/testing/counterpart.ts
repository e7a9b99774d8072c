/** hacluster and its principals in Python, as far as their relation shows: what they write, in which hooks, and their oddities. */
import { type Databag, isFault } from '@charm-layers/relation'
import { type Counterpart, writeUnits } from '@charm-layers/relation/testing'
import { pythonJson } from '@charm-layers/relation/wire'
import { encodeAnswer } from '../answer.ts'
import { bagOf, combine } from '../pacemaker.ts'
import { DATA_KEYS, decodeRequest, encodeRequest, isSent, type RequestBag, type Texts } from '../request.ts'
import { haproxyResources, vipResourceName, vipResources } from '../resources.ts'

/** What a test may choose about a hacluster that answers. */
export interface HaclusterQuirks {
  /** Machines that have announced themselves to it, its own included: 3. */
  readonly nodes?: number
  /** Its option `cluster_count`: with fewer nodes it never answers. */
  readonly clusterCount?: number
  /** Its options for MAAS are empty: it never answers a principal that wants DNS records. */
  readonly maas?: false
  /** It answers a principal that has not asked for anything, as the real one does when its cluster forms before the principal is ready. */
  readonly early?: true
}

/** What a test may choose about a principal that asks for haproxy and for virtual addresses. */
export interface PrincipalQuirks {
  /**
   * `classic`: compact JSON, nothing empty. `reactive`: every key, in the JSON of Python, services as a list, the last address in the group
   * one hook late, all IPv6 addresses under one name. `old`: Python text in keys without prefix, as rabbitmq-server does.
   */
  readonly charm?: 'classic' | 'reactive' | 'old'
  /** What stands in the names of its resources: `trove`. */
  readonly service?: string
  readonly vips?: readonly string[]
  /** Its option `vip_iface` or `ha-bindiface`, for corosync by multicast. */
  readonly bindInterface?: string
}

/** A resource whose service is in a list fails hacluster, which looks for it by name. */
const breaksOff = ({ resources, initServices }: RequestBag): boolean =>
  Array.isArray(initServices) && Object.entries(resources).some(([name, agent]) => !agent.startsWith('lsb:') && initServices.includes(name))

/** Plays hacluster for a charm that asks. Once it has answered, its answer stays. */
export const counterpartForRequirer =
  ({ nodes = 3, clusterCount = 3, maas, early }: HaclusterQuirks = {}): Counterpart =>
  (relation, local) => {
    const [bag] = Object.values(local.units)
    if (bag === undefined || nodes < clusterCount || !(isSent(bag) || early)) return relation
    const request = decodeRequest(bag)
    // A request that hacluster cannot read, or a service that it cannot look up, fails its hook.
    if (isFault(request) || breaksOff(request)) return relation
    if (maas === false && Object.values(request.resources).some((agent) => agent.startsWith('ocf:maas'))) return relation
    return writeUnits(relation, () => encodeAnswer({ clustered: true }))
  }

/** Writes what Python prints for a dictionary of texts without its own quotation mark. */
const python = (value: Texts): string =>
  `{${Object.entries(value)
    .map(([name, text]) => `'${name}': '${text}'`)
    .join(', ')}}`

const META = 'meta migration-threshold="INFINITY" failure-timeout="5s"'

/** The request of a reactive charm; `known` are addresses that its store has from the hook before. */
const reactiveBag = (service: string, vips: readonly string[], known: readonly string[]): Databag => {
  const nameOf = (vip: string): string => (vip.includes(':') ? `res_${service}_None_ipv6addr_vip` : vipResourceName(service, vip))
  const haproxy = `res_${service.replaceAll('-', '_')}_haproxy`
  const members = [...new Set(known.map(nameOf))].sort()
  const monitor = 'op monitor timeout="20s" interval="10s" depth="0"'
  const params = vips.map((vip) => [nameOf(vip), `  params ${vip.includes(':') ? 'ipv6addr' : 'ip'}="${vip}"  ${META}  ${monitor}`])
  const agents = vips.map((vip) => [nameOf(vip), `ocf:heartbeat:${vip.includes(':') ? 'IPv6addr' : 'IPaddr2'}`])
  return {
    ...Object.fromEntries(DATA_KEYS.map((key) => [`json_${key}`, key === 'delete_resources' || key === 'systemd_services' ? '[]' : '{}'])),
    json_resources: pythonJson(Object.fromEntries([...agents, [haproxy, 'lsb:haproxy']])),
    json_resource_params: pythonJson(Object.fromEntries([...params, [haproxy, `  ${META}  op monitor interval="5s"`]])),
    json_groups: pythonJson(members.length === 0 ? {} : { [`grp_${service}_vips`]: members.join(' ') }),
    json_clones: pythonJson({ [`cl_${haproxy}`]: haproxy }),
    json_init_services: pythonJson(['haproxy']),
    corosync_mcastport: '4440',
  }
}

/** Plays a principal for a charm that provides hacluster. It asks in its first hook, and waits for the rest. */
export const counterpartForProvider =
  ({ charm = 'classic', service = 'trove', vips = ['10.20.30.40'], bindInterface = '' }: PrincipalQuirks = {}): Counterpart =>
  (relation) => {
    const request = bagOf(combine(haproxyResources(service), vipResources(service, vips)))
    const bagFor = (before: Databag): Databag => {
      if (charm === 'classic') return encodeRequest(request)
      if (charm === 'reactive') return reactiveBag(service, vips, before.json_resources ? vips : vips.slice(0, -1))
      return {
        resources: python(request.resources),
        resource_params: python(request.resourceParams),
        groups: python(request.groups),
        clones: python(request.clones),
        init_services: python({ [`res_${service}_haproxy`]: 'haproxy' }),
        corosync_mcastport: '5405',
      }
    }
    return writeUnits(relation, (before) => ({ ...bagFor(before), ...(charm === 'classic' ? {} : { corosync_bindiface: bindInterface }) }))
  }
