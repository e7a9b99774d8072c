// Several units of one application in memory, whose hooks take time and overlap. Each hears only of what Juju tells it of.
import type { Charm } from '@charm-layers/charm'
import { type HookName, type Result, run, type State } from '@charm-layers/charm-testing'

interface Unit {
  state: State
  /** What it has seen of the others when its last hook began. */
  seen: string
  events: HookName[]
  /** The hook that runs now: what it has done to the machine, and what it will write when it ends. */
  hook?: { readonly event: HookName; readonly before: State; readonly out: Result; readonly leads: boolean } | undefined
  dead: boolean
}

export interface Units {
  readonly all: Map<number, Unit>
  leader: number
  config: NonNullable<State['config']>
  app: Readonly<Record<string, string>>
  now: number
  readonly charm: Charm
  /** What was restarted, in order: the units by number. */
  readonly restarts: number[]
  /** What hooks have changed, in order. */
  readonly changes: string[]
}

/** Makes units that are about to be installed; the first leads. */
export const makeUnits = (charm: Charm, count: number, state: State): Units => ({
  all: new Map(
    Array.from({ length: count }, (_, at) => [
      at,
      { state: { ...state, unit: at }, seen: '', events: ['install', 'config-changed'], dead: false },
    ]),
  ),
  leader: 0,
  config: {},
  app: {},
  now: Date.UTC(2026, 0, 1, 12),
  charm,
  restarts: [],
  changes: [],
})

const bagOf = ({ state }: Unit): Readonly<Record<string, string>> =>
  state.relations?.find(({ endpoint }) => endpoint === 'cluster')?.localUnitData ?? {}

const viewOf = (units: Units, id: number) => ({
  localAppData: units.app,
  remoteUnits: Object.fromEntries(
    [...units.all].flatMap(([other, unit]) => (other === id ? [] : [[`${units.charm.name}/${other}`, bagOf(unit)]])),
  ),
})

const unitOf = (units: Units, id: number): Unit => {
  const unit = units.all.get(id)
  if (!unit) throw new Error(`no unit ${id}`)
  return unit
}

/** Gives the hook that Juju would run next on a unit; undefined when it has heard of everything. */
const nextHook = (units: Units, id: number): HookName | undefined => {
  const unit = unitOf(units, id)
  if (unit.dead) return undefined
  return unit.events[0] ?? (JSON.stringify(viewOf(units, id)) === unit.seen ? undefined : 'cluster-relation-changed')
}

/** Begins the next hook of a unit, if there is one, and gives whether there was. What it writes is not told before it ends. */
export async function begin(units: Units, id: number): Promise<boolean> {
  const unit = unitOf(units, id)
  const event = nextHook(units, id)
  if (event === undefined || unit.hook) return false
  const view = viewOf(units, id)
  const relations = [
    ...(unit.state.relations ?? []).filter(({ endpoint }) => endpoint !== 'cluster'),
    { endpoint: 'cluster', interface: 'openstack-ha', remoteApp: units.charm.name, id: 900, localUnitData: bagOf(unit), ...view },
  ]
  const leads = units.leader === id
  const before: State = { ...unit.state, config: units.config, relations, leader: leads, now: Math.max(units.now, unit.state.now ?? 0) }
  const out = await run(units.charm, event, before)
  unit.seen = JSON.stringify(view)
  unit.events = unit.events.slice(1)
  unit.hook = { event, before, out, leads }
  if (out.restarted.length > 0) units.restarts.push(id)
  units.changes.push(...out.changes)
  units.now = Math.max(units.now, out.now ?? 0)
  return true
}

/** Ends the hook of a unit: Juju stores what it wrote. A killed one has changed the machine alone, and runs again. */
export function end(units: Units, id: number, how: 'well' | 'killed' = 'well'): void {
  const unit = unitOf(units, id)
  const { hook } = unit
  if (!hook) return
  unit.hook = undefined
  const { out, before, leads } = hook
  const app = out.relations.find(({ endpoint }) => endpoint === 'cluster')?.localAppData ?? {}
  // Juju looks at leadership when it stores: what a unit wrote that leads no more makes its hook fail.
  const isDeposed = leads && units.leader !== id && JSON.stringify(app) !== JSON.stringify(before.relations?.at(-1)?.localAppData)
  if (how === 'well' && !isDeposed) {
    unit.state = out
    if (leads && units.leader === id) units.app = app
    return
  }
  const { files, services, directories, packages, now } = out
  unit.state = { ...before, files, services: services ?? {}, directories: directories ?? {}, packages: packages ?? {}, now: now ?? 0 }
  unit.events = [hook.event, ...unit.events]
}

/** Changes an option of the application: each unit gets a hook. */
export function configure(units: Units, config: State['config']): void {
  units.config = { ...units.config, ...config }
  for (const unit of units.all.values()) unit.events.push('config-changed')
}

/** Runs one whole hook of each unit that has one, until none has. Gives how many hooks ran. */
export async function settle(units: Units, most = 200): Promise<number> {
  for (let hooks = 0; hooks < most; ) {
    const before = hooks
    for (const id of units.all.keys()) {
      if (!(await begin(units, id))) continue
      end(units, id)
      hooks += 1
    }
    if (hooks === before) return hooks
  }
  throw new Error('the units do not come to rest')
}

/** Runs a hook of one unit. */
export async function hook(units: Units, id: number, event: HookName = 'update-status'): Promise<void> {
  unitOf(units, id).events.push(event)
  await begin(units, id)
  end(units, id)
}

export const statusOf = (units: Units, id: number): string => {
  const { status } = unitOf(units, id).state
  return `${status?.name}: ${status?.message}`
}
