// From a bundle and a model to the list of changes that makes one of the other.
import { relationsOf, unitsOf } from '../../model/lookup.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { sortNatural } from '../natural.ts'
import type { Bundle } from './parse.ts'
import type { BundleApplication } from './read-application.ts'

/** Where a unit goes: an existing machine, or the nth new machine of this list. */
export type Target = { readonly existing: string } | { readonly added: number }

/** One step, with everything needed to do it. */
export type Change =
  | { readonly do: 'upload'; readonly application: BundleApplication; readonly path: string; readonly base: string }
  | { readonly do: 'deploy'; readonly application: BundleApplication; readonly base: string }
  | { readonly do: 'configure'; readonly application: BundleApplication }
  | { readonly do: 'expose'; readonly application: string }
  | { readonly do: 'machine'; readonly number: number; readonly shown: string }
  | { readonly do: 'relate'; readonly sides: readonly [string, string] }
  | { readonly do: 'unit'; readonly application: string; readonly unit: string; readonly target: Target; readonly shown: string }

/** What the caller knows of each charm: where its file is, and its base. */
export interface CharmFile {
  readonly path: string
  readonly base: string
}

/** How a bundle's machines map to those of the model: with `existing`, ids that are the same. */
export type MachineMap = ReadonlyMap<string, string> | 'existing'

const matchesSide = (side: string, endpoint: { readonly application: string; readonly name: string }): boolean =>
  side === endpoint.application || side === `${endpoint.application}:${endpoint.name}`

const isRelated = (model: Frozen<Model>, [left, right]: readonly [string, string]): boolean =>
  relationsOf(model, left.split(':')[0] ?? '').some(({ endpoints: [a, b] }) =>
    a && b ? (matchesSide(left, a) && matchesSide(right, b)) || (matchesSide(left, b) && matchesSide(right, a)) : false,
  )

const differs = (model: Frozen<Model>, application: BundleApplication): boolean => {
  const now = model.applications[application.name]
  const charm = now && model.charms[now.charm]
  return Object.entries(application.options).some(([name, value]) => (now?.config[name] ?? charm?.config[name]?.default ?? null) !== value)
}

/** Lists the changes to make. Of existing applications, only options, units and exposure change. */
export const changesFor = (
  bundle: Bundle,
  model: Frozen<Model>,
  charms: ReadonlyMap<string, CharmFile>,
  mapping: MachineMap,
): readonly Change[] => {
  const changes: Change[] = []
  const isThere = (name: string): boolean => model.applications[name] !== undefined
  for (const application of bundle.applications) {
    const charm = charms.get(application.name)
    if (!isThere(application.name) && charm) {
      changes.push({ do: 'upload', application, ...charm }, { do: 'deploy', application, base: charm.base })
    } else if (differs(model, application)) changes.push({ do: 'configure', application })
    if (application.expose && !model.applications[application.name]?.exposed) changes.push({ do: 'expose', application: application.name })
  }

  let nextMachine = model.counters.machine
  let added = 0
  const newMachine = (): { readonly target: Target; readonly shown: string } => {
    const number = added++
    const shown = String(nextMachine++)
    changes.push({ do: 'machine', number, shown })
    return { target: { added: number }, shown: `new machine ${shown}` }
  }
  type Placed = ReturnType<typeof newMachine>
  const machines = new Map<string, Placed>()
  const onMachine = (id: string): Placed => {
    const existing = mapping === 'existing' ? (model.machines[id] ? id : undefined) : mapping.get(id)
    const place =
      machines.get(id) ?? (existing === undefined ? newMachine() : { target: { existing }, shown: `existing machine ${existing}` })
    machines.set(id, place)
    return place
  }

  const units: Change[] = []
  const placed = new Map<string, Placed>()
  for (const application of bundle.applications) {
    const present = isThere(application.name) ? unitsOf(model, application.name) : []
    for (const [at, unit] of present.entries()) {
      placed.set(`${application.name}/${at}`, { target: { existing: unit.machine }, shown: `existing machine ${unit.machine}` })
    }
  }
  const place = (application: BundleApplication, at: number): Placed => {
    const key = `${application.name}/${at}`
    const before = placed.get(key)
    if (before) return before
    const where = application.to[at] ?? application.to.at(-1)
    const alone = where === undefined || where === 'new' || (bundle.machines.includes(where) && at >= application.to.length)
    const [other = '', index] = (where ?? '').split('/')
    const neighbour = bundle.applications.find((candidate) => candidate.name === other)
    const found = alone ? newMachine() : neighbour ? place(neighbour, index === undefined ? at : Number(index)) : onMachine(where)
    placed.set(key, found)
    return found
  }
  const needed = sortNatural(bundle.machines)
  const used = new Set(bundle.applications.flatMap((application) => (missing(model, application) > 0 ? application.to : [])))
  for (const id of needed) if (used.has(id)) onMachine(id)
  for (const application of bundle.applications) {
    const present = application.numUnits - missing(model, application)
    let number = model.counters.unit[application.name] ?? 0
    for (let at = present; at < application.numUnits; at++) {
      const { target, shown } = place(application, at)
      units.push({ do: 'unit', application: application.name, unit: `${application.name}/${number++}`, target, shown })
    }
  }
  for (const sides of bundle.relations) if (!isRelated(model, sides)) changes.push({ do: 'relate', sides })
  return [...changes, ...units]
}

const missing = (model: Frozen<Model>, { name, numUnits }: BundleApplication): number =>
  Math.max(0, numUnits - (model.applications[name] === undefined ? 0 : unitsOf(model, name).length))

const shownBase = (base: string): string => (base.includes('/') ? base : `${base}/stable`)

/** Writes a change as Juju lists it. */
export const changeText = (change: Change): string => {
  switch (change.do) {
    case 'upload':
      return `upload charm ${change.path} for base ${shownBase(change.base)}`
    case 'deploy':
      return `deploy application ${change.application.name} on ${shownBase(change.base)}`
    case 'configure':
      return `set application options for ${change.application.name}`
    case 'expose':
      return `expose all endpoints of ${change.application} and allow access from CIDRs 0.0.0.0/0 and ::/0`
    case 'machine':
      return `add new machine ${change.shown}`
    case 'relate':
      return `add relation ${change.sides.join(' - ')}`
    case 'unit':
      return `add unit ${change.unit} to ${change.shown}`
  }
}
