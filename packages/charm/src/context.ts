/** Builds what a charm decides from: the snapshot, seen through the interfaces of its endpoints. */
import { labelled } from './answer.ts'
import type { Charm, Client, Context, Peers, Provider, Requirer } from './definition.ts'
import { readFact, readSharedSecret } from './facts.ts'
import type { HostFacts } from './host.ts'
import { parseConfig } from './option.ts'
import type { RelationView } from '@charm-layers/relation'
import type { Snapshot } from './snapshot/index.ts'

type RequiresSide = NonNullable<Charm['requires']>[string]['requires']
type ProvidesSide = NonNullable<Charm['provides']>[string]['provides']
type PeersSide = NonNullable<Charm['peers']>[string]['peers']
const databag = (view: RelationView, databags: ReturnType<RequiresSide['write']>) =>
  ({ kind: 'databag', relationId: view.id, databags }) as const

const requirer = (endpoint: string, side: RequiresSide, views: readonly RelationView[]): Requirer<never, unknown> => ({
  related: views.length > 0,
  ask: (request) => {
    const [view, other] = views
    const answer =
      view === undefined
        ? ({ state: 'absent' } as const)
        : other === undefined
          ? side.read(view, request)
          : ({
              state: 'invalid',
              key: 'relations',
              why: `related to ${view.remoteApp} and ${other.remoteApp}, remove one of them`,
            } as const)
    return { request: views.map((one) => databag(one, side.write(request, one))), answer: labelled(endpoint, answer) }
  },
})

const provider = (endpoint: string, side: ProvidesSide, views: readonly RelationView[]): Provider<unknown, never> => ({
  clients: views.map(
    (view): Client<unknown, never> => ({
      relationId: view.id,
      application: view.remoteApp,
      units: [...view.remoteUnits.keys()],
      request: labelled(endpoint, side.read(view)),
      reply: (answer) => databag(view, side.write(answer, view)),
    }),
  ),
})

const peers = (endpoint: string, side: PeersSide, views: readonly RelationView[]): Peers<never, unknown> => ({
  units: views.flatMap((view) => [...view.remoteUnits.keys()]),
  tell: (own) => views.map((view) => databag(view, side.write(own, view))),
  told: labelled(endpoint, views[0] ? side.read(views[0]) : { state: 'absent' }),
})

/** What was found out on the machine in this hook: outputs of probes and commands by name. */
export type Findings = ReadonlyMap<string, string>

/** Builds the context. */
export function makeContext(charm: Charm, snapshot: Snapshot, host: HostFacts, findings: Findings): Context {
  const views = (endpoint: string): readonly RelationView[] => snapshot.relations.get(endpoint) ?? []
  const endpoints = [
    ...Object.entries(charm.requires ?? {}).map(([endpoint, of]) => [endpoint, requirer(endpoint, of.requires, views(endpoint))]),
    ...Object.entries(charm.provides ?? {}).map(([endpoint, of]) => [endpoint, provider(endpoint, of.provides, views(endpoint))]),
    ...Object.entries(charm.peers ?? {}).map(([endpoint, of]) => [endpoint, peers(endpoint, of.peers, views(endpoint))]),
  ]
  return {
    event: snapshot.event,
    identity: snapshot.identity,
    leader: snapshot.leader,
    config: parseConfig(charm.config ?? {}, snapshot.config),
    // The endpoints of the definition, each with the form that its role has in the types.
    relations: Object.fromEntries(endpoints) as Context['relations'],
    address: (binding) => snapshot.addresses.get(binding),
    host,
    fact: (name) => readFact(charm, snapshot, name),
    sharedSecret: (name, bytes = 32) => ({ step: { kind: 'shared-secret', name, bytes }, value: readSharedSecret(charm, snapshot, name) }),
    probe: (name, argv, options = {}) => ({ step: { kind: 'probe', name, argv, ...options }, output: findings.get(name) }),
    output: (of) => findings.get(of.name),
  }
}
