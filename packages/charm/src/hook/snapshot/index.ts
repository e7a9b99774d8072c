/**
 * The snapshot: all that Juju tells in one hook. It is read in three rounds of calls, each sent without waiting in between: what needs no
 * id, what needs the id of a relation, and what needs the name of a unit in it.
 */
import type { Databag, RelationView } from '@charm-layers/relation'
import { textsIn } from '@charm-layers/relation/wire'
import type { Charm } from '../../define/charm.ts'
import type { HostFacts } from '../../host/host.ts'
import type { Identity } from '../../juju/environment.ts'
import type { Event } from '../../juju/event.ts'
import {
  actionGet,
  configGet,
  type HookTools,
  type Network,
  openedPorts,
  relationIds,
  type SecretInfo,
  stateGet,
} from '../../juju/index.ts'
import type { Status } from '../../juju/status.ts'
import { joinNetworks, readNetworks } from './networks.ts'
import { ownSecretIds, readInfos } from './own-secrets.ts'
import { readRelation } from './relation.ts'
import { readSecrets } from './secrets.ts'
import { readStanding } from './standing.ts'
import { readStorage, type StorageFound } from './storage.ts'

/** What Juju told at the start of the hook. */
export interface Snapshot {
  readonly event: Event
  readonly identity: Identity
  readonly leader: boolean
  readonly config: Readonly<Record<string, unknown>>
  /** The unit's status. Undefined where Juju shows one that no charm can set, such as `unknown`. */
  readonly status: Status | undefined
  /** The unit's memory: Juju's charm state, which the controller keeps. */
  readonly memory: Databag
  readonly openPorts: readonly string[]
  /** The views of the relations, by endpoint. A relation that is being removed in this hook is left out. */
  readonly relations: ReadonlyMap<string, readonly RelationView[]>
  /** The storage instances of the unit, in Juju's order. An instance that is taken away after this hook is left out. */
  readonly storage: readonly StorageFound[]
  /** The networks of extra bindings and of the endpoints that have a relation. */
  readonly networks: ReadonlyMap<string, Network>
  /** The contents of secrets, by the ids that databags and options hold. */
  readonly secrets: ReadonlyMap<string, Databag>
  /** What Juju tells of this unit's own secrets, and of its application's while it leads, by their ids. */
  readonly ownSecrets: ReadonlyMap<string, SecretInfo>
  readonly params: Readonly<Record<string, unknown>>
}

/** What is needed to take a snapshot. */
interface Looking {
  readonly tools: HookTools
  readonly charm: Charm
  readonly event: Event
  readonly identity: Identity
  readonly host: Pick<HostFacts, 'addresses'>
  /** Called with the unit's memory while Juju is still answering, to begin work that needs nothing else. */
  readonly early: (memory: Databag) => void
}

const endpointsOf = ({ requires, provides, peers }: Charm): string[] => [requires, provides, peers].flatMap((of) => Object.keys(of ?? {}))

/** Tells whether the application databags of an endpoint's relations have to be read. */
const readsApps = ({ requires, provides }: Charm, endpoint: string): boolean =>
  (requires?.[endpoint]?.requires ?? provides?.[endpoint]?.provides)?.databags !== 'unit'

/** Takes the snapshot. For the event `plan` it changes nothing in Juju: it claims no leadership, and only peeks at secrets. */
export async function takeSnapshot({ tools, charm, event, identity, host, early }: Looking): Promise<Snapshot> {
  const plan = event.type === 'plan'
  const endpoints = endpointsOf(charm)
  const secrets = readSecrets(tools, identity.jujuVersion, plan ? 'peek' : 'refresh')
  const networks = readNetworks(tools, charm.extraBindings ?? [], host)
  // It is awaited last; the hook may fail before.
  networks.catch(() => undefined)
  // All these calls are sent before the first answer is awaited.
  const [{ leader, alone, status }, config, memory, openPorts, params, idsByEndpoint, storage] = await Promise.all([
    readStanding(tools, identity.unit, plan),
    configGet(tools),
    stateGet(tools),
    openedPorts(tools),
    event.type === 'action' ? actionGet(tools) : {},
    Promise.all(endpoints.map((endpoint) => relationIds(tools, endpoint))),
    charm.storage && Object.keys(charm.storage).length > 0 ? readStorage(tools, event) : [],
  ])
  // Runs after the calls of the next round were sent, which happens at the end of this tick.
  process.nextTick(early, memory)
  secrets.readNamedIn([...textsIn(Object.values(config)).map((text) => text.trim()), ...ownSecretIds(memory)])
  const broken = event.type === 'relation-broken' ? event.relationId : undefined
  const looker = { tools, event, identity, leader, alone, secrets }
  const views = await Promise.all(
    endpoints.map(async (endpoint, at) => {
      const ids = (idsByEndpoint[at] ?? []).filter((id) => id !== broken)
      const isPeer = endpoint in (charm.peers ?? {})
      const read = await Promise.all(ids.map((id) => readRelation({ id, isPeer, readsApps: readsApps(charm, endpoint) }, looker)))
      return [endpoint, read.filter((view) => view !== undefined)] as const
    }),
  )
  const [facts] = Object.keys(charm.peers ?? {})
  const shared = leader ? views.find(([endpoint]) => endpoint === facts)?.[1][0]?.localAppData : undefined
  const [contents, ownSecrets, onBindings] = await Promise.all([
    secrets.contents(),
    readInfos(tools, [...ownSecretIds(memory), ...ownSecretIds(shared ?? {})]),
    networks,
  ])
  return {
    event,
    identity,
    leader,
    config,
    status: await status,
    memory,
    openPorts,
    relations: new Map(
      views.map(([endpoint, list]) => [endpoint, list.map((view) => (contents.size > 0 ? { ...view, secrets: contents } : view))]),
    ),
    storage,
    networks: joinNetworks(onBindings, views),
    secrets: contents,
    ownSecrets,
    params,
  }
}
