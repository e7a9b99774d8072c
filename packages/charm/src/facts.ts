/** What the cluster agrees on: facts and shared secrets in the peers' application databag. */
import { type Answer, labelled } from './answer.ts'
import type { Charm } from './definition.ts'
import { CharmError } from './errors.ts'
import type { RelationView } from '@charm-layers/relation'
import { type Secret, secret } from '@charm-layers/relation'
import type { Snapshot } from './snapshot/index.ts'

/** Facts stand beside keys of the interface, so their keys carry a prefix. */
export const factKey = (name: string): string => `fact-${name}`
export const secretKey = (name: string): string => `secret-${name}`
/** The one key in the content of a shared secret; Juju wants at least three characters. */
export const contentKey = 'value'

/** The relation in which facts are kept: the charm's first peer endpoint. Undefined before Juju has made it. */
export function factsRelation(charm: Charm, snapshot: Snapshot): RelationView | undefined {
  const [endpoint] = Object.keys(charm.peers ?? {})
  if (endpoint === undefined)
    throw new CharmError('E_DEFINITION', `charm '${charm.name}' keeps facts but has no peer endpoint`, {
      hint: 'add peers: { cluster: … } to its definition',
    })
  return snapshot.relations.get(endpoint)?.[0]
}

export const readFact = (charm: Charm, snapshot: Snapshot, name: string): string | undefined =>
  factsRelation(charm, snapshot)?.localAppData?.[factKey(name)]

/** Reads a shared secret: the content of the Juju secret named in the bag, or the plain value where Juju has no secrets. */
export function readSharedSecret(charm: Charm, snapshot: Snapshot, name: string): Answer<Secret> {
  const stored = factsRelation(charm, snapshot)?.localAppData?.[secretKey(name)]
  if (stored === undefined) return labelled('leader', { state: 'waiting', missing: [name] })
  const value = stored.startsWith('secret:') ? snapshot.secrets.get(stored)?.[contentKey] : stored
  return labelled('leader', value === undefined ? { state: 'waiting', missing: [name] } : { state: 'ready', data: secret(value) })
}
