import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { usageError } from '../errors.ts'
import { fileContent, readContent } from '../secrets/content.ts'

/** Changes a secret of the operator. */
export const command: Command = {
  usage: 'update-secret [options] <ID>|<name> [key[#base64|#file]=value...]',
  summary: 'Changes a secret.',
  details: 'New content makes a new revision, which units that read the secret are told of by secret-changed.',
  examples: [
    'update-secret db-login --file ./login.yaml',
    'update-secret db-login password#file=./password',
    'update-secret db-login --name shop-login',
  ],
  declare: (flags) => {
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
  },
}
