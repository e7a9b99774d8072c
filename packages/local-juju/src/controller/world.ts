import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { contentChecksum } from '../hook-tools/secret-content.ts'
import {
  Refusal,
  type World,
  type WorldFiles,
  type WorldGoalState,
  type WorldNetwork,
  type WorldRelation,
  type WorldSecret,
  type WorldStatus,
} from '../hook-tools/world.ts'
import { effectiveConfig } from '../model/config.ts'
import { isLeader } from '../model/leadership.ts'
import {
  charmOf,
  findApplication,
  findUnit,
  machineOf,
  must,
  relationKey,
  relationsOf,
  sidesOf,
  unitsOf,
  unitsOn,
} from '../model/lookup.ts'
import { rangeText } from '../model/ports.ts'
import { Refused } from '../model/refused.ts'
import type { Relation } from '../model/relation.ts'
import { newSecretId, readSecret } from '../model/secrets.ts'
import type { Secret } from '../model/secret.ts'
import type { Application, Frozen, Model, Status } from '../model/state.ts'
import { applicationStatus, record, setWorkloadStatus, shownWorkloadStatus, status } from '../model/status.ts'
import { relationTag, tagOf } from '../model/tags.ts'
import type { Unit } from '../model/unit.ts'
import { type Run, runName, unitPaths } from '../uniter/environment.ts'
import { managesSecret } from '../uniter/take-snapshot.ts'
import { writeBag } from '../model/scope.ts'
import type { Journal } from './journal.ts'
import type { RunningMachine } from './machine-port.ts'
import type { Store } from './store.ts'

/** What a run's world is made of. */
export interface WorldParts {
  readonly store: Store
  readonly journal: Journal
  readonly machine: RunningMachine
  readonly unit: string
  readonly run: Run
  /** The model's directory, where resources lie. */
  readonly directory: string
  /** Gets the name of each write that takes effect at once. */
  readonly onWrite: (what: string) => void
}

/** Makes the world that a run's hook tools ask: reads see the model of the moment, immediate writes change it. */
export function makeWorld(parts: WorldParts): World {
  const { store, machine, run, onWrite } = parts
  const model = (): Frozen<Model> => store.read()
  const unit = (): Frozen<Unit> => findUnit(model(), parts.unit)
  const application = (): Frozen<Application> => findApplication(model(), unit().application)
  const change = (what: string, edit: (draft: Model, own: Unit, now: string) => void): void => {
    onWrite(what)
    store.change((draft, now) => edit(draft, findUnit(draft, parts.unit), now))
  }
  const relation = (id: number): Frozen<Relation> => {
    const found = model().relations[id]
    if (found === undefined) throw new Refusal('permission denied')
    return found
  }
  return {
    unit: parts.unit,
    modelUuid: model().uuid,
    modelType: 'iaas',
    files: machineFiles(machine),
    claimLeadership: () => isLeader(model(), unit()),
    config: () => effectiveConfig(charmOf(model(), application()), application()),
    relations: () => worldRelations(model(), unit(), run),
    localUnitBag: (id) => relation(id).units[parts.unit]?.bag.values ?? {},
    localAppBag: (id) => relation(id).applications[unit().application]?.values ?? {},
    remoteBag: (id, owner) => remoteBag(relation(id), unit(), owner),
    unitStatus: () => worldStatus(shownWorkloadStatus(model(), unit())),
    applicationStatus: () => ({
      ...worldStatus(applicationStatus(model(), application())),
      units: Object.fromEntries(
        unitsOf(model(), unit().application).map((each) => [each.name, worldStatus(shownWorkloadStatus(model(), each))]),
      ),
    }),
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
    log: ({ level, logger, text }) => parts.journal.log({ entity: tagOf(parts.unit), level, module: logger, message: text }),
    logAction: (text) => {
      if ('task' in run) {
        const { id } = run.task
        change('action-log', (draft, _own, now) => must(draft.tasks[id], `task ${id}`).log.push({ time: now, message: text }))
      }
    },
    leaderSettings: () => application().leaderSettings.values,
    writeLeaderSettings: (changes) =>
      change('leader-set', (draft, own) => void writeBag(findApplication(draft, own.application).leaderSettings, changes)),
    network: (binding) => network(model(), unit(), binding),
    privateAddress: () => machineOf(model(), unit()).addresses[0]?.value,
    publicAddress: () => machineOf(model(), unit()).addresses[0]?.value,
    openedPorts: () =>
      Object.fromEntries(
        unitsOn(model(), unit().machine).map((each) => [
          each.name,
          Object.fromEntries(Object.entries(each.ports).map(([endpoint, ranges]) => [endpoint, ranges.map(rangeText)])),
        ]),
      ),
    charmState: () => unit().state,
    storage: () => [],
    storageNames: () => [],
    goalState: () => goalState(model(), unit()),
    cloudSpec: () => {
      if (!application().trust) throw new Refusal('permission denied')
      return { type: 'local', name: 'local' }
    },
    resource: (name) => bringResource(parts, application(), name),
    secrets: () =>
      Object.values(model().secrets)
        .filter((secret) => managesSecret(secret, unit(), isLeader(model(), unit())))
        .map((secret) => worldSecret(model(), secret)),
    newSecretId,
    readSecret: (read) => {
      const before = trackedRevision(model(), read.id, parts.unit)
      const content = refusing(() => store.change((draft) => readSecret(draft, findUnit(draft, parts.unit), read)))
      if (trackedRevision(model(), read.id, parts.unit) !== before) onWrite('secret-get')
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

function worldStatus({ status: value, message, data }: Frozen<Status>): WorldStatus {
  return { status: value, message, data }
}

/** Lists the relations that the unit's agent knows, with the members it has been told of: those of the hook that runs, not of the moment. */
function worldRelations(model: Frozen<Model>, unit: Frozen<Unit>, run: Run): WorldRelation[] {
  const now = 'hook' in run ? run.hook.relation : null
  return relationsOf(model, unit.application).flatMap((relation): WorldRelation[] => {
    const known = unit.agent.relations[relation.id]
    if (known === undefined) return []
    const { own, remote } = sidesOf(relation, unit.application)
    const members = new Set(Object.keys(known.members))
    if (now?.id === relation.id && now.remoteUnit !== null) {
      if (now.kind === 'joined') members.add(now.remoteUnit)
      if (now.kind === 'departed') members.delete(now.remoteUnit)
    }
    return [
      {
        id: relation.id,
        endpoint: own.name,
        key: relationKey(relation),
        peer: own === remote,
        remoteApp: remote.application,
        remoteUnits: [...members].sort(),
        life: relation.life,
        suspended: relation.suspended,
      },
    ]
  })
}

function remoteBag(relation: Frozen<Relation>, unit: Frozen<Unit>, owner: string): { readonly [key: string]: string } {
  const { own, remote } = sidesOf(relation, unit.application)
  const application = owner.split('/')[0]
  if (application !== own.application && application !== remote.application) throw new Refusal('permission denied')
  if (!owner.includes('/')) {
    if (application === own.application && own !== remote) throw new Refusal('permission denied')
    return relation.applications[owner]?.values ?? {}
  }
  const entry = relation.units[owner]
  if (entry === undefined) {
    throw new Refusal(
      `cannot read settings for unit "${owner}" in relation "${relationKey(relation)}": unit "${owner}": settings not found`,
    )
  }
  return entry.bag.values
}

function network(model: Frozen<Model>, unit: Frozen<Unit>, binding: string): WorldNetwork | undefined {
  const { endpoints, extraBindings } = charmOf(model, findApplication(model, unit.application))
  if (binding !== '' && binding !== 'juju-info' && endpoints[binding] === undefined && !extraBindings.includes(binding)) return undefined
  const { addresses } = machineOf(model, unit)
  return {
    interfaces: addresses.map((address) => ({
      macAddress: address.mac,
      interfaceName: address.interface,
      addresses: [{ hostname: '', value: address.value, cidr: address.cidr }],
    })),
    ingressAddresses: addresses.map(({ value }) => value),
    egressSubnets: addresses.map(({ value }) => `${value}/32`),
  }
}

function goalState(model: Frozen<Model>, unit: Frozen<Unit>): WorldGoalState {
  const unitGoals = (application: string): [string, { status: string; since: string }][] =>
    unitsOf(model, application).map((each) => {
      const shown = shownWorkloadStatus(model, each)
      return [each.name, { status: each.life === 'alive' ? shown.status : 'dying', since: shown.since }]
    })
  const relations: Record<string, Record<string, { status: string; since: string }>> = {}
  for (const relation of relationsOf(model, unit.application)) {
    const { own, remote } = sidesOf(relation, unit.application)
    if (own === remote) continue
    const state = { status: relation.life === 'alive' ? 'joined' : 'dying', since: relation.created }
    relations[own.name] = { ...relations[own.name], [remote.application]: state, ...Object.fromEntries(unitGoals(remote.application)) }
  }
  return { units: Object.fromEntries(unitGoals(unit.application)), relations }
}

function worldSecret(model: Frozen<Model>, secret: Frozen<Secret>): WorldSecret {
  const newest = secret.revisions.at(-1)
  return {
    id: secret.id,
    owner: secret.owner.kind === 'unit' ? 'unit' : 'application',
    label: secret.label,
    description: secret.description,
    revision: secret.latest,
    rotate: secret.rotate === 'never' ? '' : secret.rotate,
    ...(newest?.expire ? { expire: newest.expire } : {}),
    ...(secret.nextRotate === null ? {} : { nextRotate: secret.nextRotate }),
    checksum: newest === undefined ? '' : contentChecksum(newest.content),
    access: secret.grants.flatMap(({ subject, relation: id }) => {
      const relation = id === null ? undefined : model.relations[id]
      return relation === undefined ? [] : [{ target: tagOf(subject), scope: relationTag(relation), role: 'view' }]
    }),
  }
}

function machineFiles(machine: RunningMachine): WorldFiles {
  const failing = async <Result>(path: string, run: () => Promise<Result>): Promise<Result> => {
    try {
      return await run()
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : ''
      const why = code === 'ENOENT' ? 'no such file or directory' : code === 'EISDIR' ? 'is a directory' : 'permission denied'
      throw new Refusal(`open ${path}: ${why}`)
    }
  }
  return {
    read: (path) => failing(path, () => machine.read(path)),
    write: (path, content) => failing(path, () => machine.write(path, content, 0o644)),
  }
}

/** Copies a resource to the unit, unless the same bytes are there, and gives its path. */
async function bringResource({ machine, unit, directory }: WorldParts, application: Frozen<Application>, name: string): Promise<string> {
  const resource = application.resources[name]
  if (resource === undefined || resource.path === null) throw new Refusal(`resource#${application.name}/${name} not found`)
  const content = await readFile(join(directory, resource.path))
  const path = `${unitPaths(machine.root, unit).agent}/resources/${basename(resource.path)}`
  const there = (await machine.exists(path)) ? await machine.read(path) : undefined
  if (there === undefined || digest(there) !== digest(content)) await machine.write(path, content, 0o600)
  return path
}

function digest(content: Uint8Array): string {
  return createHash('sha256').update(content).digest('hex')
}

/** Gives the name under which the log knows a run. */
export function loggerOf(unit: string, run: Run): string {
  return `unit.${unit}.${runName(run)}`
}
