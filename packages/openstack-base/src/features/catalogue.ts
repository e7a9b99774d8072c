/**
 * The URLs in keystone's catalogue, which has one for each kind of endpoint: all units register those that the leader has found, whichever
 * addresses they have themselves.
 */
import { blocked, type Context, type Desired, fact, status } from '@charm-layers/charm'

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
  return { urls: found, steps: found && fact(factName, [found.publicUrl, found.internalUrl, found.adminUrl].join(' ')) }
}

/** Gives the status of a unit beside the leader that has no load balancer: its daemons run, but no client comes to it. */
export const besideLeader = ({ leader, identity }: Context, peers: readonly string[]): Desired =>
  !leader &&
  peers.length > 0 &&
  status(blocked(`This charm has no high availability, clients reach the leader only: juju remove-unit ${identity.unit}`))
