/** What a hook that has run means for its unit. */
import { enterRelation, leaveModel } from './build.ts'
import { plain } from './hooks.ts'
import type { Sim } from './sim.ts'
import type { Hook, HookRun, UnitState } from './state.ts'

function recordPlain(sim: Sim, unit: UnitState, { name }: Hook, configVersion: number): void {
  switch (name) {
    case 'install':
      unit.installed = true
      // Juju lets a unit enter all its relations before the first created hook.
      for (const relation of unit.app.relations) enterRelation(sim, unit, relation)
      break
    case 'config-changed':
      unit.configVersion = configVersion
      if (!unit.started) unit.queued = plain('start')
      break
    case 'start':
      unit.started = true
      unit.rebooted = false
      break
    case 'leader-elected':
      unit.isLeading = true
      break
    case 'update-status':
      unit.updateDue = false
      break
    case 'stop':
      unit.stopped = true
      unit.status = { name: 'maintenance', message: '' }
      break
    case 'remove':
      leaveModel(sim, unit)
      break
    default:
  }
}

function recordRelation(self: UnitState, { kind, relation, unit }: Hook, version: number): void {
  const known = relation && self.known.get(relation)
  if (!known) return
  known.doneAt = -1
  switch (kind) {
    case 'created':
      known.created = true
      break
    case 'joined':
      if (unit) known.members.set(unit, version)
      known.pending = unit
      break
    case 'changed':
      if (unit) known.members.set(unit, version)
      else known.appVersion = version
      if (known.pending === unit) known.pending = undefined
      break
    case 'departed':
      if (unit) known.members.delete(unit)
      if (known.pending === unit) known.pending = undefined
      break
    default: {
      known.broken = true
      const own = relation.units.get(self)
      if (own) own.inScope = false
      relation.changes += 1
    }
  }
}

/** Records a hook that has succeeded, or that Juju takes for run. Any hook uses up the tick of update-status. */
export function recordHook(sim: Sim, { unit, hook, configVersion, delivers }: HookRun): void {
  unit.queued = undefined
  if (hook.kind === 'plain') recordPlain(sim, unit, hook, configVersion)
  else if (hook.kind === 'secret') recordSecret(unit, hook)
  else recordRelation(unit, hook, delivers)
}

function recordSecret({ app, seen }: UnitState, { secret = '' }: Hook): void {
  for (const owner of new Set([app, ...app.relations.flatMap(({ ends }) => ends.map((end) => end.app))])) {
    const found = owner.secrets.get(secret)
    if (found) seen.set(secret, found.facts.revision)
  }
}
