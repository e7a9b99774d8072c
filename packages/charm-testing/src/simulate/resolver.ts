/**
 * Decides a unit's next hook as Juju's agent does: it compares what the unit has been told with what is so, and takes the first difference.
 * Where Juju's order is random, so is this one.
 */
import { about, plain } from './hooks.ts'
import { type Random, shuffled } from './random.ts'
import type { Hook, KnownRelation, RelationState, UnitState } from './state.ts'

const byName = (a: UnitState, b: UnitState): number => (a.name < b.name ? -1 : 1)

/** Gives the units that a unit sees in a relation, with the versions of their databags. */
export function* membersOf(self: UnitState, relation: RelationState): Generator<readonly [UnitState, number]> {
  for (const [unit, { bag, inScope }] of relation.units)
    if (inScope && unit !== self && (relation.isPeer || unit.app !== self.app) && (!relation.isContainer || unit.machine === self.machine))
      yield [unit, bag.version]
}

const remoteVersion = (self: UnitState, { apps, isPeer }: RelationState): number => {
  for (const [app, bag] of apps) if (isPeer || app !== self.app) return bag.version
  return 0
}

function nextOf(self: UnitState, relation: RelationState, known: KnownRelation): Hook | undefined {
  if (known.broken) return undefined
  if (known.pending) return about(self, relation, 'changed', { unit: known.pending })
  const members = new Map(membersOf(self, relation))
  const ends = self.life !== 'alive'
  const gone = [...known.members.keys()].filter((unit) => ends || !members.has(unit)).sort(byName)[0]
  if (gone) return about(self, relation, 'departed', { unit: gone, departing: ends ? self : gone })
  if (ends) return relation.isPeer ? undefined : about(self, relation, 'broken')
  if (remoteVersion(self, relation) !== known.appVersion) return about(self, relation, 'changed')
  let [joined, changed]: [UnitState | undefined, UnitState | undefined] = [undefined, undefined]
  for (const [unit, version] of members) {
    const told = known.members.get(unit)
    if (told === undefined) joined = joined && byName(joined, unit) < 0 ? joined : unit
    else if (told !== version) changed = changed && byName(changed, unit) < 0 ? changed : unit
  }
  if (joined) return about(self, relation, 'joined', { unit: joined })
  return changed && about(self, relation, 'changed', { unit: changed })
}

/** Tries the relations in a random order, peers after the others. */
function relationWork(self: UnitState, random: Random): Hook | undefined {
  const relations = shuffled(random, self.app.relations)
  for (const isPeer of [false, true])
    for (const relation of relations) {
      const known = self.known.get(relation)
      if (relation.isPeer !== isPeer || !known || (known.doneAt === relation.changes && self.life === 'alive')) continue
      const hook = nextOf(self, relation, known)
      if (hook) return hook
      known.doneAt = relation.changes
    }
  return undefined
}

/** Decides what comes before any other work while no hook is queued. */
function firstOf(self: UnitState, random: Random): Hook | undefined {
  for (const relation of shuffled(random, self.app.relations))
    if (self.known.get(relation)?.created === false) return about(self, relation, 'created')
  if (self.app.leader === self && !self.isLeading) return plain('leader-elected')
  for (const [secret, seen] of self.seen) {
    const now = secretRevision(self, secret)
    if (now !== undefined && now !== seen) return { name: 'secret-changed', kind: 'secret', secret }
  }
  return undefined
}

function secretRevision(self: UnitState, id: string): number | undefined {
  for (const relation of self.app.relations)
    for (const { app } of relation.ends) {
      const found = app.secrets.get(id)
      if (found) return found.facts.revision
    }
  return undefined
}

/** Gives the next hook of a unit; undefined when there is nothing to do. */
export function nextHook(self: UnitState, random: Random): Hook | undefined {
  if (self.life === 'dead') return undefined
  if (self.queued) return self.queued
  if (self.life === 'dying') {
    const hook = relationWork(self, random)
    if (hook) return hook
    if (self.started && !self.stopped) return plain('stop')
    return plain('remove')
  }
  if (!self.installed) return plain('install')
  if (self.rebooted && self.started) return plain('start')
  const first = firstOf(self, random)
  if (first) return first
  if (self.configVersion !== self.app.settings.version) return plain('config-changed')
  const hook = relationWork(self, random)
  if (hook) return hook
  return self.updateDue && self.started ? plain('update-status') : undefined
}
