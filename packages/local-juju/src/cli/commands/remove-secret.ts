import { modelFlag, openModel } from '../client.ts'
import type { Command } from '../command.ts'
import { noMoreWords, usageError } from '../errors.ts'

/** Removes a secret of the operator, or one revision of it. */
export const command: Command = {
  usage: 'remove-secret [options] <ID>|<name>',
  summary: 'Removes a secret.',
  details: 'Removes a secret, or one of its revisions.',
  examples: ['remove-secret db-login', 'remove-secret db-login --revision 2'],
  declare: (flags) => {
    const model = modelFlag(flags)
    const revision = flags.int(['revision'], 'Remove this revision only', 0)
    return ([secret, ...rest]) => {
      if (secret === undefined) throw usageError('missing secret URI')
      noMoreWords(rest)
      return async (context) => {
        await (await openModel(context, model)).ask('remove-secret', { secret, revision: revision.given ? revision.value : null })
      }
    }
  },
}
