import { contentChecksum } from '../hook-tools/secret-content.ts'
import {
  Refusal,
  type WorldGoalState,
  type WorldNetwork,
  type WorldRelation,
  type WorldSecret,
  type WorldStatus,
  type WorldStorage,
} from '../hook-tools/world.ts'
import { charmOf, findApplication, relationKey, relationsOf, sidesOf, unitsOf } from '../model/lookup.ts'
import type { Relation } from '../model/relation.ts'
import type { Secret } from '../model/secret.ts'
import { boundAddresses } from '../model/spaces.ts'
import type { Model } from '../model/state.ts'
import { shownWorkloadStatus } from '../model/status.ts'
import { storagesOf } from '../model/storages.ts'
import { containerIn } from '../model/subordinates.ts'
import { relationTag, tagOf } from '../model/tags.ts'
import type { Unit } from '../model/unit.ts'
import type { Frozen, Status } from '../model/values.ts'
import type { Run } from '../uniter/environment.ts'

/** Gives a status as the tools know it. */
export function worldStatus({ status: value, message, data }: Frozen<Status>): WorldStatus {
  return { status: value, message, data }
}

/**
 * Lists the relations that the unit's agent knows, with the members it has been told of: members as they are for the hook that runs, not as
 * they are in the model now.
 */
export function worldRelations(model: Frozen<Model>, unit: Frozen<Unit>, run: Run): WorldRelation[] {
  const now = 'hook' in run ? run.hook.relation : null
  return relationsOf(model, unit.application).flatMap((relation): WorldRelation[] => {
    const known = unit.agent.relations[relation.id]
    if (known === undefined) return []
    const { own, remote } = sidesOf(relation, unit.application)
    const members = new Set(Object.keys(known.members))
    if (now?.id === relation.id && now.remoteUnit !== null) {
      if (now.kind === 'joined') members.add(now.remoteUnit)
      if (now.kind === 'departed') members.delete(now.remoteUnit)
    }
    return [
      {
        id: relation.id,
        endpoint: own.name,
        key: relationKey(relation),
        peer: own === remote,
        remoteApp: remote.application,
        remoteUnits: [...members].sort(),
        life: relation.life,
        suspended: relation.suspended,
      },
    ]
  })
}

/** Gives the storages that a unit has. */
export function worldStorage(model: Frozen<Model>, unit: string): WorldStorage[] {
  return storagesOf(model, unit).map(({ id, attachment }) => {
    const location = attachment?.location ?? null
    return { id, kind: 'filesystem', location: location ?? '', provisioned: location !== null }
  })
}

/** Gives a bag that is not the own unit's, or refuses in 3.6's words. */
export function remoteBag(relation: Frozen<Relation>, unit: Frozen<Unit>, owner: string): { readonly [key: string]: string } {
  const { own, remote } = sidesOf(relation, unit.application)
  const application = owner.split('/')[0]
  if (application !== own.application && application !== remote.application) throw new Refusal('permission denied')
  if (!owner.includes('/')) {
    if (application === own.application && own !== remote) throw new Refusal('permission denied')
    return relation.applications[owner]?.values ?? {}
  }
  const entry = relation.units[owner]
  if (entry === undefined || entry.container !== containerIn(relation, unit)) {
    throw new Refusal(
      `cannot read settings for unit "${owner}" in relation "${relationKey(relation)}": unit "${owner}": settings not found`,
    )
  }
  return entry.bag.values
}

/** Gives what the controller says about a binding; nothing for one that the charm does not have. */
export function network(model: Frozen<Model>, unit: Frozen<Unit>, binding: string): WorldNetwork | undefined {
  const { endpoints, extraBindings } = charmOf(model, findApplication(model, unit.application))
  if (binding !== '' && binding !== 'juju-info' && endpoints[binding] === undefined && !extraBindings.includes(binding)) return undefined
  const addresses = boundAddresses(model, unit, binding)
  return {
    interfaces: addresses.map((address) => ({
      macAddress: address.mac,
      interfaceName: address.interface,
      addresses: [{ hostname: '', value: address.value, cidr: address.cidr }],
    })),
    ingressAddresses: addresses.map(({ value }) => value),
    egressSubnets: addresses.slice(0, 1).map(({ value }) => `${value}/32`),
  }
}

/** Gives the statuses of the own and the related units; of subordinates, as in Juju, only of the unit's own. */
export function goalState(model: Frozen<Model>, unit: Frozen<Unit>): WorldGoalState {
  const unitGoals = (application: string): [string, { status: string; since: string }][] =>
    unitsOf(model, application)
      .filter(({ principal }) => principal === null || principal === unit.name)
      .map((each) => {
        const shown = shownWorkloadStatus(model, each)
        return [each.name, { status: each.life === 'alive' ? shown.status : 'dying', since: shown.since }]
      })
  const relations: Record<string, Record<string, { status: string; since: string }>> = {}
  for (const relation of relationsOf(model, unit.application)) {
    const { own, remote } = sidesOf(relation, unit.application)
    if (own === remote) continue
    const state = { status: relation.life === 'alive' ? 'joined' : 'dying', since: relation.created }
    relations[own.name] = { ...relations[own.name], [remote.application]: state, ...Object.fromEntries(unitGoals(remote.application)) }
  }
  return { units: Object.fromEntries(unitGoals(unit.application)), relations }
}

/** Gives what the owner of a secret may see of it. */
export function worldSecret(model: Frozen<Model>, secret: Frozen<Secret>): WorldSecret {
  const newest = secret.revisions.at(-1)
  return {
    id: secret.id,
    owner: secret.owner.kind === 'unit' ? 'unit' : 'application',
    label: secret.label,
    description: secret.description,
    revision: secret.latest,
    rotate: secret.rotate === 'never' ? '' : secret.rotate,
    ...(newest?.expire ? { expire: newest.expire } : {}),
    ...(secret.nextRotate === null ? {} : { nextRotate: secret.nextRotate }),
    checksum: newest === undefined ? '' : contentChecksum(newest.content),
    access: secret.grants.flatMap(({ subject, relation: id }) => {
      const relation = id === null ? undefined : model.relations[id]
      return relation === undefined ? [] : [{ target: tagOf(subject), scope: relationTag(relation), role: 'view' }]
    }),
  }
}
