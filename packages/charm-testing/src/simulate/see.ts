/** What a unit sees of the model in one hook, as the hook tools in memory want it. */
import type { Databag } from '@charm-layers/relation'
import { type About, modelUuid } from '../juju.ts'
import type { OwnedSecret, Relation, State } from '../state.ts'
import { endpointOf, relationIdOf, remoteOf } from './hooks.ts'
import type { Sim } from './sim.ts'
import type { Hook, KnownRelation, RelationState, SecretState, UnitState } from './state.ts'

/** The agent lists the units that it has told the charm of, and the one that this hook is about. */
function remoteUnitsOf({ relation: ofHook, unit }: Hook, relation: RelationState, { members }: KnownRelation): Record<string, Databag> {
  const bags: Record<string, Databag> = {}
  for (const member of members.keys()) bags[member.name] = relation.units.get(member)?.bag.values ?? {}
  if (unit && ofHook === relation) bags[unit.name] = relation.units.get(unit)?.bag.values ?? {}
  return bags
}

function relationSeen(self: UnitState, hook: Hook, relation: RelationState, known: KnownRelation): Relation {
  const remote = remoteOf(self, relation)
  return {
    endpoint: endpointOf(self, relation),
    interface: relation.interface,
    id: relation.id,
    remoteApp: remote?.name ?? '',
    remoteAppData: (remote && relation.apps.get(remote)?.values) ?? {},
    remoteUnits: remoteUnitsOf(hook, relation, known),
    localUnitData: relation.units.get(self)?.bag.values ?? {},
    localAppData: relation.apps.get(self.app)?.values ?? {},
  }
}

const mayRead = (self: UnitState, { app, unit, facts }: SecretState): boolean =>
  unit === self || (unit === undefined && app === self.app) || (app !== self.app && facts.granted.some((id) => isEndOf(self, id)))

/** A grant names the relation as its owner knows it. */
const isEndOf = (self: UnitState, id: string): boolean => {
  const number = Number(id.split(':')[1])
  return self.app.relations.some((relation) => relation.id === number)
}

function secretsSeen(self: UnitState): readonly (readonly [string, SecretState])[] {
  const apps = new Set([self.app, ...self.app.relations.flatMap(({ ends }) => ends.map(({ app }) => app))])
  return [...apps].flatMap((app) => [...app.secrets].filter(([, one]) => mayRead(self, one)))
}

/** Gives the state and the rest of what the hook tools of a hook answer from. */
export function seenBy(sim: Sim, self: UnitState, hook: Hook): { readonly state: State; readonly about: About } {
  const relations: Relation[] = []
  for (const [relation, known] of self.known) if (!known.broken) relations.push(relationSeen(self, hook, relation, known))
  const seen = secretsSeen(self)
  const owned = seen.filter(([, { app, unit }]) => app === self.app && (unit === undefined || unit === self))
  return {
    state: {
      leader: self.app.leader === self,
      relations,
      memory: self.memory,
      status: self.status,
      openPorts: self.openPorts,
      secrets: Object.fromEntries(seen.map(([id, { content }]) => [id, content])),
      ownedSecrets: Object.fromEntries(owned.map(([id, { facts }]): [string, OwnedSecret] => [id, facts])),
      addresses: self.addresses,
      now: sim.timeline.time,
    },
    about: {
      unit: self.name,
      isPeer: (endpoint) => endpoint in (self.app.charm.peers ?? {}),
      bindings: self.app.bindings,
      host: self.machine.host,
      config: { ...self.app.defaults, ...self.app.config },
      params: undefined,
      broken: hook.kind === 'broken' && hook.relation ? relationIdOf(self, hook.relation) : undefined,
      departing: hook.kind === 'departed' ? hook.unit?.name : undefined,
      makeSecretId: () => {
        sim.secretsMade += 1
        return `secret://${modelUuid}/${sim.secretsMade.toString(32).padStart(19, 'c')}0`
      },
    },
  }
}
