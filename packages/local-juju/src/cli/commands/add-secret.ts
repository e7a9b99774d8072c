import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { fileContent, readContent } from '../secrets/content.ts'

/** Adds a secret of the operator. */
export const command: Command = {
  usage: 'add-secret [options] <name> [key[#base64|#file]=value...]',
  summary: 'Keeps a secret for charms to read.',
  details: `Prints the id of the new secret, which a charm's option of type secret takes once the application has been granted the secret.
Words on a command line are seen by other users of this host: key#file=path and --file keep values out of it.`,
  examples: [
    'add-secret db-login user#file=./user password#file=./password',
    'add-secret db-login --file ./login.yaml --info "For the shop"',
  ],
  declare: (flags) => {
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
  },
}
