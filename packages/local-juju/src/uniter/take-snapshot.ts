import { createHash } from 'node:crypto'
import { isLeader } from '../model/leadership.ts'
import { findApplication, machineOf, relationsOf, sidesOf } from '../model/lookup.ts'
import type { Relation } from '../model/relation.ts'
import { isImplicit } from '../model/relations.ts'
import type { Secret } from '../model/secret.ts'
import type { Model } from '../model/state.ts'
import type { StorageInstance } from '../model/storage.ts'
import { storagesOf } from '../model/storages.ts'
import { containerIn, isOrphan, subordinatesOf, takesPart, waitsForSubordinate } from '../model/subordinates.ts'
import type { Unit } from '../model/unit.ts'
import type { Frozen, Time } from '../model/values.ts'
import type { RelationSnapshot, SecretDue, Snapshot, StorageSnapshot } from './snapshot.ts'

/** Sees the model as one unit's agent does. */
export function takeSnapshot(model: Frozen<Model>, unit: Frozen<Unit>, now: Time): Snapshot {
  const application = findApplication(model, unit.application)
  const leader = isLeader(model, unit)
  const { agent } = unit
  const isDue = (at: Time | null): boolean => at !== null && at <= now
  return {
    unit: unit.name,
    life: unit.life,
    applicationLife: application.life,
    charm: application.charm,
    charmVersion: application.charmVersion,
    forceCharm: application.forceCharm,
    bootId: machineOf(model, unit).bootId,
    configHash: configHash(model, unit),
    leader,
    leaderSettingsVersion: application.leaderSettings.version,
    relations: relationsOf(model, unit.application)
      .filter((relation) => isInstalled(model, unit, relation) && concerns(model, unit, relation))
      .map((relation) => relationSnapshot(model, relation, unit)),
    subordinates: subordinatesOf(model, unit.name).map(({ life }) => life),
    orphan: isOrphan(model, unit),
    storage: storagesOf(model, unit.name).map((instance) => storageSnapshot(instance, unit)),
    secrets: secretsSnapshot(model, unit, leader, now),
    tasks: Object.values(model.tasks)
      .filter((task) => task.receiver === unit.name && task.status === 'pending')
      .map(({ id }) => id)
      .sort((a, b) => Number(a) - Number(b)),
    resolved: unit.resolved,
    retryDue: isDue(agent.retry?.at ?? null),
    updateStatusDue: isDue(agent.updateStatusAt),
  }
}

/** Hash of what `config-changed` is about: stored settings, trust, addresses, and (3.6) the charm. */
export function configHash(model: Frozen<Model>, unit: Frozen<Unit>): string {
  const application = findApplication(model, unit.application)
  const settings = Object.entries(application.config).sort(([a], [b]) => (a < b ? -1 : 1))
  const seen = [settings, application.trust, machineOf(model, unit).addresses.map(({ value }) => value), application.charm]
  return createHash('sha256').update(JSON.stringify(seen)).digest('hex')
}

/** Before an upgrade the unit ignores endpoints that only the new charm has. */
function isInstalled(model: Frozen<Model>, unit: Frozen<Unit>, relation: Frozen<Relation>): boolean {
  const charm = model.charms[unit.agent.charm ?? '']
  return charm !== undefined && charm.endpoints[sidesOf(relation, unit.application).own.name] !== undefined
}

/** Tells whether the unit has to do with a relation of its application, now. */
function concerns(model: Frozen<Model>, unit: Frozen<Unit>, relation: Frozen<Relation>): boolean {
  const hasEntered = unit.agent.relations[relation.id] !== undefined
  return takesPart(model, unit, relation) && (hasEntered || !waitsForSubordinate(model, unit, relation))
}

/** A unit that is going has departed for the others as soon as its removal begins. */
function relationSnapshot(model: Frozen<Model>, relation: Frozen<Relation>, unit: Frozen<Unit>): RelationSnapshot {
  const { own, remote } = sidesOf(relation, unit.application)
  const container = containerIn(relation, unit)
  const members = Object.entries(relation.units).filter(
    ([name, entry]) =>
      entry.inScope &&
      model.units[name]?.life === 'alive' &&
      name !== unit.name &&
      entry.application === remote.application &&
      entry.container === container,
  )
  return {
    id: relation.id,
    endpoint: own.name,
    peer: own === remote,
    implicit: isImplicit(own),
    life: relation.life,
    suspended: relation.suspended,
    remoteApplication: remote.application,
    applicationVersion: relation.applications[remote.application]?.version ?? 0,
    members: new Map(members.map(([name, entry]) => [name, entry.bag.version])),
  }
}

/** What a dying unit has is to be detached. */
function storageSnapshot({ id, name, attachment }: Frozen<StorageInstance>, unit: Frozen<Unit>): StorageSnapshot {
  const life = unit.life === 'alive' ? (attachment?.life ?? 'dead') : 'dying'
  return { id, name, life, provisioned: (attachment?.location ?? null) !== null }
}

/** Tells whether a unit may manage a secret: its own, or its application's while it leads. */
export function managesSecret(secret: Frozen<Secret>, unit: Frozen<Unit>, leader: boolean): boolean {
  const { kind, name } = secret.owner
  return kind === 'unit' ? name === unit.name : kind === 'application' && name === unit.application && leader
}

function secretsSnapshot(model: Frozen<Model>, unit: Frozen<Unit>, leader: boolean, now: Time): Snapshot['secrets'] {
  const all = Object.values(model.secrets)
  const managed = all.filter((secret) => managesSecret(secret, unit, leader))
  const due = (secret: Frozen<Secret>, revision: number): SecretDue => ({ id: secret.id, label: secret.label, revision })
  const mayTellAgain = (key: string): boolean => (unit.agent.secretsAgainAt[key] ?? '') <= now
  const remembered = new Set([...Object.keys(unit.agent.secretsSeen), ...Object.keys(unit.agent.secretsObsolete)])
  return {
    expired: managed.flatMap((secret) =>
      secret.revisions
        .filter(({ expire, revision }) => expire !== null && expire <= now && mayTellAgain(`${secret.id}/${revision}`))
        .map(({ revision }) => due(secret, revision)),
    ),
    rotate: managed
      .filter(({ rotate, nextRotate, id }) => rotate !== 'never' && nextRotate !== null && nextRotate <= now && mayTellAgain(id))
      .map((secret) => due(secret, 0)),
    consumed: all
      .filter(({ consumers }) => consumers[unit.name] !== undefined)
      .map((secret) => ({ id: secret.id, label: secret.consumers[unit.name]?.label ?? '', revision: secret.latest })),
    obsolete: managed.flatMap((secret) => obsoleteRevisions(secret).map((revision) => due(secret, revision))),
    gone: [...remembered].filter((id) => model.secrets[id] === undefined),
  }
}

/** Gives the revisions of a secret that are neither the latest nor tracked by anyone. */
export function obsoleteRevisions(secret: Frozen<Secret>): number[] {
  const tracked = new Set(Object.values(secret.consumers).map(({ revision }) => revision))
  return secret.revisions.map(({ revision }) => revision).filter((revision) => revision !== secret.latest && !tracked.has(revision))
}
