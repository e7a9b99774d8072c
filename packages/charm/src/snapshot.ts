/** Everything that Juju knows and a charm may decide from, read in three pipelined phases and then the secrets. */
import type { Charm } from './definition.ts'
import { type Event, type Identity, jujuAtLeast } from './event.ts'
import type { Databag, RelationView } from './relation.ts'
import { type Status, statusNames } from './status.ts'
import type { HookTools } from './juju/index.ts'
import { ask, isRecord, textList, textRecord } from './reading.ts'

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

/** Reads one relation: who is there, then every bag that this unit may read. Undefined for one that is going: nothing can be said there. */
async function readRelation(
  tools: HookTools,
  id: string,
  members: Promise<readonly [units: unknown, application: unknown]>,
  {
    event,
    identity,
    leader,
    peer,
  }: {
    event: Event
    identity: Identity
    leader: boolean
    peer: boolean
  },
): Promise<RelationView | undefined> {
  const [listed, app] = await members
  if (listed === undefined) return undefined
  const units = textList(listed)
  const remoteApp = typeof app === 'string' && app !== '' ? app : 'relationId' in event && event.relationId === id ? event.remoteApp : ''
  const get = (...args: readonly string[]) => ask(tools, 'relation-get', '-r', id, ...args)
  const bag = (...args: readonly string[]) => get(...args).then(textRecord)
  const none = Promise.resolve({})
  const [own, ownApp, remote, ...bags] = await Promise.all([
    get('-', identity.unit),
    leader || peer ? bag('--app', '-', identity.application) : undefined,
    peer || remoteApp === '' ? none : bag('--app', '-', remoteApp),
    ...units.map((unit) => bag('-', unit)),
  ])
  if (own === undefined) return undefined
  return {
    id,
    localUnit: identity.unit,
    localUnitData: textRecord(own),
    ...(ownApp ? { localAppData: ownApp } : {}),
    remoteApp,
    remoteAppData: peer ? (ownApp ?? {}) : remote,
    remoteUnits: new Map(units.map((unit, at) => [unit, bags[at] ?? {}])),
  }
}

/** What Juju takes for the name of a secret; it refuses other text, and a hook must not fail for what somebody has put into a bag. */
const secretPattern = /^secret:(?:\/\/[0-9a-f-]{36}\/)?[0-9a-v]{19}[0g]$/

/** Reads the secrets that bags and options name; `--refresh` because a charm that never looks again would keep an old password. */
async function readSecrets(tools: HookTools, version: string, texts: Iterable<string>, peek: boolean): Promise<Map<string, Databag>> {
  if (!jujuAtLeast(version, '3.0.3')) return new Map()
  const ids = [...new Set([...texts].filter((text) => secretPattern.test(text)))]
  const contents = await Promise.all(ids.map((id) => ask(tools, 'secret-get', id, peek ? '--peek' : '--refresh')))
  return new Map(ids.flatMap((id, at) => (contents[at] === undefined ? [] : [[id, textRecord(contents[at])]])))
}

/** Takes the snapshot. With `plan` nothing is claimed and nothing is moved: no leadership, secrets only peeked at. */
export async function takeSnapshot(tools: HookTools, charm: Charm, event: Event, identity: Identity): Promise<Snapshot> {
  const plan = event.type === 'plan'
  const endpoints = endpointsOf(charm)
  const bindings = charm.extraBindings ?? []
  // Phase 1. All of these are on their way before the first answer is awaited.
  const first = Promise.all([
    plan ? false : ask(tools, 'is-leader'),
    ask(tools, 'config-get'),
    ask(tools, 'status-get', '--include-data'),
    ask(tools, 'state-get'),
    ask(tools, 'opened-ports'),
    event.type === 'action' ? ask(tools, 'action-get') : {},
    Promise.all(bindings.map((binding) => ask(tools, 'network-get', binding))),
    Promise.all(endpoints.map((endpoint) => ask(tools, 'relation-ids', endpoint))),
  ])
  const [isLeader, config, status, memory, openPorts, params, networks, idsByEndpoint] = await first
  const leader = isLeader === true
  const broken = event.type === 'relation-broken' ? event.relationId : undefined
  const ids = endpoints.map((endpoint, at) => [endpoint, textList(idsByEndpoint[at]).filter((id) => id !== broken)] as const)
  // Phases 2 and 3.
  const asked = ids.map(
    ([endpoint, list]) =>
      [
        endpoint,
        list.map(
          (id) =>
            [id, Promise.all([ask(tools, 'relation-list', '-r', id), ask(tools, 'relation-list', '-r', id, '--app')] as const)] as const,
        ),
      ] as const,
  )
  const isPeer = (endpoint: string): boolean => endpoint in (charm.peers ?? {})
  const views = await Promise.all(
    asked.map(
      async ([endpoint, list]) =>
        [
          endpoint,
          (
            await Promise.all(
              list.map(([id, members]) => readRelation(tools, id, members, { event, identity, leader, peer: isPeer(endpoint) })),
            )
          ).filter((view) => view !== undefined),
        ] as const,
    ),
  )
  const options = isRecord(config) ? config : {}
  const texts = function* (): Generator<string> {
    yield* textList(Object.values(options))
    for (const [, list] of views)
      for (const view of list)
        for (const bag of [view.localAppData ?? {}, view.remoteAppData, ...view.remoteUnits.values()]) yield* Object.values(bag)
  }
  const secrets = await readSecrets(tools, identity.jujuVersion, texts(), plan)
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
    memory: textRecord(memory),
    openPorts: textList(openPorts),
    relations: new Map(views.map(([endpoint, list]) => [endpoint, list.map((view) => (secrets.size > 0 ? { ...view, secrets } : view))])),
    addresses,
    secrets,
    params: isRecord(params) ? params : {},
  }
}
