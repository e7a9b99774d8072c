/**
 * The URLs in keystone's catalogue, which has one for each kind of endpoint: all units register those that the leader has found, whichever
 * addresses they have themselves.
 */
import { active, blocked, type Context, type Desired, fact, status } from '@charm-layers/charm'
import type { Scheme } from '@charm-layers/interface-openstack-ha'
import type { Plan } from './high-availability/plan.ts'

const factName = 'endpoints'

/** The URLs of a service in keystone's catalogue. */
export interface EndpointUrls {
  readonly publicUrl: string
  readonly internalUrl: string
  readonly adminUrl: string
}

function recordedUrls(recorded: string | undefined): EndpointUrls | undefined {
  const [publicUrl, internalUrl, adminUrl] = recorded?.split(' ') ?? []
  return publicUrl === undefined || internalUrl === undefined || adminUrl === undefined ? undefined : { publicUrl, internalUrl, adminUrl }
}

const textOf = ({ publicUrl, internalUrl, adminUrl }: EndpointUrls): string => [publicUrl, internalUrl, adminUrl].join(' ')

/** Gives the scheme of the URLs that the leader has recorded; undefined while there are none. */
export function recordedScheme(recorded: Context['fact']): Scheme | undefined {
  const urls = recordedUrls(recorded(factName))
  return urls && (Object.values(urls).every((url: string) => url.startsWith('https:')) ? 'https' : 'http')
}

/** Gives the steps by which the leader records URLs of another scheme, once the unit serves, or tells for whom it waits. */
export function nextUrls(
  { leader }: Context,
  { scheme, waitsFor }: Plan['next'],
  urlsOf: (scheme: Scheme) => EndpointUrls | undefined,
): Desired {
  const urls = urlsOf(scheme)
  const [first] = waitsFor
  return [
    leader && urls && fact(factName, textOf(urls)),
    leader &&
      first !== undefined &&
      status(active(`Unit is ready, URLs change to ${scheme === 'http' ? 'https' : 'http'} once ${first} answers it`)),
  ]
}

/**
 * Gives the URLs to register: those that the leader finds, and records; undefined while there are none. `keeps` says that those which are
 * recorded stay as they are.
 */
export function registeredUrls(
  { leader, fact: recorded }: Context,
  found: EndpointUrls | undefined,
  keeps: boolean,
): { readonly urls: EndpointUrls | undefined; readonly steps: Desired } {
  const told = recordedUrls(recorded(factName))
  if (!leader || (keeps && told !== undefined)) return { urls: told, steps: [] }
  return { urls: found, steps: found && fact(factName, textOf(found)) }
}

/** Gives the status of a unit beside the leader that has no load balancer: its daemons run, but no client comes to it. */
export const besideLeader = ({ leader, identity }: Context, peers: readonly string[]): Desired =>
  !leader &&
  peers.length > 0 &&
  status(blocked(`This charm has no high availability, clients reach the leader only: juju remove-unit ${identity.unit}`))
