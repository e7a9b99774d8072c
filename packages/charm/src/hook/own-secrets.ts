/** Secrets of one's own: their ids are noted where all who read them look, the application's in the databag of the facts. */
import { awaiting, type Databag, invalid, ready, type Secret, type State, secret } from '@charm-layers/relation'
import type { Charm } from '../define/charm.ts'
import type { OwnSecret, OwnSecretStep, Step } from '../define/steps/index.ts'
import { CharmError } from '../errors.ts'
import { jujuAtLeast } from '../juju/environment.ts'
import type { SecretInfo } from '../juju/index.ts'
import { factsRelation } from './facts.ts'
import type { Snapshot } from './snapshot/index.ts'
import { ownSecretKey } from './snapshot/own-secrets.ts'

type Owned = Pick<OwnSecretStep, 'label' | 'owner'>

/** Gives the id that is noted for a secret; undefined when there is none. */
const notedId = (charm: Charm, snapshot: Snapshot, { label, owner }: Owned): string | undefined =>
  (owner === 'unit' ? snapshot.memory : factsRelation(charm, snapshot)?.localAppData)?.[ownSecretKey(label)] || undefined

/** Reads a secret of one's own. It is ready when Juju has stored it with all the keys that the charm wants. */
export function readOwnSecret(charm: Charm, snapshot: Snapshot, step: OwnSecretStep): State<OwnSecret> {
  const { jujuVersion } = snapshot.identity
  if (!jujuAtLeast(jujuVersion, '3.0.3')) return invalid('Juju', `${jujuVersion} has no secrets, upgrade it to 3.0.3 or newer`)
  const id = notedId(charm, snapshot, step)
  const content = id === undefined ? undefined : snapshot.secrets.get(id)
  if (id === undefined || content === undefined) return awaiting(step.label)
  const keys = Object.keys(step.content)
  const missing = keys.filter((key) => content[key] === undefined)
  if (missing.length > 0) return awaiting(...missing)
  const values = keys.map((key): [string, Secret] => [key, secret(content[key] ?? '')])
  return ready({ id, content: Object.fromEntries(values) })
}

/** What to put into a secret: texts, and for a value that is to be made its number of random bytes. */
export type WantedContent = Readonly<Record<string, string | number>>

/** One thing to do about a secret of one's own. */
export type OwnSecretWrite = Owned &
  (
    | { readonly do: 'make'; readonly content: WantedContent; readonly facts: OwnSecretStep }
    /** Without content it keeps its revision. */
    | { readonly do: 'change'; readonly id: string; readonly content?: WantedContent; readonly facts: Partial<OwnSecretStep> }
    | { readonly do: 'grant' | 'revoke'; readonly id: string; readonly relationId: string }
    /** Without a revision all of it is removed. */
    | { readonly do: 'remove'; readonly id: string; readonly revision?: number }
  )

/** Compares the content that a charm wants with what is there. Random values stay as they are, unless they are to be made anew. */
function contentOf({ content }: OwnSecretStep, found: Databag, anew: boolean): WantedContent {
  return Object.fromEntries(
    Object.entries(content).map(([key, value]) => {
      // Juju cannot store half a surrogate pair. Left in, it would make the value differ from what is stored in every hook.
      if (typeof value === 'string') return [key, value.toWellFormed()]
      if ('reveal' in value) return [key, value.reveal().toWellFormed()]
      return [key, (anew ? undefined : found[key]) ?? value.randomBytes]
    }),
  )
}

const differs = (wanted: WantedContent, found: Databag): boolean =>
  Object.keys(wanted).length !== Object.keys(found).length || Object.entries(wanted).some(([key, value]) => found[key] !== value)

const sameSecret = (a: string, b: string): boolean => a.slice(-20) === b.slice(-20)

/** The relations of the charm by their ids, each with the names by which Juju's tags name its ends. */
type Ends = ReadonlyMap<string, { readonly target: string; readonly own: string }>

function endsOf({ relations, identity }: Snapshot): Ends {
  return new Map(
    [...relations].flatMap(([endpoint, views]) =>
      views.map(({ id, remoteApp }) => [id, { target: `application-${remoteApp}`, own: `${identity.application}.${endpoint}` }] as const),
    ),
  )
}

/**
 * A tag such as `relation-web.db#mysql.server` names both ends. Juju before 3.3 does not tell who may read a secret, so there it is granted
 * again in every hook, which changes nothing.
 */
const isGranted = ({ access }: SecretInfo, { target, own }: { readonly target: string; readonly own: string }): boolean =>
  access?.some(
    (one) =>
      one.target === target &&
      one.scope
        .replace(/^relation-/, '')
        .split('#')
        .includes(own),
  ) ?? false

function accessWrites(step: OwnSecretStep, id: string, info: SecretInfo, ends: Ends): OwnSecretWrite[] {
  return [...ends].flatMap(([relationId, end]): OwnSecretWrite[] => {
    const [wanted, granted] = [step.grant.includes(relationId), isGranted(info, end)]
    if (wanted === granted) return []
    return [{ do: wanted ? 'grant' : 'revoke', label: step.label, owner: step.owner, id, relationId }]
  })
}

/** Compares one secret with what Juju has. */
function writesFor(step: OwnSecretStep, snapshot: Snapshot, id: string | undefined, ends: Ends): readonly OwnSecretWrite[] {
  const { label, owner } = step
  const info = id === undefined ? undefined : snapshot.ownSecrets.get(id)
  const grants = step.grant.filter((relationId) => ends.has(relationId))
  if (id === undefined || info === undefined) {
    return [{ do: 'make', label, owner, content: contentOf(step, {}, true), facts: { ...step, grant: grants } }]
  }
  const { event } = snapshot
  const isDue =
    (event.type === 'secret-rotate' || (event.type === 'secret-expired' && (event.revision ?? info.revision) >= info.revision)) &&
    sameSecret(event.secretId, id)
  const found = snapshot.secrets.get(id)
  const content = contentOf(step, found ?? {}, isDue)
  // A secret that cannot be read in this hook is left as it is.
  const isNew = found !== undefined && differs(content, found)
  const { description, rotate, expireAfterHours } = step
  const facts = {
    ...(description !== undefined && description !== info.description ? { description } : {}),
    ...(rotate !== undefined && rotate !== info.rotation ? { rotate } : {}),
    ...(expireAfterHours !== undefined && (isNew || !info.expires) ? { expireAfterHours } : {}),
  }
  const changes = isNew || Object.keys(facts).length > 0
  return [
    ...(changes ? [{ do: 'change', label, owner, id, facts, ...(isNew ? { content } : {}) } as const] : []),
    ...accessWrites(step, id, info, ends),
  ]
}

/** Finds a revision that Juju says nobody needs any more, or that has expired and was replaced, with the label of its secret. */
function obsolete({ event, ownSecrets, memory }: Snapshot, shared: Databag): OwnSecretWrite | undefined {
  if ((event.type !== 'secret-remove' && event.type !== 'secret-expired') || event.revision === undefined) return undefined
  for (const [noted, owner] of [
    [memory, 'unit'],
    [shared, 'application'],
  ] as const) {
    const [key, id] =
      Object.entries(noted).find(([name, value]) => name.startsWith(ownSecretKey('')) && sameSecret(value, event.secretId)) ?? []
    const info = ownSecrets.get(id ?? '')
    // To remove the newest revision would be to remove the secret.
    if (key === undefined || id === undefined || info === undefined || event.revision >= info.revision) continue
    return { do: 'remove', label: key.slice(ownSecretKey('').length), owner, id, revision: event.revision }
  }
  return undefined
}

/**
 * Compares the secrets that the steps want with what Juju has. What only a leader may write is left out on other units. Juju takes an order
 * to remove a revision as one to forget what else the hook says of that secret, so the rest waits for the next hook.
 * @throws CharmError for two steps about one secret, and for a secret of the application in a charm without a peer endpoint.
 */
export function ownSecretWrites(charm: Charm, snapshot: Snapshot, steps: readonly Step[]): readonly OwnSecretWrite[] {
  if (!jujuAtLeast(snapshot.identity.jujuVersion, '3.0.3')) return []
  const wanted = steps.filter((step) => step.kind === 'own-secret' || step.kind === 'absent-secret')
  const [peers] = Object.keys(charm.peers ?? {})
  const shared = (peers === undefined ? undefined : snapshot.relations.get(peers)?.[0]?.localAppData) ?? {}
  const old = obsolete(snapshot, shared)
  const ends = endsOf(snapshot)
  const seen = new Set<string>()
  const writes = wanted.flatMap((step): readonly OwnSecretWrite[] => {
    const { label, owner } = step
    if (seen.has(`${owner} ${label}`))
      throw new CharmError('E_SECRET', `charm '${charm.name}' says two things of the secret '${label}' of the ${owner}`)
    seen.add(`${owner} ${label}`)
    // Without a place to note its id, it would be made in every hook.
    if (owner === 'application' && (!snapshot.leader || factsRelation(charm, snapshot) === undefined)) return []
    const id = notedId(charm, snapshot, step)
    if (step.kind === 'absent-secret') return id === undefined ? [] : [{ do: 'remove', label, owner, id }]
    return writesFor(step, snapshot, id, ends)
  })
  if (old === undefined) return writes
  const goes = writes.some((write) => write.do === 'remove' && write.id === ('id' in old ? old.id : ''))
  return goes ? writes : [old, ...writes.filter((write) => !('id' in write && 'id' in old && write.id === old.id))]
}

/** Gives one line for a write, for `--plan` and the log. */
export function ownSecretText(write: OwnSecretWrite): string {
  const name = `the secret ${write.label} of the ${write.owner}`
  switch (write.do) {
    case 'make':
      return `make ${name}`
    case 'change':
      return write.content === undefined ? `change what is said of ${name}` : `make a new revision of ${name}`
    case 'grant':
      return `grant ${name} to ${write.relationId}`
    case 'revoke':
      return `take ${name} from ${write.relationId}`
    case 'remove':
      return write.revision === undefined ? `remove ${name}` : `remove revision ${write.revision} of ${name}`
  }
}
