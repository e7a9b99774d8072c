import type { Secret } from '../../model/secret.ts'
import type { Model } from '../../model/state.ts'
import type { Frozen } from '../../model/values.ts'
import { type ModelClient, modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { CliError, noMoreWords, usageError } from '../errors.ts'
import { secretData } from '../secrets/data.ts'

const findSecret = (model: Frozen<Model>, word: string): Frozen<Secret> => {
  const id = word.replace(/^secret:/, '')
  const found = model.secrets[id] ?? Object.values(model.secrets).find((secret) => secret.owner.kind === 'model' && secret.label === word)
  if (!found) throw new CliError(`secret ${JSON.stringify(word)} not found`)
  return found
}

const reveal = async (client: ModelClient, secret: string, revision: number | null): Promise<Record<string, string>> =>
  (await client.ask('reveal-secret', { secret, revision })).content

/** Shows one secret; its content only with `--reveal`. */
export const command: Command = {
  usage: 'show-secret [options] <ID>|<name>',
  summary: 'Shows a secret in detail.',
  details: 'Shows what is known of a secret; its content only with --reveal.',
  examples: ['show-secret db-login', 'show-secret db-login --reveal', 'show-secret db-login --revisions'],
  declare: (flags) => {
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
        // JSON has one level more than YAML: Juju's struct tag that drops the level works in YAML alone, and clients rely on the level in
        // JSON.
        const map = values && new Map(Object.entries(values))
        const content =
          map && (format.kind.value === 'json' ? { Data: map } : Object.fromEntries([...map].sort(([a], [b]) => (a < b ? -1 : 1))))
        context.write(format, () => new Map([[secret.id, secretData(state, secret, content, revisions.value)]]))
      }
    }
  },
}
