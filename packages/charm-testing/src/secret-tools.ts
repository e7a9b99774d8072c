/** The hook tools in memory about secrets of one's own, with the answers and refusals of Juju 3.6. */
import type { ToolResult } from '@charm-layers/charm/ports'
import type { Databag } from '@charm-layers/relation'
import { type Juju, json, modelUuid, no, noRelation, ok, relationOf } from './juju.ts'
import type { OwnedSecret } from './state.ts'

type Tool = (juju: Juju, args: readonly string[]) => ToolResult

/** Gives the 20 characters that name a secret; undefined for a text that is no id. */
export const secretIdOf = (uri: string): string | undefined => uri.match(/^(?:secret:(?:\/\/[0-9a-f-]{36}\/)?)?([0-9a-v]{19}[0g])$/)?.[1]

const flagOf = (args: readonly string[], name: string): string | undefined => {
  const at = args.indexOf(name)
  return at < 0 ? undefined : args[at + 1]
}

/** Finds a secret that this unit may manage: its own, or its application's while it leads. */
function managed({ state, written }: Juju, uri: string): readonly [uri: string, secret: OwnedSecret] | undefined {
  const id = secretIdOf(uri)
  const found = [...written.ownedSecrets].find(([name]) => id !== undefined && name.endsWith(id))
  if (found === undefined || (written.secrets.has(found[0]) && written.secrets.get(found[0]) === undefined)) return undefined
  return found[1].owner === 'unit' || state.leader ? found : undefined
}

/** Juju refuses a secret that is not this unit's when the hook ends, and puts the unit in error; here it is refused at once. */
const notManaged = ({ state, written }: Juju, uri: string): ToolResult => {
  const id = secretIdOf(uri) ?? uri
  const isOthers = [...written.ownedSecrets].some(([name, { owner }]) => name.endsWith(id) && owner === 'application' && !state.leader)
  return no(isOthers ? 'this unit is not the leader' : `secret "${id}" not found`)
}

/** Names the relation that a grant lives with. The other side's endpoint is not known here, so it has the interface's name. */
function scopeOf({ relations, application }: Juju, id: string): { readonly target: string; readonly scope: string } {
  const { endpoint = '', interface: name = '', remoteApp = '' } = relations.get(id) ?? {}
  const own = `${application}.${endpoint}`
  return {
    target: `application-${remoteApp}`,
    scope: remoteApp === application ? `relation-${own}` : `relation-${remoteApp}.${name}#${own}`,
  }
}

/** Tells what is known of a secret. A new content does not raise the revision before the hook has succeeded, and grants do not show. */
export const secretInfoGet: Tool = (juju, args) => {
  const uri = args.find((arg) => !arg.startsWith('-')) ?? ''
  if (secretIdOf(uri) === undefined) return no(`secret URI "${uri}" not valid`, 2)
  const [name, secret] = managed(juju, uri) ?? []
  if (name === undefined || secret === undefined) return no(`secret "${secretIdOf(uri)}" not found`)
  const before = juju.state.ownedSecrets?.[name]
  const { label, owner, description, rotation, expires } = secret
  const access = (before?.granted ?? []).map((id) => ({ ...scopeOf(juju, id), role: 'view' }))
  return json({
    [name.slice(-20)]: {
      revision: before?.revision ?? 1,
      label,
      owner,
      ...(description === '' ? {} : { description }),
      ...(rotation === 'never' ? {} : { rotation }),
      ...(expires === undefined ? {} : { expiry: new Date(expires).toISOString() }),
      ...(access.length === 0 ? {} : { access }),
    },
  })
}

/** Reads the flags that `secret-add` and `secret-set` share, over what is so already. */
function factsFrom(args: readonly string[], before: OwnedSecret, now: number): OwnedSecret {
  const hours = flagOf(args, '--expire')?.match(/^(\d+)h$/)?.[1]
  return {
    ...before,
    label: flagOf(args, '--label') || before.label,
    description: flagOf(args, '--description') || before.description,
    rotation: flagOf(args, '--rotate') ?? before.rotation,
    ...(hours === undefined ? {} : { expires: now + Number(hours) * 3_600_000 }),
  }
}

const keyRule = /^[a-z](?:-?[a-z0-9]){2,}$/
function contentIn({ host }: Juju, path: string): Databag | ToolResult {
  const file = host.file(path)
  if (!file) return no(`open ${path}: no such file or directory`, 2)
  const content: Databag = JSON.parse(file.content)
  const wrong = Object.keys(content).find((key) => !keyRule.test(key))
  if (wrong !== undefined) return no(`key "${wrong}" not valid`, 2)
  return Object.keys(content).length === 0 ? no('empty secret value not valid') : content
}
const isRefusal = (content: Databag | ToolResult): content is ToolResult => typeof content.code === 'number'

const secretAdd: Tool = (juju, args) => {
  const { state, written } = juju
  const content = contentIn(juju, flagOf(args, '--file') ?? '')
  if (isRefusal(content)) return content
  const owner = flagOf(args, '--owner') === 'unit' ? 'unit' : 'application'
  if (owner === 'application' && !state.leader) return no('this unit is not the leader')
  const label = flagOf(args, '--label') ?? ''
  const isTaken = [...written.ownedSecrets].some(([uri, other]) => other.label === label && other.owner === owner && managed(juju, uri))
  if (label !== '' && isTaken) return no(`secret with label "${label}" already exists`)
  const number = new Set([...Object.keys(state.secrets ?? {}), ...written.secrets.keys()]).size
  const uri = juju.makeSecretId?.() ?? `secret://${modelUuid}/${number.toString(32).padStart(19, 'c')}0`
  written.secrets.set(uri, content)
  const nothing: OwnedSecret = { owner, label: '', description: '', rotation: 'never', revision: 1, granted: [] }
  written.ownedSecrets.set(uri, factsFrom(args, nothing, state.now ?? 0))
  return ok(`${uri}\n`)
}

const secretSet: Tool = (juju, args) => {
  const { state, written } = juju
  const [name, secret] = managed(juju, args[0] ?? '') ?? []
  if (name === undefined || secret === undefined) return notManaged(juju, args[0] ?? '')
  const path = flagOf(args, '--file')
  const content = path === undefined ? undefined : contentIn(juju, path)
  if (content && isRefusal(content)) return content
  const before = state.secrets?.[name]
  const isNew = content !== undefined && JSON.stringify(content) !== JSON.stringify(before)
  if (content) written.secrets.set(name, content)
  const revision = (state.ownedSecrets?.[name]?.revision ?? secret.revision) + (isNew && before ? 1 : 0)
  written.ownedSecrets.set(name, { ...factsFrom(args, secret, state.now ?? 0), revision })
  return ok()
}

const access =
  (how: 'grant' | 'revoke'): Tool =>
  (juju, args) => {
    const [id, relation] = relationOf(juju, args)
    if (!relation) return noRelation(id)
    const [name, secret] = managed(juju, args[0] ?? '') ?? []
    if (name === undefined || secret === undefined) return notManaged(juju, args[0] ?? '')
    // Unlike a grant, a revocation takes all that the application at the other end has.
    const sameEnd = (other: string): boolean =>
      other === id || (how === 'revoke' && juju.relations.get(other)?.remoteApp === relation.remoteApp)
    const others = secret.granted.filter((other) => !sameEnd(other))
    juju.written.ownedSecrets.set(name, { ...secret, granted: how === 'grant' ? [...others, id] : others })
    return ok()
  }

const secretRemove: Tool = (juju, args) => {
  const { state, written } = juju
  const [name, secret] = managed(juju, args[0] ?? '') ?? []
  if (name === undefined || secret === undefined) return notManaged(juju, args[0] ?? '')
  const revision = Number(flagOf(args, '--revision') ?? 0)
  // What else the hook has said of the secret is forgotten.
  const before = state.ownedSecrets?.[name] ?? secret
  written.secrets.delete(name)
  if (revision > 0) written.ownedSecrets.set(name, { ...before, removed: [...(before.removed ?? []), revision] })
  else {
    written.secrets.set(name, undefined)
    written.ownedSecrets.delete(name)
  }
  return ok()
}

export const secretWrites: Readonly<Record<string, Tool>> = {
  'secret-add': secretAdd,
  'secret-set': secretSet,
  'secret-grant': access('grant'),
  'secret-revoke': access('revoke'),
  'secret-remove': secretRemove,
}
