import type { Pending, SecretAccess, SecretChange } from '../hook-tools/pending.ts'
import { isLeader } from '../model/leadership.ts'
import { must } from '../model/lookup.ts'
import { closeRange, openRange, parseRange } from '../model/ports.ts'
import { Refused } from '../model/refused.ts'
import { writeBag } from '../model/scope.ts'
import type { Secret } from '../model/secret.ts'
import { addSecret, changeSecret, removeSecret, type SecretFacts } from '../model/secrets.ts'
import type { Model } from '../model/state.ts'
import { addStorage } from '../model/storages.ts'
import { nameOfTag, relationOfTag } from '../model/tags.ts'
import type { Unit } from '../model/unit.ts'
import type { Time } from '../model/values.ts'
import { managesSecret } from './take-snapshot.ts'

/** Largest state of one charm (`max-charm-state-size`). */
const STATE_LIMIT = 2 * 1024 * 1024

/** What a flush changed, for the trace: names only, never values. */
export type Committed = readonly string[]

/**
 * Writes what a hook has asked for, in one change. If any part is refused, nothing is written and the hook fails, although the
 * charm ended well. As in Juju, the flush checks leadership again.
 */
export function flush(model: Model, unit: Unit, pending: Pending, now: Time): Committed {
  const done: string[] = []
  for (const { relation: id, unit: own, app } of pending.relations) {
    const relation = model.relations[id]
    if (relation === undefined) throw new Refused(`relation ${id} not found`, 'not found')
    const entry = relation.units[unit.name]
    if (own !== undefined && entry !== undefined && writeBag(entry.bag, own)) done.push(`relation-set ${id}`)
    if (app !== undefined && Object.keys(app).length > 0) {
      checkLeads(model, unit)
      if (writeBag(must(relation.applications[unit.application], `bag of ${unit.application}`), app)) done.push(`relation-set --app ${id}`)
    }
  }
  done.push(...flushPorts(model, unit, pending))
  if (pending.charmState !== undefined && !sameBag(unit.state, pending.charmState)) {
    const size = Buffer.byteLength(JSON.stringify(pending.charmState))
    if (size > STATE_LIMIT) throw new Refused(`max allowed size (${STATE_LIMIT}) exceeded: ${size}`)
    unit.state = { ...pending.charmState }
    done.push('state-set')
  }
  for (const { name, count } of pending.storage)
    done.push(...addStorage(model, unit.name, { name, count }, now).map((id) => `storage-add ${id}`))
  done.push(...flushSecrets(model, unit, pending, now))
  return done
}

function checkLeads(model: Model, unit: Unit): void {
  if (!isLeader(model, unit)) throw new Refused(`checking leadership continuity: "${unit.name}" is not leader of "${unit.application}"`)
}

function flushPorts(model: Model, unit: Unit, pending: Pending): string[] {
  const before = JSON.stringify(unit.ports)
  for (const { range, endpoint } of pending.closePorts) closeRange(unit, endpoint, parseRange(range))
  for (const { range, endpoint } of pending.openPorts) openRange(model, unit, endpoint, parseRange(range))
  return JSON.stringify(unit.ports) === before ? [] : ['ports']
}

function flushSecrets(model: Model, unit: Unit, pending: Pending, now: Time): string[] {
  const done: string[] = []
  const managed = (id: string): Secret => {
    const secret = model.secrets[id]
    if (secret === undefined) throw new Refused(`secret "${id}" not found`, 'not found')
    if (!managesSecret(secret, unit, isLeader(model, unit))) throw new Refused('permission denied')
    return secret
  }
  for (const create of pending.secretCreates) {
    const name = nameOfTag(create.owner)
    const ofUnit = create.owner.startsWith('unit-')
    if (!ofUnit) checkLeads(model, unit)
    addSecret(model, { id: create.id, owner: { kind: ofUnit ? 'unit' : 'application', name }, ...factsOf(create) }, now)
    done.push(`secret-add ${create.id}`)
  }
  for (const update of pending.secretUpdates) {
    changeSecret(model, managed(update.id), factsOf(update), now)
    done.push(`secret-set ${update.id}`)
  }
  for (const id of pending.secretTrackLatest) {
    const secret = model.secrets[id]
    const consumer = secret?.consumers[unit.name]
    if (secret !== undefined && consumer !== undefined) consumer.revision = secret.latest
  }
  for (const grant of pending.secretGrants) done.push(...flushGrant(model, managed(grant.id), grant))
  for (const revoke of pending.secretRevokes) {
    const secret = managed(revoke.id)
    const subjects = revoke.targets.map(nameOfTag)
    secret.grants = secret.grants.filter(({ subject }) => !subjects.includes(subject))
    done.push(`secret-revoke ${revoke.id}`)
  }
  for (const { id, revisions } of pending.secretDeletes) {
    managed(id)
    removeSecret(model, id, revisions)
    done.push(`secret-remove ${id}`)
  }
  return done
}

function flushGrant(model: Model, secret: Secret, { id, scope, targets }: SecretAccess): string[] {
  const relation = relationOfTag(model, scope)
  if (relation === undefined) throw new Refused(`relation ${scope} not found`, 'not found')
  const subjects = targets
    .map(nameOfTag)
    .filter((subject) => !secret.grants.some((grant) => grant.subject === subject && grant.relation === relation.id))
  for (const subject of subjects) secret.grants.push({ subject, relation: relation.id })
  return subjects.length > 0 ? [`secret-grant ${id}`] : []
}

/** Keeps the members that a change gives, and leaves out absent ones. */
function factsOf({ label, description, rotate, expire, content }: SecretChange): SecretFacts {
  return {
    ...(label === undefined ? {} : { label }),
    ...(description === undefined ? {} : { description }),
    ...(rotate === undefined ? {} : { rotate }),
    ...(expire === undefined ? {} : { expire }),
    ...(content === undefined ? {} : { content }),
  }
}

function sameBag(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const keys = Object.keys(a)
  return keys.length === Object.keys(b).length && keys.every((key) => a[key] === b[key])
}
