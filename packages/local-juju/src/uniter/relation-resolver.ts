import type { Hook, KnownRelation } from '../model/unit.ts'
import type { Frozen } from '../model/values.ts'
import { relationHook } from './hooks.ts'
import type { RelationSnapshot, Snapshot } from './snapshot.ts'

/**
 * Decides the next hook of one relation that the unit has entered, as Juju's `relation/resolver.go` does.
 * Members are taken in string order, so `db/10` comes before `db/2`.
 */
export function nextRelationHook(known: Frozen<KnownRelation>, relation: RelationSnapshot, snapshot: Snapshot): Hook | null {
  if (known.broken || relation.implicit) return null
  if (known.changedPending !== null) {
    const remoteUnit = known.changedPending
    return relationHook('changed', relation, { remoteUnit, version: relation.members.get(remoteUnit) ?? 0 })
  }
  const unitEnds = snapshot.life !== 'alive'
  const ends = unitEnds || relation.life !== 'alive' || relation.suspended
  const departed = Object.keys(known.members)
    .filter((unit) => ends || !relation.members.has(unit))
    .sort()[0]
  if (departed !== undefined) {
    const departingUnit = unitEnds || snapshot.applicationLife !== 'alive' ? snapshot.unit : departed
    return relationHook('departed', relation, { remoteUnit: departed, departingUnit })
  }
  if (ends) return relation.peer ? null : relationHook('broken', relation)
  if (relation.applicationVersion !== known.applicationVersion) {
    return relationHook('changed', relation, { version: relation.applicationVersion })
  }
  const members = [...relation.members.keys()].sort()
  const joined = members.find((unit) => known.members[unit] === undefined)
  if (joined !== undefined) return relationHook('joined', relation, { remoteUnit: joined, version: relation.members.get(joined) ?? 0 })
  const changed = members.find((unit) => known.members[unit] !== relation.members.get(unit))
  if (changed !== undefined) return relationHook('changed', relation, { remoteUnit: changed, version: relation.members.get(changed) ?? 0 })
  return null
}
