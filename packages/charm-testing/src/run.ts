/** Runs one event of a charm in memory. It runs the runtime's own code, on ports in memory. */
import type { Charm } from '@charm-layers/charm'
import { type Environment, parseEvent, parseIdentity, refuseMistakes, runHook } from '@charm-layers/charm/ports'
import { juju4Bag, jujuBag } from '@charm-layers/relation/testing'
import { filledParams } from './action-params.ts'
import { bindingsOf, checkState } from './consistency.ts'
import { type EventName, hookOf, subjectOf, variablesOf } from './event.ts'
import { modelUuid } from './juju.ts'
import { memoryClock, memoryHost } from './memory-host/index.ts'
import { memoryJuju } from './memory-juju.ts'
import { type Found, mistakesOf, outsideValues, watched } from './mistakes.ts'
import type { Relation, Result, State } from './state.ts'
import { neededStorage, storageId, storageOf } from './storage.ts'
import { committed, committedSecrets, relationId } from './written.ts'

const defaultVersion = '3.6.28'

/** Gives the environment in which Juju would start the charm. */
function environment(charm: Charm, event: EventName, state: State): Environment {
  const unit = `${charm.name}/${state.unit ?? 0}`
  const hook = hookOf(event)
  return {
    JUJU_UNIT_NAME: unit,
    JUJU_MODEL_NAME: 'test',
    JUJU_MODEL_UUID: modelUuid,
    JUJU_VERSION: state.jujuVersion ?? defaultVersion,
    JUJU_CHARM_DIR: `/var/lib/juju/agents/unit-${unit.replace('/', '-')}/charm`,
    JUJU_DISPATCH_PATH: hook.startsWith('actions/') ? hook : `hooks/${hook}`,
    ...variablesOf(subjectOf(event, state)),
    ...storagePlace(charm, event, state),
  }
}

/** Juju says where the storage is that a hook is about, once it is attached. */
function storagePlace(charm: Charm, event: EventName, state: State): Environment {
  const subject = subjectOf(event, state)
  const found = subject.of === 'storage' ? storageOf(charm.storage ?? {}, state).find(({ id }) => id === subject.id) : undefined
  return found && found.location !== false ? { JUJU_STORAGE_LOCATION: found.location } : {}
}

/** Completes a state with what Juju always adds: the peer relations, and this unit's addresses in its databag of each relation. */
function completed(charm: Charm, state: State): State & { readonly now: number } {
  const address = '10.0.0.10'
  const version = state.jujuVersion ?? defaultVersion
  const relations: readonly Relation[] = state.relations ?? []
  const peers = Object.entries(charm.peers ?? {})
    .filter(([endpoint]) => !relations.some((relation) => relation.endpoint === endpoint))
    .map(([endpoint, { peers: side }], at): Relation => ({ endpoint, interface: side.interface, remoteApp: charm.name, id: 900 + at }))
  const juju = version.startsWith('4.') ? juju4Bag(address) : jujuBag(address)
  const granted = Object.assign({}, ...relations.map((one) => one.secrets ?? {}))
  const storages = charm.storage ?? {}
  return {
    ...state,
    ...(Object.keys(storages).length > 0 ? { storage: state.storage ?? neededStorage(storages) } : {}),
    now: state.now ?? Date.UTC(2026, 0, 1),
    ...(Object.keys(granted).length > 0 ? { secrets: { ...granted, ...state.secrets } } : {}),
    relations: [...relations, ...peers].map((one, at) => ({ id: at + 1, ...one, localUnitData: { ...juju, ...one.localUnitData } })),
  }
}

const defaultsOf = (charm: Charm): Readonly<Record<string, unknown>> =>
  Object.fromEntries(
    Object.entries(charm.config ?? {}).flatMap(([name, option]) => (option.default === undefined ? [] : [[name, option.default] as const])),
  )

/** Gives a state whose commands also note what they print. */
const recording = (state: State, printed: string[]): State => {
  const { commands } = state
  if (!commands) return state
  return {
    ...state,
    commands: (command) => {
      const outcome = commands(command)
      printed.push(outcome.stdout ?? '')
      return outcome
    },
  }
}

/** Gives a relation after a unit has departed. */
const without = ({ remoteUnits, ...relation }: Relation, unit: string | undefined): Relation => ({
  ...relation,
  ...(remoteUnits ? { remoteUnits: Object.fromEntries(Object.entries(remoteUnits).filter(([name]) => name !== unit)) } : {}),
})

/** Runs one event, and gives the state after it with the faults of the charm's steps. */
async function runOnce(
  charm: Charm,
  event: EventName,
  given: State,
): Promise<{ readonly result: Result; readonly found: readonly Found[] }> {
  const state = completed(charm, given)
  checkState({ charm, state, event })
  const env = environment(charm, event, state)
  const isPeer = (endpoint: string): boolean => endpoint in (charm.peers ?? {})
  const revisions = Object.values(state.ownedSecrets ?? {}).map(({ revision }) => revision)
  const clock = memoryClock(
    state.now,
    revisions.reduce((sum, revision) => sum + revision, 0),
  )
  const host = memoryHost(state, clock)
  const subject = subjectOf(event, state)
  const broken = subject.of === 'relation' && subject.kind === 'relation-broken' ? subject.id : undefined
  // Juju stops listing the remote unit, also when it is this unit that leaves.
  const departing = subject.of === 'relation' && subject.departing !== undefined ? (subject.unit ?? undefined) : undefined
  const detached = hookOf(event).endsWith('-storage-detaching') ? env.JUJU_STORAGE_ID : undefined
  const { tools, written } = memoryJuju(state, {
    unit: env.JUJU_UNIT_NAME ?? '',
    isPeer,
    bindings: bindingsOf(charm),
    host,
    storage: storageOf(charm.storage ?? {}, state),
    filenames: Object.fromEntries(Object.entries(charm.resources ?? {}).map(([name, { filename }]) => [name, filename])),
    config: { ...defaultsOf(charm), ...state.config },
    params: typeof event !== 'string' && 'action' in event ? filledParams(charm, event.action, event.params ?? {}) : undefined,
    broken,
    departing,
  })
  const found: Found[] = []
  await runHook(watched(charm, found), parseEvent(env), parseIdentity(env), { tools, host, clock })
  const result: Result = {
    ...state,
    status: written.statuses.at(-1) ?? state.status ?? { name: 'maintenance', message: '' },
    relations: committed(state, written, isPeer).flatMap((one, at) => (relationId(one, at) === broken ? [] : [without(one, departing)])),
    ...(state.storage ? { storage: state.storage.filter((one) => storageId(one) !== detached) } : {}),
    memory: { ...state.memory, ...Object.fromEntries(written.memory) },
    openPorts: [...written.openPorts].sort(),
    secrets: committedSecrets(state, written),
    ownedSecrets: Object.fromEntries(written.ownedSecrets),
    files: Object.fromEntries(host.files),
    directories: Object.fromEntries(host.directories),
    packages: Object.fromEntries(host.packages),
    services: Object.fromEntries(host.serviceStates),
    now: clock.now(),
    changes: written.log,
    ...host.did,
    statuses: written.statuses,
    log: written.log,
    version: written.version ?? state.memory?.version,
    results: Object.fromEntries(written.results),
    failed: written.failed,
    rebooted: written.rebooted,
    writes: written.writes,
  }
  return { result, found }
}

/**
 * Runs one event of a charm in a state, and gives the state after it. Hand that to the next `run`.
 * @throws TypeError for a state that Juju cannot produce, CharmError for a mistake of the charm's author, and whatever the charm or the runtime
 * throws. A wrong value from outside the charm's code is no mistake: the status says it.
 */
export async function run(charm: Charm, event: EventName, given: State = {}): Promise<Result> {
  const printed: string[] = []
  const { result, found } = await runOnce(charm, event, recording(given, printed))
  if (found.length > 0) {
    const params = typeof event === 'string' || !('action' in event) ? undefined : event.params
    const outside = outsideValues(result, [params, printed])
    const { config, ...others } = given
    const withDefaults = config ? () => runOnce(charm, event, others).then((again) => again.found) : async () => found
    refuseMistakes(await mistakesOf(found, outside, withDefaults))
  }
  return { ...result, ...(given.commands ? { commands: given.commands } : {}) }
}
