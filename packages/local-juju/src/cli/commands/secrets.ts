// The operator's secrets: `juju add-secret`, `secrets`, `show-secret`, `update-secret`, `grant-secret`, `revoke-secret`, `remove-secret`.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Secret } from '../../model/secret.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { tagOf } from '../../model/tags.ts'
import { type ModelClient, modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import type { Struct } from '../data.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { fileError, readNamedFile } from '../files.ts'
import { splitPair } from '../key-values.ts'
import { table } from '../table.ts'
import { timeAgo } from '../times.ts'

/** Reads `key=value`, `key#base64=value` and `key#file=path` words. */
const readContent = (words: readonly string[]): ((cwd: string) => Record<string, string>) => {
  const pairs = words.map((word) => {
    const pair = splitPair(word)
    if (!pair || pair[0] === '') throw usageError(`key value ${JSON.stringify(word)} not valid`)
    const [key = '', encoding] = pair[0].split('#')
    return { key, encoding, value: pair[1] }
  })
  return (cwd) => {
    const content: Record<string, string> = {}
    for (const { key, encoding, value } of pairs) {
      if (!/^[a-z](?:[a-z0-9-]*[a-z0-9])$/.test(key) || key.length < 3) throw new CliError(`key ${JSON.stringify(key)} not valid`)
      if (encoding === 'base64') content[key] = Buffer.from(value, 'base64').toString()
      else if (encoding !== 'file') content[key] = value
      else {
        try {
          content[key] = readFileSync(resolve(cwd, value), 'utf8')
        } catch (error) {
          throw new CliError(fileError('open', value, error))
        }
      }
    }
    return content
  }
}

const fileContent = async (cwd: string, file: string): Promise<Record<string, string>> => {
  const { isLoose, readYaml } = await import('../yaml-input.ts')
  const content = readYaml(readNamedFile(cwd, file))
  if (!isLoose(content)) throw new CliError(`reading secret values from ${file}: expected a map`)
  return readContent(Object.entries(content).map(([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`))(
    cwd,
  )
}

const findSecret = (model: Frozen<Model>, word: string): Frozen<Secret> => {
  const id = word.replace(/^secret:/, '')
  const found = model.secrets[id] ?? Object.values(model.secrets).find((secret) => secret.owner.kind === 'model' && secret.label === word)
  if (!found) throw new CliError(`secret ${JSON.stringify(word)} not found`)
  return found
}

/** Adds a secret of the operator. */
export const addSecret: Command = (flags) => {
  const model = modelFlag(flags)
  const info = flags.string(['info'], 'A description of the secret')
  const file = flags.string(['file'], 'A YAML file with keys and values of the secret')
  return ([name, ...words]) => {
    if (name === undefined) throw usageError('secret name needs to be supplied as the first argument')
    if (words.length === 0 && file.value === '') throw usageError('missing secret value or filename')
    const read = readContent(words)
    return async (context) => {
      const client = await openModel(context, model)
      const { cwd } = context.io
      const content = { ...(file.value === '' ? {} : await fileContent(cwd, file.value)), ...read(cwd) }
      const { id } = await client.ask('add-secret', { name, info: info.value, content })
      context.out(`secret:${id}\n`)
    }
  }
}

/** Changes a secret of the operator. */
export const updateSecret: Command = (flags) => {
  const model = modelFlag(flags)
  const info = flags.string(['info'], 'A description of the secret')
  const newName = flags.string(['name'], 'A new name for the secret')
  const file = flags.string(['file'], 'A YAML file with keys and values of the secret')
  flags.ignored(['auto-prune'], 'bool', 'old revisions stay until they are removed')
  return ([secret, ...words]) => {
    if (secret === undefined) throw usageError('missing secret URI')
    const read = readContent(words)
    return async (context) => {
      const client = await openModel(context, model)
      const { cwd } = context.io
      const given = words.length > 0 || file.value !== ''
      const content = given ? { ...(file.value === '' ? {} : await fileContent(cwd, file.value)), ...read(cwd) } : null
      const name = newName.given ? newName.value : null
      await client.ask('update-secret', { secret, name, info: info.given ? info.value : null, content })
    }
  }
}

const grant =
  (revoke: boolean): Command =>
  (flags) => {
    const model = modelFlag(flags)
    return ([secret, applications, ...rest]) => {
      if (secret === undefined || applications === undefined) throw usageError('missing secret URI or application name')
      noMoreWords(rest)
      return async (context) => {
        await (await openModel(context, model)).ask('grant-secret', { secret, applications: applications.split(','), revoke })
      }
    }
  }

/** Lets applications read a secret of the operator. */
export const grantSecret: Command = grant(false)

/** Takes the leave to read a secret away. */
export const revokeSecret: Command = grant(true)

/** Removes a secret of the operator, or one revision of it. */
export const removeSecret: Command = (flags) => {
  const model = modelFlag(flags)
  const revision = flags.int(['revision'], 'Remove this revision only', 0)
  return ([secret, ...rest]) => {
    if (secret === undefined) throw usageError('missing secret URI')
    noMoreWords(rest)
    return async (context) => {
      await (await openModel(context, model)).ask('remove-secret', { secret, revision: revision.given ? revision.value : null })
    }
  }
}

const ownerText = (secret: Frozen<Secret>): string => (secret.owner.kind === 'model' ? '<model>' : secret.owner.name)

const secretData = (model: Frozen<Model>, secret: Frozen<Secret>, content: Struct | undefined, revisions: boolean): Struct => {
  const user = secret.owner.kind === 'model'
  const scope = (relation: number | null): string =>
    relation === null
      ? `model-${model.uuid}`
      : `relation-${(model.relations[relation]?.endpoints ?? []).map((side) => `${side.application}.${side.name}`).join('#')}`
  return {
    revision: secret.latest,
    rotation: secret.rotate,
    rotates: secret.nextRotate ?? undefined,
    owner: ownerText(secret),
    description: secret.description || undefined,
    name: user ? secret.label || undefined : undefined,
    label: user ? undefined : secret.label || undefined,
    created: secret.created,
    updated: secret.updated,
    content,
    revisions: revisions ? secret.revisions.map(({ revision, created }) => ({ revision, created, updated: created })) : undefined,
    access:
      secret.grants.length === 0
        ? undefined
        : secret.grants.map(({ subject, relation }) => ({ target: tagOf(subject), scope: scope(relation), role: 'view' })),
  }
}

/** Lists the secrets of the model. */
export const secrets: Command = (flags) => {
  const model = modelFlag(flags)
  const owner = flags.string(['owner'], 'Only secrets of this owner')
  const format = flags.format(['tabular', 'json', 'yaml'], 'tabular')
  return (words) => {
    noMoreWords(words)
    return async (context) => {
      const state = await (await openModel(context, model)).read()
      const now = new Date()
      const wanted = owner.value.replace(/^(?:application|unit|model)-/, '')
      const all = Object.values(state.secrets).filter((secret) => wanted === '' || wanted === ownerText(secret))
      const rows = all.map((secret) => {
        const name = secret.owner.kind === 'model' ? secret.label : ''
        return [secret.id, name || '-', ownerText(secret), secret.rotate, `${secret.latest}`, timeAgo(new Date(secret.updated), now)]
      })
      context.write(format, () => new Map(all.map((secret) => [secret.id, secretData(state, secret, undefined, false)])), {
        tabular: () => table([['ID', 'Name', 'Owner', 'Rotation', 'Revision', 'Last updated'], ...rows], { right: [4] }),
      })
    }
  }
}

const reveal = async (client: ModelClient, secret: string, revision: number | null): Promise<Record<string, string>> =>
  (await client.ask('reveal-secret', { secret, revision })).content

/** Shows one secret; its content only with `--reveal`. */
export const showSecret: Command = (flags) => {
  const model = modelFlag(flags)
  const revealed = flags.bool(['reveal'], 'Show the content')
  const revision = flags.int(['r', 'revision'], 'Show this revision instead of the newest', 0)
  const revisions = flags.bool(['revisions'], 'Show what revisions there are')
  const format = flags.format(['yaml', 'json'], 'yaml')
  return ([word, ...rest]) => {
    if (word === undefined) throw usageError('secret ID is required')
    noMoreWords(rest)
    if (revisions.value && revision.given) throw usageError('specify either --revisions or --revision but not both')
    if (revisions.value && revealed.value) throw usageError('specify either --revisions or --reveal but not both')
    return async (context) => {
      const client = await openModel(context, model)
      const state = await client.read()
      const secret = findSecret(state, word)
      const values = revealed.value ? await reveal(client, secret.id, revision.given ? revision.value : null) : undefined
      // JSON has one level more than YAML: in Juju the tag that would drop it works in YAML alone, and clients count on it.
      const map = values && new Map(Object.entries(values))
      const content =
        map && (format.kind.value === 'json' ? { Data: map } : Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1))))
      context.write(format, () => new Map([[secret.id, secretData(state, secret, content, revisions.value)]]))
    }
  }
}
