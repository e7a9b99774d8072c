/** Facts and shared secrets, which all units read from the application databag of their peer relation. */
import { awaiting, type RelationView, ready, type Secret, type State, secret } from '@charm-layers/relation'
import type { Charm } from '../define/charm.ts'
import { CharmError } from '../errors.ts'
import type { Snapshot } from './snapshot/index.ts'

/** Gives the databag key of a fact. The peer interface writes keys into the same databag, so a fact's key has a prefix. */
export const factKey = (name: string): string => `fact-${name}`
/** Gives the databag key of a shared secret. */
export const secretKey = (name: string): string => `secret-${name}`
/** The only key in a Juju secret that an earlier version of this package has made for one shared secret. */
const formerKey = 'value'
/**
 * Gives the key of a shared secret in a Juju secret, which holds those that were made together: to read one costs a hook as much as to read
 * all. Juju wants small letters, digits and single dashes, so two names may have one key.
 */
export const contentKey = (name: string): string => ['value', ...(name.toLowerCase().match(/[a-z0-9]+/g) ?? [])].join('-')

/**
 * Finds the relation that holds the facts: that of the charm's first peer endpoint. Undefined before Juju has made it.
 * @throws CharmError for a charm without a peer endpoint.
 */
export function factsRelation(charm: Charm, snapshot: Snapshot): RelationView | undefined {
  const [endpoint] = Object.keys(charm.peers ?? {})
  if (endpoint === undefined)
    throw new CharmError('E_DEFINITION', `charm '${charm.name}' keeps facts but has no peer endpoint`, {
      hint: 'add peers: { cluster: … } to its definition',
    })
  return snapshot.relations.get(endpoint)?.[0]
}

/** Reads a fact that the leader has recorded; undefined when there is none. */
export const readFact = (charm: Charm, snapshot: Snapshot, name: string): string | undefined =>
  factsRelation(charm, snapshot)?.localAppData?.[factKey(name)]

/** Reads a shared secret. The databag holds the id of a Juju secret, or the value itself where Juju has no secrets. */
export function readSharedSecret(charm: Charm, snapshot: Snapshot, name: string): State<Secret> {
  const stored = factsRelation(charm, snapshot)?.localAppData?.[secretKey(name)]
  const content = snapshot.secrets.get(stored ?? '')
  const value = stored?.startsWith('secret:') ? (content?.[contentKey(name)] ?? content?.[formerKey]) : stored
  return value === undefined ? awaiting(name) : ready(secret(value))
}
