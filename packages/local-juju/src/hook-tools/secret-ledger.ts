/** The secrets that a hook makes, changes, removes, gives and takes back, before any of it is committed. */
import { ToolError } from './error.ts'
import type { Pending, SecretAccess, SecretChange, SecretCreate, SecretUpdate } from './pending.ts'
import type { SecretUri } from './secret-uri.ts'
import type { Bag, World, WorldSecret } from './world.ts'

/** What a secret-get can ask for. */
export interface SecretQuery {
  readonly uri?: SecretUri
  readonly label: string
  readonly refresh: boolean
  readonly peek: boolean
}

/** A secret's metadata with the hook's changes. */
export type KnownSecret = Omit<WorldSecret, 'checksum'>

/** Secrets of one hook. */
export interface SecretLedger {
  /** Those that this unit manages, with what the hook did. */
  known(): readonly KnownSecret[]
  /** As the controller knows it, when this unit manages it. */
  managed(id: string): WorldSecret | undefined
  create(secret: SecretCreate): void
  update(secret: SecretUpdate): void
  remove(uri: SecretUri, revision: number | undefined): void
  read(query: SecretQuery): Bag
  grant(access: SecretAccess): void
  revoke(access: SecretAccess): void
  pending(): Pick<Pending, 'secretCreates' | 'secretUpdates' | 'secretDeletes' | 'secretGrants' | 'secretRevokes' | 'secretTrackLatest'>
}

/** Lays a change over an earlier one; what it leaves out stays. */
const overlay = <T extends SecretChange>(earlier: T, later: SecretChange): T => ({ ...earlier, ...later, id: earlier.id, uri: earlier.uri })

const apply = (secret: KnownSecret, change: SecretChange): KnownSecret => {
  const { label = secret.label, description = secret.description, rotate = secret.rotate, expire = secret.expire } = change
  return { ...secret, label, description, rotate, ...(expire === undefined ? {} : { expire }) }
}

/** What is known of a secret that this hook has made. */
const asKnown = (secret: SecretCreate): KnownSecret => {
  const owner = secret.owner.startsWith('unit-') ? 'unit' : 'application'
  return apply({ id: secret.id, owner, label: '', description: '', revision: 1, rotate: '', access: [] }, secret)
}

/** Starts the ledger of a hook; the metadata are read once. */
export const createSecretLedger = (world: World): SecretLedger => {
  let metadata: readonly WorldSecret[] | undefined
  const stored = (): readonly WorldSecret[] => (metadata ??= world.secrets())

  const creates = new Map<string, SecretCreate>()
  const updates = new Map<string, SecretUpdate>()
  const deletes = new Map<string, { readonly uri: string; readonly revisions?: readonly number[] }>()
  // One pending grant per secret and relation: a second replaces the first, as in the agent.
  const grants = new Map<string, SecretAccess>()
  const revokes = new Map<string, SecretAccess>()
  const trackLatest = new Set<string>()

  const known = (): readonly KnownSecret[] => [
    ...stored()
      .filter(({ id }) => !deletes.has(id))
      .map((secret) => {
        const change = updates.get(secret.id)
        return change === undefined ? secret : apply(secret, change)
      }),
    ...[...creates.values()].map(asKnown),
  ]

  /** A value that exists in this hook only. */
  const pendingContent = (id: string, label: string, { refresh, peek }: SecretQuery): Bag | undefined => {
    const created = [...creates.values()].find((secret) => secret.id === id || (id === '' && label !== '' && secret.label === label))
    if (created !== undefined) {
      if (label !== '') creates.set(created.id, { ...created, label })
      return created.content
    }
    const updated = updates.get(id)
    if (updated?.content === undefined || !(refresh || peek)) return undefined
    if (refresh) trackLatest.add(id)
    return updated.content
  }

  return {
    known,
    managed: (id) => stored().find((secret) => secret.id === id),
    create: (secret) => {
      const taken = [...creates.values()].some(({ label }) => label !== undefined && label === secret.label)
      if (taken) throw new ToolError(`secret with label "${secret.label}" already exists`)
      creates.set(secret.id, secret)
    },
    update: (secret) => {
      deletes.delete(secret.id)
      const created = creates.get(secret.id)
      if (created !== undefined) {
        creates.set(secret.id, overlay(created, secret))
        return
      }
      const earlier = updates.get(secret.id)
      updates.set(secret.id, earlier === undefined ? secret : overlay(earlier, secret))
    },
    remove: ({ id, text }, revision) => {
      for (const changes of [creates, updates, trackLatest]) changes.delete(id)
      for (const accesses of [grants, revokes]) {
        for (const [key, access] of accesses) if (access.id === id) accesses.delete(key)
      }
      const earlier = deletes.get(id)
      if (revision === undefined) deletes.set(id, { uri: text })
      else if (earlier === undefined || earlier.revisions !== undefined) {
        deletes.set(id, { uri: text, revisions: [...(earlier?.revisions ?? []), revision] })
      }
    },
    read: (query) => {
      const owned = query.uri === undefined ? known().find(({ label }) => label !== '' && label === query.label) : undefined
      const id = query.uri?.id ?? owned?.id ?? ''
      // The label of a secret that this unit owns only serves to find it.
      const label = owned === undefined ? query.label : ''
      return pendingContent(id, label, query) ?? world.readSecret({ id, label, refresh: query.refresh, peek: query.peek })
    },
    grant: (access) => void grants.set(`${access.id} ${access.scope}`, access),
    revoke: (access) => {
      // A unit whose application already loses access needs no revocation of its own.
      const [target = ''] = access.targets
      const application = target.replace(/^unit-(.*)-[0-9]+$/u, 'application-$1')
      if (!revokes.has(`${access.id} ${application}`)) revokes.set(`${access.id} ${access.scope}`, access)
    },
    pending: () => ({
      secretCreates: [...creates.values()],
      secretUpdates: [...updates.values()],
      secretDeletes: [...deletes].map(([id, deleted]) => ({ id, ...deleted })),
      secretGrants: [...grants.values()],
      secretRevokes: [...revokes.values()],
      secretTrackLatest: [...trackLatest],
    }),
  }
}
