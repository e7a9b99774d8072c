import type { Pending } from '../../src/hook-tools/pending.ts'
import { addUnits, deploy } from '../../src/model/applications.ts'
import type { Charm, Endpoint } from '../../src/model/charm.ts'
import { newModel } from '../../src/model/create.ts'
import { MACHINE_BASE } from '../../src/model/host.ts'
import { elect } from '../../src/model/leadership.ts'
import { findUnit, must } from '../../src/model/lookup.ts'
import { sweep } from '../../src/model/removal.ts'
import type { Model } from '../../src/model/state.ts'
import type { Hook } from '../../src/model/unit.ts'
import type { Frozen } from '../../src/model/values.ts'
import { isBookkeeping, keepBooks } from '../../src/uniter/bookkeeping.ts'
import { commitHook } from '../../src/uniter/commit-hook.ts'
import { beginCharm, commitCharm, failCharm } from '../../src/uniter/deploy-charm.ts'
import { flush } from '../../src/uniter/flush.ts'
import { beginHook, failHook, requeueHook } from '../../src/uniter/lifecycle.ts'
import { type Decision, nextOperation, type Random } from '../../src/uniter/resolver.ts'
import { takeSnapshot } from '../../src/uniter/take-snapshot.ts'
import type { UnitChange } from '../../src/uniter/unit-change.ts'

/** When the simulated controller began. */
const OPENED = new Date(0).toISOString()
const HOST = { base: MACHINE_BASE, arch: 'amd64' }

/** How a simulated hook ends. */
export type HookEnd = 'ok' | 'fail' | 'killed' | Partial<Pending>

/** A model whose hooks are run by a function instead of a process, at a time that the test moves. */
export interface Sim {
  readonly model: Model
  now: number
  /** Hooks that ran, as `unit hook [remote] [id] [(fails)]`; emptied by {@link Sim.take}. */
  ran: string[]
  take(unit?: string): string[]
  /** Decides how a hook ends. */
  onHook: (unit: string, hook: Frozen<Hook>) => HookEnd
  /** Says whether a charm can be expanded. */
  canExpand: boolean
  change(edit: (model: Model, now: string) => void): void
  decide(unit: string): Decision
  step(unit: string): Decision
  /** Runs units, in random order, until none has anything to do. */
  settle(only?: readonly string[]): void
}

export const EMPTY_PENDING: Pending = {
  relations: [],
  openPorts: [],
  closePorts: [],
  storage: [],
  secretCreates: [],
  secretUpdates: [],
  secretDeletes: [],
  secretGrants: [],
  secretRevokes: [],
  secretTrackLatest: [],
}

/** Gives numbers from 0 to 1 that depend on the seed alone (mulberry32). */
export function seeded(seed: number): Random {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
}

/** Makes a charm with the given endpoints, written `role interface`, and ` container` for that scope. */
export function charm(name: string, revision: number, endpoints: Record<string, `${Endpoint['role']} ${string}`> = {}): Charm {
  const all = Object.entries(endpoints).map(([endpoint, text]): [string, Endpoint] => {
    const [role, type = '', scope] = text.split(' ')
    const scoped = scope === 'container' ? 'container' : 'global'
    return [endpoint, { name: endpoint, role: role as Endpoint['role'], interface: type, scope: scoped, limit: 0, optional: false }]
  })
  const info: Endpoint = { name: 'juju-info', role: 'provider', interface: 'juju-info', scope: 'global', limit: 0, optional: false }
  return {
    url: `local:${name}-${revision}`,
    name,
    revision,
    version: '',
    archive: '',
    sha256: '',
    summary: '',
    description: '',
    subordinate: false,
    bases: ['ubuntu@24.04'],
    endpoints: { ...Object.fromEntries(all), 'juju-info': info },
    extraBindings: [],
    config: { note: { type: 'string', description: '', default: null } },
    actions: {
      fakeaction: { description: '', schema: { type: 'object', title: 'fakeaction', properties: {} }, parallel: false, executionGroup: '' },
    },
    resources: { data: { type: 'file', filename: 'data', description: '' } },
    storage: {},
  }
}

/** Makes a charm whose units live in the machines of others. */
export function subordinate(name: string, endpoints: Parameters<typeof charm>[2]): Charm {
  return { ...charm(name, 0, endpoints), subordinate: true }
}

/** Makes an empty simulated model. */
export function newSim(seed = 1): Sim {
  const random = seeded(seed)
  let model = newModel('demo', '7f0f2f3c-0f0e-4a4c-8f0a-000000000000', new Date(0).toISOString())
  const sim: Sim = {
    get model() {
      return model
    },
    now: Date.parse('2026-01-01T00:00:00Z'),
    ran: [],
    take: (unit) => {
      const ran = sim.ran.filter((line) => unit === undefined || line.startsWith(`${unit} `))
      sim.ran = sim.ran.filter((line) => !ran.includes(line))
      return unit === undefined ? ran : ran.map((line) => line.slice(unit.length + 1))
    },
    onHook: () => 'ok',
    canExpand: true,
    change: (edit) => {
      const now = new Date(sim.now).toISOString()
      const draft = structuredClone(model)
      edit(draft, now)
      sweep(draft)
      elect(draft, now, OPENED)
      model = draft
    },
    decide: (unit) =>
      nextOperation(findUnit(model, unit).agent, takeSnapshot(model, findUnit(model, unit), new Date(sim.now).toISOString()), random),
    step: (unit) => {
      const decision = sim.decide(unit)
      perform(sim, unit, decision, random)
      return decision
    },
    settle: (only) => {
      for (let steps = 0; steps < 2000; steps++) {
        const ready = (only ?? Object.keys(model.units)).filter(
          (unit) => model.units[unit] !== undefined && sim.decide(unit).do !== 'nothing',
        )
        const unit = ready[Math.floor(random() * ready.length)]
        if (unit === undefined) return
        sim.step(unit)
      }
      throw new Error(`units are still busy after 2000 steps: ${sim.ran.slice(-5).join(', ')}`)
    },
  }
  return sim
}

/** Deploys an application on machines that are up. */
export function deployIn(sim: Sim, which: Charm, name: string, units = 1): void {
  sim.change((model, now) => {
    model.charms[which.url] = which
    const wanted = {
      name,
      charm: which.url,
      base: 'ubuntu@24.04',
      numUnits: 0,
      config: {},
      trust: false,
      constraints: '',
      bindings: {},
      resources: {},
      storage: {},
      to: [],
      attachStorage: [],
    }
    deploy(model, wanted, HOST, now)
  })
  addUnitsIn(sim, name, units)
}

/** Adds units on machines that are up. */
export function addUnitsIn(sim: Sim, name: string, count: number): void {
  sim.change((model, now) => {
    for (const unit of addUnits(model, { application: name, count, to: [], attachStorage: [] }, HOST, now)) {
      const machine = must(model.machines[findUnit(model, unit).machine], 'machine')
      machine.status = { status: 'started', message: '', since: now, data: {} }
      machine.bootId = '1'
      machine.addresses = [{ value: `10.0.0.${10 + Number(machine.id)}`, cidr: '10.0.0.0/24', interface: 'host0', mac: '' }]
    }
  })
}

function describe(hook: Frozen<Hook>): string {
  const { relation, secret } = hook
  const parts = [hook.name]
  if (relation !== null) {
    if (relation.remoteUnit !== null) parts.push(relation.remoteUnit)
    parts.push(`${relation.endpoint}:${relation.id}`)
  }
  if (secret !== null) parts.push(`${secret.id}/${secret.revision}`)
  return parts.join(' ')
}

function perform(sim: Sim, name: string, decision: Decision, random: Random): void {
  const edit = (run: (change: UnitChange) => void): void =>
    sim.change((model, now) => run({ model, unit: findUnit(model, name), now, random }))
  if (isBookkeeping(decision)) {
    edit((change) => keepBooks(change, decision))
    return
  }
  switch (decision.do) {
    case 'nothing':
      return
    case 'deploy-charm':
      edit((change) => void beginCharm(change, decision))
      edit((change) => (sim.canExpand ? commitCharm(change) : failCharm(change)))
      break
    case 'task':
      edit(({ model, now }) => {
        sim.ran.push(`${name} action ${must(model.tasks[decision.task], 'task').name}`)
        Object.assign(must(model.tasks[decision.task], 'task'), { status: 'completed', completed: now })
      })
      break
    case 'hook': {
      edit((change) => beginHook(change, decision.hook))
      const end = sim.onHook(name, decision.hook)
      sim.ran.push(`${name} ${describe(decision.hook)}${end === 'fail' ? ' (fails)' : ''}`)
      edit((change) => {
        const { model, unit, now } = change
        if (end === 'fail') failHook(change, decision.hook)
        else if (end === 'killed') requeueHook(change)
        else {
          flush(model, unit, { ...EMPTY_PENDING, ...(end === 'ok' ? {} : end) }, now)
          commitHook(change, decision.hook, true)
        }
      })
      break
    }
  }
}
