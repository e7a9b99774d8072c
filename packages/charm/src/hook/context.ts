/** Builds the context: the snapshot, read by the interfaces of the charm's endpoints. */
import { absent, awaiting, invalid, type RelationView, ready, type State } from '@charm-layers/relation'
import { type Answer, makeAnswer } from '../define/answer.ts'
import type { Charm } from '../define/charm.ts'
import type { CloudCredential } from '../define/cloud.ts'
import type { Context } from '../define/context.ts'
import type { Client, Peers, Provider, Requirer } from '../define/endpoints.ts'
import { type AskStep, type DatabagStep, ownSecretStep, placed, type Step } from '../define/steps/index.ts'
import type { Storage, StorageInstance } from '../define/storage.ts'
import { CharmError } from '../errors.ts'
import type { HostFacts } from '../host/host.ts'
import { type Asked, keyOf } from './asked.ts'
import { readConfig } from './config.ts'
import { readFact, readSharedSecret } from './facts.ts'
import { recall } from './memory.ts'
import { readOwnSecret } from './own-secrets.ts'
import type { Snapshot } from './snapshot/index.ts'
import type { StorageFound } from './snapshot/storage.ts'

type RequiresSide = NonNullable<Charm['requires']>[string]['requires']
type ProvidesSide = NonNullable<Charm['provides']>[string]['provides']
type PeersSide = NonNullable<Charm['peers']>[string]['peers']

/** Notes the steps that a call has given the charm, with the text of that call, and returns the same steps. */
type Give = <S extends readonly Step[]>(called: string, steps: S) => S

type Side = RequiresSide | ProvidesSide | PeersSide

/** Makes a step of what a side writes. The application databag of a side that says it uses none was not read, so nothing can be compared with it. */
function databag(side: Side, view: RelationView, databags: ReturnType<RequiresSide['write']>): DatabagStep {
  if ('databags' in side && side.databags === 'unit' && databags.app !== undefined)
    throw new CharmError(
      'E_INTERFACE',
      `interface '${side.interface}' writes an application databag, and says that it uses unit databags alone`,
    )
  return { kind: 'databag', relationId: view.id, databags }
}

const requirer = (endpoint: string, side: RequiresSide, views: readonly RelationView[], give: Give): Requirer<never, unknown> => ({
  relationId: views[0]?.id,
  ask: (request) => {
    const [view, other] = views
    const state =
      view === undefined
        ? absent
        : other === undefined
          ? side.read(view, request)
          : invalid('relations', `related to ${view.remoteApp} and ${other.remoteApp}, remove one of them`)
    const steps = views.map((one) => databag(side, one, side.write(request, one)))
    return makeAnswer(endpoint, state, give(`relations['${endpoint}'].ask()`, steps))
  },
})

const provider = (endpoint: string, side: ProvidesSide, views: readonly RelationView[], give: Give): Provider<unknown, never> => ({
  clients: views.map(
    (view): Client<unknown, never> => ({
      relationId: view.id,
      application: view.remoteApp,
      units: [...view.remoteUnits.keys()],
      request: makeAnswer(endpoint, side.read(view)),
      reply: (answer) => {
        const step = databag(side, view, side.write(answer, view))
        give(`reply() to ${view.remoteApp} on '${endpoint}'`, [step])
        return step
      },
    }),
  ),
})

const peers = (endpoint: string, side: PeersSide, views: readonly RelationView[], give: Give): Peers<never, unknown> => ({
  units: views.flatMap((view) => [...view.remoteUnits.keys()]),
  tell: (own) =>
    give(
      `relations['${endpoint}'].tell()`,
      views.map((view) => databag(side, view, side.write(own, view))),
    ),
  told: makeAnswer(endpoint, views[0] ? side.read(views[0]) : absent),
  own: views[0]?.localUnitData ?? {},
})

const stateOf = (found: StorageFound | undefined): State<StorageInstance> =>
  found === undefined ? absent : found.location === undefined ? awaiting('location') : ready({ id: found.id, location: found.location })

/** Gives what the charm knows of one storage: an answer, or a list of answers for a storage that may have several instances. */
function storageAnswers(
  name: string,
  { multiple }: Storage,
  all: readonly StorageFound[],
): Answer<StorageInstance> | readonly Answer<StorageInstance>[] {
  const found = all.filter(({ id }) => id.startsWith(`${name}/`))
  return multiple === undefined ? makeAnswer(name, stateOf(found[0])) : found.map((one) => makeAnswer(one.id, stateOf(one)))
}

/** What probes and commands have printed in this hook, by their names. */
export type Findings = ReadonlyMap<string, string>

/** The steps that calls have given the charm, each with the text of the call. The charm has to return them. */
export type Given = readonly (readonly [called: string, steps: readonly Step[]])[]

/** What a context is built from. */
export interface Known {
  readonly charm: Charm
  readonly snapshot: Snapshot
  readonly host: HostFacts
  readonly findings: Findings
  /** The services whose restart was held back so far in this hook. */
  readonly heldRestarts?: readonly string[]
  /** Gives when the hook began. */
  readonly now?: () => number
  readonly asked: Asked
}

/** Builds the context. `given` fills while the charm's function runs: steps in it that the charm does not return were forgotten. */
export function makeContext({ charm, snapshot, host, findings, asked, heldRestarts = [], now = () => 0 }: Known): {
  readonly context: Context
  readonly given: Given
} {
  const given: (readonly [string, readonly Step[]])[] = []
  const give: Give = (called, steps) => {
    given.push([called, steps])
    for (const step of steps) placed(step, give, 1)
    return steps
  }
  const ask = <Data>(what: AskStep['what'], name: string, called: string): Answer<Data> => {
    const steps = give(called, [{ kind: 'ask', what, name }] as const)
    const state = asked.get(keyOf({ what, name })) as State<Data> | undefined
    return state ? makeAnswer(name, state, steps) : { ...makeAnswer<Data>(name, awaiting(name), steps), comesInThisHook: true }
  }
  const views = (endpoint: string): readonly RelationView[] => snapshot.relations.get(endpoint) ?? []
  const endpoints = [
    ...Object.entries(charm.requires ?? {}).map(([name, of]) => [name, requirer(name, of.requires, views(name), give)]),
    ...Object.entries(charm.provides ?? {}).map(([name, of]) => [name, provider(name, of.provides, views(name), give)]),
    ...Object.entries(charm.peers ?? {}).map(([name, of]) => [name, peers(name, of.peers, views(name), give)]),
  ]
  const context: Context = {
    event: snapshot.event,
    identity: snapshot.identity,
    leader: snapshot.leader,
    config: readConfig(charm, snapshot),
    // The cast is safe: each endpoint of the definition has the operations of its role.
    relations: Object.fromEntries(endpoints) as Context['relations'],
    // The cast is safe: each storage of the definition has an answer, or a list where it may have several instances.
    storage: Object.fromEntries(
      Object.entries(charm.storage ?? {}).map(([name, one]) => [name, storageAnswers(name, one, snapshot.storage)]),
    ) as Context['storage'],
    recall: (what) => recall(snapshot.memory, what),
    address: (binding) => snapshot.networks.get(binding)?.address,
    network: (binding) => snapshot.networks.get(binding),
    host,
    heldRestarts,
    get now() {
      return now()
    },
    fact: (name) => readFact(charm, snapshot, name),
    sharedSecret: (name, bytes = 32) => {
      const steps = give(`sharedSecret('${name}')`, [{ kind: 'shared-secret', name, bytes }] as const)
      return makeAnswer('leader', readSharedSecret(charm, snapshot, name), steps)
    },
    ownSecret: (label, content, options = {}) => {
      const step = ownSecretStep(label, content, options)
      // The cast is safe: the step has a value for each of these keys, and only a content that has them all is ready.
      return makeAnswer(label, readOwnSecret(charm, snapshot, step), give(`ownSecret('${label}')`, [step])) as never
    },
    probe: (name, argv, options = {}) => {
      const steps = give(`probe('${name}')`, [{ kind: 'probe', name, argv, ...options }] as const)
      const output = findings.get(name)
      return { ...makeAnswer(name, output === undefined ? awaiting(name) : ready(output), steps), comesInThisHook: true }
    },
    // The casts are safe: `asked.ts` gives each question the answer of its type.
    resource: (name) => ask<string>('resource', name, `resource('${name}')`),
    plannedUnits: () => ask<number>('planned units', 'planned units', 'plannedUnits()'),
    cloudCredential: () => ask<CloudCredential>('cloud', 'cloud credential', 'cloudCredential()'),
    output: (of) => findings.get(of.name),
  }
  return { context, given }
}
