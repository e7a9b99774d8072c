import { isApplicationName } from '../names.ts'
import type { Charm } from './charm.ts'
import { type ConfigChange, changedConfig } from './config.ts'
import { newMachine, newUnit } from './create.ts'
import type { HostKind } from './host.ts'
import { charmOf, findApplication, must, relationsOf } from './lookup.ts'
import { Refused } from './refused.ts'
import { addPeerRelations } from './relations.ts'
import type { Application, Model, Resource } from './state.ts'
import { record } from './status.ts'
import { defaultSpace, hasSpace, spacesMissing } from './spaces.ts'
import type { StorageDirective } from './storage-directive.ts'
import { addUnitStorage, refreshedStorage, requestedStorage } from './storages.ts'
import { isSubordinate, subordinatesOf } from './subordinates.ts'
import type { Unit } from './unit.ts'
import type { Frozen, Time } from './values.ts'

/** What `juju deploy` says of a new application. */
export interface NewApplication {
  readonly name: string
  readonly charm: string
  readonly base: string
  readonly numUnits: number
  readonly config: ConfigChange
  readonly trust: boolean
  readonly constraints: string
  /** Space by endpoint; the key `""` is the default. */
  readonly bindings: { readonly [endpoint: string]: string }
  readonly resources: { readonly [name: string]: Resource }
  readonly storage: { readonly [name: string]: StorageDirective }
  /** Machine ids in the order of units. */
  readonly to: readonly string[]
  /** Ids of existing storages for the first unit. */
  readonly attachStorage: readonly string[]
}

/** Adds an application with its units and peer relations. */
export function deploy(model: Model, wanted: NewApplication, host: HostKind, now: Time): string[] {
  const charm = must(model.charms[wanted.charm], `charm ${wanted.charm}`)
  if (model.applications[wanted.name] !== undefined) {
    throw new Refused(
      `cannot add application "${wanted.name}": application already exists: \ndeploy application using an alias name:\n    juju deploy <application> <alias>\nor use remove-application to remove the existing one and try again.`,
      'already exists',
    )
  }
  if (!isApplicationName(wanted.name)) throw new Refused(`cannot add application "${wanted.name}": invalid name`, 'bad request')
  for (const name of Object.keys(wanted.resources)) findResource(charm, name)
  checkBindings(model, charm, wanted)
  model.applications[wanted.name] = {
    name: wanted.name,
    charm: wanted.charm,
    forceCharm: false,
    charmVersion: 0,
    base: wanted.base,
    life: 'alive',
    config: changedConfig(charm, {}, wanted.config),
    trust: wanted.trust,
    exposed: false,
    constraints: wanted.constraints,
    bindings: bindAll(charm, wanted),
    resources: Object.fromEntries(
      Object.keys(charm.resources).map((name) => [name, wanted.resources[name] ?? { path: null, revision: 0, uploaded: null }]),
    ),
    storage: storageOf(charm, wanted),
    leader: null,
    leaderSettings: { version: 0, values: {} },
    status: null,
    created: now,
  }
  addPeerRelations(model, wanted.name, now)
  return addUnits(
    model,
    { application: wanted.name, count: wanted.numUnits, to: wanted.to, attachStorage: wanted.attachStorage },
    host,
    now,
  )
}

function storageOf(charm: Frozen<Charm>, { name, storage }: NewApplication): Application['storage'] {
  try {
    return requestedStorage(charm, storage)
  } catch (error) {
    throw error instanceof Refused ? new Refused(`cannot add application "${name}": ${error.message}`, 'bad request') : error
  }
}

function bindable(charm: Frozen<Charm>): readonly string[] {
  return ['', ...Object.keys(charm.endpoints), ...charm.extraBindings]
}

/** Binds every endpoint of a charm: as is said for it, else as for the application as a whole. */
function bindAll(charm: Frozen<Charm>, application: Pick<NewApplication, 'bindings'>): { [endpoint: string]: string } {
  const others = defaultSpace(application)
  return Object.fromEntries(bindable(charm).map((endpoint) => [endpoint, application.bindings[endpoint] ?? others]))
}

function checkBindings(model: Model, charm: Frozen<Charm>, { name, bindings }: NewApplication): void {
  const refuse = (why: string): never => {
    throw new Refused(`cannot add application "${name}": ${why}`, 'bad request')
  }
  for (const [endpoint, space] of Object.entries(bindings)) {
    if (!bindable(charm).includes(endpoint)) refuse(`unknown endpoint "${endpoint}" not valid`)
    if (!hasSpace(model, space)) refuse(`space "${space}" not found`)
  }
}

/** Units that are added to an application. */
export interface NewUnits {
  readonly application: string
  readonly count: number
  /** Machine ids in the order of units; units beyond them get new machines. */
  readonly to: readonly string[]
  /** Ids of existing storages for the first unit. */
  readonly attachStorage: readonly string[]
}

/** Adds units to an application, each on a new machine unless one is named. */
export function addUnits(model: Model, { application: name, count, to, attachStorage }: NewUnits, host: HostKind, now: Time): string[] {
  const application = findApplication(model, name)
  if (application.life !== 'alive') throw new Refused(`cannot add unit to application "${name}": application "${name}" is not alive`)
  if (count > 0 && isSubordinate(model, name)) {
    throw new Refused(`cannot add unit to application "${name}": application is a subordinate`)
  }
  const added: string[] = []
  for (let index = 0; index < count; index++) {
    const machine = to[index] === undefined ? addMachine(model, host, now) : findMachine(model, to[index] ?? '', name)
    const unit = addUnit(model, name, { machine, principal: null }, now)
    addUnitStorage(model, unit, index === 0 ? attachStorage : [], now)
    added.push(unit.name)
  }
  return added
}

function addUnit(model: Model, application: string, { machine, principal }: Pick<Unit, 'machine' | 'principal'>, now: Time): Unit {
  const number = model.counters.unit[application] ?? 0
  model.counters.unit[application] = number + 1
  const unit = { ...newUnit(application, number, machine, now), principal }
  model.units[unit.name] = unit
  record(model, unit.name, 'juju-unit', unit.agentStatus)
  record(model, unit.name, 'workload', unit.workloadStatus)
  return unit
}

/** Gives a principal unit its unit of a subordinate application, in its own machine, unless it has it. */
export function addSubordinate(model: Model, principal: Unit, application: string, now: Time): void {
  if (subordinatesOf(model, principal.name).some((unit) => unit.application === application)) return
  const unit = addUnit(model, application, { machine: principal.machine, principal: principal.name }, now)
  addUnitStorage(model, unit, [], now)
}

/** Adds a machine; its number is never used again. */
export function addMachine(model: Model, host: HostKind, now: Time): string {
  const id = String(model.counters.machine++)
  model.machines[id] = newMachine(id, host.base, host.arch, now)
  return id
}

function findMachine(model: Model, id: string, application: string): string {
  const machine = model.machines[id]
  if (machine === undefined)
    throw new Refused(`cannot add unit for application "${application}" to machine ${id}: machine ${id} not found`, 'not found')
  const refuse = (why: string): never => {
    throw new Refused(`cannot add unit for application "${application}" to machine ${id}: ${why}`)
  }
  if (machine.life !== 'alive') refuse('machine is not alive')
  const [space] = spacesMissing(model, findApplication(model, application), machine)
  if (space !== undefined) refuse(`it has no interface in space "${space}", which is newer than the machine`)
  return id
}

function findResource(charm: Frozen<Charm>, name: string): void {
  if (charm.resources[name] === undefined) throw new Refused(`unrecognized resource "${name}"`)
}

/** What an application is given with its new charm. */
export interface Refresh {
  /** Key of the charm, such as `local:web-1`. */
  readonly url: string
  readonly force: boolean
  readonly config: ConfigChange
  readonly trust: boolean | null
  readonly resources: { readonly [name: string]: Resource }
}

/** Gives an application a new charm. Options that are gone are dropped, those whose type changed go back to the default. */
export function refreshCharm(model: Model, name: string, options: Refresh, now: Time): { added: string[] } {
  const { url } = options
  const application = findApplication(model, name)
  const [before, after] = [charmOf(model, application), must(model.charms[url], `charm ${url}`)]
  if (before.name !== after.name) throw new Refused(`cannot refresh "${before.name}" to "${after.name}"`)
  if (before.subordinate !== after.subordinate) {
    throw new Refused(`cannot upgrade application "${name}" to charm "${url}": cannot change an application's subordinacy`)
  }
  checkEstablished(model, name, after)
  const storage = refreshedStorage(model, application, before, after)
  for (const resource of Object.keys(options.resources)) findResource(after, resource)
  const kept = Object.entries(application.config).filter(
    ([option]) => after.config[option]?.type === before.config[option]?.type && after.config[option],
  )
  application.config = changedConfig(after, Object.fromEntries(kept), options.config)
  application.charm = url
  application.storage = storage
  application.charmVersion += 1
  application.forceCharm = options.force
  if (options.trust !== null) application.trust = options.trust
  const added = Object.keys(after.endpoints).filter((endpoint) => before.endpoints[endpoint] === undefined)
  application.bindings = bindAll(after, application)
  application.resources = Object.fromEntries(
    Object.keys(after.resources).map((resource): [string, Resource] => [
      resource,
      options.resources[resource] ?? application.resources[resource] ?? { path: null, revision: 0, uploaded: null },
    ]),
  )
  addPeerRelations(model, name, now)
  return { added }
}

/** A new charm must keep the endpoints of relations that exist. */
function checkEstablished(model: Frozen<Model>, name: string, charm: Frozen<Charm>): void {
  for (const relation of relationsOf(model, name)) {
    const own = relation.endpoints.find((endpoint) => endpoint.application === name)
    if (own === undefined || own.role === 'peer') continue
    const next = charm.endpoints[own.name]
    // The scope of a relation may come from its other side.
    const isTooNarrow = next?.scope === 'container' && own.scope === 'global'
    if (next === undefined || next.interface !== own.interface || next.role !== own.role || isTooNarrow) {
      const key = relation.endpoints.map((endpoint) => `${endpoint.application}:${endpoint.name}`).join(' ')
      throw new Refused(`cannot upgrade application "${name}" to charm "${charm.url}": would break relation "${key}"`)
    }
  }
}

/** Attaches a file to an application: units then run `upgrade-charm` (and config-changed). */
export function attachResource(model: Model, name: string, resource: string, content: Omit<Resource, 'revision'>): Application {
  const application = findApplication(model, name)
  findResource(charmOf(model, application), resource)
  const before = application.resources[resource]
  application.resources[resource] = { ...content, revision: (before?.revision ?? 0) + (before?.path === null ? 0 : 1) }
  application.charmVersion += 1
  return application
}
