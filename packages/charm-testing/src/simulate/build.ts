/** Makes what an operator makes: applications, units, machines, relations; and takes units away. */
import { parseIdentity } from '@charm-layers/charm/ports'
import { juju4Bag, jujuBag } from '@charm-layers/relation/testing'
import { bindingsOf } from '../consistency.ts'
import { modelUuid } from '../juju.ts'
import { hostOf } from '../memory-host/index.ts'
import { partsOf } from '../memory-host/parts.ts'
import { emptyBag, writeBag } from './bag.ts'
import type { Application, Config } from './model.ts'
import { randomOf } from './random.ts'
import { draw, note, type Sim } from './sim.ts'
import type { AppState, MachineState, RelationState, UnitState } from './state.ts'

const epoch = Date.UTC(2026, 0, 1)

/** Gives options as a bag, whose changes are watched. */
const settingsOf = (config: Config): Record<string, string> =>
  Object.fromEntries(Object.entries(config).map(([name, value]) => [name, String(value)]))

/** Makes an application without units. */
export function addApp(sim: Sim, name: string, of: Application<never>): AppState {
  const { charm } = of
  const defaults = Object.fromEntries(
    Object.entries(charm.config ?? {}).flatMap(([option, { default: value }]) =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? [[option, value] as const] : [],
    ),
  )
  const config = of.config ?? {}
  const app: AppState = {
    name,
    of,
    charm,
    serves: (of.serves ?? []).map((text) => {
      const [service = '', port] = text.split(':')
      return { service, port: port === undefined ? undefined : Number(port) }
    }),
    defaults,
    config,
    settings: emptyBag(),
    leader: undefined,
    units: [],
    nextNumber: 0,
    bindings: bindingsOf(charm),
    relations: [],
    secrets: new Map(),
  }
  writeBag(app.settings, settingsOf({ ...defaults, ...config }))
  sim.apps.set(name, app)
  for (const [endpoint, { peers }] of Object.entries(charm.peers ?? {})) addRelation(sim, [{ app, endpoint }], peers.interface)
  return app
}

/** Changes options of an application. The bag keeps a version even when nothing that is told has changed. */
export function configure(app: AppState, changes: Config): void {
  app.config = { ...app.config, ...changes }
  writeBag(app.settings, settingsOf(changes))
}

/** Relates applications. */
export function addRelation(sim: Sim, ends: RelationState['ends'], name: string): RelationState {
  const isContainer = ends.some(
    ({ app: { charm }, endpoint }) => (charm.requires?.[endpoint] ?? charm.provides?.[endpoint])?.scope === 'container',
  )
  const relation: RelationState = {
    id: sim.relations.length + 1,
    interface: name,
    ends,
    isPeer: ends.length === 1,
    isContainer,
    units: new Map(),
    changes: 0,
    apps: new Map(ends.map(({ app }) => [app, emptyBag()])),
  }
  sim.relations.push(relation)
  for (const { app } of ends) app.relations = [...app.relations, relation]
  return relation
}

function addMachine(sim: Sim, { of }: AppState): MachineState {
  const number = sim.machines.length
  const address = `10.${20 + Math.floor(number / 200)}.0.${10 + (number % 200)}`
  const clock = {
    now: () => epoch + sim.timeline.now(),
    monotonic: () => sim.timeline.now(),
    sleep: async () => undefined,
    random: (bytes: number) =>
      Array.from({ length: bytes }, () =>
        Math.floor(sim.bytes() * 256)
          .toString(16)
          .padStart(2, '0'),
      ).join(''),
  }
  const given = of.machine ?? {}
  const parts = partsOf({ ...given, offered: { ...given.offered }, machine: { addresses: [address], ...given.machine } }, clock)
  const machine: MachineState = {
    number,
    address,
    parts,
    host: hostOf(parts),
    random: randomOf(sim.seed, `machine ${number}`),
    units: [],
    isUp: true,
    boot: 0,
    run: undefined,
    isWoken: false,
    pausedUntil: 0,
    ready: new Map(),
    restarting: new Set(),
    processes: new Set(),
    written: new Set(),
  }
  sim.machines.push(machine)
  return machine
}

/** Makes a unit, on a machine of its own or on that of its principal. */
export function addUnit(sim: Sim, app: AppState, principal?: UnitState): UnitState {
  const machine = principal?.machine ?? addMachine(sim, app)
  if (principal) Object.assign(machine.parts.state.offered ?? {}, app.of.machine?.offered)
  const name = `${app.name}/${app.nextNumber}`
  app.nextNumber += 1
  const unit: UnitState = {
    name,
    app,
    machine,
    identity: parseIdentity({
      JUJU_UNIT_NAME: name,
      JUJU_MODEL_NAME: sim.model.name,
      JUJU_MODEL_UUID: modelUuid,
      JUJU_VERSION: sim.model.jujuVersion ?? '3.6.28',
      JUJU_CHARM_DIR: `/var/lib/juju/agents/unit-${name.replace('/', '-')}/charm`,
    }),
    addresses: Object.fromEntries(app.bindings.map((binding) => [binding, machine.address])),
    principal,
    life: 'alive',
    memory: {},
    status: { name: 'waiting', message: 'agent initialising' },
    openPorts: [],
    installed: false,
    started: false,
    stopped: false,
    isLeading: false,
    configVersion: -1,
    updateDue: false,
    rebooted: false,
    known: new Map(),
    seen: new Map(),
    queued: undefined,
    attempts: 0,
    notBefore: sim.timeline.time + draw(sim, machine.random, 0, 30_000),
    hooks: 0,
    served: false,
  }
  app.units = [...app.units, unit]
  machine.units = [...machine.units, unit]
  note(sim, () => `${name.padEnd(14)} is on machine ${machine.number} (${machine.address})`)
  return unit
}

/** Lets a unit enter a relation: from now on the other side sees it. A principal gets its subordinate then. */
export function enterRelation(sim: Sim, unit: UnitState, relation: RelationState): void {
  if (unit.known.has(relation)) return
  const bag = emptyBag()
  const { address } = unit.machine
  writeBag(bag, (sim.model.jujuVersion ?? '').startsWith('4.') ? juju4Bag(address) : jujuBag(address))
  relation.units.set(unit, { bag, inScope: true })
  relation.changes += 1
  unit.known.set(relation, { created: false, broken: false, members: new Map(), appVersion: 0, doneAt: -1, pending: undefined })
  if (relation.isContainer && !unit.principal)
    for (const { app } of relation.ends)
      if (app !== unit.app && app.charm.subordinate && !unit.machine.units.some((one) => one.app === app))
        sim.begin(addUnit(sim, app, unit))
  for (const other of relation.units.keys()) if (other !== unit) sim.wake(other.machine)
}

/** Takes a unit out of the model. */
export function leaveModel(sim: Sim, unit: UnitState): void {
  const { app, machine } = unit
  unit.life = 'dead'
  unit.queued = undefined
  for (const [relation] of unit.known) {
    const own = relation.units.get(unit)
    if (own) own.inScope = false
    relation.changes += 1
    for (const other of relation.units.keys()) if (other !== unit) sim.wake(other.machine)
  }
  app.units = app.units.filter((one) => one !== unit)
  machine.units = machine.units.filter((one) => one !== unit)
  if (machine.units.length === 0) machine.isUp = false
  sim.deposed(app, unit)
}
