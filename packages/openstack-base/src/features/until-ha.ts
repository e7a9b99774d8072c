/**
 * What holds until high availability is built: clients reach the leader only. The catalogue of keystone has one address for each kind of
 * endpoint, so all units register the leader's, and any other unit says what it is.
 */
import { blocked, type Context, type Desired, fact, status } from '@charm-layers/charm'

const factName = 'endpoints'

/** The URLs of a service in keystone's catalogue. */
export interface EndpointUrls {
  readonly publicUrl: string
  readonly internalUrl: string
  readonly adminUrl: string
}

/** Gives the URLs to register: the leader's, which it records; on any other unit its own until the leader has recorded them. */
export function registeredUrls(
  { leader, fact: recorded }: Context,
  own: EndpointUrls,
): { readonly urls: EndpointUrls; readonly steps: Desired } {
  const urls = [own.publicUrl, own.internalUrl, own.adminUrl]
  if (leader) return { urls: own, steps: fact(factName, urls.join(' ')) }
  const [publicUrl, internalUrl, adminUrl] = recorded(factName)?.split(' ') ?? []
  const isTold = publicUrl !== undefined && internalUrl !== undefined && adminUrl !== undefined
  return { urls: isTold ? { publicUrl, internalUrl, adminUrl } : own, steps: [] }
}

/** Gives the status of a unit beside the leader: its daemons run, but no client comes to it. */
export const besideLeader = ({ leader, identity }: Context, peers: readonly string[]): Desired =>
  !leader &&
  peers.length > 0 &&
  status(blocked(`High availability is not built yet, clients reach the leader only: juju remove-unit ${identity.unit}`))
