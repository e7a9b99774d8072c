/** The end of a hook that has succeeded: Juju takes what it wrote, all of it or nothing. */
import type { Databag } from '@charm-layers/relation'
import type { Written } from '../written.ts'
import { writeBag } from './bag.ts'
import { relationIdOf } from './hooks.ts'
import type { Sim } from './sim.ts'
import type { HookRun, MachineState, RelationState, UnitState } from './state.ts'
import { watchBag, watchContent, watchRecord } from './watch/secrets.ts'

const relationsById = ({ app, known }: UnitState, self: UnitState): ReadonlyMap<string, RelationState> =>
  new Map(app.relations.filter((one) => known.has(one)).map((one) => [relationIdOf(self, one), one]))

const hasApplicationSecrets = ({ secrets, ownedSecrets }: Written): boolean =>
  [...secrets.keys()].some((id) => (ownedSecrets.get(id)?.owner ?? 'application') === 'application')

/** Says why Juju refuses what a hook has written; undefined when it takes it. */
export function refusalOf({ unit, isCut }: HookRun, written: Written): string | undefined {
  if (isCut) return 'connection is shut down'
  if (unit.app.leader === unit) return undefined
  return written.appBags.size > 0 || hasApplicationSecrets(written) ? `${unit.name} is not the leader` : undefined
}

/** The machines whose agents have something to look at. */
function wakeable(relation: RelationState): readonly MachineState[] {
  return [...relation.units].flatMap(([unit, { inScope }]) => (inScope ? [unit.machine] : []))
}

function commitSecrets(sim: Sim, { unit }: HookRun, { secrets, ownedSecrets }: Written): boolean {
  const { app } = unit
  for (const [id, content] of secrets) {
    const [before, facts] = [app.secrets.get(id), ownedSecrets.get(id)]
    watchContent(sim, app, facts?.label || before?.facts.label || '', { before: before?.content, after: content })
    if (content && facts) app.secrets.set(id, { app, unit: facts.owner === 'unit' ? unit : undefined, facts, content })
    else if (!content) app.secrets.delete(id)
  }
  for (const [id, facts] of ownedSecrets) {
    const known = app.secrets.get(id)
    if (known) known.facts = facts
  }
  return secrets.size > 0
}

/** Everything that the charm could know of a text, beside the file that it has made. */
const knownTo =
  ({ app, known, machine }: UnitState) =>
  (): string =>
    JSON.stringify([
      app.config,
      machine.address,
      [...known.keys()].flatMap(({ units, apps }) =>
        [...units.values(), ...apps.values()].map((one) => ('bag' in one ? one.bag.values : one.values)),
      ),
    ])

/** Takes what a hook has written. Gives the machines whose agents have to look. */
export function takeWritten(sim: Sim, run: HookRun, written: Written): ReadonlySet<MachineState> {
  const { unit } = run
  const woken = new Set<MachineState>()
  const relations = relationsById(unit, unit)
  const put = (id: string, changes: Databag, of: 'unit' | 'app'): void => {
    const relation = relations.get(id)
    const bag = of === 'unit' ? relation?.units.get(unit)?.bag : relation?.apps.get(unit.app)
    if (!relation || !bag) return
    const change = { before: bag.values, after: changes }
    if (of === 'app') watchRecord(sim, run, change, knownTo(unit))
    watchBag(sim, unit.app, `${of === 'unit' ? unit.name : unit.app.name} on ${id}`, change)
    if (writeBag(bag, changes).length === 0) return
    relation.changes += 1
    for (const machine of wakeable(relation)) woken.add(machine)
  }
  for (const [id, changes] of written.unitBags) put(id, changes, 'unit')
  for (const [id, changes] of written.appBags) put(id, changes, 'app')
  if (commitSecrets(sim, run, written)) for (const one of relations.values()) for (const machine of wakeable(one)) woken.add(machine)
  if (written.memory.size > 0) unit.memory = { ...unit.memory, ...Object.fromEntries(written.memory) }
  unit.openPorts = [...written.openPorts].sort()
  for (const value of run.values) sim.memory.unstored.delete(value)
  return woken
}
