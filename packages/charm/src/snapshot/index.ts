/** Everything that Juju knows and a charm may decide from, read in three pipelined phases: what needs no name, what needs a relation's, what needs a unit's. */
import type { Charm } from '../definition.ts'
import type { Event, Identity } from '../event.ts'
import type { HookTools } from '../juju/index.ts'
import { ask, isRecord, textList, textRecord } from '../reading.ts'
import type { Databag, RelationView } from '@charm-layers/relation'
import { type Status, statusNames } from '../status.ts'
import { readRelation } from './relation.ts'
import { readSecrets } from './secrets.ts'

export interface Snapshot {
  readonly event: Event
  readonly identity: Identity
  readonly leader: boolean
  readonly config: Readonly<Record<string, unknown>>
  /** Undefined where Juju shows something that no charm can set, such as `unknown`. */
  readonly status: Status | undefined
  /** What this unit remembers between its hooks: charm state, kept by the controller. */
  readonly memory: Databag
  readonly openPorts: readonly string[]
  /** Views of the relations, by endpoint. A relation that is breaking is left out. */
  readonly relations: ReadonlyMap<string, readonly RelationView[]>
  readonly addresses: ReadonlyMap<string, string>
  /** Contents of secrets by the text that names them. */
  readonly secrets: ReadonlyMap<string, Databag>
  readonly params: Readonly<Record<string, unknown>>
}

const endpointsOf = ({ requires, provides, peers }: Charm): string[] => [requires, provides, peers].flatMap((of) => Object.keys(of ?? {}))

const parseStatus = (answer: unknown): Status | undefined => {
  const { status, message } = isRecord(answer) ? answer : {}
  const name = statusNames.find((known) => known === status)
  return name && { name, message: typeof message === 'string' ? message : '' }
}

/** The first address of `network-get --format=json` that others reach us on. */
const parseAddress = (answer: unknown): string | undefined => {
  const { 'ingress-addresses': ingress, 'bind-addresses': bind } = isRecord(answer) ? answer : {}
  const [first] = Array.isArray(bind) ? bind : []
  const [bound] = isRecord(first) && Array.isArray(first.addresses) ? first.addresses : []
  return textList(ingress)[0] ?? textList(isRecord(bound) ? [bound.value] : [])[0]
}

const peersOf = (charm: Charm, endpoint: string): boolean => endpoint in (charm.peers ?? {})

/**
 * Takes the snapshot. With `plan` nothing is claimed and nothing is moved: no leadership, secrets only peeked at.
 * `early` is called with the unit's memory while Juju is still being read, for what can be looked at meanwhile.
 */
export async function takeSnapshot(
  tools: HookTools,
  charm: Charm,
  event: Event,
  identity: Identity,
  early: (memory: Databag) => void = () => undefined,
): Promise<Snapshot> {
  const plan = event.type === 'plan'
  const endpoints = endpointsOf(charm)
  const bindings = charm.extraBindings ?? []
  const secrets = readSecrets(tools, identity.jujuVersion, plan)
  // All of these are on their way before the first answer is awaited.
  const [isLeader, config, status, state, openPorts, params, networks, idsByEndpoint] = await Promise.all([
    plan ? false : ask(tools, 'is-leader'),
    ask(tools, 'config-get'),
    ask(tools, 'status-get', '--include-data'),
    ask(tools, 'state-get'),
    ask(tools, 'opened-ports'),
    event.type === 'action' ? ask(tools, 'action-get') : {},
    Promise.all(bindings.map((binding) => ask(tools, 'network-get', binding))),
    Promise.all(endpoints.map((endpoint) => ask(tools, 'relation-ids', endpoint))),
  ])
  const memory = textRecord(state)
  // Once the next calls are on their way, which leave together at the end of this tick.
  process.nextTick(early, memory)
  const leader = isLeader === true
  const options = isRecord(config) ? config : {}
  secrets.want(textList(Object.values(options)))
  const broken = event.type === 'relation-broken' ? event.relationId : undefined
  const looker = { tools, event, identity, leader, secrets }
  const views = await Promise.all(
    endpoints.map(async (endpoint, at) => {
      const ids = textList(idsByEndpoint[at]).filter((id) => id !== broken)
      const read = await Promise.all(ids.map((id) => readRelation(id, peersOf(charm, endpoint), looker)))
      return [endpoint, read.filter((view) => view !== undefined)] as const
    }),
  )
  const contents = await secrets.contents()
  const addresses = new Map(
    bindings.flatMap((binding, at) => {
      const address = parseAddress(networks[at])
      return address === undefined ? [] : [[binding, address] as const]
    }),
  )
  for (const [endpoint, list] of views) {
    const address = list[0]?.localUnitData['ingress-address']
    if (address) addresses.set(endpoint, address)
  }
  return {
    event,
    identity,
    leader,
    config: options,
    status: parseStatus(status),
    memory,
    openPorts: textList(openPorts),
    relations: new Map(
      views.map(([endpoint, list]) => [endpoint, list.map((view) => (contents.size > 0 ? { ...view, secrets: contents } : view))]),
    ),
    addresses,
    secrets: contents,
    params: isRecord(params) ? params : {},
  }
}
