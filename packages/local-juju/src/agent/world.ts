import type { RunningMachine } from '../controller/machines/port.ts'
import type { Journal } from '../controller/models/journal.ts'
import type { Store } from '../controller/models/store.ts'
import { Refusal, type World } from '../hook-tools/world.ts'
import { effectiveConfig } from '../model/config.ts'
import { isLeader } from '../model/leadership.ts'
import { charmOf, findApplication, findUnit, machineOf, must, unitsOf, unitsOn } from '../model/lookup.ts'
import { rangeText } from '../model/ports.ts'
import { Refused } from '../model/refused.ts'
import type { Relation } from '../model/relation.ts'
import { writeBag } from '../model/scope.ts'
import { lookAtSecret, newSecretId, readMovesNothing, readSecret } from '../model/secrets.ts'
import type { Application, Model } from '../model/state.ts'
import { applicationStatus, record, setWorkloadStatus, shownWorkloadStatus, status } from '../model/status.ts'
import type { Unit } from '../model/unit.ts'
import type { Frozen } from '../model/values.ts'
import type { Run } from '../uniter/environment.ts'
import { managesSecret } from '../uniter/take-snapshot.ts'
import { logUnit } from './log.ts'
import { bringResource, machineFiles } from './world-files.ts'
import { goalState, network, remoteBag, worldRelations, worldSecret, worldStatus, worldStorage } from './world-reads.ts'

/** What a run's world is made of. */
export interface WorldParts {
  readonly store: Store
  readonly journal: Journal
  readonly machine: RunningMachine
  readonly unit: string
  readonly run: Run
  /** The model's directory, where resources lie. */
  readonly directory: string
  /** Is called with the name of each write that takes effect at once. */
  readonly onWrite: (what: string) => void
}

/** The parts, and the objects of the model that a run's tools ask about, read anew for each answer. */
interface Place extends WorldParts {
  readonly model: () => Frozen<Model>
  readonly ownUnit: () => Frozen<Unit>
  readonly application: () => Frozen<Application>
}

/** Makes the world that a run's hook tools ask: reads see the model of the moment, immediate writes change it. */
export function makeWorld(parts: WorldParts): World {
  const model = (): Frozen<Model> => parts.store.read()
  const ownUnit = (): Frozen<Unit> => findUnit(model(), parts.unit)
  const place: Place = { ...parts, model, ownUnit, application: () => findApplication(model(), ownUnit().application) }
  return {
    unit: parts.unit,
    modelUuid: model().uuid,
    modelType: 'iaas',
    files: machineFiles(parts.machine),
    storage: () => worldStorage(model(), parts.unit),
    storageNames: () => Object.keys(charmOf(model(), place.application()).storage),
    ...modelReads(place),
    ...relationReads(place),
    ...immediateWrites(place),
    ...secretReads(place),
  }
}

type ModelReads =
  | 'claimLeadership'
  | 'config'
  | 'unitStatus'
  | 'applicationStatus'
  | 'leaderSettings'
  | 'privateAddress'
  | 'publicAddress'
  | 'openedPorts'
  | 'charmState'
  | 'goalState'
  | 'cloudSpec'
  | 'resource'

function modelReads(place: Place): Pick<World, ModelReads> {
  const { model, ownUnit: unit, application } = place
  const address = (): string | undefined => machineOf(model(), unit()).addresses[0]?.value
  return {
    claimLeadership: () => isLeader(model(), unit()),
    config: () => effectiveConfig(charmOf(model(), application()), application()),
    unitStatus: () => worldStatus(shownWorkloadStatus(model(), unit())),
    applicationStatus: () => ({
      ...worldStatus(applicationStatus(model(), application())),
      units: Object.fromEntries(
        unitsOf(model(), unit().application).map((each) => [each.name, worldStatus(shownWorkloadStatus(model(), each))]),
      ),
    }),
    leaderSettings: () => application().leaderSettings.values,
    privateAddress: address,
    publicAddress: address,
    openedPorts: () =>
      Object.fromEntries(
        unitsOn(model(), unit().machine).map((each) => [
          each.name,
          Object.fromEntries(Object.entries(each.ports).map(([endpoint, ranges]) => [endpoint, ranges.map(rangeText)])),
        ]),
      ),
    charmState: () => unit().state,
    goalState: () => goalState(model(), unit()),
    cloudSpec: () => {
      if (!application().trust) throw new Refusal('permission denied')
      return { type: 'local', name: 'local' }
    },
    resource: (name) => bringResource(place, application(), name, charmOf(model(), application()).resources[name]?.filename ?? name),
  }
}

function relationReads({
  unit: name,
  model,
  ownUnit: unit,
  run,
}: Place): Pick<World, 'relations' | 'localUnitBag' | 'localAppBag' | 'remoteBag' | 'network'> {
  const relation = (id: number): Frozen<Relation> => {
    const found = model().relations[id]
    if (found === undefined) throw new Refusal('permission denied')
    return found
  }
  return {
    relations: () => worldRelations(model(), unit(), run),
    localUnitBag: (id) => relation(id).units[name]?.bag.values ?? {},
    localAppBag: (id) => relation(id).applications[unit().application]?.values ?? {},
    remoteBag: (id, owner) => remoteBag(relation(id), unit(), owner),
    network: (binding) => network(model(), unit(), binding),
  }
}

type Writes = 'setUnitStatus' | 'setApplicationStatus' | 'setWorkloadVersion' | 'log' | 'logAction' | 'writeLeaderSettings'

function immediateWrites({ store, journal, unit: name, run, onWrite }: Place): Pick<World, Writes> {
  const change = (what: string, edit: (draft: Model, own: Unit, now: string) => void): void => {
    onWrite(what)
    store.change((draft, now) => edit(draft, findUnit(draft, name), now))
  }
  return {
    setUnitStatus: (value, message) =>
      change('status-set', (draft, own, now) => {
        own.agent.statusSet = true
        setWorkloadStatus(draft, own, status(now, value, message))
      }),
    setApplicationStatus: (value, message) =>
      change('status-set --application', (draft, own, now) => {
        const target = findApplication(draft, own.application)
        target.status = status(now, value, message)
        record(draft, target.name, 'application', target.status)
      }),
    setWorkloadVersion: (version) =>
      change('application-version-set', (_draft, own) => {
        own.workloadVersion = version
      }),
    log: ({ level, logger, text }) => logUnit({ parts: { journal }, unit: name }, level, text, logger),
    logAction: (text) => {
      if ('task' in run) {
        const { id } = run.task
        change('action-log', (draft, _own, now) => must(draft.tasks[id], `task ${id}`).log.push({ time: now, message: text }))
      }
    },
    writeLeaderSettings: (changes) =>
      change('leader-set', (draft, own) => void writeBag(findApplication(draft, own.application).leaderSettings, changes)),
  }
}

function secretReads({ store, unit: name, model, ownUnit: unit, onWrite }: Place): Pick<World, 'secrets' | 'newSecretId' | 'readSecret'> {
  return {
    secrets: () =>
      Object.values(model().secrets)
        .filter((secret) => managesSecret(secret, unit(), isLeader(model(), unit())))
        .map((secret) => worldSecret(model(), secret)),
    newSecretId,
    readSecret: (read) => {
      if (refusing(() => readMovesNothing(model(), unit(), read))) return refusing(() => lookAtSecret(model(), unit(), read))
      const before = trackedRevision(model(), read.id, name)
      const content = refusing(() => store.change((draft) => readSecret(draft, findUnit(draft, name), read)))
      if (trackedRevision(model(), read.id, name) !== before) onWrite('secret-get')
      return content
    },
  }
}

function trackedRevision(model: Frozen<Model>, id: string, unit: string): number | undefined {
  return model.secrets[id]?.consumers[unit]?.revision
}

function refusing<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw error instanceof Refused ? new Refusal(error.message) : error
  }
}
