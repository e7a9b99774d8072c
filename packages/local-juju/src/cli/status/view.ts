// What `status` shows of a model, and which part of it filters let through.

import { MACHINE_BASE } from '../../model/host.ts'
import { unitsOf } from '../../model/lookup.ts'
import { defaultSpace, spaceOf } from '../../model/spaces.ts'
import type { Application, Machine, Model } from '../../model/state.ts'
import { applicationStatus, shownAgentStatus, shownWorkloadStatus } from '../../model/status.ts'
import type { StorageInstance } from '../../model/storage.ts'
import { subordinatesOf } from '../../model/subordinates.ts'
import type { Unit } from '../../model/unit.ts'
import type { Frozen, Status } from '../../model/values.ts'
import { sortNatural } from '../natural.ts'
import { storagesIn, storageView } from '../storage/view.ts'
import { clockTime, statusTime } from '../times.ts'
import { openPorts } from './ports.ts'
import type {
  ApplicationView,
  BaseView,
  InterfaceView,
  MachineView,
  RelationRow,
  RelationView,
  StatusInfo,
  StatusView,
  UnitView,
} from './types.ts'

type M = Frozen<Model>

/** What the view needs to know besides the model. */
export interface ViewOptions {
  readonly controller: string
  readonly cloud: string
  readonly version: string
  readonly now: Date
  readonly utc: boolean
  /** Whether relations are shown; then the message of a failed relation hook says of which relation. */
  readonly relations: boolean
  /** Names of applications, units or machines, and `app/leader`; all is shown if there is none. */
  readonly filters: readonly string[]
}

const baseView = (base: string): BaseView => {
  const [name = '', channel = ''] = base.split('@')
  return { name, channel: channel.split('/')[0] ?? '' }
}

const orUndefined = <T>(value: T | null | '' | undefined): T | undefined => (value === null || value === '' ? undefined : value)

const info = (status: Frozen<Status>, utc: boolean, more: Partial<StatusInfo> = {}): StatusInfo => ({
  current: status.status,
  message: orUndefined(status.message),
  since: orUndefined(status.since) === undefined ? undefined : statusTime(new Date(status.since), utc),
  ...more,
})

const life = (value: string): string | undefined => (value === 'alive' ? undefined : value)

/** Finds the machine's address that people are shown. */
export const publicAddress = (machine: Frozen<Machine> | undefined): string | undefined => machine?.addresses[0]?.value

/** What a set of filters lets through; undefined stands for everything. */
interface Selection {
  readonly applications: ReadonlySet<string>
  readonly units: ReadonlySet<string>
  readonly machines: ReadonlySet<string>
}

const unitNamed = (model: M, filter: string): Frozen<Unit> | undefined => {
  const [application = '', number] = filter.split('/')
  return number === 'leader' ? model.units[model.applications[application]?.leader ?? ''] : model.units[filter]
}

const select = (model: M, filters: readonly string[]): Selection | undefined => {
  if (filters.length === 0) return undefined
  const applications = new Set(filters.filter((filter) => model.applications[filter]))
  const machines = new Set(filters.filter((filter) => model.machines[filter]))
  const wanted = new Set(filters.map((filter) => unitNamed(model, filter)?.name))
  const named = Object.values(model.units).filter(
    (unit) => wanted.has(unit.name) || applications.has(unit.application) || machines.has(unit.machine),
  )
  const names = new Set(named.flatMap(({ name, principal }) => [name, principal]))
  const units = Object.values(model.units).filter(({ name, principal }) => names.has(name) || named.some((unit) => unit.name === principal))
  for (const unit of units) {
    applications.add(unit.application)
    machines.add(unit.machine)
  }
  return { applications, machines, units: new Set(units.map((unit) => unit.name)) }
}

/** Tells whether any of the filters names something. */
export const matches = (model: M, filters: readonly string[]): boolean => {
  const selection = select(model, filters)
  return !selection || selection.applications.size + selection.machines.size + selection.units.size > 0
}

/** The suffix that says of which relation a failed hook was. */
const ofRelation = (model: M, unit: Frozen<Unit>): string => {
  const id = unit.error?.data['relation-id']
  const other = (typeof id === 'number' || typeof id === 'string' ? model.relations[id] : undefined)?.endpoints.find(
    (endpoint) => endpoint.application !== unit.application,
  )
  return other ? ` for ${other.application}:${other.name}` : ''
}

const unitView = (model: M, unit: Frozen<Unit>, selection: Selection | undefined, options: ViewOptions): UnitView => {
  const { utc, version, relations } = options
  const shown = shownWorkloadStatus(model, unit)
  const status = relations && unit.error ? { ...shown, message: shown.message + ofRelation(model, unit) } : shown
  const ports = openPorts(unit.ports)
  const subordinates = subordinatesOf(model, unit.name).filter(({ name }) => !selection || selection.units.has(name))
  return {
    'workload-status': info(status, utc),
    'juju-status': info(shownAgentStatus(model, unit), utc, { version: unit.agent.installed ? version : undefined, life: life(unit.life) }),
    leader: model.applications[unit.application]?.leader === unit.name ? true : undefined,
    machine: unit.principal === null ? unit.machine : undefined,
    'open-ports': ports.length > 0 ? ports : undefined,
    'public-address': publicAddress(model.machines[unit.machine]),
    subordinates: some(new Map(subordinates.map((each) => [each.name, unitView(model, each, selection, options)]))),
  }
}

const relationsOf = (model: M, name: string, shown: (application: string) => boolean): ReadonlyMap<string, readonly RelationView[]> => {
  const byEndpoint = new Map<string, RelationView[]>()
  for (const { endpoints } of Object.values(model.relations)) {
    const own = endpoints.find((endpoint) => endpoint.application === name)
    const other = endpoints.find((endpoint) => endpoint !== own) ?? own
    if (!own || !other || !shown(other.application)) continue
    const view = { 'related-application': other.application, interface: own.interface, scope: own.scope }
    byEndpoint.set(own.name, [...(byEndpoint.get(own.name) ?? []), view])
  }
  return byEndpoint
}

/** Gives the applications that a subordinate one is joined with in their machines. */
const principalsOf = (relations: ReadonlyMap<string, readonly RelationView[]>): readonly string[] =>
  sortNatural(new Set([...relations.values()].flat().flatMap((view) => (view.scope === 'container' ? [view['related-application']] : []))))

const some = <T>(map: ReadonlyMap<string, T>): ReadonlyMap<string, T> | undefined => (map.size > 0 ? map : undefined)

const applicationView = (
  model: M,
  application: Frozen<Application>,
  selection: Selection | undefined,
  options: ViewOptions,
): ApplicationView => {
  const charm = model.charms[application.charm]
  const units = unitsOf(model, application.name).filter((unit) => !selection || selection.units.has(unit.name))
  const leader = units.find((unit) => unit.name === application.leader)
  const versions = [leader, ...units].map((unit) => unit?.workloadVersion)
  const endpoints = Object.keys(charm?.endpoints ?? {})
  const bindings = new Map(
    ['', ...endpoints, ...(charm?.extraBindings ?? [])].map((name) => [name, application.bindings[name] ?? defaultSpace(application)]),
  )
  const relations = relationsOf(model, application.name, (name) => !selection || selection.applications.has(name))
  const principals = charm?.subordinate === true ? principalsOf(relations) : []
  const base = units.map((unit) => model.machines[unit.machine]?.base).find((text) => text) ?? MACHINE_BASE
  return {
    charm: application.charm,
    base: baseView(base),
    'charm-origin': 'local',
    'charm-name': charm?.name ?? application.charm,
    'charm-rev': charm?.revision ?? 0,
    'charm-version': orUndefined(charm?.version),
    exposed: application.exposed,
    life: life(application.life),
    'application-status': info(applicationStatus(model, application), options.utc),
    relations: some(relations),
    'subordinate-to': principals.length > 0 ? principals : undefined,
    units: some(
      new Map(units.filter(({ principal }) => principal === null).map((unit) => [unit.name, unitView(model, unit, selection, options)])),
    ),
    version: versions.find((text) => text),
    'endpoint-bindings': bindings,
  }
}

const machineView = (model: M, machine: Frozen<Machine>, { utc, version }: ViewOptions): MachineView => {
  const interfaces = new Map<string, InterfaceView>()
  for (const address of machine.addresses) {
    const prefix = address.cidr.split('/')[1]
    const before = interfaces.get(address.interface)
    interfaces.set(address.interface, {
      'ip-addresses': [...(before?.['ip-addresses'] ?? []), prefix ? `${address.value}/${prefix}` : address.value],
      'mac-address': address.mac,
      space: spaceOf(model, address),
      'is-up': true,
    })
  }
  const addresses = machine.addresses.map((address) => address.value)
  return {
    'juju-status': info(machine.status, utc, { version: machine.bootId === null ? undefined : version, life: life(machine.life) }),
    hostname: orUndefined(machine.hostname),
    'dns-name': addresses[0],
    'ip-addresses': addresses.length > 0 ? addresses : undefined,
    'instance-id': machine.instanceId ?? 'pending',
    'machine-status': info(machine.instanceStatus, utc),
    'modification-status': {},
    base: baseView(machine.base || MACHINE_BASE),
    'network-interfaces': some(interfaces),
    hardware: machine.arch ? `arch=${machine.arch}` : undefined,
  }
}

/** Makes what `status` shows of a model. */
export const statusView = (model: M, options: ViewOptions): StatusView => {
  const selection = select(model, options.filters)
  const machines = sortNatural(Object.keys(model.machines)).filter((id) => !selection || selection.machines.has(id))
  const applications = sortNatural(Object.keys(model.applications)).filter((name) => !selection || selection.applications.has(name))
  const pick = <T>(names: readonly string[], all: { readonly [name: string]: T }): readonly T[] => names.flatMap((name) => all[name] ?? [])
  return {
    model: {
      name: model.name,
      type: 'iaas',
      controller: options.controller,
      cloud: options.cloud,
      version: options.version,
      'model-status': {
        current: model.life === 'alive' ? 'available' : 'destroying',
        since: statusTime(new Date(model.created), options.utc),
      },
      sla: 'unsupported',
    },
    machines: new Map(pick(machines, model.machines).map((machine) => [machine.id, machineView(model, machine, options)])),
    applications: new Map(pick(applications, model.applications).map((app) => [app.name, applicationView(model, app, selection, options)])),
    storage: storageView(shownStorages(model, options.filters), options.utc),
    controller: { timestamp: clockTime(options.now, options.utc) },
  }
}

/** Gives the storages of what the filters let through; without filters those that no unit has too. */
export const shownStorages = (model: M, filters: readonly string[]): readonly Frozen<StorageInstance>[] => {
  const selection = select(model, filters)
  return storagesIn(model).filter(({ attachment }) => !selection || (attachment !== null && selection.units.has(attachment.unit)))
}

/** Makes the rows of the relations' table. */
export const relationRows = (model: M, filters: readonly string[]): readonly RelationRow[] => {
  const selection = select(model, filters)
  return Object.values(model.relations)
    .filter(({ endpoints }) => !selection || endpoints.every((endpoint) => selection.applications.has(endpoint.application)))
    .map(({ endpoints, life: relationLife, suspended, units }) => {
      const [first, second = first] = endpoints
      const side = (endpoint: typeof first): string => (endpoint ? `${endpoint.application}:${endpoint.name}` : '')
      const provider = second?.role === 'provider' ? second : first
      const requirer = provider === second ? first : second
      const joined = Object.values(units).some((unit) => unit.inScope)
      const status = suspended ? 'suspended' : relationLife === 'alive' ? (joined ? 'joined' : 'joining') : 'broken'
      return {
        provider: side(provider),
        requirer: side(requirer),
        interface: first?.interface ?? '',
        type: endpoints.length === 1 ? 'peer' : first?.scope === 'container' ? 'subordinate' : 'regular',
        message: status === 'joined' ? '' : status,
      }
    })
}
