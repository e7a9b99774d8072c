import { randomBytes } from 'node:crypto'
import { Refused } from './refused.ts'
import type { RotatePolicy, Secret } from './secret.ts'
import type { Model } from './state.ts'
import type { Unit } from './unit.ts'
import type { Frozen, Time } from './values.ts'

const DAY = 86_400_000
const ROTATION: Readonly<Record<RotatePolicy, number>> = {
  never: 0,
  hourly: DAY / 24,
  daily: DAY,
  weekly: 7 * DAY,
  monthly: 30 * DAY,
  quarterly: 91 * DAY,
  yearly: 365 * DAY,
}

/** Makes a secret's id as Juju does: an xid, 20 characters of `0-9a-v`, the last of which holds one bit. */
export function newSecretId(): string {
  const digits = '0123456789abcdefghijklmnopqrstuv'
  return [...randomBytes(20)].map((byte, index) => (index === 19 ? '0g'[byte & 1] : digits[byte & 31])).join('')
}

/** Reads the id out of `<id>`, `secret:<id>` or `secret://<model>/<id>`. */
export function secretIdOf(uri: string): string {
  return uri.replace(/^secret:/, '').replace(/^.*\//, '')
}

/** What a secret is made with or changed to; what is absent stays. Content values are base64. */
export interface SecretFacts {
  readonly label?: string
  readonly description?: string
  readonly rotate?: string
  readonly expire?: string
  readonly content?: { readonly [key: string]: string }
}

/** A secret that is added. */
export interface NewSecret extends SecretFacts {
  readonly id: string
  readonly owner: Secret['owner']
}

/** Adds a secret. */
export function addSecret(model: Model, { id, owner, ...facts }: NewSecret, now: Time): Secret {
  const secret: Secret = {
    id,
    owner,
    label: '',
    description: '',
    rotate: 'never',
    nextRotate: null,
    revisions: [],
    latest: 0,
    grants: [],
    consumers: {},
    created: now,
    updated: now,
  }
  changeSecret(model, secret, facts, now)
  model.secrets[id] = secret
  return secret
}

/** Changes a secret: metadata in place, new content as one new revision. */
export function changeSecret(model: Model, secret: Secret, facts: SecretFacts, now: Time): void {
  if (facts.label !== undefined && facts.label !== secret.label) {
    const taken = Object.values(model.secrets).some(
      (other) => other.owner.kind === secret.owner.kind && other.owner.name === secret.owner.name && other.label === facts.label,
    )
    if (taken && facts.label !== '') throw new Refused(`secret with label "${facts.label}" already exists`, 'already exists')
    secret.label = facts.label
  }
  if (facts.description !== undefined) secret.description = facts.description
  if (facts.rotate !== undefined) secret.rotate = facts.rotate in ROTATION ? (facts.rotate as RotatePolicy) : 'never'
  if (facts.content !== undefined) {
    secret.latest += 1
    secret.revisions.push({ revision: secret.latest, content: { ...facts.content }, created: now, expire: null })
  }
  if (facts.rotate !== undefined || facts.content !== undefined) {
    secret.nextRotate = secret.rotate === 'never' ? null : new Date(Date.parse(now) + ROTATION[secret.rotate]).toISOString()
  }
  const newest = secret.revisions.at(-1)
  if (facts.expire !== undefined && newest !== undefined) newest.expire = new Date(facts.expire).toISOString()
  secret.updated = now
}

/** Removes revisions of a secret, or all of it; a secret whose last revision goes, goes too. */
export function removeSecret(model: Model, id: string, revisions: readonly number[] | undefined): void {
  const secret = model.secrets[id]
  if (secret === undefined) throw new Refused(`secret "${id}" not found`, 'not found')
  if (revisions !== undefined) {
    secret.revisions = secret.revisions.filter(({ revision }) => !revisions.includes(revision))
    if (secret.revisions.length > 0) return
  }
  delete model.secrets[id]
}

/** Tells whether a unit may read a secret: an owner, or one to whom it was granted. */
export function mayRead(secret: Frozen<Secret>, unit: Frozen<Unit>): boolean {
  const { kind, name } = secret.owner
  if (kind === 'unit' ? name === unit.name : kind === 'application' && name === unit.application) return true
  return secret.grants.some(({ subject }) => subject === unit.name || subject === unit.application)
}

/** What a unit asks of a secret's content. */
export interface SecretRead {
  readonly id: string
  readonly label: string
  readonly refresh: boolean
  readonly peek: boolean
}

/** Reads a secret's content for a unit, and records which revision the unit follows from now on, as `secret-get` does. */
export function readSecret(model: Model, unit: Unit, read: SecretRead): { readonly [key: string]: string } {
  const secret = findForUnit(model, unit, read)
  if (!mayRead(secret, unit)) throw new Refused('permission denied')
  const first = secret.consumers[unit.name] === undefined
  const consumer = secret.consumers[unit.name] ?? { revision: secret.latest, label: '' }
  if (read.refresh) consumer.revision = secret.latest
  if (read.id !== '' && read.label !== '') {
    for (const other of Object.values(model.secrets)) {
      const known = other.consumers[unit.name]
      if (known?.label === read.label) known.label = ''
    }
    consumer.label = read.label
  }
  if (!(first && read.peek)) {
    secret.consumers[unit.name] = consumer
    unit.agent.secretsSeen[secret.id] ??= secret.latest
  }
  return contentOf(secret, read.peek ? secret.latest : consumer.revision)
}

/**
 * Tells whether a read leaves the model as it is: the unit already follows the secret, at the revision that it would get, and gives no new
 * label. Most reads are such, and a change of the model costs a write to the disk.
 */
export function readMovesNothing(model: Frozen<Model>, unit: Frozen<Unit>, read: SecretRead): boolean {
  if (read.id !== '' && read.label !== '') return false
  const secret = findForUnit(model, unit, read)
  const consumer = secret.consumers[unit.name]
  if (consumer === undefined || unit.agent.secretsSeen[secret.id] === undefined) return false
  return !read.refresh || consumer.revision === secret.latest
}

/** Gives the content that {@link readSecret} would, where that moves nothing. */
export function lookAtSecret(model: Frozen<Model>, unit: Frozen<Unit>, read: SecretRead): { readonly [key: string]: string } {
  const secret = findForUnit(model, unit, read)
  if (!mayRead(secret, unit)) throw new Refused('permission denied')
  return contentOf(secret, read.peek ? secret.latest : (secret.consumers[unit.name]?.revision ?? secret.latest))
}

function contentOf(secret: Frozen<Secret>, wanted: number): { readonly [key: string]: string } {
  const found = secret.revisions.find(({ revision }) => revision === wanted)
  if (found === undefined) throw new Refused(`secret revision "${secret.id}/${wanted}" not found`, 'not found')
  return found.content
}

function findForUnit<S extends Frozen<Secret>>(
  model: { readonly secrets: { readonly [id: string]: S } },
  unit: Frozen<Unit>,
  { id, label }: SecretRead,
): S {
  if (id !== '') {
    const secret = model.secrets[id]
    if (secret === undefined) throw new Refused(`secret "${id}" not found`, 'not found')
    return secret
  }
  const all = Object.values(model.secrets)
  const owned = all.find((secret) => {
    const { kind, name } = secret.owner
    return secret.label === label && (kind === 'unit' ? name === unit.name : kind === 'application' && name === unit.application)
  })
  const secret = owned ?? all.find(({ consumers }) => consumers[unit.name]?.label === label)
  if (secret === undefined) throw new Refused(`consumer label "${label}" not found`, 'not found')
  return secret
}
