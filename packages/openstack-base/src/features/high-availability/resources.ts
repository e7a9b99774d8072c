/** What hacluster is asked for: HAProxy on every node, and the virtual addresses or DNS records, in one group. */
import {
  combine,
  dnsResources,
  type HaclusterRequest,
  haproxyResources,
  vipResourceName,
  vipResources,
} from '@charm-layers/interface-hacluster'
import { bindings, hostnameOf, namedVips, unitAddress } from '../../addresses.ts'
import { type Said, virtualIps } from './virtual.ts'

const dns = 'dns'

/** Gives what is in the group, as the leader records it: the virtual addresses, or that it is DNS records. */
export const membersOf = ({ isDns, vip }: Said): string => (isDns ? dns : namedVips(vip).join(' '))

/** Reads which groups there have been, by their members, the first one first. */
export const readGroups = (recorded: string | undefined): readonly string[] => recorded?.split(',').filter((one) => one !== '') ?? []

/** Adds a group to those that there have been. */
export const withGroup = (groups: readonly string[], members: string): string =>
  (groups.includes(members) ? groups : [...groups, members]).join(',')

/**
 * Gives the name of a group. hacluster never changes a group that it has made, so each list of addresses has a group of its own. The first
 * list of a deployment has the name that the Python charms use.
 */
const nameOf = (charm: string, members: string, first: string | undefined): string => {
  if (members === dns) return `grp_${charm}_hostnames`
  if (first === undefined || members === first) return `grp_${charm}_vips`
  // The name of the resource of an address has a hash of it in the middle; so has that of a group.
  return vipResourceName(charm, members).replace(/^res_/, 'grp_').replace(/_vip$/, '_vips')
}

/** Gives what hacluster is asked for. `groups` are those that there have been: hacluster is to delete all but the present one. */
export function resourcesOf(charm: string, said: Said, groups: readonly string[]): HaclusterRequest {
  const first = groups.find((one) => one !== dns)
  const members = membersOf(said)
  const group = nameOf(charm, members, first)
  const deleteResources = groups.filter((one) => one !== members).map((one) => nameOf(charm, one, first))
  const common = combine({ deleteResources }, haproxyResources(charm))
  if (!said.isDns) return combine(common, vipResources(charm, virtualIps(said), group))
  const { question, application } = said
  const names = bindings.flatMap((type) => {
    const fqdn = hostnameOf(type, question.options, application)
    const own = unitAddress({ ...question, type })
    return fqdn !== '' && 'address' in own ? [[type, { fqdn, address: own.address }] as const] : []
  })
  return combine(common, dnsResources(charm, Object.fromEntries(names)))
}
